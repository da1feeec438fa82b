"""Applications for a review (复核): read, accepted or not, and joined with the verifiers' answers."""
