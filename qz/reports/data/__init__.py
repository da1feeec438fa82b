"""数据.json and 数据.csv: what other systems take over, every value with its source."""
