"""Verification: who stands behind each value. Verifiers' workbooks out and in, and what they say merged over claims."""
