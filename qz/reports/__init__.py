"""The results: 收件登记, the consolidated workbooks, 目标任务完成情况, 排名, and the papers."""

from qz.reports.folders import ResultInUse
from qz.reports.results import write_results

__all__ = ["ResultInUse", "write_results"]
