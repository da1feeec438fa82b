"""Registers: the office's record of events through the year, and the facts it counts."""
