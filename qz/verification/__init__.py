"""Verification: writes the 核定表, reads them back, and puts verified values in the place of self-reported ones."""
