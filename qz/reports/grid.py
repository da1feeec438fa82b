"""Sheets of the results: titles, links between sheets, and references as formulas write them."""

from collections.abc import Sequence
from typing import Final

from qz.model.layout import cell_name
from qz.workbook.write.book import Sheet, quote_sheet
from qz.workbook.write.table import Cell, Content, as_cell, height_in, put, shown

TITLE_HEIGHT: Final = 32.0
LINE_HEIGHT: Final = 20.0
LOOKED_UP: Final = 1000
"""Of more links than these a sheet's are to fixed cells, since every look-up reads a whole column."""


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


def put_merged(sheet: Sheet, first: tuple[int, int], last: tuple[int, int], content: Content, style: str) -> None:
    """Write one merged block."""
    cell = as_cell(content)
    words = f"{style} {cell.style}".strip()
    if first != last:
        sheet.merge(first, last, "", words)
    put(sheet, *first, cell, style)


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
    sheet.numbers_as_text(last_row, last_column)
