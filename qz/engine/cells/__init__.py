"""Cells put into a workbook's parts as the bytes they become."""
