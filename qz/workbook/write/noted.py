"""A book that is noted down instead of written: what reading the workbook back would give, without making one.

What a reader does not see (looks, sizes, print set-up, validations) is passed over.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook
from qz.workbook.read.xlsx.small_parts import single_cell
from qz.workbook.read.xml import unescape
from qz.workbook.write.book import EPOCH, Book, Cached, Sheet, cached_value, clean_text, number_text, quote_sheet
from qz.workbook.write.look import properties_of
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.row_heights import Fit

Measured = Callable[[str, float, float], None]
"""Told of each text, the width it has (Excel's unit) and its type size in points."""


class _Unmeasured(Fit):
    """Passes on what would be measured; every row has the least height."""

    def __init__(self, widths: Sequence[float], measured: Measured) -> None:
        super().__init__(widths)
        self._measured = measured

    def note(self, row: int, rows: int, text: str, width: float, size: float) -> None:  # noqa: ARG002
        self._measured(text, width, size)


class _RawSheet:
    """The library's worksheet, as far as sheets that are noted down call it themselves."""

    def __init__(self, sheet: "NotedSheet") -> None:
        self._sheet = sheet

    def very_hidden(self) -> None:
        self._sheet.hidden = True

    def freeze_panes(self, *_: object) -> None:
        pass

    def print_area(self, *_: object) -> int:
        return 0

    def conditional_format(self, *_: object) -> int:
        return 0


class _RawBook:
    """The library's workbook, likewise."""

    def __init__(self, properties: dict[str, str]) -> None:
        self._properties = properties

    def add_format(self, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        return properties

    def set_custom_property(self, name: str, value: str, _: str) -> int:
        self._properties[name] = value
        return 0


class NotedSheet(Sheet):
    """A sheet's cells as they would be read back."""

    def __init__(self, book: "NotedBook", name: str) -> None:
        """Start with no cell."""
        super().__init__(book, _RawSheet(self))  # type: ignore[arg-type] # as much of one as is called
        self._name = name
        self.cells: dict[tuple[int, int], RawCell] = {}
        self.hidden = False

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self._name

    def note_number(self, row: int, column: int, text: str, form: Any, *, formula: bool) -> None:
        """Note a number as the file would hold it."""
        shown = str(form.get("num_format", "General"))
        self.cells[row, column] = RawCell(CellState.NUMBER, text, shown, formula)

    def text(self, row: int, column: int, text: str, style: str) -> None:  # noqa: ARG002
        """Note a text; an empty one is no cell."""
        kept = clean_text(text)
        if kept:
            self.cells[row, column] = RawCell(CellState.TEXT, kept)
        else:
            self.cells.pop((row, column), None)

    def number(self, row: int, column: int, value: Decimal | float, style: str, pattern: str = "") -> None:
        """Note a number."""
        form = self._book.style(style, pattern)
        self.note_number(row, column, number_text(float(value)), form, formula=False)

    def formula(self, row: int, column: int, expression: str, style: str, cached: Cached) -> None:  # noqa: ARG002
        """Note a formula by its value."""
        value = cached_value(cached)
        if isinstance(value, str):
            self.cells[row, column] = RawCell(CellState.TEXT, unescape(str(value)), "", True)
        elif isinstance(value, bool):
            self.cells[row, column] = RawCell(CellState.BOOLEAN, str(int(value)), "", True)
        else:
            self.note_number(row, column, str(value), self._book.style(style), formula=True)

    def link(  # noqa: PLR0917 - as the writer's
        self, row: int, column: int, target: str, text: str, style: str = "body box link", tip: str = ""
    ) -> None:
        """Note a link by its words."""
        del target, tip
        self.text(row, column, text, style)

    def merge(self, first: tuple[int, int], last: tuple[int, int], text: str, style: str) -> None:  # noqa: ARG002
        """Note a block's text."""
        self.text(*first, text, style)

    def merge_formula(
        self, first: tuple[int, int], last: tuple[int, int], expression: str, style: str, cached: Cached
    ) -> None:
        """Note a block's formula."""
        del last
        self.formula(*first, expression, style, cached)

    def widths(self, widths: Sequence[float], column: int = 0) -> None:
        """Nothing a reader sees."""

    def heights(self, heights: Sequence[float], row: int = 0) -> None:
        """Nothing a reader sees."""

    def validate(self, row: int, column: int, rule: dict[str, Any], last: tuple[int, int] | None = None) -> None:
        """Nothing a reader sees."""

    def page(self, setup: PrintSetup) -> None:
        """Nothing a reader sees."""

    def protect(self, *, sortable: bool = False) -> None:
        """Nothing a reader sees."""


def _nowhere(text: str, width: float, size: float) -> None:
    del text, width, size


class NotedBook(Book):
    """Stands in for a ``Book`` that is being written; ``read`` gives what was."""

    def __init__(self, measured: Measured = _nowhere) -> None:
        """``measured`` is told of every text that would decide a row's height."""
        self._properties: dict[str, str] = {}
        super().__init__(_RawBook(self._properties))
        self._measured = measured
        self._sheets: list[NotedSheet] = []
        self._forms: dict[tuple[str, str], dict[str, Any]] = {}
        self._names: dict[str, tuple[str, int, int]] = {}

    def style(self, words: str, pattern: str = "") -> Any:
        """The properties of a style's words."""
        if (words, pattern) not in self._forms:
            self._forms[words, pattern] = properties_of(words) | ({"num_format": pattern} if pattern else {})
        return self._forms[words, pattern]

    def fit(self, widths: Sequence[float]) -> Fit:
        """What hands on each text that would be measured."""
        return _Unmeasured(widths, self._measured)

    def sheet(self, name: str) -> Sheet:
        """Add a sheet."""
        self._sheets.append(NotedSheet(self, name))
        return self._sheets[-1]

    def define(self, name: str, sheet: str, cell: str) -> None:
        """Note a name of one cell."""
        place = single_cell(f"{quote_sheet(sheet)}!{cell}")
        if place is None:
            raise ValueError(f"{name}: no single cell: {cell}")
        self._names[name] = place

    def read(self) -> RawWorkbook:
        """The workbook as reading it back would give it."""
        sheets = tuple(RawSheet(sheet.name, sheet.cells, sheet.hidden) for sheet in self._sheets)
        return RawWorkbook(sheets, self._names, EPOCH, self._properties)
