"""``qz import``: an official document read into the tables of a programme workbook, every guess marked.

``document`` reads the file, ``clauses`` makes rules of scoring clauses, and ``guesses`` makes rows of the programme's
sheets from both; ``programme_draft.py`` joins them, and ``write_draft.py`` writes the workbook with the clerk's marks.
"""
