"""Rows of a table that are alike but for some cells: what they have in common is turned into bytes once.

For tables of thousands of rows of a few kinds. Any other is written by ``qz.workbook.write.table.RowWriter``, which
gives the same bytes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.engine.cells.fast_sheet import row_cells
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, ColumnMaker, Content, TableColumn
from qz.workbook.write.text_room import MAX_ROW_HEIGHT

_KEPT: Final = 4096
"""Contents of one column in one style that are remembered."""
_HOLE: Final = "\1"


Made = tuple[bytes, float]
"""A cell as its bytes, without its address, and the height in points it needs."""


class _Filler:
    """Turns contents of one column in one style into cells, equal ones once."""

    __slots__ = ("_column", "_style", "known", "numbers")

    def __init__(self, column: ColumnMaker, style: str) -> None:
        self._column = column
        self._style = style
        self.known: dict[Content, Made] = {}
        self.numbers: dict[str, Made] = {}

    def make(self, content: Content) -> Made:
        """A cell that is not known yet."""
        if isinstance(content, Cell):
            return _made(self._column, content)
        made = _made(self._column, Cell(content, self._style))
        if len(self.known) + len(self.numbers) < _KEPT:
            if isinstance(content, Decimal):
                self.numbers[str(content)] = made
            else:
                self.known[content] = made
        return made


class RowTemplate:
    """Writes rows that differ in some places only."""

    __slots__ = ("_count", "_fillers", "_height", "_pieces", "_sheet")

    def __init__(self, sheet: Sheet, cells: str, count: int, fillers: Sequence[_Filler], height: float) -> None:
        self._sheet = sheet
        self._pieces = cells.encode().split(_HOLE.encode())
        self._count = count
        self._fillers = fillers
        self._height = height

    def write(self, row: int, contents: Sequence[Content], last: Made) -> None:
        """Write a row.

        Args:
            row: Where.
            contents: Of the places in which rows differ but the last; a ``Cell`` has a style of its own.
            last: The cell of the last such place (``RowTemplates.cell``).
        """
        height, xml = self._height, list[bytes]()
        for piece, filler, content in zip(self._pieces, self._fillers, contents, strict=False):
            # A decimal is said sooner than it is hashed.
            made = filler.numbers.get(str(content)) if type(content) is Decimal else filler.known.get(content)
            body, need = made or filler.make(content)
            xml += piece, body
            height = max(height, need)
        xml += self._pieces[-2], last[0], self._pieces[-1]
        self._sheet.row_xml(row, min(max(height, last[1]), MAX_ROW_HEIGHT), b"".join(xml), self._count)


class RowTemplates:
    """Makes the templates of one table."""

    def __init__(self, sheet: Sheet, columns: Sequence[TableColumn], *, least: float) -> None:
        """Take the sheet, the table's columns, and the height in points below which no row falls."""
        self._sheet = sheet
        self._columns = [ColumnMaker(sheet, column) for column in columns]
        self._least = least
        self._fillers: dict[tuple[int, str], _Filler] = {}

    def make(self, cells: Sequence[Cell], first: Mapping[int, Content]) -> RowTemplate:
        """A template for rows that have these cells.

        ``first``: what the first row has in the places in which rows differ. ``cells`` have only a style there.
        """
        fillers, bodies, height = [], [], self._least
        for place, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
            if place in first:
                filler = self._fillers.setdefault((place, cell.style), _Filler(column, cell.style))
                filler.make(first[place])  # styles are numbered in the order in which cells are made
                fillers.append(filler)
                bodies.append(_HOLE)
            else:
                body, need = column.make(cell)
                bodies.append(body)
                height = max(height, need)
        return RowTemplate(self._sheet, row_cells(len(cells)) % tuple(bodies), len(cells), fillers, height)

    def cell(self, place: int, cell: Cell) -> Made:
        """A cell of a column."""
        return _made(self._columns[place], cell)


def _made(column: ColumnMaker, cell: Cell) -> Made:
    body, height = column.make(cell)
    return body.encode(), height
