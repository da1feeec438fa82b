"""Answers judged, alone and against one another, and which return of a unit counts."""
