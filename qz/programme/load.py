"""Reads a programme workbook's file into raw tables: columns by their heads, merged cells resolved, nothing checked."""

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from qz.model.layout import cell_name
from qz.model.place import Place
from qz.model.values import exact_decimal
from qz.programme.faults import Collector, ProgrammeFault
from qz.programme.raw import Percent, RawProgramme, RawRow, RawTable, RawValue
from qz.programme.sheets.columns import SheetSpec
from qz.programme.sheets.programme_sheets import CONTENTS_TITLE, SHEETS, UNREAD_TITLE
from qz.records import dataclass
from qz.words import fold

_HEAD_ROWS: Final = 30
BROKEN: Final = (
    OSError,
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    SyntaxError,
    TypeError,
    IndexError,
    AttributeError,
)


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
        book = openpyxl.load_workbook(io.BytesIO(content))
        cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True) if _has_formulas(book) else book
    except BROKEN as fault:
        found.add("P01", Place(), reason=_reason(fault))
        raise ProgrammeFault(found.findings) from fault
    sheets = {fold(sheet.title): sheet for sheet in book.worksheets}
    tables: dict[str, RawTable] = {}
    taken = set()
    for spec in SHEETS:
        sheet = next((sheets[fold(name)] for name in (spec.title, *spec.aliases) if fold(name) in sheets), None)
        if sheet is None:
            if spec.required:
                found.add("P02", Place(spec.title), title=spec.title)
            continue
        taken.add(sheet.title)
        found.titles[sheet.title] = spec.title
        table = _read_table(spec, _read_grid(sheet, cached[sheet.title], found), found)
        if table is not None:
            tables[spec.key] = table
    unknown = tuple(
        s.title
        for s in book.worksheets
        if s.title not in taken and s.title not in {CONTENTS_TITLE, UNREAD_TITLE} and not s.title.startswith("_")
    )
    for title in unknown:
        found.add("P30", Place(title), title=title)
    return RawProgramme(str(path), hashlib.sha256(content).hexdigest(), tables, unknown), found


def _reason(fault: Exception) -> str:
    if isinstance(fault, FileNotFoundError):
        return "没有这个文件"
    if isinstance(fault, PermissionError):
        return "文件正被占用或没有读取权限"
    return "文件已损坏，或者不是 .xlsx 工作簿"


def _cells(sheet: Worksheet) -> Iterator[Any]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield cell


def _has_formulas(book: Workbook) -> bool:
    return any(cell.data_type == "f" for sheet in book.worksheets for cell in _cells(sheet))


def _read_grid(sheet: Worksheet, cached: Worksheet, found: Collector) -> _Grid:
    values: dict[tuple[int, int], RawValue] = {}
    for cell in _cells(sheet):
        row, column = cell.row - 1, cell.column - 1
        source = cached.cell(cell.row, cell.column) if cell.data_type == "f" else cell
        place = Place(sheet.title, cell_name(row, column))
        if source.value is None:
            found.add("P11", place)
        elif source.data_type == "e":
            found.add("P12", place, found=source.value)
        elif (value := _plain(source.value, str(source.number_format))) is not None:
            values[row, column] = value
    covers = {
        (row - 1, column - 1): (block.min_row - 1, block.min_col - 1)
        for block in sheet.merged_cells.ranges
        for row in range(block.min_row, block.max_row + 1)
        for column in range(block.min_col, block.max_col + 1)
    }
    height = 1 + max((row for row, _ in values), default=-1)
    width = 1 + max((column for _, column in values), default=-1)
    return _Grid(sheet.title, values, covers, height, width)


def _plain(value: Any, number_format: str) -> RawValue:
    if isinstance(value, bool | dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - local time of the office
    if isinstance(value, int | float):
        number: Decimal = exact_decimal(value)
        return Percent(number) if "%" in number_format else number
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    return text if text.strip() else None


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
