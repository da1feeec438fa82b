"""What ``make bench`` is made of: made programmes and returns, the stages, their peers, and the table and plot."""
