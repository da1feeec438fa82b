"""收件登记.xlsx: where every unit stands, every file, every finding, and what changed since the last collect."""
