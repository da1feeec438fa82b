"""Workbooks written: the book, its sheets and tables, how text fits and how pages break."""
