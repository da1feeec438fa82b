"""Corrections (补正): what a unit has to correct, and its form with its answers in which it does so."""
