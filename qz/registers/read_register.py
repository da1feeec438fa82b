"""Reads a received register workbook, row by row, as strictly as units' returns are read."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Final

from qz.findings import CATALOGUE, make_finding, quote
from qz.layout.form import programme_id
from qz.layout.register_workbook import (
    DATE,
    EVENT,
    NUMBER,
    QUANTITY,
    ROW_NUMBER,
    STATUS,
    STATUSES,
    UNIT,
    RegisterLayout,
    RegisterSheet,
    prepared_rows,
)
from qz.model.finding import Finding, show_rows
from qz.model.layout import InputSpec, cell_name
from qz.model.manifest import Key, WorkbookKind
from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook, ReceivedFile
from qz.model.task_table import Unit
from qz.model.values import ValueType
from qz.registers.find_register import RegisterHeads, find_heads, is_sheet_of
from qz.registers.register_records import Event, RegisterReading, RegisterTable
from qz.values.clean import says_nothing, tight
from qz.values.reading import Reading
from qz.values.typed import read_value
from qz.values.value_types import describe_accepted
from qz.workbook.manifest_sheet import read_manifest

FindUnit = Callable[[str], Unit | None]
"""Gives the unit that a name, alias or usual spelling means; ``None`` where no unit has it."""
_DATE_SPEC: Final = InputSpec(ValueType.DATE, DATE, required=False)
_COUNT_SPEC: Final = InputSpec(ValueType.COUNT, QUANTITY, minimum=Decimal(1), required=False)
_TEXT_SPEC: Final = InputSpec(ValueType.TEXT, "", required=False)
_STATUS_OF: Final = {tight(word): word for word in STATUSES}


def read_registers(
    layout: RegisterLayout, file: ReceivedFile, raw: RawWorkbook, find_unit: FindUnit
) -> RegisterReading:
    """Read one workbook.

    A faulty row is not counted, and its unit keeps its self-reports until the row is corrected. A sheet that lacks a
    required column, or stands twice, is not used at all.
    """
    manifest, particulars = read_manifest(raw), layout.programme.particulars
    wanted = {"year": str(particulars.year), "programme_id": programme_id(layout.programme)}
    if manifest.get(Key.KIND) != WorkbookKind.REGISTER or not wanted.keys() <= manifest.keys():
        return RegisterReading(file, None, (make_finding("T19", file=file.path),))
    for key, value in wanted.items():
        if manifest[key] != value:
            year = manifest[Key.YEAR]
            refusal = make_finding("T01", file=file.path, found=year, wanted=str(particulars.year))
            return RegisterReading(file, None, (refusal,))
    reader = _RegisterReader(layout, file, raw, find_unit)
    tables = tuple(reader.tables())
    return RegisterReading(file, tables, tuple(reader.findings))


class _RegisterReader:
    """Reads one workbook."""

    def __init__(self, layout: RegisterLayout, file: ReceivedFile, raw: RawWorkbook, find_unit: FindUnit) -> None:
        self._layout = layout
        self._file = file
        self._raw = raw
        self._find_unit = find_unit
        self._year = layout.programme.particulars.year
        self._prepared = prepared_rows(read_manifest(raw))
        self.findings: list[Finding] = []
        self._seen: dict[tuple[object, ...], int] = {}
        self._hidden: dict[str, list[int]] = {}

    def tables(self) -> Iterator[RegisterTable]:
        for register in self._layout.sheets:
            sheets = [sheet for sheet in self._raw.sheets if is_sheet_of(sheet, register)]
            if not sheets:
                self.findings.append(make_finding("T12", file=self._file.path, what=register.name))
            elif len(sheets) > 1:
                self._add_finding("T15", sheets[0], 0, 0, what=sheets[0].name, other=sheets[1].name)
            elif table := self._table(register, sheets[0]):
                yield table
        if any(self._hidden.values()):
            count = str(sum(map(len, self._hidden.values())))
            what = "、".join(f"《{name}》第{show_rows(rows)}行" for name, rows in self._hidden.items() if rows)
            self.findings.append(make_finding("T23", file=self._file.path, count=count, what=what))

    def _report_missing_rows(self, sheet: RawSheet, heads: RegisterHeads) -> None:
        """T22: rows with which the sheet was made were removed."""
        column = heads.columns.get(ROW_NUMBER)
        there = {tight(cell.text) for (_, place), cell in sheet.cells.items() if place == column}
        gone = [number for number in self._prepared if str(number) not in there]
        if not gone:
            return
        detail = f"原来的第{show_rows(gone)}行不在了（共{len(gone)}行），里面如有登记就没有计入"
        if len(gone) == len(self._prepared):
            detail = f"核对行数用的隐藏列“{ROW_NUMBER}”不在了，看不出有没有少行"
        self._add_finding("T22", sheet, heads.row, 0, what=sheet.name, detail=detail)

    def _add_finding(self, code: str, sheet: RawSheet, row: int, column: int, **words: str) -> None:
        cell = cell_name(row, column)
        self.findings.append(make_finding(code, file=self._file.path, sheet=sheet.name, cell=cell, **words))

    def _table(self, register: RegisterSheet, sheet: RawSheet) -> RegisterTable | None:
        heads = find_heads(sheet, register)
        lacking = [head for head in register.needed if head not in heads.columns]
        if lacking:
            self._add_finding("T03", sheet, heads.row, 0, what=register.name, head="”“".join(lacking))
            return None
        status = self._status(sheet, heads.row)
        if status is None:
            return None
        events: list[Event] = []
        doubtful: set[str] = set()
        rows = sorted({row for row, column in sheet.cells if row > heads.row and column in heads.open})
        rows = [row for row in rows if any(not says_nothing(sheet.at(row, column)) for column in heads.open)]
        merged = self._merged_rows(register, sheet, heads, rows, doubtful)
        for row in rows:
            if row not in merged:
                self._row(register, sheet, heads, row, events, doubtful)
        self._report_missing_rows(sheet, heads)
        self._hidden[sheet.name] = [row + 1 for row in rows if row in sheet.hidden_rows]
        head = cell_name(heads.row, heads.columns[UNIT])
        unit_column = heads.columns[UNIT]
        return RegisterTable(register, sheet.name, head, unit_column, status, tuple(events), frozenset(doubtful))

    def _merged_rows(
        self, register: RegisterSheet, sheet: RawSheet, heads: RegisterHeads, rows: Sequence[int], doubtful: set[str]
    ) -> AbstractSet[int]:
        """The rows that have a cell that counts merged with another row's, with one finding for each merged area.

        It is unknown to which row the value belongs; units named in these rows become doubtful. Merged cells of texts,
        or with blank rows, do no harm.
        """
        columns = {heads.columns[head]: head for head in (DATE, UNIT, QUANTITY, *register.categories)}
        merged: set[int] = set()
        for top, left, bottom, right in sheet.merged:
            inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            named = [column for column in sorted(columns) if left <= column <= right]
            lost = named if len(inside) > 1 else [column for column in named if column != left]
            if not inside or not lost:
                continue
            words = {"rows": show_rows(row + 1 for row in inside), "head": "”“".join(columns[each] for each in named)}
            cells = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
            self._add_finding("T24", sheet, inside[0], named[0], **words, cells=cells)
            merged.update(inside)
            units = [self._find_unit(sheet.at(row, heads.columns[UNIT]).text) for row in inside]
            doubtful.update(unit.code for unit in units if unit)
        return merged

    def _status(self, sheet: RawSheet, head_row: int) -> str | None:
        """The word in the sheet's cell of status; ``None``, with a finding, where there is none of the three."""
        for (row, column), cell in sorted(sheet.cells.items()):
            if row < head_row and cell.state is CellState.TEXT and tight(cell.text).rstrip(":：") == STATUS:
                entry = sheet.at(row, column + 1)
                word = _STATUS_OF.get(tight(entry.text), "")
                if not word:
                    accepted = "、".join(STATUSES)
                    self._add_finding("T14", sheet, row, column + 1, found=entry.text or "空白", accepted=accepted)
                return word or None
        self._add_finding("T18", sheet, 0, 0, what=sheet.name, head=STATUS)
        return None

    def _row(  # noqa: PLR0917 - the row's place, and what it adds to
        self,
        register: RegisterSheet,
        sheet: RawSheet,
        heads: RegisterHeads,
        row: int,
        events: list[Event],
        doubtful: set[str],
    ) -> None:
        """Read one row that is not blank."""

        def cell(head: str) -> RawCell:
            return sheet.at(row, heads.columns[head])

        place = heads.columns[UNIT]
        if says_nothing(cell(UNIT)):
            self._add_finding("T05", sheet, row, place)
            return
        named = read_value(cell(UNIT), _TEXT_SPEC)
        unit = self._find_unit(str(named.value)) if named.value is not None else None
        if unit is None:
            self._add_finding("T04", sheet, row, place, found=named.typed or cell(UNIT).text)
            return
        fine = self._check_date(sheet, row, heads.columns[DATE], unit)
        quantity = self._quantity(sheet, row, heads.columns[QUANTITY], unit)
        words = {
            column: self._word(register, sheet, (row, heads.columns[column]), column, choices, unit)
            for column, choices in register.categories.items()
        }
        if not fine or quantity is None or None in words.values():
            doubtful.add(unit.code)
            return
        known = {head: read_value(cell(head), _TEXT_SPEC).typed for head in (NUMBER, EVENT) if head in heads.columns}
        event, number = known.get(EVENT, ""), known.get(NUMBER, "")
        note = f"{event}（{number}）" if event and number else event or number
        made = Event(unit.code, quantity, {column: word or "" for column, word in words.items()}, row, note)
        self._check_double(sheet, heads, made, (known, cell(DATE).text))
        events.append(made)

    def _check_double(
        self, sheet: RawSheet, heads: RegisterHeads, event: Event, texts: tuple[Mapping[str, str], str]
    ) -> None:
        """T20: a row with the same content as an earlier one. Both count."""
        known, date = texts
        if not any(known.values()):
            return
        key = (sheet.name, event.unit_code, date, tuple(known.values()), tuple(event.words.values()), event.quantity)
        first = self._seen.setdefault(key, event.row)
        if first != event.row:
            words = {"unit": self._find_name(event.unit_code), "found": event.note, "other": str(first + 1)}
            self._add_finding("T20", sheet, event.row, heads.columns[UNIT], **words)

    def _find_name(self, code: str) -> str:
        return self._layout.programme.unit(code).name

    def _check_date(self, sheet: RawSheet, row: int, column: int, unit: Unit) -> bool:
        reading = read_value(sheet.at(row, column), _DATE_SPEC, date1904=self._raw.date1904)
        if reading.blank:
            self._add_finding("T08", sheet, row, column, unit=unit.name)
            return True
        if reading.invalid:
            self._add_finding("T06", sheet, row, column, unit=unit.name, what=_what(reading, _DATE_SPEC))
            return False
        day = dt.date.fromisoformat(str(reading.value))
        if day.year != self._year:
            self._add_finding("T07", sheet, row, column, unit=unit.name, found=day.isoformat(), wanted=str(self._year))
        return day.year == self._year

    def _quantity(self, sheet: RawSheet, row: int, column: int, unit: Unit) -> Decimal | None:
        reading = read_value(sheet.at(row, column), _COUNT_SPEC)
        if reading.blank:
            return Decimal(1)
        number = reading.value
        if isinstance(number, Decimal) and number >= 1 and number == number.to_integral_value():
            return number
        accepted = describe_accepted(_COUNT_SPEC)
        what = _what(reading, _COUNT_SPEC) if reading.invalid else f"“{QUANTITY}”填的是{reading.typed}，应填{accepted}"
        self._add_finding("T09", sheet, row, column, unit=unit.name, what=what)
        return None

    def _word(  # noqa: PLR0917 - the cell and what it accepts
        self,
        register: RegisterSheet,
        sheet: RawSheet,
        at: tuple[int, int],
        column: str,
        choices: tuple[str, ...],
        unit: Unit,
    ) -> str | None:
        """The row's word in a column of categories (``""`` if blank); ``None``, with a finding, where it is wrong."""
        cell = sheet.at(*at)
        if says_nothing(cell) and not register.requires(column):
            return ""
        known = {tight(choice): choice for choice in choices}
        if word := known.get(tight(cell.text)):
            return word
        what = "没有填" if says_nothing(cell) else f"填的是“{quote(cell.text)}”"
        accepted = "、".join(f"“{choice}”" for choice in choices) + ("" if register.requires(column) else "，或不填")
        self._add_finding("T10", sheet, *at, unit=unit.name, head=column, what=what, accepted=accepted)
        return None


def _what(reading: Reading, spec: InputSpec) -> str:
    """What is wrong with a value, in the words of the catalogue of findings."""
    issue = reading.issues[0]
    known = {"label": spec.label, "accepted": describe_accepted(spec), **issue.words}
    known["found"] = quote(known.get("found", ""))
    return CATALOGUE[issue.code].sentence.format_map(known)
