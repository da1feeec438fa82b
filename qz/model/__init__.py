"""What the stages hand to one another: small immutable records, defined once."""
