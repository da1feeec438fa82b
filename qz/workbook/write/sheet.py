"""One worksheet being written: strings stay strings, and what the library would drop silently is an error."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, Protocol

from xlsxwriter.format import Format

from qz.engine.cells.fast_sheet import FastSheet
from qz.model.layout import cell_name
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.row_heights import Fit
from qz.workbook.write.written_values import Cached, Value, cached_value, clean_text

MAX_LIST: Final = 255
MAX_PROMPT_TITLE: Final = 32
MAX_PROMPT: Final = 255


class WriterFault(RuntimeError):
    """The writing library refused something it would have dropped silently; always a programming error."""


def must(outcome: object, what: str) -> None:
    """Raise ``WriterFault`` where a call of the library returned that it refused."""
    if isinstance(outcome, int) and outcome < 0:
        raise WriterFault(f"{what}: refused with {outcome}")


class Looks(Protocol):
    """The workbook as its sheets need it."""

    fit: Callable[[Sequence[float], float], Fit]

    def style(self, words: str, pattern: str = "") -> Format:
        """The format of a style's words."""


class Sheet:
    """One worksheet. Rows and columns are zero-based; ``style`` is words of ``qz.workbook.write.look``."""

    def __init__(self, book: Looks, raw: FastSheet) -> None:
        """Wrap a worksheet of ``book``."""
        self._book = book
        self.raw = raw

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.raw.get_name())

    def measure(self, widths: Sequence[float], least: float) -> Fit:
        """Measures texts written here from now on, in columns of these widths and rows of at least ``least`` points."""
        return self._book.fit(widths, least)

    def text(self, row: int, column: int, text: str, style: str) -> None:
        """Write a string as a string, whatever it begins with; an empty one as a styled blank."""
        form = self._book.style(style)
        if text == "":
            self.raw.put_blank(row, column, form)
        else:
            self.raw.put_text(row, column, clean_text(text), form)

    def number(self, row: int, column: int, value: Decimal | float, style: str, pattern: str = "") -> None:
        """Write a number; ``pattern`` is a number format of its own (``"≥"0"只"``)."""
        self.raw.put_number(row, column, float(value), self._book.style(style, pattern))

    def value(self, row: int, column: int, value: Value, style: str) -> None:
        """Write a number, a string, or a styled blank."""
        if value is None or isinstance(value, str):
            self.text(row, column, value or "", style)
        else:
            self.number(row, column, value, style)

    def formula(self, row: int, column: int, expression: str, style: str, cached: Cached) -> None:
        """Write ``=expression`` with the value it has."""
        self.raw.put_formula(row, column, expression, self._book.style(style), cached_value(cached))

    def row(self, row: int, height: float, bodies: Sequence[str]) -> None:
        """Write a whole row from column A on, ``height`` points tall; rows so written go downwards.

        It is kept as the bytes it becomes, so that a table of any length takes no memory. No cell of the row may be
        written otherwise, and a chart does not store the values it reads there.

        Args:
            row: Where.
            height: Points.
            bodies: For each cell what ``look`` gives for its style, and ``cell_body`` for what it holds.
        """
        self.raw.put_row(row, height, bodies)

    def row_xml(self, row: int, height: float, cells: bytes, count: int) -> None:
        """``row`` with the XML of all its cells (``qz.workbook.write.row_template``)."""
        self.raw.put_cells(row, height, cells, count)

    def look(self, style: str) -> str:
        """The reference to a style in the XML of a cell of a whole row."""
        return f' s="{self._book.style(style)._get_xf_index()}"'  # noqa: SLF001 - the library has no other way

    def link(  # noqa: PLR0917 - place, target and words, in the order every call reads
        self, row: int, column: int, target: str, text: str, style: str = "body box link", tip: str = ""
    ) -> None:
        """Write a link to a place in this workbook (``'孟河镇'!B7``)."""
        must(
            self.raw.write_url(
                row, column, f"internal:{target}", self._book.style(style), clean_text(text), tip or None
            ),
            target,
        )

    def block(self, first: tuple[int, int], last: tuple[int, int], style: str) -> None:
        """Merge a block of at least two cells; what it shows is then written into its first cell."""
        self.raw.put_block(first, last, self._book.style(style))

    def merge(self, first: tuple[int, int], last: tuple[int, int], text: str, style: str) -> None:
        """Merge a block and write its text; a block of one cell is just written."""
        if first == last:
            self.text(*first, text, style)
        else:
            self.block(first, last, style)
            self.text(*first, text, style)

    def merge_formula(
        self, first: tuple[int, int], last: tuple[int, int], expression: str, style: str, cached: Cached
    ) -> None:
        """Merge a block that holds a formula."""
        if first != last:
            self.block(first, last, style)
        self.formula(*first, expression, style, cached)

    def head(self, row: int, titles: Sequence[str], column: int = 0, style: str = "head") -> None:
        """Write a row of column heads."""
        for offset, title in enumerate(titles):
            self.text(row, column + offset, title, style)

    def widths(self, widths: Sequence[float], column: int = 0) -> None:
        """Set column widths from ``column`` on; 0 hides the column."""
        for offset, width in enumerate(widths):
            options = {"hidden": 1} if width == 0 else {}
            must(self.raw.set_column(column + offset, column + offset, width or None, None, options), "column")

    def heights(self, heights: Sequence[float], row: int = 0) -> None:
        """Set row heights in points from ``row`` on; 0 hides the row."""
        self.raw.put_heights(row, heights)

    def validate(self, row: int, column: int, rule: dict[str, Any], last: tuple[int, int] | None = None) -> None:
        """Add a data validation; over-long lists, titles and messages are errors, not dropped."""
        self.add_validation(self.validation(row, column, rule, last))

    def validation(self, row: int, column: int, rule: dict[str, Any], last: tuple[int, int] | None = None) -> str:
        """A data validation as ``add_validation`` takes it, for every sheet that has the same one at that place."""
        for key, limit in (
            ("input_title", MAX_PROMPT_TITLE),
            ("error_title", MAX_PROMPT_TITLE),
            ("input_message", MAX_PROMPT),
            ("error_message", MAX_PROMPT),
        ):
            if len(rule.get(key) or "") > limit:
                raise WriterFault(f"validation {key} over {limit}: {rule[key]}")
        source = rule.get("source")
        if isinstance(source, list) and len(",".join(source)) > MAX_LIST:
            raise WriterFault("validation list over 255 characters: put it on a sheet")
        bottom, right = last or (row, column)
        must(self.raw.data_validation(row, column, bottom, right, rule), "validation")
        return self.raw.take_validation()

    def add_validation(self, made: str) -> None:
        """Add a data validation that ``validation`` made."""
        self.raw.validations.append(made)

    def page(self, setup: PrintSetup) -> None:
        """Set how the sheet prints."""
        setup.apply(self.raw)

    def freeze(self, row: int, column: int) -> None:
        """Freeze the rows above and the columns left of a cell, so that they stay visible."""
        self.raw.freeze_panes(row, column)

    def filter_buttons(self, head: int, last: int, columns: int, *, first: int = 0) -> None:
        """Put filter buttons on the heads in row ``head``, over rows to ``last`` of columns ``first`` to ``columns``.

        ``columns`` is how many columns there are; a table without rows gets the buttons all the same.
        """
        must(self.raw.autofilter(head, first, max(last, head), columns - 1), "filter")

    def numbers_as_text(self, last_row: int, last_column: int) -> None:
        """Let texts that look like numbers (``1.1``) stand without the program's green corners."""
        self.raw.ignore_errors({"number_stored_as_text": f"A1:{cell_name(last_row, last_column)}"})

    def comment(  # noqa: PLR0917 - place, words and size
        self, row: int, column: int, words: str, width: float, height: float, author: str = ""
    ) -> None:
        """Write a cell's comment, in a box of so many pixels."""
        look = {"font_name": "宋体", "font_size": 9, "width": width, "height": height}
        options = {"author": author, "visible": False} if author else {}
        must(self.raw.write_comment(row, column, clean_text(words), options | look), "comment")

    def columns(self, column: int, width: float, style: str) -> None:
        """Give a column a width, and a look to those of its cells in which nothing is written."""
        must(self.raw.set_column(column, column, width, self._book.style(style)), "column")

    def moment(self, row: int, column: int, value: dt.datetime, style: str) -> None:
        """Write a date, with or without a time; ``style`` has its number format."""
        must(self.raw.write_datetime(row, column, value, self._book.style(style)), "date")

    def rich(self, row: int, column: int, runs: Sequence[tuple[str, str]], style: str) -> None:
        """Write a text of several looks: (words of a style, text) one after the other; the cell's look is ``style``."""
        written = [(words, clean_text(text)) for words, text in runs if text]
        if len(written) == 1:
            words, text = written[0]
            must(self.raw.write_string(row, column, text, self._book.style(words)), "text")
        else:
            parts = [part for words, text in written for part in (self._book.style(words), text)]
            must(self.raw.write_rich_string(row, column, *parts, self._book.style(style)), "rich text")

    def hide(self, *, deep: bool = False) -> None:
        """Hide the sheet; ``deep``: the program's own menu does not list it either."""
        if deep:
            self.raw.very_hidden()
        else:
            self.raw.hide()

    def activate(self) -> None:
        """Let the workbook open at this sheet."""
        self.raw.activate()

    def zoom(self, percent: int) -> None:
        """Show the sheet at a scale."""
        self.raw.set_zoom(percent)

    def hide_grid(self) -> None:
        """Show and print no grid."""
        self.raw.hide_gridlines(2)

    def mark(self, first: tuple[int, int], last: tuple[int, int], rule: dict[str, Any], style: str = "") -> None:
        """Add a conditional format over a block; ``style`` is what it adds to cells that meet ``rule``."""
        options = {**rule, "format": self._book.style(style)} if style else rule
        must(self.raw.conditional_format(*first, *last, options), "conditional format")

    def protect(self, *, sortable: bool = False) -> None:
        """Protect against slips, without a password; sizing of rows and columns stays open, and sorting if asked."""
        options = {"format_cells": False, "format_columns": True, "format_rows": True, "select_locked_cells": True}
        self.raw.protect("", options | ({"autofilter": True, "sort": True} if sortable else {}))
