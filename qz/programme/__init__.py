"""The programme stage: reads, writes and checks the workbook that defines one year's assessment."""
