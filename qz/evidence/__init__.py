"""Evidence: what a unit can prove, and which of it a file that came is about."""
