"""What a programme workbook's own contents say against it, before a form leaves the house."""

from qz.programme.check.run import CheckReport, check_programme, check_workbook

__all__ = ["CheckReport", "check_programme", "check_workbook"]
