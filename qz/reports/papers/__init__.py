"""Papers drafted from Word templates that the office edits: 通报, 考核情况报告, 表彰决定."""
