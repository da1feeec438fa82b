"""Texts of a comparison in which the words that differ are marked."""

from collections.abc import Sequence
from typing import Final

from qz.compare.differences import Segment
from qz.workbook.write.page import Page

STRUCK: Final = "struck"
"""Words that are gone: struck through, in print too."""
PUT_IN: Final = "put_in"
"""Words that are new: bold and underlined, in print too."""


def put_marked(  # noqa: PLR0917 - place, words and look, then the block
    page: Page, row: int, column: int, segments: Sequence[Segment], mark: str, rows: int = 1, columns: int = 1
) -> None:
    """Write words of which some are marked, in a box that takes so many rows and columns."""
    style = "body box"
    runs = [(f"{style} {mark}" if segment.changed else style, segment.text) for segment in segments]
    page.rich(row, column, runs, style, rows, columns)
