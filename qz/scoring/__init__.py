"""Scoring: a unit's answers to its score, and units' scores to a ranking. Pure functions over the records."""
