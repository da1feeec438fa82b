"""排名.xlsx: a page a scorecard, and what is behind it."""
