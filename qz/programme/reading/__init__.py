"""Reads raw tables into the records of a programme, sheet by sheet; what is wrong is a finding at its cell."""
