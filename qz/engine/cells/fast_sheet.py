"""A worksheet of the library without the checks that ``qz.workbook.write.book`` has already made.

The library takes every cell through several layers of checks and dozens of searches in every formula for functions
that Excel 2010 does not know and nothing here uses. This one puts cells straight into the library's own store and
writes them from there itself; everything around them stays the library's. The tests hold the two equal byte by byte.
"""

from collections.abc import Sequence
from functools import cache
from io import StringIO
from itertools import product
from typing import Any, Final

from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qz.engine.cells.cell_xml import BLANK, Runs, formula_body, number_body, text_body
from qz.model.layout import column_name

MadeCell = tuple[str, Format, Any]
"""A cell as it is put: what follows its style in the file, its style, and the value that a chart finds there."""
_LISTED: Final = ' t="s"'
"""How a cell begins whose text is in the workbook's table of texts."""
_USUAL_HEIGHT: Final = 20
"""Pixels of a row that says no height."""
ROW: Final = "\0"
"""Stands for the row's number in cells that are XML already; no text of a workbook has this character."""
_ROW: Final = ROW.encode()


@cache
def row_cells(count: int) -> str:
    """So many cells from column A on, with ``ROW`` for the row's number and ``%s`` for what follows each address."""
    return "".join(f'<c r="{column_name(column)}{ROW}"%s' for column in range(count))


class OutOfSheet(ValueError):
    """A cell beyond the 1,048,576 rows or 16,384 columns of a sheet."""


@cache
def _row_height(pixels: int) -> str:
    """How a row says its height; one of 0 is hidden."""
    if pixels in {0, _USUAL_HEIGHT}:
        return "" if pixels else ' hidden="1"'
    return f' ht="{pixels * 0.75:.16g}" customHeight="1"'


class FastSheet(Worksheet):  # type: ignore[misc] # the library is not typed throughout
    """A worksheet. Rows and columns are zero-based; texts must be clean (``written_values.clean_text``)."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.runs = Runs()
        self._looks: dict[Format, str] = {}
        self._merged: set[tuple[int, int]] = set()
        self._widest = 0

    def put_blank(self, row: int, column: int, form: Format) -> None:
        """An empty cell with a look."""
        self._put(row, column, (BLANK, form, ""))

    def put_text(self, row: int, column: int, text: str, form: Format) -> None:
        """A text, also one that the library would take for its own notation of rich text."""
        if text.startswith("<r>"):
            self._put(row, column, (text_body(text), form, text))
        else:
            texts = self.str_table
            index = texts.string_table.setdefault(text, texts.unique_count)
            texts.count += 1
            texts.unique_count = len(texts.string_table)
            self._put(row, column, (f"{_LISTED}><v>{index}</v></c>", form, text))

    def put_number(self, row: int, column: int, number: float, form: Format) -> None:
        """A finite number."""
        self._put(row, column, (number_body(number), form, number))

    def put_formula(self, row: int, column: int, expression: str, form: Format, value: Any) -> None:
        """A formula, without ``=``, of functions that Excel 2010 knows, and the value it has."""
        self._put(row, column, (formula_body(expression, value), form, value))

    def put_made(self, row: int, column: int, cell: MadeCell, rows: int, columns: int) -> None:
        """A cell that ``made`` gave, of this sheet or another of its workbook, in a block of rows and columns."""
        if rows > 1 or columns > 1:
            self.put_block((row, column), (row + rows - 1, column + columns - 1), cell[1])
        self.str_table.count += cell[0].startswith(_LISTED)
        self._put(row, column, cell)

    def made(self, row: int, column: int) -> MadeCell:
        """A cell that was put."""
        cell: MadeCell = self.table[row][column]
        return cell

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
        number, tall = b"%d" % (row + 1), _row_height(int(height * 4 / 3 + 0.5)).encode()
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
        blank = (BLANK, form, "")
        self._put(*first, blank)
        self._put(*last, blank)
        columns = range(left, right + 1)
        block = set(product(range(top, bottom + 1), columns))
        if twice := block & self._merged:
            row, column = min(twice)
            raise OverlappingRange(f"{self.get_name()}: {column_name(column)}{row + 1} is merged already")
        self._merged |= block
        for row in range(top, bottom + 1):
            self.table[row].update(dict.fromkeys(columns, blank))
        self.merge.append([top, left, bottom, right])

    def put_heights(self, row: int, heights: Sequence[float]) -> None:
        """Set the heights of rows from ``row`` on, in points; 0 hides a row."""
        if not 0 <= row <= self.xls_rowmax - len(heights):
            raise OutOfSheet(f"{self.get_name()}: row {row + 1}")
        for place, height in enumerate(heights, start=row):
            pixels = int(height * 4.0 / 3.0 + 0.5)
            self.row_info[place] = _row_height(pixels)
            self.row_sizes[place] = [pixels or self.default_row_height, pixels == 0]

    def take_validation(self) -> str:
        """The data validation that was added last, as the sheet's XML, and no longer in the sheet."""
        self.fh = StringIO()
        self._write_data_validation(self.validations.pop())
        return str(self.fh.getvalue())

    def _put(self, row: int, column: int, cell: MadeCell) -> None:
        if not (0 <= row < self.xls_rowmax and 0 <= column < self.xls_colmax):
            raise OutOfSheet(f"{self.get_name()}: row {row + 1}, column {column + 1}")
        self.table[row][column] = cell

    def _get_range_data(self, top: int, left: int, bottom: int, right: int) -> list[Any]:
        """The library's own method, over cells that were put."""
        places = product(range(top, bottom + 1), range(left, right + 1))
        values = [self.table[row][column][-1] for row, column in places]
        return [f"{value:.16g}" if isinstance(value, float) else value for value in values]

    def _write_dimension(self) -> None:
        """The library's own method, over the cells there are and not all that could be."""
        spans: dict[int, tuple[int, int]] = {}
        for table in (self.table, self.comments):
            for row, cells in table.items():
                if cells:
                    low, high = spans.get(row // 16, (self.xls_colmax, 0))
                    spans[row // 16] = min(low, *cells), max(high, *cells)
        self.row_spans = {block: f' spans="{low + 1}:{high + 1}"' for block, (low, high) in spans.items()}
        rows, columns = self._rows(), [column for span in spans.values() for column in span]
        if self.runs:
            rows, columns = [*rows, *self.runs.ends], [*columns, 0, self._widest - 1]
        if rows:
            self._check_dimensions(min(rows), min(columns, default=0))
            self._check_dimensions(max(rows), max(columns, default=0))
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
        """The library's own method, over the rows there are and marks where whole rows stand.

        It writes the cells that were not put here.
        """
        xml, looks, last = list[str](), self._looks, -1
        newer = ' x14ac:dyDescent="0.25"' if self.excel_version == 2010 else ""
        for row in self._rows():
            cells, number = self.table.get(row), row + 1
            xml.append(f'{self.runs.marks(last, row)}<row r="{number}"')
            xml += self.row_spans.get(row // 16, ""), self.row_info.get(row, ""), newer, ">" if cells else "/>"
            for column in sorted(cells or ()):
                cell = cells[column]
                if type(cell) is not tuple:
                    self.fh.write("".join(xml))
                    xml.clear()
                    self._write_cell(row, column, cell)
                    continue
                body, form, _ = cell
                look = looks.get(form)
                if look is None:
                    look = looks[form] = f'" s="{form._get_xf_index()}"'  # noqa: SLF001
                xml.append(f'<c r="{column_name(column)}{number}{look}{body}')
            if cells:
                xml.append("</row>")
            last = row
        self.fh.write("".join(xml) + self.runs.marks(last, self.xls_rowmax))
