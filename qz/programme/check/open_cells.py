"""What a programme begun from another still leaves open: ×× where a number goes, and cells marked 请改 as they were."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.workbook import Workbook

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
    for place, words, count in _together(_open(book)):
        if words.startswith(_ASKED):
            more = f"；连同下面共{count}格" if count > 1 else ""
            found.add("P76", place, what=f"{words.rstrip('。')}{more}")
        else:
            found.add("P75", place, found=words)
    return found.findings


def _open(book: Workbook) -> Iterator[tuple[Place, str]]:
    """Every open cell with its own words that hold ××, or with those of the comment that asks for another value."""
    for place, cell in _cells(book):
        if isinstance(cell.value, str) and OPEN in cell.value:
            yield place, cell.value
        elif cell.comment is not None and cell.comment.text.startswith(_ASKED) and is_untouched(cell):
            yield place, cell.comment.text


def _together(cells: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, str, int]]:
    """Cells of one column that ask the same, told once at the first of them; with how many they are."""
    told: dict[tuple[str, str, str], list[Place]] = {}
    for place, words in cells:
        alone = "" if words.startswith(_ASKED) else place.cell
        told.setdefault((place.sheet, place.cell.rstrip("0123456789") + alone, words), []).append(place)
    for (_, _, words), places in told.items():
        yield places[0], words, len(places)


def _cells(book: Workbook) -> Iterator[tuple[Place, Any]]:
    for sheet in book.worksheets:
        if not sheet.title.startswith("_"):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None or cell.comment is not None:
                        yield Place(sheet.title, cell.coordinate), cell
