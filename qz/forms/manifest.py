"""What a form says of itself, so that it is known under any file name: a hidden sheet, and the file's properties."""

from typing import Final

from qz.model.layout import MANIFEST_FORMAT, MANIFEST_SHEET, FormLayout
from qz.workbook.writer import Book

PREFIX: Final = "qz_"
"""What the names of the file's custom properties begin with."""
RETURN_KIND: Final = "return"


def manifest_of(layout: FormLayout) -> dict[str, str]:
    """Key and value of each row of the manifest."""
    return {
        "qz_format": MANIFEST_FORMAT,
        "kind": RETURN_KIND,
        "year": str(layout.year),
        "programme_id": layout.programme_id,
        "unit_code": layout.unit_code,
        "unit_name": layout.unit_name,
        "edition": layout.edition,
        "digest": layout.digest,
    }


def write_manifest(book: Book, layout: FormLayout) -> None:
    """Write the hidden sheet and the properties (``qz_format``, ``qz_kind`` …)."""
    sheet = book.sheet(MANIFEST_SHEET)
    for row, (key, value) in enumerate(manifest_of(layout).items()):
        sheet.text(row, 0, key, "body")
        sheet.text(row, 1, value, "body")
        book.raw.set_custom_property(PREFIX + key.removeprefix(PREFIX), value, "text")
    sheet.raw.very_hidden()
    sheet.protect()
