"""What comes out: the register of receipts, the consolidated workbooks, the tasks and the ranking."""

from qz.reports.results import write_results
from qz.reports.swap import ResultInUse

__all__ = ["ResultInUse", "write_results"]
