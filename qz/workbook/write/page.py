"""Writes pages: cells, merged blocks, links and marked words, in rows high enough to show every text."""

from collections.abc import Sequence

from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content, as_cell, shown, write_cell

TITLE_HEIGHT = 32.0
"""Points of a title's row at least."""
SIGNATURES = "制表人：　　　　　　　　审核人：　　　　　　　　　　　　　年　　月　　日"
SIGNATURE_HEIGHT = 30.0
"""Room for a name by hand."""
SCREEN_HEIGHT = 245.0
"""Points of rows that a screen of 1366 × 768 at 125 % shows of a sheet at 100 %, below ribbon and column letters."""
ROWS_IN_SIGHT, LINE_HEIGHT = 10, 20.25
"""So many rows of one line must be visible below frozen rows, and the height of one in points."""
WORKING_ZOOM = 80
"""At what percentage sheets open that are worked in for long."""


class Page:
    """One sheet being written, and the room its texts take.

    Rows and columns are zero-based. ``widths`` are those of all columns (Excel's unit, 0 hides one); ``least`` the
    height in points of a row without longer text.
    """

    def __init__(self, sheet: Sheet, widths: Sequence[float], least: float = 20) -> None:
        """Set the widths of the sheet's columns; nothing is written yet."""
        self.sheet = sheet
        self.widths = tuple(widths)
        self._room = sheet.measure(self.widths, least)
        self._written: set[int] = set()
        sheet.widths(self.widths)

    def put(  # noqa: PLR0917 - place, content and look, then the block
        self, row: int, column: int, content: Content, style: str, rows: int = 1, columns: int = 1
    ) -> float:
        """Write a text, number, formula or link, in a merged block of so many ``rows`` and ``columns``.

        Returns the height in points that its text takes; 0 where there is none.
        """
        cell = as_cell(content)
        words = f"{style} {cell.style}" if cell.style else style
        if rows > 1 or columns > 1:
            self.sheet.block((row, column), (row + rows - 1, column + columns - 1), words)
        write_cell(self.sheet, row, column, cell, words)
        return self.room(row, column, shown(cell.value), words, rows, columns)

    def across(self, row: int, columns: tuple[int, int], content: Content, style: str) -> None:
        """Write over one row from the first to the last of ``columns``."""
        self.put(row, columns[0], content, style, columns=columns[1] - columns[0] + 1)

    def heads(self, row: int, titles: Sequence[str], column: int = 0, style: str = "head") -> None:
        """Write a row of column heads."""
        for place, title in enumerate(titles, start=column):
            self.put(row, place, title, style)

    def title(self, title: str, lines: Sequence[Content] = (), columns: int = 0) -> int:
        """Write the title and the lines under it, across so many columns (0: all); return the next free row."""
        across = columns or len(self.widths)
        self.put(0, 0, title, "title", columns=across)
        self.least_of(0, TITLE_HEIGHT)
        for row, line in enumerate(lines, start=1):
            self.put(row, 0, line, "body left", columns=across)
        return 1 + len(lines)

    def sign(self, row: int, columns: int) -> None:
        """Write the line for who made the page and who checked it, across so many columns."""
        self.put(row, 0, SIGNATURES, "body left", columns=columns)
        self.least_of(row, SIGNATURE_HEIGHT)

    def link(self, row: int, column: int, target: str, text: str, style: str = "body box link") -> None:
        """Write a link to a place in this workbook (``'孟河镇'!B7``)."""
        self.room(row, column, text, style)
        self.sheet.link(row, column, target, text, style)

    def rich(  # noqa: PLR0917 - place, runs and look, then the block
        self, row: int, column: int, runs: Sequence[tuple[str, str]], style: str, rows: int = 1, columns: int = 1
    ) -> None:
        """Write a text in several styles (``Sheet.rich``), in a merged block of so many ``rows`` and ``columns``."""
        self.put(row, column, "".join(text for _, text in runs), style, rows, columns)
        if any(words != style and text for words, text in runs):
            self.sheet.rich(row, column, runs, style)

    def room(  # noqa: PLR0917 - place, text and look, then the block
        self, row: int, column: int, text: str, style: str, rows: int = 1, columns: int = 1
    ) -> float:
        """Reserve room for a text that is written in another way, or that a formula may show; return its height."""
        self._written.update(range(row, row + rows))
        return self._room.need(row, column, text, style, rows, columns)

    def least_of(self, row: int, height: float) -> None:
        """Set the least height of one row, where it differs from that of the others."""
        self._written.add(row)
        self._room.least_of(row, height)

    def heights(self, rows: int) -> list[float]:
        """Heights in points that show every text of rows 0 to ``rows`` − 1."""
        return self._room.heights(rows)

    def freeze_above_left(self, row: int, column: int, zoom: int = 100) -> None:
        """Freeze the rows above and the columns left of a cell; the rows above must be written. ``zoom``: in percent.

        Only the columns are frozen where the rows would leave fewer than ten rows on a small screen.
        """
        frozen = sum(self.heights(max({row, *self._written}) + 1)[:row])
        fits = (frozen + ROWS_IN_SIGHT * LINE_HEIGHT) * zoom / 100 <= SCREEN_HEIGHT
        self.sheet.freeze(row if fits else 0, column)
        self.sheet.zoom(zoom)

    def finish(self, rows: int, setup: PrintSetup) -> None:
        """Set the heights of rows 0 to ``rows`` − 1, and how the sheet prints."""
        self.sheet.heights(self.heights(rows))
        self.sheet.page(setup)

    def finish_around(self, setup: PrintSetup) -> None:
        """As ``finish``, for a page with a table in it, whose rows have their own heights."""
        heights = self.heights(max(self._written, default=-1) + 1)
        for row in sorted(self._written):
            self.sheet.heights([heights[row]], row)
        self.sheet.page(setup)
