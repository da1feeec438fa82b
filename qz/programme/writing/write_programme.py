"""Writes raw tables as a programme workbook for a clerk to edit: heads, notes, lists, formats, print set-up.

The bytes depend on the tables only. Reading the workbook gives the same tables.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from qz.model.layout import column_name
from qz.programme.guide.contents import write_contents
from qz.programme.raw import Percent, PlainTables, RawValue
from qz.programme.reading.typed_records import read_line, show_value
from qz.programme.sheets.columns import CellKind, Column, KeyRow, SheetSpec
from qz.programme.sheets.programme_sheets import SHEETS, sheet_spec
from qz.words import Vocabulary, fold
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.look import BODY_SIZE, HEAD_SIZE
from qz.workbook.write.print_setup import A3, A4, PrintSetup
from qz.workbook.write.sheet import MAX_LIST, Sheet
from qz.workbook.write.text_room import height_for, spread_heights

Row = Mapping[str, RawValue]

HEAD_ROW: Final = 2
"""Zero-based row of the heads; title and note stand above, data begins below."""

_SPARE_ROWS: Final = 60
_WIDEST_ON_A4: Final = 220.0
"""Beyond this width (Excel's unit) A4 would print too small to read."""
_HELP_WIDTH: Final = 204.8
_HELP_HEIGHTS: Final = (59.2, 96.2)
"""Pixels of a head's comment: of a short text, and of a long one."""
_LISTS: Final = "_lists"
_EXTRA_WIDTH: Final = 16.0
_ROW_HEIGHT: Final = 18.0
_CENTRED: Final = frozenset({CellKind.CODE, CellKind.WHOLE, CellKind.AMOUNT, CellKind.CHOICE})


def write_programme(path: Path, tables: PlainTables) -> None:
    """Write the workbook. ``tables``: rows (value by field) by sheet key; missing sheets are written empty."""
    year, name = _particular(tables, "year"), _particular(tables, "name")
    title = f"{year}年{name}考核方案"
    with Book.create(path, title) as book:
        write_contents(book, title)
        lists = _Lists()
        for spec in SHEETS:
            _SheetWriter(book, spec, tables, lists).write()
        lists.write(book)


def _particular(tables: PlainTables, name: str) -> str:
    key = next(key for key in sheet_spec("particulars").keys if key.field == name)
    words = {fold(word) for word in (key.word, *key.aliases)}
    for row in tables.get("particulars", ()):
        if fold(show_value(row.get("key"))) in words:
            return read_line(row.get("value"))
    return ""


class _Lists:
    """Lists that are too long for a cell's validation, stored on a hidden sheet."""

    def __init__(self) -> None:
        self._lists: list[tuple[str, ...]] = []

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """The source of a validation: the words, or a reference to the hidden sheet."""
        if len(",".join(choices)) <= MAX_LIST:
            return list(choices)
        if choices not in self._lists:
            self._lists.append(choices)
        column = column_name(self._lists.index(choices))
        return f"={_LISTS}!${column}$1:${column}${len(choices)}"

    def write(self, book: Book) -> None:
        """Write the hidden sheet, if it is needed."""
        if not self._lists:
            return
        sheet = book.sheet(_LISTS)
        for column, choices in enumerate(self._lists):
            for row, word in enumerate(choices):
                sheet.text(row, column, word, "body")
        sheet.hide()


class _SheetWriter:
    """Writes one sheet."""

    def __init__(self, book: Book, spec: SheetSpec, tables: PlainTables, lists: _Lists) -> None:
        self.book, self.spec, self.tables, self.lists = book, spec, tables, lists
        self.rows: Sequence[Row] = tables.get(spec.key, ())
        known = {column.field for column in spec.columns}
        extras = dict.fromkeys(name for row in self.rows for name in row if name not in known)
        self.columns = (*spec.columns, *(Column(name, name, spec.open_kind, _EXTRA_WIDTH) for name in extras))
        self.widths = [column.width for column in self.columns]

    def write(self) -> None:
        """Write title, note, heads, rows, lists and print set-up."""
        sheet = self.book.sheet(self.spec.title)
        self._write_columns(sheet)
        self._write_heads(sheet)
        for offset, row in enumerate(self.rows):
            self._write_row(sheet, HEAD_ROW + 1 + offset, row)
        blocks = self._merge_carried(sheet) if self.spec.anchor else []
        sheet.heights(spread_heights([self._height(row) for row in self.rows], blocks), HEAD_ROW + 1)
        self._write_lists(sheet)
        last = len(self.columns) - 1
        if self.rows and not self.spec.anchor and not self.spec.keys:
            sheet.filter_buttons(HEAD_ROW, HEAD_ROW + len(self.rows), len(self.columns))
        sheet.freeze(HEAD_ROW + 1, self.spec.frozen)
        sheet.numbers_as_text(HEAD_ROW + len(self.rows) + _SPARE_ROWS - 1, last)
        paper = A3 if sum(self.widths) > _WIDEST_ON_A4 else A4
        sheet.page(PrintSetup(repeat=(HEAD_ROW, HEAD_ROW), header=self.spec.title, paper=paper))

    def _write_columns(self, sheet: Sheet) -> None:
        for index, column in enumerate(self.columns):
            style = "body textual" if column.kind in {CellKind.CODE, CellKind.LIST} else "body"
            sheet.columns(index, column.width, style)

    def _write_heads(self, sheet: Sheet) -> None:
        last = len(self.columns) - 1
        sheet.merge((0, 0), (0, last), self.spec.title, "subtitle left")
        sheet.merge((1, 0), (1, last), self.spec.note, "body quiet top")
        heads = [column.head for column in self.columns]
        for index, head in enumerate(heads):
            if not head:
                continue
            end = index + 1 if index + 1 < len(heads) and not heads[index + 1] else index
            sheet.merge((HEAD_ROW, index), (HEAD_ROW, end), head, "head")
            help_text = self.columns[index].help
            if help_text:
                sheet.comment(HEAD_ROW, index, help_text, _HELP_WIDTH, _HELP_HEIGHTS[len(help_text) >= 60])
        note_height = height_for(self.spec.note, sum(self.widths), BODY_SIZE)
        head_height = max(height_for(head, width, HEAD_SIZE) for head, width in zip(heads, self.widths, strict=True))
        sheet.heights([24, note_height + 4, head_height + 4])

    def _write_row(self, sheet: Sheet, row: int, values: Row) -> None:
        for index, column in enumerate(self.columns):
            style = f"body box {self._align(column)}"
            if column.kind in {CellKind.CODE, CellKind.LIST}:
                style += " textual"
            write_value(sheet, (row, index), self._shown(column, values), style)

    def _align(self, column: Column) -> str:
        """The alignment: centred for short words and numbers, left for texts and for values of keys."""
        centred = column.kind in _CENTRED or column.carries or column.field == "unit_of_measure"
        numbers = column.kind is CellKind.ANY and self.spec.open_columns
        return "center" if centred or numbers else "left"

    def _shown(self, column: Column, values: Row) -> RawValue:
        value = values.get(column.field)
        return self._key_help(values) if value is None and column.field == "help" and self.spec.keys else value

    def _height(self, values: Row) -> float:
        """The height that a row needs for its own cells; that of merged blocks is distributed over their rows later."""
        own = [column for column in self.columns if not (self.spec.anchor and column.carries)]
        needs = [height_for(show_value(self._shown(column, values)), column.width, BODY_SIZE) for column in own]
        return max([_ROW_HEIGHT, *needs])

    def _key_help(self, values: Row) -> str | None:
        key = self._key_row(values)
        return key.help_in(_particular(self.tables, "year")) if key else None

    def _key_row(self, values: Row) -> KeyRow | None:
        wanted = fold(show_value(values.get("key")))
        return next(
            (key for key in self.spec.keys if wanted in {fold(word) for word in (key.word, *key.aliases)}), None
        )

    def _merge_carried(self, sheet: Sheet) -> list[tuple[int, int, float]]:
        """Merge cells of carrying columns with the blanks below. Returns (first row, rows, height) of each block."""
        blocks = []
        for index, column in enumerate(self.columns):
            for first, last in self._groups(index) if column.carries else ():
                text = show_value(self.rows[first].get(column.field))
                blocks.append((first, last - first + 1, height_for(text, column.width, BODY_SIZE)))
                if last > first:
                    top, bottom = HEAD_ROW + 1 + first, HEAD_ROW + 1 + last
                    sheet.merge((top, index), (bottom, index), text, "body box center textual")
        return blocks

    def _groups(self, index: int) -> Iterator[tuple[int, int]]:
        """First and last row of each run with the same value in a carrying column and in those before it."""
        fields = [column.field for column in self.columns[: index + 1] if column.carries]
        starts = [row for row, values in enumerate(self.rows) if any(values.get(name) is not None for name in fields)]
        for first, after in pairwise([*starts, len(self.rows)]):
            if self.rows[first].get(fields[-1]) is not None:
                yield first, after - 1

    def _write_lists(self, sheet: Sheet) -> None:
        if self.spec.keys:
            for offset, row in enumerate(self.rows):
                key = self._key_row(row)
                if key and key.vocabulary:
                    at = (HEAD_ROW + 1 + offset, 1)
                    kind = "warning" if key.listed else "stop"
                    sheet.validate(*at, self._vocabulary_rule(key.word, key.help, key.vocabulary, kind))
            return
        bottom = HEAD_ROW + len(self.rows) + _SPARE_ROWS
        for index, column in enumerate(self.columns):
            rule = self._rule(column)
            if rule:
                sheet.validate(HEAD_ROW + 1, index, rule, (bottom, index))

    def _rule(self, column: Column) -> dict[str, Any] | None:
        """The validation of a column with a list; a list from another sheet grows with the rows of that sheet."""
        if column.vocabulary:
            return self._vocabulary_rule(column.head, column.help, column.vocabulary)
        if column.choices_from:
            key, name = column.choices_from
            spec = sheet_spec(key)
            letter = column_name([other.field for other in spec.columns].index(name))
            first, last = HEAD_ROW + 2, HEAD_ROW + 1 + len(self.tables.get(key, ())) + _SPARE_ROWS
            top, column_below = f"${letter}${first}", f"${letter}${first}:${letter}${last}"
            title = quote_sheet(spec.title)
            source = f"=OFFSET({title}!{top},0,0,MAX(1,COUNTA({title}!{column_below})),1)"
            error = f"《{spec.title}》里没有这一项。如要新增，请先在那张表里补上。"
            return _list_rule(column.head, column.help, source, error, "warning")
        return None

    def _vocabulary_rule(
        self, head: str, help_text: str, vocabulary: Vocabulary[Any], kind: str = "stop"
    ) -> dict[str, Any]:
        error = f"请填：{'、'.join(vocabulary.choices)}"
        return _list_rule(head, help_text, self.lists.source(vocabulary.choices), error, kind)


def _list_rule(head: str, help_text: str, source: list[str] | str, error: str, kind: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "input_title": head.replace("\n", "")[:32],
        "input_message": help_text,
        "error_title": "请从列表中选",
        "error_message": error,
        "error_type": kind,
    }


def write_value(sheet: Sheet, at: tuple[int, int], value: RawValue, style: str) -> None:
    """Write a raw value so that reading gives the same: percent, date, number, yes/no or text."""
    if isinstance(value, Percent):
        whole = value.value * 100 == int(value.value * 100)
        sheet.number(*at, value.value, f"{style} {'percent0' if whole else 'percent'}")
    elif isinstance(value, bool):
        sheet.text(*at, "是" if value else "否", style)
    elif isinstance(value, dt.datetime):
        sheet.moment(*at, value, f"{style} {'date' if value.time() == dt.time() else 'moment'}")
    elif isinstance(value, Decimal | int | float):
        sheet.number(*at, value, style.replace(" textual", ""))
    else:
        sheet.text(*at, value or "", style)
