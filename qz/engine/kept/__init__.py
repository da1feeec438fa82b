"""Results stored on disk under a digest of everything they depend on, so that work is not done again."""
