"""The programme stage: reads, writes and checks the workbook that defines one year's assessment.

``sheets`` defines its sheets and columns. ``load.py`` reads a file into raw tables (``raw.py``), and ``reading`` makes
records of them, which ``read_programme.py`` joins. ``check`` looks for what the contents say against one another,
``guide`` explains the workbook, ``writing`` writes one, and ``importing`` drafts one from an official document.
"""
