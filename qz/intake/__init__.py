"""The intake stage: from a folder of whatever came back to answers, verdicts and findings."""
