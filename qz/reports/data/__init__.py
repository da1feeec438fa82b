"""数据.json and 数据.csv: the results for other systems, every value with its source."""
