"""The archive of a closed year, one file: its contents, how it is written, and how it is checked."""
