"""Returns that go back: what a unit is to put right, on its own form with what it answered."""
