"""``qz import``: an official document read into the tables of a programme workbook, every guess marked."""
