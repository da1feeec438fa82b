"""Row heights that show every text of a sheet, merged blocks included."""

from collections.abc import Sequence

from qz.workbook.write.look import text_setting
from qz.workbook.write.text_room import columns_that_fit, height_of, lines_in, spread_heights

_INDENT_WIDTH = 1.5
"""Column width that one step of indent takes."""
_UNBROKEN = 100_000.0
"""Width of a text that is never broken into lines."""


class Fit:
    """Collects the texts of a sheet's cells, and gives the row heights that show all of them.

    ``widths`` are the sheet's column widths; ``least`` the height in points of a row without longer text.
    """

    def __init__(self, widths: Sequence[float], least: float = 20) -> None:
        """Start with nothing written."""
        self._widths = widths
        self._least = least
        self._own: dict[int, float] = {}
        self._leasts: dict[int, float] = {}
        self._spans: list[tuple[int, int, float]] = []
        self._settings: dict[tuple[str, int, int], tuple[float, float]] = {}
        self._lines: dict[tuple[float, float], tuple[int, float]] = {}

    def need(  # noqa: PLR0917 - place and text, then the block it is merged over
        self, row: int, column: int, text: str, style: str, rows: int = 1, columns: int = 1
    ) -> float:
        """Note a text written at a cell, or over a merged block; return the height in points it takes (0: no text)."""
        if not text:
            return 0
        width, size = self._settings.get((style, column, columns)) or self._set(style, column, columns)
        return self.note(row, rows, text, width, size)

    def _set(self, style: str, column: int, columns: int) -> tuple[float, float]:
        """The width that a style leaves to a text over so many columns, and its type size."""
        setting = text_setting(style)
        indent = _INDENT_WIDTH * setting.indent
        width = sum(self._widths[column : column + columns]) - indent if setting.wraps else _UNBROKEN
        self._settings[style, column, columns] = width, setting.size
        return width, setting.size

    def note(self, row: int, rows: int, text: str, width: float, size: float) -> float:
        """Note a text over so many rows from ``row`` on, with the width it has and its type size; return its height."""
        room, height = self._lines.get((width, size)) or self._line(width, size)
        if 2 * len(text) > room or "\n" in text:
            height = height_of(lines_in(text, room), size)
        self.take(row, rows, height)
        return height

    def take(self, row: int, rows: int, height: float) -> None:
        """Note how tall a text over so many rows from ``row`` on is, in points."""
        if rows > 1:
            self._spans.append((row, rows, height))
        elif height > self._own.get(row, 0):
            self._own[row] = height

    def _line(self, width: float, size: float) -> tuple[int, float]:
        """How many half-width columns a line has room for, and the height of one line."""
        line = self._lines[width, size] = columns_that_fit(width, size), height_of(1, size)
        return line

    def least_of(self, row: int, height: float) -> None:
        """Let one row be lower (or make it higher) than ``least``."""
        self._leasts[row] = height

    def heights(self, count: int) -> list[float]:
        """Heights in points of rows 0 to ``count`` − 1; a merged block gets what its rows still lack."""
        own = [max(self._leasts.get(row, self._least), self._own.get(row, 0)) for row in range(count)]
        return spread_heights(own, sorted(self._spans, key=lambda span: span[1]))
