"""Where things lie: the rows of a scorecard and the cells of a form, for those who write and those who read."""
