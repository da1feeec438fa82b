"""A scoring clause's sentences, and the patterns by which they become guessed rules, each with its facts."""
