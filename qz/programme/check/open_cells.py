"""What a programme begun from another still leaves open: ×× where a number goes, and cells marked 请改 as they were."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl

from qz.model.finding import Finding
from qz.model.programme import Place
from qz.programme.cell_comments import is_untouched
from qz.programme.faults import Collector
from qz.programme.renew import OPEN

_ASKED: Final = "请改"
"""How a comment begins that asks for another value."""


def open_cells(path: Path) -> tuple[Finding, ...]:
    """A reminder for each, in the workbook's order; nothing for a file that is no workbook."""
    try:
        book = openpyxl.load_workbook(path)
    except (OSError, ValueError, KeyError):
        return ()
    found = Collector(path.name)
    for place, cell in _cells(book):
        if isinstance(cell.value, str) and OPEN in cell.value:
            found.add("P75", place, found=cell.value)
        elif cell.comment is not None and cell.comment.text.startswith(_ASKED) and is_untouched(cell):
            found.add("P76", place, what=cell.comment.text.rstrip("。"))
    return found.findings


def _cells(book: openpyxl.Workbook) -> Iterator[tuple[Place, Any]]:
    for sheet in book.worksheets:
        if not sheet.title.startswith("_"):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None or cell.comment is not None:
                        yield Place(sheet.title, cell.coordinate), cell
