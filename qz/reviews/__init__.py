"""Applications for another look: read as they came, taken up or not, and joined with the verifiers' answers."""
