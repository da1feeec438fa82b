"""What a piece of work came to, kept on disk by a digest of everything it depends on, so that it is not done again."""
