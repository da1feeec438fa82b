"""Types that are never scored: 文字 and 日期."""

import contextlib
import datetime as dt
from decimal import Decimal
from typing import Any, Final

from qz.findings import quote
from qz.model.layout import InputSpec
from qz.model.returns import CellState, RawCell
from qz.model.values import Value, ValueType, exact_decimal, show_number
from qz.values.clean import apart, plain_text
from qz.values.dates import read_date, read_serial
from qz.values.formats import show_raw
from qz.values.reading import BLANK, Reading, ReadingIssue, wrong
from qz.values.type_of_value import Accepting, Content, TypeOfValue

_DAY_ZERO: Final = dt.date(1899, 12, 30)
_EARLIEST: Final = dt.date(2000, 1, 1)
_YEARS: Final = range(1900, 2200)


class Text(TypeOfValue):
    """文字: anything that can be read as text."""

    key = ValueType.TEXT
    word = "文字"
    spellings = ("文本",)
    look = "left textual"
    is_note = True
    takes_anything = True

    def read_cell(self, cell: RawCell, *, date1904: bool) -> Reading:
        """What any cell says, as a person sees it."""
        if cell.state is CellState.NUMBER:
            text = show_raw(cell.text, cell.number_format, date1904=date1904)
        elif cell.state is CellState.BOOLEAN:
            text = "TRUE" if cell.text == "1" else "FALSE"
        else:
            text = plain_text(cell.text)
        return Reading(text, text) if text else BLANK

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """The words."""
        return words, "V05"

    def read_number(self, cell: RawCell, spec: InputSpec, *, date1904: bool) -> Reading:
        """The number as it is seen."""
        return self.read_cell(cell, date1904=date1904)

    def read_boolean(self, *, value: bool) -> Reading:
        """The word of the logical value."""
        word = "TRUE" if value else "FALSE"
        return Reading(word, word)

    def read_day(self, written: str) -> Reading:
        """The date as it is written."""
        return Reading(written, written)

    def holds(self, content: Content, spec: InputSpec) -> bool:
        """Anything."""
        return True

    def conditions(self, limits: Accepting, ref: str, *, above: Decimal | None = None) -> list[str]:
        """None."""
        return []

    def check(self, spec: InputSpec, ref: str) -> dict[str, Any]:
        """Nothing is refused."""
        return {"validate": "any"}

    def accepted_words(self, spec: InputSpec) -> str:
        """``文字``."""
        return self.word

    def answer_words(self, spec: InputSpec) -> str:
        """``文字``."""
        return self.word


class Date(TypeOfValue):
    """日期: a day, kept as ISO text (2011-11-30)."""

    key = ValueType.DATE
    word = "日期"
    look = "center date"
    for_facts = False
    is_note = True

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """A written date whose year, month and day are certain."""
        day = read_date(words)
        return (day.isoformat() if day else None), "V17"

    def read_number(self, cell: RawCell, spec: InputSpec, *, date1904: bool) -> Reading:
        """A day number, or 20111205; 2011 and 2011.3 are a year or a month, whatever day the number is."""
        number = exact_decimal(cell.text)
        shown = show_raw(cell.text, cell.number_format, date1904=date1904)
        plain = show_number(number)
        if _YEARS.start <= number < _YEARS.stop:
            return wrong("V17", plain, found=plain)
        day = read_serial(number, date1904=date1904)
        if day is not None:
            return Reading(day.isoformat(), day.isoformat())
        day = read_date(plain)
        if day is not None:
            return Reading(
                day.isoformat(), shown, issues=(ReadingIssue("V20", {"found": shown, "read": day.isoformat()}),)
            )
        return wrong("V17", shown, found=shown)

    def read_boolean(self, *, value: bool) -> Reading:
        """No logical value is a date."""
        word = "TRUE" if value else "FALSE"
        return wrong("V09", word, found=word)

    def read_day(self, written: str) -> Reading:
        """The date."""
        day = read_date(apart(written))
        return wrong("V05", quote(written), found=written) if day is None else Reading(day.isoformat(), day.isoformat())

    def holds(self, content: Content, spec: InputSpec) -> bool:
        """A day number."""
        return isinstance(content, Decimal)

    def conditions(self, limits: Accepting, ref: str, *, above: Decimal | None = None) -> list[str]:
        """A number."""
        return [f"ISNUMBER({ref})"]

    def check(self, spec: InputSpec, ref: str) -> dict[str, Any]:
        """A date of this century."""
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST}

    def accepted_words(self, spec: InputSpec) -> str:
        """``日期（如2012-11-30）``."""
        return f"日期（如{spec.example}）" if spec.example else self.word

    def answer_words(self, spec: InputSpec) -> str:
        """``日期``."""
        return self.word

    def content(self, value: Value) -> Content:
        """The day number."""
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                return Decimal((dt.date.fromisoformat(value) - _DAY_ZERO).days)
        return super().content(value)
