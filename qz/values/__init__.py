"""What a typed cell says: one strict reading for each type of value."""
