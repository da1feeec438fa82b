"""目标任务完成情况.xlsx: every task and indicator, and what stays unmet."""
