"""What a programme begun from another or from a document still leaves open.

×× where a number goes, and every cell that ``qz new`` or ``qz import`` marked and that is as it was then.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from openpyxl.workbook import Workbook

from qz.model.finding import Finding
from qz.model.place import Place
from qz.programme.check.short_places import cells_words
from qz.programme.faults import Collector
from qz.programme.sheets.programme_sheets import SHEETS
from qz.programme.writing.cell_comments import asks, is_untouched
from qz.programme.writing.renew import OPEN
from qz.words import fold

_TO_CHECK: Final = "请核"
"""How a comment begins that asks whether what stands there is right; others ask for another value."""
_QUOTED: Final = re.compile("“.*?”", re.DOTALL)
_HEADS: Final = {
    spec.title: {fold(head) for column in spec.columns for head in (column.head, *column.aliases) if head}
    for spec in SHEETS
}


def open_cells(book: Workbook, file: str) -> tuple[Finding, ...]:
    """A reminder for each, in the order of the programme workbook, which is the file ``file``."""
    found = Collector(file)
    for places, words in _together(_open(book)):
        first, cells = places[0], cells_words(place.cell for place in places)
        if not asks(words):
            found.add("P75", first, found=words)
        elif words.startswith(_TO_CHECK):
            found.add("P120", first, head=_head_over(book, first), count=str(len(places)), cells=cells)
        else:
            more = f"；这样的共{len(places)}格：{cells}" if len(places) > 1 else ""
            found.add("P76", first, what=f"{words.rstrip('。')}{more}")
    return found.findings


def _open(book: Workbook) -> Iterator[tuple[Place, str]]:
    """Every open cell with its own words that hold ××, or with those of the comment that asks about it."""
    for place, cell in _cells(book):
        if isinstance(cell.value, str) and OPEN in cell.value:
            yield place, cell.value
        elif cell.comment is not None and asks(cell.comment.text) and is_untouched(cell):
            yield place, cell.comment.text


def _together(cells: Iterable[tuple[Place, str]]) -> Iterator[tuple[list[Place], str]]:
    """Cells of one column that ask the same, with the words of the first; each cell with ×× stands alone.

    All that are to be checked ask the same; others do where they differ only in what they quote.
    """
    groups: dict[tuple[str, str, str], tuple[list[Place], str]] = {}
    for place, words in cells:
        column, asked = place.cell.rstrip("0123456789"), asks(words)
        question = _TO_CHECK if words.startswith(_TO_CHECK) else _QUOTED.sub("", words)
        key = (place.sheet, column if asked else place.cell, question)
        groups.setdefault(key, ([], words))[0].append(place)
    yield from groups.values()


def _head_over(book: Workbook, place: Place) -> str:
    """The head of the cell's column; its letter where the column has none."""
    sheet = book[place.sheet]
    cell = sheet[place.cell]
    above = (str(sheet.cell(row, cell.column).value or "") for row in range(cell.row - 1, 0, -1))
    known = _HEADS.get(place.sheet, set())
    return next((text.replace("\n", "") for text in above if fold(text) in known), f"{cell.column_letter}列")


def _cells(book: Workbook) -> Iterator[tuple[Place, Any]]:
    for sheet in book.worksheets:
        if not sheet.title.startswith("_"):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None or cell.comment is not None:
                        yield Place(sheet.title, cell.coordinate), cell
