"""Checks answers by themselves and against one another, and decides which return of a unit counts."""
