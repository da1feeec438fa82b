"""qz: one year's assessment, Excel forms out, completed workbooks in, scores and a ranking out."""

__version__ = "0.1.0"
