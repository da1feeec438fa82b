"""A sheet of merged blocks being written: rows grow until every cell and every block shows its text."""

from collections.abc import Sequence

from qz.reports.grid import put_merged
from qz.workbook.write.book import Sheet
from qz.workbook.write.table import Cell, Content, as_cell, height_in, put, shown
from qz.workbook.write.text_room import spread_heights


class Canvas:
    """Cells and blocks on one sheet, and the row heights they need. ``widths`` of all columns, ``least`` in points."""

    def __init__(self, sheet: Sheet, widths: Sequence[float], least: float = 18) -> None:
        """Start with nothing written."""
        self.sheet = sheet
        self.widths = list(widths)
        self.least = least
        self._own: dict[int, float] = {}
        self._spans: list[tuple[int, int, float]] = []

    def put(self, row: int, column: int, content: Content, style: str) -> None:
        """Write one cell; its row grows to show it."""
        cell = as_cell(content)
        put(self.sheet, row, column, cell, style)
        self.need(row, height_in(shown(cell), self.widths[column], f"{style} {cell.style}".strip()))

    def across(self, row: int, columns: tuple[int, int], content: Content, style: str) -> None:
        """Write one block over columns of one row (first and last); the row grows to show it."""
        cell = as_cell(content)
        put_merged(self.sheet, (row, columns[0]), (row, columns[1]), cell, style)
        width = sum(self.widths[columns[0] : columns[1] + 1])
        self.need(row, height_in(shown(cell), width, f"{style} {cell.style}".strip()))

    def block(self, row: int, span: int, column: int, content: Content, style: str) -> None:
        """Write one block down a column; its rows grow to show it."""
        cell = as_cell(content)
        put_merged(self.sheet, (row, column), (row + span - 1, column), cell, style)
        self._spans.append((row, span, height_in(shown(cell), self.widths[column], f"{style} {cell.style}".strip())))

    def need(self, row: int, height: float) -> None:
        """Note that a row needs so many points."""
        self._own[row] = max(self._own.get(row, self.least), height)

    def finish(self, last: int) -> list[float]:
        """Set column widths and the heights of rows 0 to ``last``; return the heights."""
        own = [self._own.get(row, self.least) for row in range(last + 1)]
        heights = spread_heights(own, sorted(self._spans, key=lambda span: span[1]))
        self.sheet.heights(heights)
        self.sheet.widths(self.widths)
        return heights


def blank(columns: Sequence[int], canvas: Canvas, row: int, style: str) -> None:
    """Write styled blanks in columns of a row."""
    for column in columns:
        canvas.put(row, column, Cell(None), style)
