"""The marks on a 补正表: cells to check have another colour and a comment."""

import math
from typing import Final

from qz.forms.entries import Entry
from qz.model.corrections import Mark
from qz.model.finding import Severity
from qz.workbook.write.book import Book
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.text_room import text_columns
from qz.workbook.write.written_values import clean_text

_FILLS: Final = {Severity.ERROR: "bad", Severity.WARNING: "warn"}
_WIDTH: Final = 288
"""Width of a comment, in pixels."""
_COLUMNS: Final = 40
"""Half-width characters (9 points) in a line of a comment, without its margins."""
_LINE: Final = 18
"""Height of a line (9 points) in pixels, in the tallest of the possible fonts."""
_MARGIN: Final = 14


def marked(style: str, entry: Entry) -> str:
    """The style of an input cell, with another colour where it has a mark; it stays unlocked."""
    return style if entry.mark is None else f"{style} {_FILLS[entry.mark.severity]}"


def comment(book: Book, sheet: Sheet, entry: Entry, mark: Mark) -> None:
    """Write the mark's words as the cell's comment, in a box that shows all of them."""
    words = clean_text(mark.text)
    height = _lines(words) * _LINE + _MARGIN
    sheet.comment(entry.cell.row, entry.cell.column, words, _WIDTH, height, book.author)


def _lines(words: str) -> int:
    return sum(max(1, math.ceil(text_columns(line) / _COLUMNS)) for line in words.split("\n"))
