"""Writes the return forms: one workbook for each unit, with the layout of ``qz.layout.form``."""
