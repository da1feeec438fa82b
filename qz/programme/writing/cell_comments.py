"""Colours and comments cells of a programme workbook, in copies that show a clerk where to look."""

import hashlib
from typing import Any, Final

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from qz.workbook.write.text_room import count_lines

_AUTHOR: Final = "qz"
CLEARED: Final = "已清空"
"""How a comment begins on a cell whose value was for another year."""
_COLUMNS: Final = 34.0
_SIZE: Final = 9
_WIDTH: Final = 260
_LINE_PIXELS: Final = 16


def solid(colour: str) -> PatternFill:
    """A fill of one colour (``#RRGGBB``)."""
    return PatternFill("solid", fgColor=f"FF{colour.removeprefix('#')}")


def comment_on(cell: Any, colour: str, text: str) -> None:
    """Colour a cell and set its comment; a comment it had is replaced."""
    cell.fill = solid(colour)
    cell.comment = Comment(text, f"{_AUTHOR} {_mark(cell.value)}")


def asks(text: str) -> bool:
    """Whether a comment asks the clerk for something: 请改, 请核, 请填, or that something was cleared for new values.

    One of an annotated copy (【提醒】…) does not, and neither do the heads' explanations.
    """
    return text.startswith(("请改", "请核", "请填", CLEARED))


def is_untouched(cell: Any) -> bool:
    """Whether a cell that was commented on may still hold what it held then.

    The comment's author bears a mark of it. LibreOffice drops the author when it saves: then nobody can tell, and the
    cell is asked about until its comment is deleted.
    """
    if cell.comment is None:
        return False
    author = (cell.comment.author or "").strip()
    return author in {f"{_AUTHOR} {_mark(cell.value)}", ""}


def _mark(value: Any) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:8]


def fit_comments(book: Workbook) -> None:
    """Set the size of every comment's box to its text, as the library does not keep the sizes."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    lines = count_lines(cell.comment.text, _COLUMNS, _SIZE)
                    cell.comment.width, cell.comment.height = _WIDTH, _LINE_PIXELS * (lines + 1)
