"""Letters to the units: which are due, how they read, the drafts as files, and the record of what went out."""
