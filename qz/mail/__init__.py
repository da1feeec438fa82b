"""Letters to the units: which are due, their text, the drafts as files, and the record of letters."""
