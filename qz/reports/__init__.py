"""The results: 收件登记, the consolidated workbooks, 目标任务完成情况, 排名, and the papers."""
