"""The manifest of a workbook, by which it is known under any file name: on a hidden sheet and in the properties."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from qz.model.manifest import MANIFEST_SHEET, PREFIX, Key
from qz.model.returns import CellState, RawSheet, RawWorkbook

if TYPE_CHECKING:  # who only reads a manifest needs nothing that writes
    from qz.workbook.write.book import Book

_LONGEST: Final = 255
"""Characters that a property of a file may have."""


def write_manifest(book: "Book", manifest: Mapping[str, str]) -> None:
    """Write the hidden sheet (a row a key) and the properties (``qz_format``, ``qz_kind`` …)."""
    sheet = book.sheet(MANIFEST_SHEET)
    for row, (key, value) in enumerate(manifest.items()):
        sheet.text(row, 0, key, "body")
        sheet.text(row, 1, value, "body")
        if len(value) <= _LONGEST:  # the sheet has it whole
            book.set_property(PREFIX + key.removeprefix(PREFIX), value)
    sheet.hide(deep=True)
    sheet.protect()


def read_manifest(raw: RawWorkbook) -> Mapping[str, str]:
    """The workbook's manifest: that on a sheet, else that in the file's properties; empty where both are lost.

    Keys are those given to ``write_manifest`` (``qz_format``, ``kind`` …).
    """
    return next(filter(None, map(manifest_on, raw.sheets)), None) or manifest_in_properties(raw)


def manifest_on(sheet: RawSheet) -> Mapping[str, str]:
    """The manifest's keys and values on a sheet, wherever they stand there; empty where it has none."""
    wanted = str(Key.FORMAT)
    for (row, column), cell in sheet.cells.items():
        if cell.text == wanted and cell.state is CellState.TEXT:
            entries: dict[str, str] = {Key.FORMAT: sheet.at(row, column + 1).text.strip()}
            for (other, place), found in sheet.cells.items():
                if place == column and found.state is CellState.TEXT:
                    entries.setdefault(found.text.strip(), sheet.at(other, place + 1).text.strip())
            return entries
    return {}


def manifest_in_properties(raw: RawWorkbook) -> Mapping[str, str]:
    """The manifest as the file's properties repeat it."""
    found = {name: value.strip() for name, value in raw.properties.items() if name.startswith(PREFIX) and value.strip()}
    return {name if name == Key.FORMAT else name.removeprefix(PREFIX): value for name, value in found.items()}
