"""The definition of the programme workbook: its sheets and columns, by which it is read, written and explained."""
