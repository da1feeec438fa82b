"""目标任务完成情况.xlsx: all tasks and indicators, and which are not met."""
