"""A worksheet of the library without the checks that ``qz.workbook.write.book`` has already made.

The library takes every cell through several layers of checks and dozens of searches in every formula for functions
that Excel 2010 does not know and nothing here uses. This one puts cells straight into the library's own store and
writes them from there itself; everything around them stays the library's. The tests hold the two equal byte by byte.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import StringIO
from typing import Any, Final, NamedTuple

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    RowInfo,
    Worksheet,
)

from qz.engine.cells.cell_xml import BLANK, Runs, formula_body, number_body, text_body
from qz.model.layout import column_name

ROW: Final = "\0"
"""Stands for the row's number in cells that are XML already; no text of a workbook has this character."""
_ROW: Final = ROW.encode()


@cache
def row_cells(count: int) -> str:
    """So many cells from column A on, with ``ROW`` for the row's number and ``%s`` for what follows each address."""
    return "".join(f'<c r="{column_name(column)}{ROW}"%s' for column in range(count))


class OutOfSheet(ValueError):
    """A cell beyond the 1,048,576 rows or 16,384 columns of a sheet."""


class _InlineText(NamedTuple):
    text: str
    format: Format


class MadeCell(NamedTuple):
    """A cell as it was written: what follows its style, and its style. ``is_listed``: in the table of texts."""

    body: str
    format: Format
    is_listed: bool


class FastSheet(Worksheet):  # type: ignore[misc] # the library is not typed throughout
    """A worksheet. Rows and columns are zero-based; texts must be clean (``written_values.clean_text``)."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.runs = Runs()
        self._looks: dict[Format, str] = {}
        self._tall: dict[float, bytes] = {}
        self._widest = 0

    def put_blank(self, row: int, column: int, form: Format) -> None:
        """An empty cell with a look."""
        self._put(row, column, CellBlankTuple(form))

    def put_text(self, row: int, column: int, text: str, form: Format) -> None:
        """A text, also one that the library would take for its own notation of rich text."""
        if text.startswith("<r>"):
            self._put(row, column, _InlineText(text, form))
        else:
            texts = self.str_table
            index = texts.string_table.setdefault(text, texts.unique_count)
            texts.count += 1
            texts.unique_count = len(texts.string_table)
            self._put(row, column, CellStringTuple(index, form))

    def put_number(self, row: int, column: int, number: float, form: Format) -> None:
        """A finite number."""
        self._put(row, column, CellNumberTuple(number, form))

    def put_formula(self, row: int, column: int, expression: str, form: Format, value: Any) -> None:
        """A formula, without ``=``, of functions that Excel 2010 knows, and the value it has."""
        self._put(row, column, CellFormulaTuple(expression, form, value))

    def put_made(self, row: int, column: int, cell: MadeCell, rows: int, columns: int) -> None:
        """A cell that ``made`` gave, of this sheet or another of its workbook, in a block of rows and columns."""
        if rows > 1 or columns > 1:
            self.put_block((row, column), (row + rows - 1, column + columns - 1), cell.format)
        self.str_table.count += cell.is_listed
        self._put(row, column, cell)

    def made(self, row: int, column: int) -> MadeCell:
        """A cell that was put."""
        cell = self.table[row][column]
        return MadeCell(_BODIES[type(cell)](cell), cell.format, isinstance(cell, CellStringTuple))

    def put_row(self, row: int, height: float, bodies: Sequence[str]) -> None:
        """Write a whole row from column A on, as finished bytes and not as cells. Such rows must be in rising order.

        Args:
            row: The row; none of its cells may be written in another way.
            height: In points.
            bodies: What follows the address of each cell (``text_body`` ...).
        """
        self.put_cells(row, height, (row_cells(len(bodies)) % tuple(bodies)).encode(), len(bodies))

    def put_cells(self, row: int, height: float, cells: bytes, count: int) -> None:
        """``put_row`` with the XML of all its ``count`` cells, in which ``ROW`` stands for the row's number."""
        if not 0 <= row < self.xls_rowmax or count > self.xls_colmax:
            raise OutOfSheet(f"{self.get_name()}: row {row + 1}, column {count}")
        self._widest = max(self._widest, count)
        tall = self._tall.get(height)
        if tall is None:
            pixels = int(height * 4 / 3 + 0.5)
            usual = pixels == self.original_row_height
            tall = self._tall[height] = b"" if usual else f' ht="{pixels * 0.75:.16g}" customHeight="1"'.encode()
        number = b"%d" % (row + 1)
        self.runs.add(row, b'<row r="%b"%b>%b</row>' % (number, tall, cells.replace(_ROW, number)))

    def check(self) -> None:
        """Raises ``ValueError`` if a row was put both whole and cell by cell."""
        self.runs.check(self._rows())

    def _rows(self) -> list[int]:
        """The rows that are not put whole."""
        return sorted({*(row for row, cells in self.table.items() if cells), *self.row_info, *self.comments})

    def put_block(self, first: tuple[int, int], last: tuple[int, int], form: Format) -> None:
        """Merge the cells from ``first`` to ``last`` (row, column each), empty, with one look.

        Raises:
            OverlappingRange: one of them is merged already.
        """
        (top, left), (bottom, right) = first, last
        blank = CellBlankTuple(form)
        self._put(*first, blank)
        self._put(*last, blank)
        for row in range(top, bottom + 1):
            cells = self.table[row]
            for column in range(left, right + 1):
                if (row, column) in self.merged_cells:
                    raise OverlappingRange(f"{self.get_name()}: {column_name(column)}{row + 1} is merged already")
                self.merged_cells[row, column] = True
                cells[column] = blank
        self.merge.append([top, left, bottom, right])

    def put_heights(self, row: int, heights: Sequence[float]) -> None:
        """Set the heights of rows from ``row`` on, in points; 0 hides a row."""
        if self.dim_colmin is None:
            self._note_cells()
        for place in (row, row + len(heights) - 1) if heights else ():
            if self._check_dimensions(place, self.dim_colmin or 0):
                raise OutOfSheet(f"{self.get_name()}: row {place + 1}")
        for place, height in enumerate(heights, start=row):
            pixels = int(height * 4.0 / 3.0 + 0.5)
            size = [pixels or self.default_row_height, pixels == 0]
            self.row_info[place] = RowInfo(size[0], None, size[1])
            self.row_sizes[place] = size

    def take_validation(self) -> str:
        """The data validation that was added last, as the sheet's XML, and no longer in the sheet."""
        self.fh = StringIO()
        self._write_data_validation(self.validations.pop())
        return str(self.fh.getvalue())

    def _put(self, row: int, column: int, cell: tuple[Any, ...]) -> None:
        if not (0 <= row < self.xls_rowmax and 0 <= column < self.xls_colmax):
            raise OutOfSheet(f"{self.get_name()}: row {row + 1}, column {column + 1}")
        self.table[row][column] = cell

    def _note_cells(self) -> None:
        """Tell the library the first and last row and column of the cells so far, which it asks at every cell."""
        rows = [row for row, cells in self.table.items() if cells]
        if rows:
            used = [cells for cells in self.table.values() if cells]
            self._check_dimensions(min(rows), min(map(min, used)))
            self._check_dimensions(max(rows), max(map(max, used)))
        if self.runs:
            for row, column in zip(self.runs.ends, (0, self._widest - 1), strict=True):
                self._check_dimensions(row, column)

    def _write_dimension(self) -> None:
        self._note_cells()
        super()._write_dimension()

    def _write_data_validations(self) -> None:
        """The library's own method, over validations that are XML already."""
        if self.validations:
            made = "".join(self.validations)
            self.fh.write(f'<dataValidations count="{len(self.validations)}">{made}</dataValidations>')

    def _write_merge_cells(self) -> None:
        """The library's own method, without a search for characters that no address has."""
        if self.merge:
            blocks = "".join(
                f'<mergeCell ref="{column_name(left)}{top + 1}:{column_name(right)}{bottom + 1}"/>'
                for top, left, bottom, right in self.merge
            )
            self.fh.write(f'<mergeCells count="{len(self.merge)}">{blocks}</mergeCells>')

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the library's
        """The library's own method, without its searches: conditions of cells use what Excel 2010 knows, too."""
        return formula.removeprefix("=")

    def _write_rows(self) -> None:
        """The library's own method, over the rows there are and marks where whole rows stand."""
        self._calculate_spans()
        last = -1
        for row in self._rows():
            self.fh.write(self.runs.marks(last, row))
            last = row
            cells = self.table.get(row)
            self._write_row(row, self.row_spans.get(row // 16), self.row_info.get(row), empty_row=not cells)
            if cells:
                self._write_cells(row, cells)
                self._xml_end_tag("row")
        self.fh.write(self.runs.marks(last, self.xls_rowmax))

    def _calculate_spans(self) -> None:
        """The library's own method, over the cells there are and not all that could be."""
        widest: dict[int, tuple[int, int]] = {}
        for table in (self.table, self.comments):
            for row, cells in table.items():
                if cells:
                    low, high = widest.get(row // 16, (self.xls_colmax, 0))
                    widest[row // 16] = min(low, *cells), max(high, *cells)
        self.row_spans = {block: f"{low + 1}:{high + 1}" for block, (low, high) in widest.items()}

    def _write_cells(self, row: int, cells: Mapping[int, Any]) -> None:
        """Write a row's cells; the library's own method writes those that were not put here."""
        number, looks = row + 1, self._looks
        xml: list[str] = []
        for column in sorted(cells):
            cell = cells[column]
            body = _BODIES.get(type(cell))
            if body is None or cell.format is None:
                self.fh.write("".join(xml))
                xml.clear()
                self._write_cell(row, column, cell)
                continue
            look = looks.get(cell.format)
            if look is None:
                look = looks[cell.format] = f'" s="{cell.format._get_xf_index()}"'  # noqa: SLF001
            xml.append(f'<c r="{column_name(column)}{number}{look}{body(cell)}')
        self.fh.write("".join(xml))


_BODIES: Final[Mapping[type, Callable[[Any], str]]] = {
    CellStringTuple: lambda cell: f' t="s"><v>{cell.string}</v></c>',
    _InlineText: lambda cell: text_body(cell.text),
    CellBlankTuple: lambda _: BLANK,
    CellNumberTuple: lambda cell: number_body(cell.number),
    CellFormulaTuple: lambda cell: formula_body(cell.formula, cell.value),
    MadeCell: lambda cell: cell.body,
}
"""What follows the address and style of a cell, by the library's type of cell."""
