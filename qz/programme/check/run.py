"""All checks of a programme workbook, in one order."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from qz.model.finding import Finding, Severity
from qz.model.place import Place
from qz.model.programme import Programme
from qz.programme.check.both_ways import check_both_ways
from qz.programme.check.criteria import check_clauses, check_mailboxes, check_use
from qz.programme.check.frames import check_frames
from qz.programme.check.goals import check_goals
from qz.programme.check.printed_text import check_text
from qz.programme.check.responsibility_table import check_table
from qz.programme.check.sums import check_sums, check_unit_targets
from qz.programme.faults import Collector, ProgrammeFault
from qz.programme.load import load_tables
from qz.programme.raw import RawProgramme
from qz.programme.read_programme import read_parts
from qz.programme.sheets.programme_sheets import SHEETS, sheet_spec
from qz.records import dataclass

_Check = Callable[[Programme, RawProgramme, Collector], None]
_WORK: Final = ("units", "phrases", "tasks")
_RULES: Final = ("scorecards", "items", "criteria", "facts", "parameters")
_CARDS: Final = ("units", *_RULES)
_CHECKS: Final[tuple[tuple[_Check, tuple[str, ...]], ...]] = (
    (check_table, (*_WORK, "unit_targets")),
    (check_goals, (*_WORK, "indicators", "main_goals")),
    (check_text, (*_CARDS, "frames")),
    (check_both_ways, (*_WORK, *_CARDS, "indicators", "main_goals")),
    (check_clauses, _RULES),
    (check_use, (*_WORK, *_CARDS, "checks", "indicators", "main_goals")),
    (check_mailboxes, ("units",)),
    (check_frames, ("scorecards", "items", "criteria", "frames")),
    (check_sums, _RULES),
    (check_unit_targets, (*_CARDS, "unit_targets", "indicators")),
)
"""Every check with the sheets (keys) it rests on: it says nothing while one of them has errors of its own."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. ``programme`` is ``None`` when the workbook's errors let none be built.

    ``read``: those findings that reading the workbook comes to without any check.
    """

    path: Path
    programme: Programme | None
    findings: tuple[Finding, ...]
    read: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that must be put right first."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings to look at."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)


def check_programme(programme: Programme, raw: RawProgramme) -> tuple[Finding, ...]:
    """Every doubt about a programme that could be built, in the workbook's order."""
    found = Collector(Path(raw.path).name)
    _check_dates(programme, raw, found)
    for check, _ in _CHECKS:
        check(programme, raw, found)
    return in_order(found.findings)


def _check_sound(raw: RawProgramme, found: Collector, programme: Programme) -> tuple[Finding, ...]:
    """The checks that rest on sheets without errors alone, while others have some, so that all is listed in one go."""
    faulty = {found.titles.get(one.sheet, one.sheet) for one in found.findings if one.severity is Severity.ERROR}
    more = Collector(Path(raw.path).name)
    if sheet_spec("particulars").title not in faulty:
        _check_dates(programme, raw, more)
    for check, keys in _CHECKS:
        if not faulty & {sheet_spec(key).title for key in keys}:
            check(programme, raw, more)
    return more.findings


def check_workbook(path: Path) -> CheckReport:
    """Read a workbook and check it; errors of reading are findings too, and silence the checks that rest on them."""
    try:
        raw, found = load_tables(path)
    except ProgrammeFault as fault:
        return CheckReport(path, None, fault.findings)
    return check_tables(raw, found)


def check_tables(raw: RawProgramme, found: Collector) -> CheckReport:
    """Check tables already loaded; ``found`` holds what loading found."""
    programme = read_parts(raw, found)
    if found.has_errors:
        findings = (*found.findings, *_check_sound(raw, found, programme))
        return CheckReport(Path(raw.path), None, in_order(findings))
    findings = (*found.findings, *check_programme(programme, raw))
    return CheckReport(Path(raw.path), programme, in_order(findings), found.findings)


def in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings sheet by sheet as the workbook has them, row by row."""
    titles = [spec.title for spec in SHEETS]

    def key(finding: Finding) -> tuple[int, int, str]:
        digits = "".join(char for char in finding.cell if char.isdigit())
        order = titles.index(finding.sheet) if finding.sheet in titles else len(titles)
        return order, int(digits or 0), finding.cell

    return tuple(sorted(findings, key=key))


def _check_dates(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    known = programme.particulars
    deadline = known.deadline.date()
    for early, earlier, late, later in (
        ("报送截止时间", deadline, "印发日期", known.issued),
        ("报送截止时间", deadline, "统计截止日", known.counted_until),
        ("核定截止日", known.verify_by, "报送截止时间", deadline),
    ):
        if earlier is not None and later is not None and earlier < later:
            found.add("P99", _value_place(raw, early), what=early, found=earlier, other=late, wanted=later)


def _value_place(raw: RawProgramme, word: str) -> Place:
    table = raw.tables["particulars"]
    row = next((row.row for row in table.rows if row.values.get("key") == word), table.head_row)
    return table.place(row, "value")
