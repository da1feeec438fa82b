"""The counts in 收件登记: units by state, files by verdict, findings by severity, and those of each unit."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.finding import Severity
from qz.model.returns import ReceivedFile, UnitState, Verdict
from qz.model.scores import Totals
from qz.records import dataclass
from qz.reports.grid import column_range, whole_column
from qz.reports.receipts.register_columns import FILE_SHEET, FINDING_SHEET, FileAt, FindingAt, UnitAt
from qz.reports.result_words import totals_of
from qz.values.expressions import text
from qz.workbook.write.page import Page
from qz.workbook.write.table import Cell

LATE: Final = "逾期"


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """Counts for each unit, by unit code.

    ``files``: files received. ``errors``, ``warnings``: findings. ``totals``: its totals. ``held``: units with a file
    in doubt. ``signed``: units whose signed copy came. ``proofs``: files of evidence.
    """

    files: Mapping[str, int]
    errors: Mapping[str, int]
    warnings: Mapping[str, int]
    totals: Mapping[str, Totals]
    held: AbstractSet[str]
    signed: frozenset[str]
    proofs: Mapping[str, int]

    @classmethod
    def of(cls, assessment: Assessment) -> "UnitCounts":
        """Count for all units in one pass."""
        found = assessment.intake.findings
        return cls(
            Counter(file.unit_code for file in received_files(assessment)),
            Counter(one.unit_code for one in found if one.severity is Severity.ERROR),
            Counter(one.unit_code for one in found if one.severity is Severity.WARNING),
            totals_of(assessment),
            assessment.intake.held_units,
            frozenset(one.file.unit_code for one in assessment.intake.evidence if one.is_signed_copy),
            Counter(one.file.unit_code for one in assessment.intake.evidence if not one.is_signed_copy),
        )


def write_counts(page: Page, assessment: Assessment, row: int, rows: tuple[int, int]) -> None:
    """Write the counts at the top, as formulas: units by state, findings by severity, files by verdict."""
    received, findings = received_files(assessment), assessment.intake.findings
    states = list(assessment.states.values())
    verdicts = [file.verdict for file in received]
    severities = [finding.severity for finding in findings]
    state_area, late_area = column_range(UnitAt.STATE, *rows), column_range(UnitAt.LATE, *rows)
    file_area = whole_column(FILE_SHEET, FileAt.VERDICT)
    finding_area = whole_column(FINDING_SHEET, FindingAt.SEVERITY)
    units = [("应报", f"ROWS({state_area})", len(states))]
    units += [(one.value, _count_in(state_area, one), states.count(one)) for one in UnitState]
    units.append((LATE, _count_in(late_area, LATE), len(assessment.late)))
    live = len(findings) <= many_units.POLICY.sheet_rows  # a formula cannot count findings that are not listed
    units += [(one.value, _count_in(finding_area, one) if live else "", severities.count(one)) for one in Severity]
    live = len(received) <= many_units.POLICY.sheet_rows
    files = [("收到", f"COUNT({whole_column(FILE_SHEET, FileAt.NUMBER)})" if live else "", len(received))]
    files += [(one.value, _count_in(file_area, one) if live else "", verdicts.count(one)) for one in Verdict]
    for top, title, counts in ((row, "单位和问题", units), (row + 2, "文件", files)):
        page.put(top, 0, title, "head", rows=2, columns=2)
        for place, (label, expression, count) in enumerate(counts, start=2):
            page.put(top, place, label, "head")
            page.put(top + 1, place, Cell(count, "", expression), "body box center bold large integer")
    for place, height in enumerate((22, 24, 22, 24, 10), start=row):
        page.least_of(place, height)


def _count_in(area: str, word: str) -> str:
    return f"COUNTIF({area},{text(word)})"


def received_files(assessment: Assessment) -> tuple[ReceivedFile, ...]:
    """All files received, each with its verdict; that of 核定表 and registers comes from the stages that read them."""
    judged = {file.path: file for file in assessment.verification.files}
    received = [judged.pop(file.path, file) for file in assessment.intake.received]
    return (*received, *judged.values())
