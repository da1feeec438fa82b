"""Blank forms of very many units, put together from a template of their kind."""
