"""排名.xlsx: one page for each scorecard, and sheets with the details."""
