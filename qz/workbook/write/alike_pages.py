"""Pages of one workbook that have much in common: what one of them has written, the others take as it was made."""

from qz.engine.cells.fast_sheet import MadeCell
from qz.workbook.write.page import Page
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content

_Put = tuple[int, Content, str, int, int]


class AlikePages:
    """Makes the pages of sheets that have columns of the same widths."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        self._known: dict[_Put, tuple[float, MadeCell]] = {}

    def page(self, sheet: Sheet, widths: tuple[float, ...], least: float) -> Page:
        """A page like all others made here; arguments as of ``Page``."""
        return _AlikePage(sheet, widths, least, self._known)


class _AlikePage(Page):
    """A page on which equal contents of a column, in the same style and block, are turned into cells once."""

    def __init__(
        self, sheet: Sheet, widths: tuple[float, ...], least: float, known: dict[_Put, tuple[float, MadeCell]]
    ) -> None:
        super().__init__(sheet, widths, least)
        self._known = known

    def put(  # noqa: PLR0917 - as of ``Page``
        self, row: int, column: int, content: Content, style: str, rows: int = 1, columns: int = 1
    ) -> float:
        key = column, content, style, rows, columns
        known = self._known.get(key)
        if known is None:
            height = super().put(row, column, content, style, rows, columns)
            self._known[key] = height, self.sheet.raw.made(row, column)
            return height
        height, made = known
        self._written.update(range(row, row + rows))
        if height:
            self._room.take(row, rows, height)
        self.sheet.raw.put_made(row, column, made, rows, columns)
        return height
