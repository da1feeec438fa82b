"""Layouts: the rows of a scorecard and the cells of forms and workbooks, shared by their writers and readers."""
