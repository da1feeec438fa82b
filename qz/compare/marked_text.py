"""Writes a comparison's rows: texts with marked words, heights that show all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from qz.compare.differences import Segment
from qz.workbook.write.book import Book, Sheet, WriterFault, clean_text
from qz.workbook.write.look import properties_of
from qz.workbook.write.row_heights import Fit

STRUCK: Final = {"font_strikeout": True, "font_color": "#7F1D12"}
"""Words that are gone: struck through, in print too."""
PUT_IN: Final = {"bold": True, "underline": 1, "font_color": "#0B3D7A"}
"""Words that are new: bold and underlined, in print too."""


@dataclass(slots=True)
class Pen:
    """One sheet being written, and the room its texts take. ``widths`` are the sheet's columns'."""

    book: Book
    sheet: Sheet
    widths: Sequence[float]
    fit: Fit = field(init=False)
    _marks: dict[str, Any] = field(default_factory=dict)

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
        mark: dict[str, Any],
        style: str,
        last: tuple[int, int],
    ) -> None:
        """Write words of which some are marked, over the block that ends at ``last``."""
        self.text(row, column, "".join(segment.text for segment in segments), style, last)
        if not any(segment.changed and segment.text for segment in segments):
            return
        cell = self.book.style(style)
        fragments: list[Any] = []
        for segment in segments:
            if segment.text:
                fragments += [self._format(style, mark) if segment.changed else cell, clean_text(segment.text)]
        if len(fragments) == 2:
            _accepted(self.sheet.raw.write_string(row, column, fragments[1], self._format(style, mark)))
        else:
            _accepted(self.sheet.raw.write_rich_string(row, column, *fragments, cell))

    def _format(self, style: str, mark: dict[str, Any]) -> Any:
        key = f"{style}|{sorted(mark)}"
        if key not in self._marks:
            self._marks[key] = self.book.raw.add_format(properties_of(style) | mark)
        return self._marks[key]

    def finish(self, rows: int, *, landscape: bool, repeat: int | None = None, one_page: bool = False) -> None:
        """Set the heights of all rows and how the sheet prints; ``repeat`` is the head row printed on every page."""
        self.sheet.heights(self.fit.heights(rows))
        self.sheet.page(landscape=landscape, repeat=None if repeat is None else (repeat, repeat), one_page=one_page)


def _accepted(outcome: object) -> None:
    if isinstance(outcome, int) and outcome < 0:
        raise WriterFault(f"marked text refused with {outcome}")
