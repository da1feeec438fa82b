"""Writes a comparison's rows: texts with marked words, heights that show all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from qz.compare.differences import Segment
from qz.workbook.write.book import Book, Sheet
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.row_heights import Fit

STRUCK: Final = "struck"
"""Words that are gone: struck through, in print too."""
PUT_IN: Final = "put_in"
"""Words that are new: bold and underlined, in print too."""


@dataclass(slots=True)
class Pen:
    """One sheet being written, and the room its texts take. ``widths`` are the sheet's columns'."""

    book: Book
    sheet: Sheet
    widths: Sequence[float]
    fit: Fit = field(init=False)

    def __post_init__(self) -> None:
        self.fit = Fit(self.widths)
        self.sheet.widths(self.widths)

    def text(self, row: int, column: int, text: str, style: str, last: tuple[int, int] | None = None) -> None:
        """Write a text, over a merged block that ends at ``last`` where one is given."""
        bottom, right = last or (row, column)
        self.sheet.merge((row, column), (bottom, right), text, style)
        self.fit.need(row, column, text, style, bottom - row + 1, right - column + 1)

    def head(self, row: int, titles: Sequence[str]) -> None:
        """Write column heads."""
        for column, title in enumerate(titles):
            self.text(row, column, title, "head")

    def marked(  # noqa: PLR0917 - place, words and look, as ``text``
        self,
        row: int,
        column: int,
        segments: Sequence[Segment],
        mark: str,
        style: str,
        last: tuple[int, int],
    ) -> None:
        """Write words of which some are marked, over the block that ends at ``last``."""
        self.text(row, column, "".join(segment.text for segment in segments), style, last)
        if not any(segment.changed and segment.text for segment in segments):
            return
        runs = [(f"{style} {mark}" if segment.changed else style, segment.text) for segment in segments]
        self.sheet.rich(row, column, runs, style)

    def finish(self, rows: int, *, landscape: bool, repeat: int | None = None, one_page: bool = False) -> None:
        """Set the heights of all rows and how the sheet prints; ``repeat`` is the head row printed on every page."""
        self.sheet.heights(self.fit.heights(rows))
        heads = None if repeat is None else (repeat, repeat)
        self.sheet.page(PrintSetup(landscape, heads, one_page))
