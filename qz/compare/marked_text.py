"""Texts of a comparison in which the words that differ are marked."""

from collections.abc import Sequence
from typing import Final

from qz.compare.differences import Segment
from qz.workbook.write.page import Page

STRUCK: Final = "struck"
"""The style of words removed: struck through, which is visible in print as well."""
PUT_IN: Final = "put_in"
"""The style of words added: bold and underlined, which is visible in print as well."""


def put_marked(  # noqa: PLR0917 - place, words and look, then the block
    page: Page, row: int, column: int, segments: Sequence[Segment], mark: str, rows: int = 1, columns: int = 1
) -> None:
    """Write a text of which the changed segments are marked, in a box of so many rows and columns."""
    style = "body box"
    runs = [(f"{style} {mark}" if segment.changed else style, segment.text) for segment in segments]
    page.rich(row, column, runs, style, rows, columns)
