"""A received ``.xls`` or ``.et`` (BIFF8 in a compound file)."""
