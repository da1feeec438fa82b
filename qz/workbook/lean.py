"""A worksheet of the library that spends nothing on what ``qz.workbook.writer`` has already seen to.

The library takes every cell through several layers of checks and dozens of searches in every formula for functions
that Excel 2010 does not know and nothing here uses. This one puts cells straight into the library's own store and
writes them from there itself; everything around them stays the library's. The tests hold the two equal byte by byte.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from qz.model.layout import column_name

_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class OutOfSheet(ValueError):
    """A cell beyond the 1,048,576 rows or 16,384 columns of a sheet."""


def escape(text: str) -> str:
    """Text as an XML element holds it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class LeanSheet(Worksheet):  # type: ignore[misc] # the library is not typed throughout
    """A worksheet. Rows and columns are zero-based; texts must be clean (``qz.workbook.writer.clean_text``)."""

    def put_blank(self, row: int, column: int, form: Format) -> None:
        """An empty cell with a look."""
        self._put(row, column, CellBlankTuple(form))

    def put_text(self, row: int, column: int, text: str, form: Format) -> None:
        """A text."""
        self._put(row, column, CellStringTuple(self.str_table._get_shared_string_index(text), form))  # noqa: SLF001

    def put_number(self, row: int, column: int, number: float, form: Format) -> None:
        """A finite number."""
        self._put(row, column, CellNumberTuple(number, form))

    def put_formula(self, row: int, column: int, expression: str, form: Format, value: Any) -> None:
        """A formula, without ``=``, of functions that Excel 2010 knows, and the value it has."""
        self._put(row, column, CellFormulaTuple(expression, form, value))

    def _put(self, row: int, column: int, cell: tuple[Any, ...]) -> None:
        if self._check_dimensions(row, column):
            raise OutOfSheet(f"{self.get_name()}: row {row + 1}, column {column + 1}")
        self.table[row][column] = cell

    def _write_rows(self) -> None:
        """The library's own method, over the rows there are."""
        self._calculate_spans()
        for row in sorted({*(row for row, cells in self.table.items() if cells), *self.row_info, *self.comments}):
            cells = self.table.get(row)
            look = (self.row_spans.get(row // 16), self.row_info.get(row))
            if cells:
                self._write_row(row, *look)
                for column in sorted(cells):
                    self._write_cell(row, column, cells[column])
                self._xml_end_tag("row")
            else:
                self._write_empty_row(row, *look)

    def _calculate_spans(self) -> None:
        """The library's own method, over the cells there are and not all that could be."""
        widest: dict[int, tuple[int, int]] = {}
        for table in (self.table, self.comments):
            for row, cells in table.items():
                if cells:
                    low, high = widest.get(row // 16, (self.xls_colmax, 0))
                    widest[row // 16] = min(low, *cells), max(high, *cells)
        self.row_spans = {block: f"{low + 1}:{high + 1}" for block, (low, high) in widest.items()}

    def _write_cell(self, row: int, column: int, cell: Any) -> None:
        """The library's own method, for what is put here; it writes what is not."""
        body = _BODIES.get(type(cell))
        if body is None or cell.format is None:
            super()._write_cell(row, column, cell)
        else:
            style = cell.format._get_xf_index()  # noqa: SLF001
            self.fh.write(f'<c r="{column_name(column)}{row + 1}" s="{style}"{body(cell)}')


def formula_body(expression: str, value: Any) -> str:
    """What follows the address and style of a formula's cell."""
    kind = ""
    if isinstance(value, bool):
        kind, value = ' t="b"', int(value)
    elif isinstance(value, str):
        kind = ' t="e"' if value in _ERRORS else ' t="str"'
        value = escape(value)
    return f"{kind}><f>{escape(expression)}</f><v>{value}</v></c>"


_BODIES: Final[Mapping[type, Callable[[Any], str]]] = {
    CellStringTuple: lambda cell: f' t="s"><v>{cell.string}</v></c>',
    CellBlankTuple: lambda _: "/>",
    CellNumberTuple: lambda cell: f"><v>{cell.number:.16G}</v></c>",
    CellFormulaTuple: lambda cell: formula_body(cell.formula, cell.value),
}
"""What follows the address and style of a cell, by the library's type of cell."""
