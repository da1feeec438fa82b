"""Workbooks read exactly as they are: sparse, nothing computed, nothing run; a file or folder a format."""
