"""Turns raw tables into typed records: each cell is read by its column's kind; an error is a finding at its cell."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from qz.model.place import Place
from qz.model.values import show_number, show_percent
from qz.programme.faults import Collector
from qz.programme.raw import Percent, RawRow, RawTable, RawValue
from qz.programme.sheets.columns import CellKind, Column, KeyRow
from qz.records import dataclass
from qz.words import fold

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_SEPARATORS: Final = re.compile(r"[、，,；;\n]+")
_AFTER_WORD: Final = re.compile(r"(?<=[年月日时])\s+")
_MOMENTS: Final = (
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y年%m月%d日%H:%M",
    "%Y年%m月%d日%H时",
    "%Y年%m月%d日%H时%M分",
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table with typed values. ``bad``: fields whose cell already has a finding."""

    table: RawTable
    row: int
    values: Mapping[str, Any]
    bad: frozenset[str]

    def __getitem__(self, name: str) -> Any:
        """The field's value; ``None`` for a blank or wrong cell."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """The field's text; ``""`` for a blank."""
        return str(self.values.get(name) or "")

    def names(self, name: str) -> tuple[str, ...]:
        """The field's list; ``()`` for a blank."""
        value: tuple[str, ...] = self.values.get(name) or ()
        return value

    def place(self, name: str) -> Place:
        """The cell of a field."""
        return self.table.place(self.row, name)

    def head(self, name: str) -> str:
        """The head of a field's column."""
        return self.table.spec.column(name).head.replace("\n", "")


def show_value(value: RawValue) -> str:
    """A cell's value as sentences quote it."""
    if value is None:
        return ""
    if isinstance(value, Percent):
        return show_percent(value.value)
    if isinstance(value, Decimal):
        return show_number(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value


def read_prose(value: RawValue) -> str:
    """The text with its line breaks; lines are stripped and empty ones removed."""
    return "\n".join(line for part in show_value(value).split("\n") if (line := part.strip()))


def read_line(value: RawValue) -> str:
    """The text without line breaks, as they only wrap it for printing."""
    return "".join(part.strip() for part in show_value(value).split("\n"))


def read_amount(value: RawValue) -> Decimal | None:
    """A number, or a text that can only mean that number (``92%``, full-width digits); else ``None``."""
    if isinstance(value, Percent):
        return value.value
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    text = unicodedata.normalize("NFKC", value).strip()
    number = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(number):
        return None
    return Decimal(number) / 100 if number != text else Decimal(number)


def read_moment(value: RawValue) -> dt.datetime | None:
    """A date, with or without time, from a date cell or a text in a usual spelling; else ``None``."""
    if isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str):
        return None
    text = _AFTER_WORD.sub("", unicodedata.normalize("NFKC", value).strip())
    for pattern in _MOMENTS:
        try:
            return dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - naive local time of the office
        except ValueError:
            continue
    return None


def split_list(value: RawValue) -> tuple[str, ...]:
    """The parts of a list separated by 、, commas, semicolons or line breaks."""
    return tuple(part.strip() for part in _SEPARATORS.split(show_value(value)) if part.strip())


def read_records(table: RawTable | None, found: Collector) -> tuple[Record, ...]:
    """Every row of a table, typed. Blanks in carrying columns have the value above."""
    if table is None:
        return ()
    records = []
    above: dict[str, RawValue] = {}
    for row in table.rows:
        values = _carry(table, row, above)
        records.append(_read_row(table, row.row, values, found))
    return tuple(records)


def _carry(table: RawTable, row: RawRow, above: dict[str, RawValue]) -> dict[str, RawValue]:
    """The row with blanks of carrying columns filled from above. A new value ends the groups of later columns."""
    values = dict(row.values)
    fresh = False
    for column in table.spec.columns:
        if not column.carries:
            continue
        if values.get(column.field) is not None:
            fresh = True
        elif not fresh:
            values[column.field] = above.get(column.field)
        above[column.field] = values.get(column.field)
    return values


def _read_row(table: RawTable, row: int, values: Mapping[str, RawValue], found: Collector) -> Record:
    typed: dict[str, Any] = {}
    bad = set()
    for column in table.spec.columns:
        value = values.get(column.field)
        place = table.place(row, column.field)
        if value is None:
            if column.required:
                bad.add(column.field)
                found.add("P04", place, head=_head(column), help=column.help.rstrip("。"))
            continue
        typed[column.field] = read_cell(column, value, place, found)
        if typed[column.field] is None:
            bad.add(column.field)
    typed.update({name: values[name] for name in table.extra_columns if values.get(name) is not None})
    return Record(table, row, typed, frozenset(bad))


def _head(column: Column) -> str:
    return column.head.replace("\n", "")


def read_cell(column: Column | KeyRow, value: RawValue, place: Place, found: Collector) -> Any:
    """A cell's value by its column's kind (a key's: by its vocabulary); ``None``, with a finding, where it is wrong."""
    head = column.word if isinstance(column, KeyRow) else _head(column)
    if column.vocabulary is not None:
        word = "是" if value is True else "否" if value is False else show_value(value)
        meaning = column.vocabulary.read(word)
        if meaning is None:
            code = "P10" if isinstance(column, Column) and column.field == "kind" else "P06"
            found.add(code, place, head=head, found=word, choices="、".join(column.vocabulary.choices))
        return meaning
    if isinstance(column, KeyRow) or column.kind is CellKind.ANY:
        return value
    return _read_kind(column, value, place, found)


def _read_kind(column: Column, value: RawValue, place: Place, found: Collector) -> Any:
    if column.kind in {CellKind.CODE, CellKind.LIST} and isinstance(value, dt.datetime):
        # A spreadsheet program takes 1-2 for the second of January.
        found.add("P05", place, head=_head(column), found=show_value(value), wanted="文本格式的编号")
        return None
    if column.kind is CellKind.PROSE:
        return read_prose(value)
    if column.kind is CellKind.LIST:
        return split_list(value)
    if column.kind in {CellKind.WHOLE, CellKind.AMOUNT}:
        word = next((word for word in column.words if fold(word) == fold(show_value(value))), None)
        number = read_amount(value)
        if word or (number is not None and (column.kind is CellKind.AMOUNT or number == int(number))):
            return word or number
        wanted = "".join(["数字" if column.kind is CellKind.AMOUNT else "整数", *(f"或“{w}”" for w in column.words)])
        found.add("P05", place, head=_head(column), found=show_value(value), wanted=wanted)
        return None
    return read_line(value)


def same(left: str, right: str) -> bool:
    """Whether two names are equal, apart from white space and full-width forms."""
    return fold(left) == fold(right)
