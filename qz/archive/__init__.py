"""A closed year in one file: what it holds, how it is written, and whether it is still what was archived."""
