"""One sheet of a received workbook, read by expat: a record for each cell that holds something."""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final

from qz.model.returns import MOST_MERGED, Area, CellState, RawCell
from qz.workbook.read.cell_values import RICH_ERROR
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.memo import remembering
from qz.workbook.read.package import FileLimits
from qz.workbook.read.xlsx.small_parts import column_index
from qz.workbook.read.xml import main_name, new_parser, run_parser

_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MAX_ROW: Final = 1_048_576
_MAX_COLUMN: Final = 16_384
_EMPTY_CELL: Final = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?/>')
"""A cell that holds nothing but a style, as every common writer writes it."""
_CELL, _ROW, _VALUE, _TEXT, _INLINE, _FORMULA, _PHONETIC = range(7)
_ELEMENTS: Final[Mapping[str, int]] = {
    name: kind for kind, local in enumerate(("c", "row", "v", "t", "is", "f", "rPh")) for name in main_name(local)
}

_MERGED: Final = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?mergeCell [^<>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})[\"']"
)
_MERGED_CELL: Final = b"mergeCell "
_HIDDEN: Final = re.compile(rb"hidden=[\"'](?:1|true)[\"']")
_ROW_NUMBER: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?row [^<>]*?\br=[\"']([0-9]{1,7})[\"']")

Cells = Mapping[tuple[int, int], RawCell]
Make = Callable[[str, str, str, bool], RawCell | None]
"""Makes a cell from its type, style and text, and whether it has a formula; ``None`` for one that holds nothing."""


def without_empty_cells(data: bytes) -> bytes:
    """A sheet's part without its empty cells, if the rest reads the same without them.

    They stay where a comment or CDATA section could hold something that looks like one, or where a cell has no address.
    """
    if any(mark in data for mark in (b"<!", b"<c>", b"<c s=", b"<c t=")):
        return data
    return _EMPTY_CELL.sub(b"", data)


def merged_areas(data: bytes) -> tuple[Area, ...]:
    """The areas of cells a sheet's part shows as one: first row and column, last row and column, zero-based."""
    first, last = data.find(_MERGED_CELL), data.rfind(_MERGED_CELL)
    return () if first < 0 else _areas(data[data.rfind(b"<", 0, first) : data.find(b">", last) + 1], "")


@remembering
def _areas(data: bytes, _: str) -> tuple[Area, ...]:
    areas = []
    for found in islice(_MERGED.finditer(data), MOST_MERGED):
        first, last = (_ADDRESS.fullmatch(corner.decode()) for corner in found.groups())
        if first and last:
            areas.append((int(first[2]) - 1, column_index(first[1]), int(last[2]) - 1, column_index(last[1])))
    return tuple(areas)


def hidden_rows(data: bytes) -> frozenset[int]:
    """The rows that a sheet's part does not show, zero-based."""
    tags = (data[data.rfind(b"<", 0, found.start()) : data.find(b">", found.end())] for found in _HIDDEN.finditer(data))
    return frozenset(int(row[1]) - 1 for tag in tags if (row := _ROW_NUMBER.match(tag)))


class SheetReader:
    """Reads one sheet part, element by element. Rows and columns are zero-based; ``make`` makes a cell."""

    def __init__(self, make: Make, limits: FileLimits, budget: int) -> None:
        """``budget`` is how many more cells the workbook may hold."""
        self._budget = budget
        self._make = make
        self._limits = limits
        self._columns: dict[str, int] = {}
        self._cells: dict[tuple[int, int], RawCell] = {}
        self._parser = new_parser()
        self._row = -1
        self._column = -1
        self._type = "n"
        self._style = ""
        self._formula = False
        self._values = 0
        self._inline = False
        self._value: list[str] = []
        self._phonetic = 0
        self._inside = False

    def read(self, data: bytes, part: str) -> Cells:
        """The cells of the part. Raises ``UnreadableFile``: not well-formed, a DTD, too many cells."""
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        run_parser(parser, data, part)
        return self._cells

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _ELEMENTS.get(name)
        if kind == _CELL:
            self._begin_cell(attributes)
        elif kind == _ROW:
            row = attributes.get("r", "")
            self._row = int(row) - 1 if row.isascii() and row.isdigit() and len(row) <= 7 else self._row + 1
            self._column = -1
        elif kind is not None and self._inside:
            self._begin_part(kind)

    def _begin_part(self, kind: int) -> None:
        """An element within a cell."""
        if kind == _VALUE:
            self._values += 1
            self._parser.CharacterDataHandler = self._value.append
        elif kind == _INLINE:
            self._inline = True
            self._values += 1
        elif kind == _TEXT:
            self._values += not self._inline
            self._parser.CharacterDataHandler = None if self._phonetic else self._value.append
        elif kind == _FORMULA:
            self._formula = True
        else:
            self._phonetic += 1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        if address is None:
            self._column += 1
        else:
            found = _ADDRESS.fullmatch(address)
            if not found:
                raise UnreadableFile("F03", detail="单元格地址有误")
            letters, digits = found.groups()
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = column_index(letters)
            self._column = column
            self._row = int(digits) - 1
        self._type = attributes.get("t", "n")
        if self._type == "e" and "vm" in attributes:
            self._type = RICH_ERROR
        self._style = attributes.get("s", "0")
        self._formula = self._inline = False
        self._values = 0
        self._inside = True
        self._phonetic = 0

    def _end(self, name: str) -> None:
        kind = _ELEMENTS.get(name)
        if kind == _CELL:
            self._inside = False
            if self._values or self._formula:
                self._end_cell()
        elif kind in {_VALUE, _TEXT}:
            self._parser.CharacterDataHandler = None
        elif kind == _PHONETIC:
            self._phonetic -= 1

    def _end_cell(self) -> None:
        text = "".join(self._value)
        self._value.clear()
        if self._values > 1:
            cell: RawCell | None = RawCell(CellState.UNREADABLE, "同一格里有两个值")
        else:
            cell = self._make(self._type, self._style, text, self._formula)
        if cell is None:
            return
        if not (0 <= self._row < _MAX_ROW and self._column < _MAX_COLUMN):
            raise UnreadableFile("F03", detail="单元格地址有误")
        place = (self._row, self._column)
        if place in self._cells:
            cell = RawCell(CellState.UNREADABLE, "同一格在文件里出现两次")
        self._cells[place] = cell
        if len(self._cells) > self._budget:
            raise UnreadableFile("F10", limit=str(self._limits.cells))
