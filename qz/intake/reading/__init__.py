"""Reads one workbook at a time: whose form it is, where each input is in it, and its value."""
