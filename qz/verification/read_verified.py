"""Reads a received 核定表, as strictly as units' returns are read.

A row is known by its key, and must still show the unit, clause and subject of the key; a column is known by its ruler
and its head. Where these do not agree, nothing is read.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.findings import CATALOGUE, make_finding, quote
from qz.layout.form import programme_id
from qz.layout.rest_cells import PREFIX, REST, rest_name
from qz.layout.row_words import clause_words, label_words, subject_words
from qz.layout.verification_workbook import (
    CONFIRMED,
    PERSON_NAME,
    RowKey,
    VerificationColumn,
    VerificationRow,
    owner_of,
    points_spec,
    points_words,
    value_spec,
    verifier_name,
)
from qz.model.finding import Finding, show_rows
from qz.model.layout import InputSpec, cell_name
from qz.model.manifest import Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import BLANK_CELL, CellState, RawCell, RawWorkbook, ReceivedFile
from qz.model.scores import Effect
from qz.model.trust import Doubt, Seal
from qz.model.values import Answer, Origin, Source, ValueType
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.rules.item import accepts_verified
from qz.rules.registry import EFFECTS
from qz.values.clean import tight
from qz.values.reading import Reading, ReadingIssue, reads_as_typed
from qz.values.typed import read_value
from qz.values.value_types import describe_accepted, fault_of
from qz.verification.locate import HEAD_OF, FoundSheet, find_sheets
from qz.verification.sealed_rows import digest_of_rows, rows_found
from qz.verification.subjects import Subject, Subjects, same_value, subjects_of
from qz.workbook.manifest_sheet import read_manifest

C = VerificationColumn
_CHANGED: Final = "行或自报值与发出时不一样（改过、增删过或从别的核定表搬来）"
_STAMPED: Final = ("year", "programme_id", "verifier", "edition", "volume")
_SHOWN: Final = 5
"""How many rows one finding names."""
_CONFIRMING: Final = frozenset({CONFIRMED, "情况属实", "同意", "同自报"})
_UPHOLDING: Final = frozenset({UPHELD, f"{UPHELD}原核定"})
_PERSON: Final = InputSpec(ValueType.TEXT, "核定人", required=False)


@dataclass(frozen=True, slots=True)
class VerificationReading:
    """What was read from one workbook.

    ``verifier``: a unit's code, ``""`` for the office; ``None`` for a refused workbook. ``volume``: the part of the
    roster it is for, ``""`` for all of it. ``is_blank``: complete, but nothing was filled in.
    """

    file: ReceivedFile
    verifier: str | None
    entries: tuple[VerifiedEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    volume: str = ""
    is_blank: bool = False


def read_verification(subjects: Subjects, file: ReceivedFile, raw: RawWorkbook) -> VerificationReading:
    """Read one workbook.

    Args:
        subjects: Everything the programme has verified.
        file: The received file, which findings and origins name.
        raw: Its cells.

    Source: product specification, "Results" (核定表) and "Intake".
    """
    manifest = read_manifest(raw)
    if refusal := _refuse(subjects.programme, file, raw, manifest):
        return VerificationReading(file, None, findings=(refusal,))
    sheets = tuple(find_sheets(raw))
    if not sheets:
        return VerificationReading(file, None, findings=(make_finding("K05", file=file.path),))
    if file.doubt is None and file.seal is Seal.RIGHT and manifest.get(Key.ROWS) != digest_of_rows(rows_found(sheets)):
        file = replace(file, doubt=Doubt("S02", {"what": WorkbookKind.VERIFICATION.word, "how": _CHANGED}))
    return _VerifiedReader(subjects, file, raw, manifest, sheets).read()


def _refuse(programme: Programme, file: ReceivedFile, raw: RawWorkbook, manifest: Mapping[str, str]) -> Finding | None:
    """The finding for a workbook that does not belong to this programme; ``None`` where it does."""
    stored = {key: raw.properties.get(f"qz_{key}") for key in _STAMPED}
    if manifest.get(Key.KIND) != WorkbookKind.VERIFICATION or Key.VERIFIER not in manifest:
        return make_finding("K24", file=file.path, what="丢失，不能确定是哪一年、哪个单位的核定表")
    if any(value is not None and value != manifest.get(key, "") for key, value in stored.items()):
        return make_finding("K24", file=file.path, what="自相矛盾，不能确定是哪一年、哪个单位的核定表")
    particulars = programme.particulars
    wanted = {
        "K01": ("year", str(particulars.year)),
        "K02": ("programme_id", programme_id(programme)),
        "K03": ("edition", particulars.edition),
    }
    for code, (key, value) in wanted.items():
        if manifest.get(key) != value:
            return make_finding(code, file=file.path, found=manifest.get(key, ""), wanted=value)
    if manifest[Key.VERIFIER] not in {"", *(unit.code for unit in programme.units)}:
        return make_finding("K04", file=file.path, found=manifest[Key.VERIFIER])
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """One row being read, with its reason and person."""

    found: FoundSheet
    number: int
    key: RowKey
    row: VerificationRow
    reason: str = ""
    person: str = ""


class _VerifiedReader:
    """Reads one workbook."""

    def __init__(
        self,
        subjects: Subjects,
        file: ReceivedFile,
        raw: RawWorkbook,
        manifest: Mapping[str, str],
        sheets: Sequence[FoundSheet],
    ) -> None:
        self._subjects = subjects
        self._programme = subjects.programme
        self._file = file
        self._raw = raw
        self._sheets = sheets
        self._verifier = manifest[Key.VERIFIER]
        self._volume = manifest.get(Key.VOLUME, "")
        self._current = manifest.get(Key.DIGEST) == subjects.digests.get(self._verifier)
        self._units = frozenset(manifest.get(Key.UNITS, "").split())
        self._findings: list[Finding] = []
        self._entries: list[VerifiedEntry] = []
        self._unsigned = 0
        self._rest: set[str] = set()
        self._strange: set[tuple[str, int]] = set()
        self._hidden: dict[str, list[int]] = {}
        self._filled = False
        self._differing: set[Subject] = set()

    def read(self) -> VerificationReading:
        if not self._current:
            self._findings.append(make_finding("K22", file=self._file.path))
        signed = self._signed()
        self._read_rest()
        for found in self._sheets:
            for column in found.missing:
                self._add("K06", found, min(found.keys), C.KEY, head=HEAD_OF[column])
            merged = self._merged_rows(found)
            for number, key in found.keys.items():
                if number not in merged:
                    self._row(found, number, key, signed)
        if self._unsigned:
            wanted = verifier_name(self._programme, self._verifier)
            self._findings.append(make_finding("K18", file=self._file.path, count=self._unsigned, wanted=wanted))
        if self._hidden:
            count = str(sum(map(len, self._hidden.values())))
            what = "、".join(f"《{name}》第{show_rows(rows)}行" for name, rows in self._hidden.items())
            self._findings.append(make_finding("K32", file=self._file.path, count=count, what=what))
        entries = self._unique()
        self._note_rows()
        is_blank = not self._filled and all(finding.code == "K22" for finding in self._findings)
        return VerificationReading(self._file, self._verifier, entries, tuple(self._findings), self._volume, is_blank)

    def _note_rows(self) -> None:
        """Add findings for rows that were removed since the workbook was made, and for rows that stand twice."""
        there = Counter(
            key
            for found in self._sheets
            for number, key in found.keys.items()
            if (found.sheet.name, number) not in self._strange
        )
        twice = [key for key, n in there.items() if n > 1 and self._differing.isdisjoint(subjects_of(key))]
        if twice:
            what = self._name_rows(twice)
            self._findings.append(make_finding("K31", file=self._file.path, count=len(twice), what=what))
        lost = [key for key in self._keys_of_units(there) if key not in there] if self._current else []
        if len(lost) > len(self._strange):  # a row whose key is another's is said to be strange already
            what = self._name_rows(lost)
            self._findings.append(make_finding("K30", file=self._file.path, count=len(lost), what=what))

    def _keys_of_units(self, there: Iterable[RowKey]) -> list[RowKey]:
        """The keys of all rows that this workbook must have for its units, in roster order."""
        named = {*self._units, *(key.unit_code for key in there)}
        units = [unit for unit in self._programme.units if unit.code in named]
        rows = [row for unit in units for row in self._subjects.rows_of(unit).values()]
        return list(dict.fromkeys(row.key for row in rows if owner_of(row.criterion, row.fact) == self._verifier))

    def _name_rows(self, keys: list[RowKey]) -> str:
        rows = [row for key in keys[:_SHOWN] for row in map(self._subjects.row, subjects_of(key)[:1]) if row]
        named = "、".join(f"{row.unit.name}“{label_words(row)}”" for row in rows)
        return named + ("等" if len(keys) > _SHOWN else "")

    def _signed(self) -> str:
        """The person who signs for every row without a name; ``""`` where the cell is blank."""
        place = self._raw.names.get(PERSON_NAME)
        sheet = self._raw.sheet(place[0]) if place else None
        value = read_value(sheet.at(place[1], place[2]), _PERSON).value if sheet and place else None
        return value if isinstance(value, str) else ""

    def _read_rest(self) -> None:
        """Read the cells of 其余属实; anything but a confirming word in one is a finding."""
        for name, (title, row, column) in self._raw.names.items():
            sheet = self._raw.sheet(title) if name.startswith(PREFIX) else None
            cell = sheet.at(row, column) if sheet else BLANK_CELL
            if _is_blank(cell):
                continue
            if _confirms(cell):
                self._rest.add(name)
                continue
            what = f"这一格只收“{CONFIRMED}”，填的是“{quote(cell.text)}”，没有读取"
            at = cell_name(row, column)
            self._findings.append(make_finding("K10", file=self._file.path, sheet=title, cell=at, unit=REST, what=what))

    def _add(self, code: str, at: FoundSheet, number: int, column: VerificationColumn, **words: str) -> None:
        sheet, cell = at.sheet.name, at.name(number, column)
        self._findings.append(make_finding(code, file=self._file.path, sheet=sheet, cell=cell, **words))

    def _add_finding(self, code: str, place: _Place, column: VerificationColumn, **words: str) -> None:
        self._add(code, place.found, place.number, column, unit=place.row.unit.name, **words)

    def _merged_rows(self, found: FoundSheet) -> AbstractSet[int]:
        """The rows that have a cell to fill in merged with another row's: it is unknown to which the value belongs."""
        merged: set[int] = set()
        rows = sorted(found.keys)
        places = [found.columns[column] for column in (C.VALUE, C.POINTS) if column in found.columns]
        for top, left, bottom, right in found.sheet.merged:
            inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            covered = [place for place in places if left <= place <= right] if left in places else []
            alone = len(inside) == 1 and covered == [left]
            if not inside or not covered or alone or _is_blank(found.sheet.at(top, left)):
                continue
            self._filled = True
            words = {"rows": show_rows(number + 1 for number in inside), "sheet": found.sheet.name}
            cells = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
            at = cell_name(inside[0], covered[0])
            self._findings.append(make_finding("K33", file=self._file.path, cell=at, cells=cells, **words))
            merged.update(inside)
        return merged

    def _row(self, found: FoundSheet, number: int, key: RowKey, signed: str) -> None:
        value, points = (found.cell(number, column) or BLANK_CELL for column in (C.VALUE, C.POINTS))
        nothing = _is_blank(value) and _is_blank(points)
        if nothing and not self._rest:
            return
        rows = [row for each in subjects_of(key) if (row := self._subjects.row(each))]
        rest = bool(rows) and not key.review and _is_blank(value) and rest_name(rows[0]) in self._rest
        if nothing and not rest:
            return
        self._filled = True
        if not nothing and number in found.sheet.hidden_rows:
            self._hidden.setdefault(found.sheet.name, []).append(number + 1)
        if not rows:
            self._strange.add((found.sheet.name, number))
            self._add("K08", found, number, C.KEY, found=str(key))
            return
        place = _Place(found, number, key, rows[0])
        if self._has_unreadable(place):
            return
        if shown := self._stranger(place):
            row = place.row
            self._strange.add((found.sheet.name, number))
            expected = f"{row.unit.name} {clause_words(row)} {subject_words(self._programme, row)}"
            self._add("K23", found, number, C.KEY, found=expected, wanted=shown)
            return
        reason = self._text(place, C.REASON)
        place = _Place(found, number, key, rows[0], reason, self._text(place, C.PERSON) or signed)
        if rest:
            self._confirm_with_rest(place)
        if not (key.review and self._answers_apart(place, value, points)):
            self._judge(place, value, points)

    def _judge(self, place: _Place, value: RawCell, points: RawCell) -> None:
        if not _is_blank(value):
            self._value(place, value)
        if not _is_blank(points):
            self._points(place, points)

    def _answers_apart(self, place: _Place, value: RawCell, points: RawCell) -> bool:
        """Whether a row that answers an application is read to the end here: 维持, or a word that says neither.

        What is left is a changed value or score, which is read as in any other row.
        """
        upheld = value.state is CellState.TEXT and tight(value.text) in _UPHOLDING
        if upheld and _is_blank(points):
            kind = (place.key.kind, place.key.subject) if place.key.kind else None
            subject = kind or (EntryKind.CRITERION, place.key.criterion_id)
            self._enter(place, C.VALUE, subject, Reading(None, UPHELD), None)
            return True
        if upheld or _confirms(value) or (place.key.kind is None and not _is_blank(value)):
            found = "、".join(quote(cell.text) for cell in (value, points) if not _is_blank(cell))
            self._add_finding("K36", place, C.VALUE, label=label_words(place.row), found=found)
            return True
        return False

    def _has_unreadable(self, place: _Place) -> bool:
        """Whether a cell that shows what the row is about cannot be read; the row is then not read."""
        for column in (C.UNIT, C.CLAUSE_ID, C.SUBJECT, C.SELF_VALUE, C.SELF_POINTS):
            cell = place.found.cell(place.number, column)
            if cell is not None and cell.state is CellState.UNREADABLE:
                self._add_finding(
                    "K10", place, column, what=f"“{HEAD_OF[column]}”读不出（{cell.text}），这一行没有读取"
                )
                return True
        return False

    def _stranger(self, place: _Place) -> str:
        """The row's texts, where they are not those of its key; ``""`` where they are."""
        row = place.row
        wanted = {C.UNIT: row.unit.name, C.CLAUSE_ID: clause_words(row)}
        if self._current and replace(place.key, review="") == row.key:
            wanted[C.SUBJECT] = subject_words(self._programme, row)
        shown = {column: place.found.cell(place.number, column) for column in (C.UNIT, C.CLAUSE_ID, C.SUBJECT)}
        seen = {column: cell.text for column, cell in shown.items() if cell is not None}
        agrees = all(tight(seen[column]) == tight(words) for column, words in wanted.items() if column in seen)
        return "" if agrees else " ".join(map(quote, seen.values()))

    def _text(self, place: _Place, column: VerificationColumn) -> str:
        spec = InputSpec(ValueType.TEXT, HEAD_OF[column], required=False)
        reading = read_value(place.found.cell(place.number, column) or BLANK_CELL, spec)
        self._issues(place, column, reading, spec)
        return reading.value if isinstance(reading.value, str) else ""

    def _issues(self, place: _Place, column: VerificationColumn, reading: Reading, spec: InputSpec) -> None:
        for issue in reading.issues:
            if "read" in issue.words and reads_as_typed(issue.words.get("found", ""), issue.words["read"]):
                continue
            known = {"label": spec.label, "accepted": describe_accepted(spec), **issue.words}
            known["found"] = quote(known.get("found", ""))
            if place.key.review and column is C.VALUE:
                known["accepted"] += f"，或“{UPHELD}”"
            what = CATALOGUE[issue.code].sentence.format_map(known)
            self._add_finding("K10" if reading.invalid else "K11", place, column, what=what)

    def _confirm_with_rest(self, place: _Place) -> None:
        """Confirm the row by 其余属实, if it shows a self-reported value."""
        spec = value_spec(place.row)
        seen = self._seen(place, C.SELF_VALUE, spec) if place.key.kind and spec else None
        if place.key.kind and seen is not None and seen.value is not None:
            subject = (place.key.kind, place.key.subject)
            self._enter(place, C.SELF_VALUE, subject, Reading(seen.value, REST), seen)

    def _value(self, place: _Place, cell: RawCell) -> None:
        key, spec = place.key, value_spec(place.row)
        confirmed = _confirms(cell)
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

    @staticmethod
    def _seen(place: _Place, column: VerificationColumn, spec: InputSpec) -> Answer | None:
        """The self-report that the row shows; ``None`` where it cannot be read with certainty."""
        cell = place.found.cell(place.number, column)
        reading = read_value(cell, spec) if cell is not None else None
        return None if reading is None or reading.invalid else Answer(reading.value, reading.typed)

    def _points(self, place: _Place, cell: RawCell) -> None:
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

    def _enter(
        self, place: _Place, column: VerificationColumn, subject: tuple[EntryKind, str], reading: Reading,
        seen: Answer | None,
    ) -> None:  # fmt: skip
        self._unsigned += not place.person
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
        entry = VerifiedEntry(code, *subject, reading.value, reading.typed, self._verifier, origin, seen)
        self._entries.append(replace(entry, review=place.key.review))

    def _unique(self) -> tuple[VerifiedEntry, ...]:
        """The entries, one for each subject; where a subject has entries that differ, a finding and no entry."""
        groups: dict[tuple[Subject, str], list[VerifiedEntry]] = {}
        for entry in self._entries:
            groups.setdefault((entry.subject, entry.review), []).append(entry)
        kept = []
        for (subject, _), group in groups.items():
            if all(same_value(entry.value, group[0].value) for entry in group):
                kept.append(next((entry for entry in group if entry.origin.reason), group[0]))
                continue
            self._differing.add(subject)
            row, first = self._subjects.known_row(subject), group[0].origin
            label = label_words(row, points=subject[1] is EntryKind.CRITERION)
            words = {"unit": row.unit.name, "label": label, "count": str(len(group))}
            what = "、".join(entry.origin.cell for entry in group)
            self._findings.append(
                make_finding("K07", file=first.file, sheet=first.sheet, cell=first.cell, **words, what=what)
            )
        return tuple(kept)


def _confirms(cell: RawCell) -> bool:
    return cell.state is CellState.TEXT and tight(cell.text) in _CONFIRMING


def _is_blank(cell: RawCell) -> bool:
    return cell.state is CellState.BLANK or (cell.state is CellState.TEXT and not tight(cell.text))
