"""收件登记.xlsx: every unit's state, every file, every finding, and what changed since the last collect."""
