"""How a workbook says what it is, whatever its file is called: a hidden sheet, and the file's own properties."""

from collections.abc import Mapping
from typing import Final

from qz.model.layout import MANIFEST_SHEET
from qz.model.returns import CellState, RawWorkbook
from qz.workbook.write.book import Book

PREFIX: Final = "qz_"
"""What the names of the file's custom properties begin with."""


def write_manifest(book: Book, manifest: Mapping[str, str]) -> None:
    """Write the hidden sheet (a row a key) and the properties (``qz_format``, ``qz_kind`` …)."""
    sheet = book.sheet(MANIFEST_SHEET)
    for row, (key, value) in enumerate(manifest.items()):
        sheet.text(row, 0, key, "body")
        sheet.text(row, 1, value, "body")
        book.set_property(PREFIX + key.removeprefix(PREFIX), value)
    sheet.hide(deep=True)
    sheet.protect()


def read_manifest(raw: RawWorkbook) -> dict[str, str]:
    """What the workbook says of itself: the hidden sheet's rows, else the file's properties; empty if neither is left.

    Keys are as ``write_manifest`` was given them (``qz_format``, ``kind`` …).
    """
    found: dict[str, str] = {}
    sheet = raw.sheet(MANIFEST_SHEET)
    if sheet is not None:
        for (row, column), cell in sheet.cells.items():
            if column == 0 and cell.state is CellState.TEXT:
                value = sheet.at(row, 1)
                found[cell.text.strip()] = value.text.strip() if value.state is not CellState.BLANK else ""
    if found:
        return found
    for name, stored in raw.properties.items():
        if name.startswith(PREFIX):
            key = name.removeprefix(PREFIX)
            found[name if key == "format" else key] = stored
    return found
