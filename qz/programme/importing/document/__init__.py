"""The document: its file read into paragraphs and tables; its body, responsibility table and scorecards."""
