"""Reads a programme workbook's file into raw tables: columns by their heads, merged cells resolved, nothing checked."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.model.layout import cell_name
from qz.model.place import Place
from qz.model.returns import CellState, RawCell, RawSheet
from qz.model.values import exact_decimal
from qz.programme.faults import UNOPENED, Collector, ProgrammeFault
from qz.programme.raw import Percent, RawProgramme, RawRow, RawTable, RawValue
from qz.programme.sheets.columns import SheetSpec
from qz.programme.sheets.programme_sheets import CONTENTS_TITLE, SHEETS, UNREAD_TITLE
from qz.records import dataclass
from qz.values.dates import read_instant
from qz.values.formats import is_date_format, is_percent_format
from qz.words import fold
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import OFFICE_LIMITS
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.read.xlsx.small_parts import read_time

_HEAD_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of a sheet (zero-based). ``covers``: for a cell inside a merged block, the first cell of the block."""

    name: str
    values: dict[tuple[int, int], RawValue]
    covers: dict[tuple[int, int], tuple[int, int]]
    height: int
    width: int

    def continues(self, row: int, column: int) -> bool:
        """Whether the cell is in a merged block of its column that begins in a row above."""
        first = self.covers.get((row, column))
        return first is not None and first[0] < row and first[1] == column


def load_tables(path: Path) -> tuple[RawProgramme, Collector]:
    """Read every sheet of the schema. A missing sheet is a finding.

    Raises:
        ProgrammeFault: The file is not a workbook.
    """
    found = Collector(path.name)
    try:
        content = path.read_bytes()
        book = read_workbook(content, OFFICE_LIMITS)
    except (OSError, UnreadableFile) as fault:
        raise unopened(path, fault) from fault
    sheets = {fold(sheet.name): sheet for sheet in book.sheets}
    tables: dict[str, RawTable] = {}
    taken = set()
    for spec in SHEETS:
        sheet = next((sheets[fold(name)] for name in (spec.title, *spec.aliases) if fold(name) in sheets), None)
        if sheet is None:
            if spec.required:
                found.add("P02", Place(spec.title), title=spec.title)
            continue
        taken.add(sheet.name)
        found.titles[sheet.name] = spec.title
        table = _read_table(spec, _read_grid(sheet, found, date1904=book.date1904), found)
        if table is not None:
            tables[spec.key] = table
    unknown = tuple(
        s.name
        for s in book.sheets
        if s.name not in taken and s.name not in {CONTENTS_TITLE, UNREAD_TITLE} and not s.name.startswith("_")
    )
    for title in unknown:
        found.add("P30", Place(title), title=title)
    return RawProgramme(str(path), hashlib.sha256(content).hexdigest(), tables, unknown), found


def unopened(path: Path, fault: Exception) -> ProgrammeFault:
    """The fault of a workbook that cannot be opened, from the exception that says so."""
    reasons: dict[type, str] = {FileNotFoundError: "没有这个文件", PermissionError: "文件正被占用或没有读取权限"}
    found = Collector(path.name)
    found.add(UNOPENED, Place(), reason=reasons.get(type(fault), "文件已损坏，或者不是 .xlsx 工作簿"))
    return ProgrammeFault(found.findings)


def _read_grid(sheet: RawSheet, found: Collector, *, date1904: bool) -> _Grid:
    covers = {
        (row, column): (first, left)
        for first, left, last, right in sheet.merged
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    }
    values: dict[tuple[int, int], RawValue] = {}
    for place, cell in sheet.cells.items():
        if covers.get(place, place) != place:
            continue  # hidden by the block
        if cell.formula and not cell.text:
            found.add("P11", Place(sheet.name, cell_name(*place)))
        elif (value := _plain(cell, date1904=date1904)) is not None:
            values[place] = value
        elif cell.state is not CellState.TEXT:
            error = cell.text if cell.state in {CellState.ERROR, CellState.UNREADABLE} else "#VALUE!"
            found.add("P12", Place(sheet.name, cell_name(*place)), found=error)
    height = 1 + max((row for row, _ in values), default=-1)
    width = 1 + max((column for _, column in values), default=-1)
    return _Grid(sheet.name, values, covers, height, width)


def _plain(cell: RawCell, *, date1904: bool) -> RawValue:
    """The cell's content; ``None`` for a blank text, an error, and a number that no date is in a date's format."""
    if cell.state is CellState.TEXT:
        text = cell.text.replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else None
    if cell.state is CellState.BOOLEAN:
        return cell.text == "1"
    if cell.state is CellState.NUMBER:
        return _number(cell, date1904=date1904)
    if cell.state is CellState.DATE:
        return read_time(cell.text) or cell.text
    return None


def _number(cell: RawCell, *, date1904: bool) -> RawValue:
    number: Decimal = exact_decimal(cell.text)
    if is_date_format(cell.number_format):
        moment = read_instant(number, date1904=date1904)
        return str(moment.time()) if moment and 0 <= number < 1 else moment
    return Percent(number) if is_percent_format(cell.number_format) else number


def _find_heads(spec: SheetSpec, grid: _Grid) -> tuple[int, dict[str, int]]:
    """The row with the most heads, and the column of each field there.

    Other spellings count only where the head is missing.
    """
    heads = {fold(column.head): column.field for column in spec.columns if column.head}
    aliases = {fold(alias): column.field for column in spec.columns for alias in column.aliases}
    best: tuple[int, dict[str, int]] = (-1, {})
    for row in range(min(grid.height, _HEAD_ROWS)):
        cells = [(column, grid.values.get((row, column))) for column in range(grid.width)]
        texts = [(column, fold(text)) for column, text in cells if isinstance(text, str)]
        found: dict[str, int] = {}
        for words in (heads, aliases):
            for column, text in texts:
                if text in words:
                    found.setdefault(words[text], column)
        if len(found) > len(best[1]):
            best = row, found
    return best


def _read_table(spec: SheetSpec, grid: _Grid, found: Collector) -> RawTable | None:
    head_row, columns = _find_heads(spec, grid)
    missing = [
        column.head.replace("\n", "")
        for column in spec.columns
        if (column.required or column.headed) and column.head and column.field not in columns
    ]
    if head_row < 0 or missing:
        found.add("P03", Place(grid.name), heads="、".join(f"“{head}”" for head in missing))
        return None
    _add_headless(spec, grid, head_row, columns)
    _add_extras(spec, grid, head_row, columns, found)
    first = 1 + max((row for (row, _), (top, _) in grid.covers.items() if top <= head_row <= row), default=head_row)
    rows: list[RawRow] = []
    for row in range(max(first, head_row + 1), grid.height):
        values = {name: _value_at(spec, grid, row, name, column) for name, column in columns.items()}
        anchor = columns.get(spec.anchor) if spec.anchor else None
        if anchor is not None and rows and grid.continues(row, anchor):
            rows[-1] = _fold_row(rows[-1], {name: grid.values.get((row, column)) for name, column in columns.items()})
        elif any(value is not None for value in values.values()):
            rows.append(RawRow(row, values))
    return RawTable(spec, grid.name, head_row, columns, tuple(rows))


def _add_headless(spec: SheetSpec, grid: _Grid, head_row: int, columns: dict[str, int]) -> None:
    """Add a column without a head of its own, at the right of the column before it unless there is another head."""
    before = ""
    for column in spec.columns:
        if not column.head and before in columns and (head_row, columns[before] + 1) not in grid.values:
            columns[column.field] = columns[before] + 1
        before = column.field


def _add_extras(spec: SheetSpec, grid: _Grid, head_row: int, columns: dict[str, int], found: Collector) -> None:
    taken = set(columns.values())
    for column in range(grid.width):
        head = grid.values.get((head_row, column))
        if column in taken or not isinstance(head, str):
            continue
        columns[head] = column
        if not spec.open_columns:
            found.add("P31", Place(grid.name, cell_name(head_row, column)), head=head)


def _value_at(spec: SheetSpec, grid: _Grid, row: int, name: str, column: int) -> RawValue:
    """The cell's value; in a merged block, the block's, except where a blank means the same as above anyway."""
    if (row, column) in grid.values or not grid.continues(row, column):
        return grid.values.get((row, column))
    if any(known.field == name and known.carries for known in spec.columns):
        return None
    return grid.values.get(grid.covers[row, column])


def _fold_row(before: RawRow, values: dict[str, RawValue]) -> RawRow:
    """Append the further paragraphs of a cell pasted from Word to the row they belong to."""
    joined = dict(before.values)
    for name, value in values.items():
        if value is not None:
            joined[name] = value if joined.get(name) is None else f"{joined[name]}\n{value}"
    return RawRow(before.row, joined)
