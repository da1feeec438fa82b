"""Writes tables: cells with a value, a formula or a link, in rows as tall as their tallest cell.

Each row is turned into bytes at once, so that long tables need little memory.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Final, NamedTuple, Self

from qz.model.values import show_number
from qz.records import dataclass
from qz.workbook.write.look import text_setting
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.text_room import MAX_ROW_HEIGHT, columns_that_fit, height_for, height_of, lines_in
from qz.workbook.write.written_values import cell_body

LEAST: Final = 21.0
"""Points a row has at least."""
MOST_IN_FORMULA: Final = 250
"""Characters a text in a formula may have (Excel's limit is 255)."""
_KEPT: Final = 4096
"""Contents of one column whose cells a writer remembers."""
_USUAL: Final = "body box"


class Cell(NamedTuple):
    """One cell: its value, and the formula that gives it where it is live. ``style`` adds words to the column's.

    It is a tuple because long tables make and look up millions of cells.
    """

    value: Decimal | int | str | None = None
    style: str = ""
    expression: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table: its head, width (Excel's unit) and style."""

    title: str
    width: float
    style: str = _USUAL


class NamedColumns(IntEnum):
    """The columns of a table, each named once: a member is its place and has what ``TableColumn`` is made of.

    Write a member as ``CODE = "代码", 7, "body box center"``.
    """

    head: TableColumn

    def __new__(cls, title: str, width: float, style: str = _USUAL) -> Self:
        """Number the column after those before it."""
        place = len(cls.__members__)
        member = int.__new__(cls, place)
        member._value_ = place
        member.head = TableColumn(title, width, style)
        return member

    @classmethod
    def heads(cls) -> tuple[TableColumn, ...]:
        """The columns in order, as a table is written with them."""
        return tuple(column.head for column in cls)


Content = Cell | Decimal | int | str | None
"""What a row of a table may hold in one place."""


def opens(target: str, text: str, style: str = "link") -> Cell:
    """A cell that opens a file: a formula, so that sorting moves it; just the text where a formula cannot hold it.

    Args:
        target: The file's path from the workbook's own folder, with ``/``; after ``#`` may stand a place in it.
        text: What the cell shows.
        style: More words of its style where it opens something.
    """
    if not target or max(len(target), len(text)) > MOST_IN_FORMULA:
        return Cell(text)
    lines = "&CHAR(10)&".join(_quoted(line) for line in text.split("\n"))
    return Cell(text, style, f"HYPERLINK({_quoted(target)},{lines})")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def as_cell(content: Content) -> Cell:
    """The content as a cell."""
    return content if isinstance(content, Cell) else Cell(content)


def shown(value: Decimal | int | str | None) -> str:
    """The words a cell with this value shows, as far as its height needs them."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return show_number(value)
    return "" if value is None else str(value)


def put(sheet: Sheet, row: int, column: int, content: Content, style: str) -> None:
    """Write one cell."""
    cell = as_cell(content)
    write_cell(sheet, row, column, cell, f"{style} {cell.style}" if cell.style else style)


def write_cell(sheet: Sheet, row: int, column: int, cell: Cell, words: str) -> None:
    """Write one cell in the style ``words``, whatever style it has of its own."""
    value = cell.value
    if cell.expression:
        cached = "" if value is None else value
        sheet.formula(row, column, cell.expression, words, Decimal(cached) if isinstance(cached, int) else cached)
    elif value is None or isinstance(value, str):
        sheet.text(row, column, value or "", words)
    else:
        sheet.number(row, column, value, words)


def height_in(text: str, width: float, style: str) -> float:
    """Row height that shows the text in a column of that width, wrapped only where the style wraps."""
    setting = text_setting(style)
    return height_for(text, width, setting.size) if setting.wraps else height_of(1, setting.size)


def write_heads(sheet: Sheet, row: int, columns: Sequence[TableColumn]) -> None:
    """Write the column heads, as tall as the tallest needs."""
    sheet.head(row, [column.title for column in columns])
    height = max(height_in(column.title, column.width - 2, "head") for column in columns)
    sheet.heights([max(height, 24)], row)


class RowWriter:
    """Writes rows of one table; equal contents are turned into cells once."""

    def __init__(self, sheet: Sheet, columns: Sequence[TableColumn], *, least: float = LEAST) -> None:
        """Take the sheet, the table's columns, and the height in points below which no row falls."""
        self._sheet = sheet
        self._least = least
        self._columns = tuple(ColumnMaker(sheet, column) for column in columns)
        self._low: tuple[dict[Content, str], ...] = tuple({} for _ in columns)
        self._numbers: tuple[dict[str, str], ...] = tuple({} for _ in columns)
        self._tall: tuple[dict[str, tuple[str, float]], ...] = tuple({} for _ in columns)

    def write(self, row: int, contents: Sequence[Content]) -> None:
        """Write a whole row, which takes no further cells (``Sheet.row``)."""
        height = self._least
        # A decimal is said sooner than it is hashed.
        bodies = [
            numbers.get(str(content), "") if type(content) is Decimal else low.get(content, "")
            for low, numbers, content in zip(self._low, self._numbers, contents, strict=True)
        ]
        if "" in bodies:
            for place, content in enumerate(contents):
                if not bodies[place]:
                    bodies[place], need = self._make(place, content)
                    height = max(height, need)
        self._sheet.row(row, min(height, MAX_ROW_HEIGHT), bodies)

    def _make(self, place: int, content: Content) -> tuple[str, float]:
        """A cell's bytes and height; remembered for numbers, texts, and cells of one line that have no formula."""
        tall = self._tall[place]
        if isinstance(content, str) and content in tall:
            return tall[content]
        cell = as_cell(content)
        body, need = self._columns[place].make(cell)
        low, numbers = self._low[place], self._numbers[place]
        if cell.expression or len(low) + len(numbers) + len(tall) >= _KEPT:
            return body, need
        if need > self._least:
            if isinstance(content, str):
                tall[content] = body, need
        elif type(content) is Decimal:
            numbers[str(content)] = body
        else:
            low[content] = body
        return body, need

    def write_charted(self, row: int, contents: Sequence[Content]) -> None:
        """Write a row cell by cell: one that a chart of the workbook reads, so that the chart holds the values."""
        height = self._least
        for place, (column, content) in enumerate(zip(self._columns, contents, strict=True)):
            put(self._sheet, row, place, content, column.style)
            height = max(height, column.make(as_cell(content))[1])
        self._sheet.heights([min(height, MAX_ROW_HEIGHT)], row)


class ColumnMaker:
    """Turns contents of one column into cells."""

    __slots__ = ("_looks", "_sheet", "style", "width")

    def __init__(self, sheet: Sheet, column: TableColumn) -> None:
        self.style = column.style
        self.width = column.width
        self._sheet = sheet
        self._looks: dict[str, tuple[str, str, float, int]] = {}

    def make(self, cell: Cell) -> tuple[str, float]:
        """A cell's bytes, and the height in points it needs: a number is never broken into lines."""
        words, opening, height, room = self._looks.get(cell.style) or self._look(cell.style)
        value = cell.value
        if room and isinstance(value, str) and (2 * len(value) > room or "\n" in value):
            height = height_of(lines_in(value, room), text_setting(words).size)
        return opening + cell_body(value, cell.expression), height

    def _look(self, more: str) -> tuple[str, str, float, int]:
        """A style as words and as cells say it, the height of a line, and its room (0: never broken)."""
        words = f"{self.style} {more}".strip()
        setting = text_setting(words)
        room = columns_that_fit(self.width, setting.size) if setting.wraps else 0
        look = self._looks[more] = (words, self._sheet.look(words), height_of(1, setting.size), room)
        return look


def write_table(sheet: Sheet, top: int, columns: Sequence[TableColumn], rows: Iterable[Sequence[Content]]) -> int:
    """Write heads at row ``top`` and the rows below; return the row after the last. Filter buttons on the heads."""
    write_heads(sheet, top, columns)
    row = top + 1
    writer = RowWriter(sheet, columns)
    for contents in rows:
        writer.write(row, contents)
        row += 1
    sheet.filter_buttons(top, row - 1, len(columns))
    return row
