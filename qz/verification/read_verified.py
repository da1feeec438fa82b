"""Reads a received 核定表, as strictly as units' returns are read.

A row is found by its key, a column by its ruler and its head. Where these do not agree, nothing is read.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from qz.findings import make_finding, quote
from qz.layout.form import programme_id
from qz.layout.rest_cells import PREFIX, REST, rest_name
from qz.layout.row_words import label_words
from qz.layout.verification_row import CONFIRMED, RowKey, VerificationColumn
from qz.layout.verification_workbook import PERSON_NAME, verifier_name
from qz.model.finding import Finding, show_rows
from qz.model.layout import InputSpec, cell_name
from qz.model.manifest import Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import BLANK_CELL, RawWorkbook, ReceivedFile
from qz.model.trust import Doubt, Seal
from qz.model.values import ValueType
from qz.model.verification import EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.values.clean import says_nothing
from qz.values.typed import read_value
from qz.verification.locate import HEAD_OF, FoundSheet, find_sheets
from qz.verification.read_row import RowPlace, RowReader, confirms
from qz.verification.sealed_rows import digest_of_rows, rows_found
from qz.verification.subjects import Subject, Subjects, same_value, subjects_of
from qz.workbook.manifest_sheet import read_manifest

C = VerificationColumn
_CHANGED: Final = "行或自报值与发出时不一样（改过、增删过或从别的核定表搬来）"
_STAMPED: Final = ("year", "programme_id", "verifier", "edition", "volume")
_SHOWN: Final = 5
"""How many rows one finding names."""
_PERSON: Final = InputSpec(ValueType.TEXT, "核定人", required=False)


@dataclass(frozen=True, slots=True)
class VerificationReading:
    """The contents of one workbook.

    ``verifier``: a unit's code; ``""`` for the office; ``None`` for a refused workbook. ``volume``: the span of the
    roster it is for; ``""`` for all of it. ``is_blank``: it is complete, but nothing was filled in.
    """

    file: ReceivedFile
    verifier: str | None
    entries: Sequence[VerifiedEntry] = ()
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
    """The finding about a workbook that is not one of this programme; ``None`` where it is."""
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
        self._rest: set[str] = set()
        self._strange: set[tuple[str, int]] = set()
        self._hidden: dict[str, list[int]] = {}
        self._filled = False
        self._differing: set[Subject] = set()
        self._rows = RowReader(self._programme, file, self._verifier, self._findings, current=self._current)

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
        if self._rows.unsigned:
            wanted = verifier_name(self._programme, self._verifier)
            self._findings.append(make_finding("K18", file=self._file.path, count=self._rows.unsigned, wanted=wanted))
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
        if len(lost) > len(self._strange):  # a row whose key is another's has a finding already
            what = self._name_rows(lost)
            self._findings.append(make_finding("K30", file=self._file.path, count=len(lost), what=what))

    def _keys_of_units(self, there: Iterable[RowKey]) -> list[RowKey]:
        """The keys of all rows that this workbook must have for its units, in roster order."""
        named = {*self._units, *(key.unit_code for key in there)}
        units = (unit for unit in self._programme.units if unit.code in named)
        return [key for unit in units for key in self._subjects.keys_of(unit, self._verifier)]

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
            if says_nothing(cell):
                continue
            if confirms(cell):
                self._rest.add(name)
                continue
            what = f"这一格只收“{CONFIRMED}”，填的是“{quote(cell.text)}”，没有读取"
            at = cell_name(row, column)
            self._findings.append(make_finding("K10", file=self._file.path, sheet=title, cell=at, unit=REST, what=what))

    def _add(self, code: str, at: FoundSheet, number: int, column: VerificationColumn, **words: str) -> None:
        sheet, cell = at.sheet.name, at.name(number, column)
        self._findings.append(make_finding(code, file=self._file.path, sheet=sheet, cell=cell, **words))

    def _merged_rows(self, found: FoundSheet) -> AbstractSet[int]:
        """The rows where a cell to fill in is merged with another row's: it is unknown whose the value is."""
        merged: set[int] = set()
        rows = sorted(found.keys)
        places = [found.columns[column] for column in (C.VALUE, C.POINTS) if column in found.columns]
        for top, left, bottom, right in found.sheet.merged:
            inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            covered = [place for place in places if left <= place <= right] if left in places else []
            alone = len(inside) == 1 and covered == [left]
            if not inside or not covered or alone or says_nothing(found.sheet.at(top, left)):
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
        nothing = says_nothing(value) and says_nothing(points)
        if nothing and not self._rest:
            return
        row = next((row for each in subjects_of(key) if (row := self._subjects.row(each))), None)
        rest = row is not None and not key.review and says_nothing(value) and rest_name(row) in self._rest
        if nothing and not rest:
            return
        self._filled = True
        if not nothing and number in found.sheet.hidden_rows:
            self._hidden.setdefault(found.sheet.name, []).append(number + 1)
        if row is None:
            self._strange.add((found.sheet.name, number))
            self._add("K08", found, number, C.KEY, found=str(key))
            return
        if not self._rows.read(RowPlace(found, number, key, row, found.cells_of(number)), signed, rest=rest):
            self._strange.add((found.sheet.name, number))

    def _unique(self) -> tuple[VerifiedEntry, ...]:
        """The entries, one for each subject; where a subject has entries that differ, a finding and no entry."""
        groups: dict[tuple[Subject, str], list[VerifiedEntry]] = {}
        for entry in self._rows.entries:
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
