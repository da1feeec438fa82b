"""What comes out: the register of receipts, the consolidated workbooks, the tasks and the ranking."""

from qz.reports.folders import ResultInUse
from qz.reports.results import write_results

__all__ = ["ResultInUse", "write_results"]
