"""Registers (台账): the office's lists of events through the year, from which facts are counted."""
