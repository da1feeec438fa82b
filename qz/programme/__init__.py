"""The programme stage: one year's assessment read from, written to and checked in its workbook."""
