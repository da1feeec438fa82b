"""Kinds of rule: each computes its points and says the same as an Excel formula.

A new kind is one module and one row of the registry.
"""
