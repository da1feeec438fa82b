"""Reads a received 复核申请: its rows as typed, each checked against its clause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from qz.findings import CATALOGUE, make_finding, quote
from qz.layout.application_sheet import (
    APPLICANT,
    ASKED,
    CLAUSE,
    DATE,
    DATE_SPEC,
    EVIDENCE,
    OPEN_HEADS,
    REASON,
    SIGNED_LABELS,
    ClauseList,
)
from qz.layout.row_words import clause_words
from qz.model.finding import Finding
from qz.model.layout import InputSpec, cell_name
from qz.model.returns import BLANK_CELL, CellState, RawCell, RawSheet, RawWorkbook, ReceivedFile
from qz.model.reviews import WITHDRAW, Application
from qz.model.task_table import Unit
from qz.model.values import Origin, ValueType
from qz.records import dataclass
from qz.values.clean import says_nothing, tight
from qz.values.reading import ReadingIssue
from qz.values.typed import read_value
from qz.values.value_types import describe_accepted, fault_of

_LEAST_HEADS: Final = 2
"""A row with so many of the heads is the row of heads."""
_NEEDED: Final = (CLAUSE, ASKED, REASON)


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """One row as read. ``fault``: a sentence why it cannot be accepted, ``""`` where it can.

    ``beside``: other rows about the same clause that ask for something else; they cannot be accepted either.
    """

    application: Application
    fault: str = ""
    beside: tuple[Application, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationReading:
    """What was read from one workbook; ``refusal`` where it cannot be read at all."""

    file: ReceivedFile
    unit: Unit
    rows: tuple[AppliedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    refusal: Finding | None = None


def read_application(clauses: ClauseList, file: ReceivedFile, raw: RawWorkbook) -> ApplicationReading:
    """Read one workbook of a unit of the roster.

    Args:
        clauses: The clauses about which units may apply.
        file: The received file, which findings and origins name.
        raw: Its cells.
    """
    unit = clauses.programme.unit(file.unit_code)
    found = [(sheet, heads) for sheet in raw.sheets if (heads := _find_heads(sheet))]
    lacking = [head for head in OPEN_HEADS if not found or head not in found[0][1].columns]
    if lacking:
        refusal = make_finding("R02", file=file.path, unit_code=unit.code, head="”“".join(lacking))
        return ApplicationReading(file, unit, refusal=refusal)
    sheet, heads = found[0]
    reader = _ApplicationReader(clauses, unit, file, sheet, heads, date1904=raw.date1904)
    return reader.read()


@dataclass(frozen=True, slots=True)
class _ApplicationHeads:
    """The row of heads and its columns by head."""

    row: int
    columns: Mapping[str, int]


def _find_heads(sheet: RawSheet) -> _ApplicationHeads | None:
    """The first row with enough of the heads; heads that stand twice in it are left out."""
    rows: dict[int, list[tuple[str, int]]] = {}
    for (row, column), cell in sheet.cells.items():
        if cell.state is CellState.TEXT and tight(cell.text) in OPEN_HEADS:
            rows.setdefault(row, []).append((tight(cell.text), column))
    for row, named in sorted(rows.items()):
        if len(named) >= _LEAST_HEADS:
            names = [head for head, _ in named]
            return _ApplicationHeads(row, {head: column for head, column in named if names.count(head) == 1})
    return None


class _ApplicationReader:
    """Reads one workbook."""

    def __init__(
        self,
        clauses: ClauseList,
        unit: Unit,
        file: ReceivedFile,
        sheet: RawSheet,
        heads: _ApplicationHeads,
        *,
        date1904: bool,
    ) -> None:
        self._clauses = clauses
        self._unit = unit
        self._file = file
        self._sheet = sheet
        self._heads = heads
        self._date1904 = date1904
        self._findings: list[Finding] = []

    def read(self) -> ApplicationReading:
        signed = {label: row for label in SIGNED_LABELS if (row := self._find_label(label))}
        below = {row for row, _ in self._sheet.cells if row > self._heads.row}
        rows = sorted(below - {row for row, _ in signed.values()})
        filled = [row for row in rows if any(not says_nothing(self._cell(row, head)) for head in OPEN_HEADS)]
        applicant, date = (self._signed(label, signed.get(label)) for label in SIGNED_LABELS) if filled else ("", "")
        applied = self._once([self._row(row, applicant, date) for row in filled])
        return ApplicationReading(self._file, self._unit, tuple(applied), tuple(self._findings))

    def _cell(self, row: int, head: str) -> RawCell:
        return self._sheet.at(row, self._heads.columns[head])

    def _find(self, code: str, row: int, column: int, **words: str) -> str:
        """Add a finding at a cell. Returns its sentence."""
        finding = make_finding(
            code,
            file=self._file.path,
            sheet=self._sheet.name,
            cell=cell_name(row, column),
            unit_code=self._unit.code,
            **words,
        )
        self._findings.append(finding)
        return finding.sentence

    def _find_label(self, label: str) -> tuple[int, int] | None:
        places = sorted(
            place
            for place, cell in self._sheet.cells.items()
            if place[0] > self._heads.row and tight(cell.text).rstrip(":：") == label
        )
        return places[-1] if places else None

    def _signed(self, label: str, place: tuple[int, int] | None) -> str:
        """The text to the right of a label: who applies, or when."""
        row, column = place or (self._heads.row, -1)
        right = self._right_of(row, column) if place else None
        wide = max((area[3] for area in self._sheet.merged if area[:2] == (row, column)), default=column)
        at = (row, wide + 1 if right is None else right)
        cell = BLANK_CELL if right is None else self._sheet.at(row, right)
        spec = DATE_SPEC if label == DATE else InputSpec(ValueType.TEXT, APPLICANT, required=False)
        reading = read_value(cell, spec, date1904=self._date1904)
        if reading.blank:
            self._find("R08", *at, head=label, what="没有填")
        elif reading.invalid:
            self._find("R08", *at, head=label, what=f"填的是“{quote(cell.text)}”，读不出")
        return str(reading.value) if reading.value is not None else quote(cell.text)

    def _right_of(self, row: int, column: int) -> int | None:
        """The next column that is not blank; ``None`` where it has the next label, or there is none."""
        others = [
            place for (number, place), cell in self._sheet.cells.items() if number == row and not says_nothing(cell)
        ]
        right = min((place for place in others if place > column), default=None)
        if right is None or tight(self._sheet.at(row, right).text).rstrip(":：") in SIGNED_LABELS:
            return None
        return right

    def _row(self, row: int, applicant: str, date: str) -> AppliedRow:
        texts, faults = {}, []
        for head in OPEN_HEADS:
            cell, spec = self._cell(row, head), InputSpec(ValueType.TEXT, head, required=False)
            reading = read_value(cell, spec, date1904=self._date1904)
            texts[head] = reading.typed
            column = self._heads.columns[head]
            if reading.invalid:
                faults.append(self._find("R05", row, column, what=_what(reading.issues[0], spec)))
            elif reading.blank and head in _NEEDED and not (head == REASON and tight(texts[ASKED]) == WITHDRAW):
                faults.append(self._find("R04", row, column, head=head))
            elif cell.formula:
                self._find("R13", row, column, head=head, what=f"是公式，按显示的“{quote(reading.typed)}”读")
        first = self._heads.columns[CLAUSE]
        at = Origin(self._file.path, self._sheet.name, cell_name(row, first), self._file.sha256)
        application = Application(
            self._unit.code,
            texts[CLAUSE],
            texts[ASKED],
            texts[REASON],
            texts[EVIDENCE],
            applicant,
            date,
            at,
            asked_cell=cell_name(row, self._heads.columns[ASKED]),
        )
        return self._about_clause(row, application, faults)

    def _about_clause(self, row: int, application: Application, faults: list[str]) -> AppliedRow:
        """The row with the verifier's row that it is about; what it asks for is checked by that row."""
        known = self._clauses.find(self._unit, application.clause) if application.clause else None
        if known is None:
            if application.clause:
                words = {"found": application.clause, "unit": self._unit.name}
                faults.append(self._find("R03", row, self._heads.columns[CLAUSE], **words))
            return AppliedRow(application, "\n".join(faults))
        placed = replace(
            application,
            clause=self._clauses.words(known),
            key=str(known.key),
            criterion_id=clause_words(known),
        )
        spec = self._clauses.spec(known)
        if application.asked and spec is not None and not application.withdraws:
            cell = self._cell(row, ASKED)
            reading = read_value(cell, spec, date1904=self._date1904)
            if reading.invalid or reading.blank or fault_of(reading.value, spec):
                words = {"clause": placed.clause, "found": application.asked, "accepted": describe_accepted(spec)}
                faults.append(self._find("R06", row, self._heads.columns[ASKED], **words))
        return AppliedRow(placed, "\n".join(faults))

    def _once(self, rows: Sequence[AppliedRow]) -> Iterator[AppliedRow]:
        """The rows, one for each clause; where rows about a clause differ, none of them is accepted."""
        groups: dict[str, list[AppliedRow]] = {}
        for number, applied in enumerate(rows):
            groups.setdefault(applied.application.key or f"#{number}", []).append(applied)
        for group in groups.values():
            if len({each.application.review_id for each in group}) == 1:
                yield group[0]
                continue
            cells = [each.application.origin.cell for each in group]
            words = {"clause": group[0].application.clause, "count": str(len(group)), "what": "、".join(cells)}
            finding = make_finding(
                "R07",
                file=self._file.path,
                sheet=self._sheet.name,
                cell=cells[-1],
                unit_code=self._unit.code,
                **words,
            )
            self._findings.append(finding)
            others = tuple(each.application for each in group[1:])
            faults = "\n".join(filter(None, (group[0].fault, finding.sentence)))
            yield replace(group[0], fault=faults, beside=others)


def _what(issue: ReadingIssue, spec: InputSpec) -> str:
    """What is wrong with a cell, in the words of the catalogue of findings."""
    known = {"label": spec.label, "accepted": describe_accepted(spec), **issue.words}
    known["found"] = quote(known.get("found", ""))
    return CATALOGUE[issue.code].sentence.format_map(known)
