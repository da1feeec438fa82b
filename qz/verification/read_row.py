"""Reads one row of a received 核定表: what it is about, and the value or score filled in.

The row must still show the unit, clause and subject of its key; otherwise nothing in it is read.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qz.findings import CATALOGUE, make_finding, quote
from qz.layout.rest_cells import REST
from qz.layout.row_words import clause_words, label_words, subject_words
from qz.layout.verification_row import (
    CONFIRMED,
    RowKey,
    VerificationColumn,
    VerificationRow,
    points_spec,
    points_words,
    value_spec,
)
from qz.layout.verification_workbook import verifier_name
from qz.model.finding import Finding
from qz.model.layout import InputSpec
from qz.model.programme import Programme
from qz.model.returns import BLANK_CELL, CellState, RawCell, ReceivedFile
from qz.model.scores import Effect
from qz.model.values import Answer, Origin, Source, ValueType
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.rules.criterion_points import accepts_verified
from qz.rules.registry import EFFECTS
from qz.values.clean import says_nothing, tight
from qz.values.reading import Reading, ReadingIssue, reads_as_typed
from qz.values.typed import read_value
from qz.values.value_types import describe_accepted, fault_of
from qz.verification.locate import HEAD_OF, FoundSheet

C = VerificationColumn
_CONFIRMING: Final = frozenset({CONFIRMED, "情况属实", "同意", "同自报"})
_TEXTS: Final = {column: InputSpec(ValueType.TEXT, HEAD_OF[column], required=False) for column in (C.REASON, C.PERSON)}
_UPHOLDING: Final = frozenset({UPHELD, f"{UPHELD}原核定"})


@dataclass(frozen=True, slots=True)
class RowPlace:
    """One row to be read, with what it is about, its cells, and (once they are read) its reason and person."""

    found: FoundSheet
    number: int
    key: RowKey
    row: VerificationRow
    cells: Mapping[VerificationColumn, RawCell]
    reason: str = ""
    person: str = ""


class RowReader:
    """Reads the rows of one workbook. ``entries``: what was read. ``unsigned``: how many of these nobody signed."""

    def __init__(
        self, programme: Programme, file: ReceivedFile, verifier: str, findings: list[Finding], *, current: bool
    ) -> None:
        """``findings`` are added to. ``current``: the workbook was made from the programme as it is now."""
        self.entries: list[VerifiedEntry] = []
        self.unsigned = 0
        self._findings = findings
        self._programme = programme
        self._file = file
        self._verifier = verifier
        self._current = current
        self._specs: dict[tuple[str, ...], InputSpec | None] = {}
        self._shown: dict[tuple[tuple[str, ...], VerificationColumn, RawCell], Answer | None] = {}

    def read(self, place: RowPlace, signed: str, *, rest: bool) -> bool:
        """Read one row. Returns whether it shows the texts of its key; if not, nothing is read.

        ``signed``: the person for rows without a name. ``rest``: 其余属实 confirms the row.
        """
        if self._has_unreadable(place):
            return True
        row = place.row
        if shown := self._stranger(place):
            expected = f"{row.unit.name} {clause_words(row)} {subject_words(self._programme, row)}"
            self._findings.append(finding_at(self._file, "K23", place, C.KEY, found=expected, wanted=shown))
            return False
        reason, person = self._text(place, C.REASON), self._text(place, C.PERSON)
        place = RowPlace(place.found, place.number, place.key, row, place.cells, reason, person or signed)
        if rest:
            self._confirm_with_rest(place)
        value, points = (place.cells.get(column, BLANK_CELL) for column in (C.VALUE, C.POINTS))
        if not (place.key.review and self._answers_apart(place, value, points)):
            self._judge(place, value, points)
        return True

    def _has_unreadable(self, place: RowPlace) -> bool:
        """Whether a cell that shows what the row is about cannot be read; then nothing in the row is read."""
        for column in (C.UNIT, C.CLAUSE_ID, C.SUBJECT, C.SELF_VALUE, C.SELF_POINTS):
            cell = place.cells.get(column)
            if cell is not None and cell.state is CellState.UNREADABLE:
                self._add_finding(
                    "K10", place, column, what=f"“{HEAD_OF[column]}”读不出（{cell.text}），这一行没有读取"
                )
                return True
        return False

    def _stranger(self, place: RowPlace) -> str:
        """The row's texts where they differ from those of its key; ``""`` where they agree."""
        row = place.row
        wanted = {C.UNIT: row.unit.name, C.CLAUSE_ID: clause_words(row)}
        if self._current and place.key.about == row.key.about:
            wanted[C.SUBJECT] = subject_words(self._programme, row)
        seen = {
            column: place.cells[column].text for column in (C.UNIT, C.CLAUSE_ID, C.SUBJECT) if column in place.cells
        }
        agrees = all(same_text(seen[column], words) for column, words in wanted.items() if column in seen)
        return "" if agrees else " ".join(map(quote, seen.values()))

    def _text(self, place: RowPlace, column: VerificationColumn) -> str:
        spec = _TEXTS[column]
        reading = read_value(place.cells.get(column, BLANK_CELL), spec)
        self._issues(place, column, reading, spec)
        return reading.value if isinstance(reading.value, str) else ""

    def _spec(self, row: VerificationRow) -> InputSpec | None:
        """What 核定值 accepts in a row, computed once for all units."""
        key = row.same_in_all_units
        if key not in self._specs:
            self._specs[key] = value_spec(row)
        return self._specs[key]

    def _judge(self, place: RowPlace, value: RawCell, points: RawCell) -> None:
        if not says_nothing(value):
            self._value(place, value)
        if not says_nothing(points):
            self._points(place, points)

    def _answers_apart(self, place: RowPlace, value: RawCell, points: RawCell) -> bool:
        """Whether a row that answers an application is finished here: it has 维持, or a word that is no answer.

        Otherwise it has a changed value or score, which is read as in any other row.
        """
        upheld = value.state is CellState.TEXT and tight(value.text) in _UPHOLDING
        if upheld and says_nothing(points):
            kind = (place.key.kind, place.key.subject) if place.key.kind else None
            subject = kind or (EntryKind.CRITERION, place.key.criterion_id)
            self._enter(place, C.VALUE, subject, Reading(None, UPHELD), None)
            return True
        if upheld or confirms(value) or (place.key.kind is None and not says_nothing(value)):
            found = "、".join(quote(cell.text) for cell in (value, points) if not says_nothing(cell))
            self._add_finding("K36", place, C.VALUE, label=label_words(place.row), found=found)
            return True
        return False

    def _confirm_with_rest(self, place: RowPlace) -> None:
        """Confirm the row by 其余属实, if it shows a self-reported value."""
        spec = self._spec(place.row)
        seen = self._seen(place, C.SELF_VALUE, spec) if place.key.kind and spec else None
        if place.key.kind and seen is not None and seen.value is not None:
            subject = (place.key.kind, place.key.subject)
            self._enter(place, C.SELF_VALUE, subject, Reading(seen.value, REST), seen)

    def _value(self, place: RowPlace, cell: RawCell) -> None:
        key, spec = place.key, self._spec(place.row)
        confirmed = confirms(cell)
        if key.kind is None or spec is None:
            if confirmed:  # filled down over a row that takes none
                return
            why = "，这一行只收核定分"
            self._add_finding("K15", place, C.VALUE, label=label_words(place.row), head=HEAD_OF[C.VALUE], why=why)
            return
        seen = self._seen(place, C.SELF_VALUE, spec)
        subject = (key.kind, key.subject)
        if confirmed:
            if seen is not None and seen.value is None:
                return  # nothing was claimed, so there is nothing to confirm
            if seen is None:
                self._add_finding("K13", place, C.VALUE, label=spec.label, found=cell.text)
            else:
                # The value stands in the cell of the self-report that the row shows.
                self._enter(place, C.SELF_VALUE, subject, Reading(seen.value, CONFIRMED), seen)
            return
        reading = read_value(cell, spec)
        if code := fault_of(reading.value, spec):
            reading = Reading(None, reading.typed, invalid=True, issues=(ReadingIssue(code, {"found": reading.typed}),))
        self._issues(place, C.VALUE, reading, spec)
        if reading.value is not None:
            self._enter(place, C.VALUE, subject, reading, seen)

    def _seen(self, place: RowPlace, column: VerificationColumn, spec: InputSpec) -> Answer | None:
        """The self-report that the row shows; ``None`` where it cannot be read with certainty."""
        cell = place.cells.get(column)
        if cell is None:
            return None
        alike = place.row.same_in_all_units, column, cell
        if alike not in self._shown:
            reading = read_value(cell, spec)
            self._shown[alike] = None if reading.invalid else Answer(reading.value, reading.typed)
        return self._shown[alike]

    def _points(self, place: RowPlace, cell: RawCell) -> None:
        criterion = place.row.criterion
        spec = points_spec(criterion, EFFECTS[criterion.kind]) if criterion else None
        if not place.key.criterion_id or spec is None or criterion is None:
            veto = criterion is not None and EFFECTS[criterion.kind] is Effect.VETO
            why = "，“不得分”条款只能核定数据" if veto else "，核定分填在“本条得分”一行"
            self._add_finding("K15", place, C.POINTS, label=label_words(place.row), head=HEAD_OF[C.POINTS], why=why)
            return
        reading = read_value(cell, spec)
        self._issues(place, C.POINTS, reading, spec)
        if reading.value is None:
            return
        known = isinstance(reading.value, Decimal) and accepts_verified(criterion, reading.value)
        if fault_of(reading.value, spec) or not known:
            words = {"criterion": criterion.criterion_id, "found": reading.typed}
            self._add_finding("K14", place, C.POINTS, **words, accepted=points_words(criterion, spec))
            return
        subject = (EntryKind.CRITERION, criterion.criterion_id)
        self._enter(place, C.POINTS, subject, reading, self._seen(place, C.SELF_POINTS, spec))

    def _issues(self, place: RowPlace, column: VerificationColumn, reading: Reading, spec: InputSpec) -> None:
        for issue in reading.issues:
            if "read" in issue.words and reads_as_typed(issue.words.get("found", ""), issue.words["read"]):
                continue
            known = {"label": spec.label, "accepted": describe_accepted(spec), **issue.words}
            known["found"] = quote(known.get("found", ""))
            if place.key.review and column is C.VALUE:
                known["accepted"] += f"，或“{UPHELD}”"
            what = CATALOGUE[issue.code].sentence.format_map(known)
            self._add_finding("K10" if reading.invalid else "K11", place, column, what=what)

    def _enter(
        self, place: RowPlace, column: VerificationColumn, subject: tuple[EntryKind, str], reading: Reading,
        seen: Answer | None,
    ) -> None:  # fmt: skip
        """Add an entry for the subject, with its value and the cell it stands in. ``seen``: the self-report shown."""
        self.unsigned += not place.person
        origin = Origin(
            file=self._file.path,
            sheet=place.found.sheet.name,
            cell=place.found.name(place.number, column),
            sha256=self._file.sha256,
            source=Source.VERIFIED,
            given_by=place.person or verifier_name(self._programme, self._verifier),
            reason=place.reason,
        )
        code = place.row.unit.code
        review = place.key.review
        entry = VerifiedEntry(code, *subject, reading.value, reading.typed, self._verifier, origin, seen, review)
        self.entries.append(entry)

    def _add_finding(self, code: str, place: RowPlace, column: VerificationColumn, **words: str) -> None:
        self._findings.append(finding_at(self._file, code, place, column, unit=place.row.unit.name, **words))


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ at most in blanks and widths."""
    return one == other or tight(one) == tight(other)


def confirms(cell: RawCell) -> bool:
    """Whether the cell has 属实, or words with the same meaning."""
    return cell.state is CellState.TEXT and tight(cell.text) in _CONFIRMING


def finding_at(file: ReceivedFile, code: str, place: RowPlace, column: VerificationColumn, **words: str) -> Finding:
    """A finding at the cell of a row in a column."""
    sheet, cell = place.found.sheet.name, place.found.name(place.number, column)
    return make_finding(code, file=file.path, sheet=sheet, cell=cell, **words)
