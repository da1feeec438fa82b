"""One workbook at a time: whose form it is, where each input lies now, what stands there."""
