"""Writes programme workbooks: from tables, blank, or for a new year, with marks where the clerk is asked."""
