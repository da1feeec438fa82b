"""Tables of the results: cells that hold a value, a live formula or a link, and rows as tall as their text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qz.model.layout import cell_name
from qz.model.values import show_number
from qz.workbook.look import size_of, wraps
from qz.workbook.text import MAX_ROW_HEIGHT, height_for, height_of
from qz.workbook.writer import Sheet, quote_sheet

TITLE_HEIGHT: Final = 32.0
LINE_HEIGHT: Final = 20.0
LOOKED_UP: Final = 1000
"""Of more links than these a sheet's are to fixed cells, since every look-up reads a whole column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value, and the formula that gives it where it is live. ``style`` adds words to the column's."""

    value: Decimal | int | str | None = None
    style: str = ""
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its head, width (Excel's unit) and style."""

    title: str
    width: float
    style: str = "body box"


Content = Cell | Decimal | int | str | None
"""What a row of a table may hold in one place."""


def as_cell(content: Content) -> Cell:
    """The content as a cell."""
    return content if isinstance(content, Cell) else Cell(content)


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def there(sheet: str, cell: str) -> str:
    """A cell of another sheet as formulas and links write it: ``'孟河镇'!$E$8``."""
    return f"{quote_sheet(sheet)}!{cell}"


def jump(sheet: str, cell: str, text: str, style: str = "link", *, book: str = "") -> Cell:
    """A link to a cell of this workbook, or of ``book`` beside it: a formula, so that sorting moves it."""
    target = f"{book}#{there(sheet, cell)}"
    return Cell(text, style, f"HYPERLINK({quoted(target)},{quoted(text)})")


def jump_to_row(sheet: str, column: str, key: str | int, text: str, style: str = "link") -> Cell:
    """A link to the row of another sheet's table that holds ``key`` in ``column``: found anew after every sort."""
    wanted = str(key) if isinstance(key, int) else quoted(key)
    area = there(sheet, f"${column}:${column}")
    place = quoted(f"#{quote_sheet(sheet)}!{column}")
    return Cell(text, style, f"HYPERLINK({place}&MATCH({wanted},{area},0),{quoted(text)})")


def shown(cell: Cell) -> str:
    """The words a cell shows, as far as its height needs them."""
    if isinstance(cell.value, Decimal):
        return show_number(cell.value)
    return "" if cell.value is None else str(cell.value)


def put(sheet: Sheet, row: int, column: int, content: Content, style: str) -> None:
    """Write one cell."""
    cell = as_cell(content)
    words = f"{style} {cell.style}".strip()
    if cell.expression:
        cached = "" if cell.value is None else cell.value
        sheet.formula(row, column, cell.expression, words, Decimal(cached) if isinstance(cached, int) else cached)
    else:
        sheet.value(row, column, cell.value, words)


def put_merged(sheet: Sheet, first: tuple[int, int], last: tuple[int, int], content: Content, style: str) -> None:
    """Write one merged block."""
    cell = as_cell(content)
    words = f"{style} {cell.style}".strip()
    if first != last:
        sheet.merge(first, last, "", words)
    put(sheet, *first, cell, style)


def height_in(text: str, width: float, style: str) -> float:
    """Row height that shows the text in a column of that width, wrapped only where the style wraps."""
    size = size_of(style)
    return height_for(text, width, size) if wraps(style) else height_of(1, size)


def write_row(
    sheet: Sheet, row: int, columns: Sequence[Column], contents: Sequence[Content], *, least: float = 0
) -> None:
    """Write one row of a table, as tall as its tallest cell and at least ``least`` points."""
    height = max(least, height_of(1, 10) + 2)
    for place, (column, content) in enumerate(zip(columns, contents, strict=True)):
        cell = as_cell(content)
        put(sheet, row, place, cell, column.style)
        height = max(height, height_in(shown(cell), column.width, f"{column.style} {cell.style}".strip()))
    sheet.heights([min(height, MAX_ROW_HEIGHT)], row)


def write_table(
    sheet: Sheet, top: int, columns: Sequence[Column], rows: Iterable[Sequence[Content]], *, filters: bool = True
) -> int:
    """Write heads at row ``top`` and the rows below; return the row after the last. Filter buttons on the heads."""
    write_heads(sheet, top, columns)
    row = top + 1
    for contents in rows:
        write_row(sheet, row, columns, contents)
        row += 1
    if filters:
        sheet.raw.autofilter(top, 0, max(top, row - 1), len(columns) - 1)
    return row


def write_heads(sheet: Sheet, row: int, columns: Sequence[Column]) -> None:
    """Write the column heads, as tall as the tallest needs."""
    sheet.head(row, [column.title for column in columns])
    height = max(height_in(column.title, column.width - 2, "head") for column in columns)
    sheet.heights([max(height, 24)], row)


def write_title(sheet: Sheet, title: str, lines: Sequence[Content], widths: Sequence[float]) -> int:
    """Write a sheet's title and the lines under it across columns of these widths; return the next free row."""
    last, across = len(widths) - 1, sum(widths)
    put_merged(sheet, (0, 0), (0, last), title, "title")
    sheet.heights([TITLE_HEIGHT], 0)
    for place, line in enumerate(lines, start=1):
        put_merged(sheet, (place, 0), (place, last), line, "body left")
        sheet.heights([max(LINE_HEIGHT, height_in(shown(as_cell(line)), across, "body"))], place)
    return 1 + len(lines)


def column_range(column: int, first: int, last: int) -> str:
    """Rows ``first`` to ``last`` of a column as an absolute range: ``$D$6:$D$14``."""
    return f"{dollars(cell_name(first, column))}:{dollars(cell_name(last, column))}"


def row_range(row: int, first: int, last: int) -> str:
    """Columns ``first`` to ``last`` of a row as an absolute range: ``$C$6:$L$6``."""
    return f"{dollars(cell_name(row, first))}:{dollars(cell_name(row, last))}"


def dollars(cell: str) -> str:
    """An A1 address made absolute: ``D6`` is ``$D$6``."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def ignore_number_warnings(sheet: Sheet, last_row: int, last_column: int) -> None:
    """Let clause numbers (``1.1``) stand as text without the program's green corners."""
    sheet.raw.ignore_errors({"number_stored_as_text": f"A1:{cell_name(last_row, last_column)}"})
