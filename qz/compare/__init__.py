"""Compares two years' programmes: tasks, indicators, units and rules that were kept, added, dropped or changed."""
