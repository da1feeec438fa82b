"""One strict reading for each type of value, from a raw cell and what its input accepts.

What has one sensible reading is read, and noted where it was not written as asked; what has none is a finding. Bounds
and blanks are judged later, over all inputs together (``qz.intake.judging.validate``). Source: hazards, "Cells".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qz.findings import quote
from qz.layout.accepts import DONE, NO, NOT_APPLICABLE_WORD, UNDONE, YES
from qz.model.layout import InputSpec
from qz.model.returns import CellState, RawCell
from qz.model.values import NOT_APPLICABLE, NotApplicable, Value, ValueType, exact_decimal, show_number, show_percent
from qz.values.clean import apart, plain_text, tight
from qz.values.dates import FIRST_SERIAL, read_date, read_serial
from qz.values.formats import is_date_format, is_percent_format, show_as_date, show_raw
from qz.values.numerals import MEASURES, read_chinese, read_percent, read_written

TOO_LONG: Final = "文字超过"
"""How the reader begins its reason for a text longer than a cell can hold."""
_TRAILING: Final = "。；;"
_ONE: Final = Decimal(1)
_YEARS: Final = range(1900, 2200)
_WORDS: Final[Mapping[ValueType, Mapping[str, bool]]] = {
    ValueType.YES_NO: dict.fromkeys(("是", "是的", "√", "✓", "✔", "Y", "YES", "TRUE"), True)
    | dict.fromkeys(("否", "不是", "×", "✗", "✘", "N", "NO", "FALSE"), False),
    ValueType.STATUS: dict.fromkeys(("已完成", "完成", "全部完成", "已全部完成"), True)
    | dict.fromkeys(("未完成", "没完成", "没有完成", "尚未完成"), False),
}
"""Spellings with one sensible reading; 有, 无, 1, 0, 基本完成 are asked about."""
_NOT_APPLICABLE: Final = frozenset({"不适用", "N/A", "NA"})
_CANONICAL: Final = {ValueType.YES_NO: {True: YES, False: NO}, ValueType.STATUS: {True: DONE, False: UNDONE}}


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding in the making: its code and the words its sentence wants besides the input's own."""

    code: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. ``typed`` as a person sees it; ``value`` is ``None`` when blank or invalid."""

    value: Value = None
    typed: str = ""
    invalid: bool = False
    issues: tuple[Issue, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return self.value is None and not self.invalid


BLANK: Final = Reading()


def show_value(value: Value, spec: InputSpec) -> str:
    """A value in the words a form uses for it."""
    if value is None:
        return ""
    if isinstance(value, NotApplicable):
        return NOT_APPLICABLE_WORD
    if isinstance(value, bool):
        return _CANONICAL.get(spec.value_type, _CANONICAL[ValueType.YES_NO])[value]
    if isinstance(value, str):
        return value
    return show_percent(value) if spec.value_type is ValueType.RATE else show_number(value)


def read_value(cell: RawCell, spec: InputSpec, *, date1904: bool = False) -> Reading:
    """Read one input cell; never raises for anything a file can hold."""
    if cell.state is CellState.BLANK:
        return BLANK
    if cell.state in _UNUSABLE:
        return _UNUSABLE[cell.state](cell)
    if spec.value_type is ValueType.TEXT:
        reading = _read_text(cell, date1904=date1904)
    elif cell.state is CellState.TEXT:
        reading = _read_words(cell.text, spec)
    elif cell.state is CellState.BOOLEAN:
        reading = _read_boolean(cell, spec)
    elif cell.state is CellState.DATE:
        reading = _read_dated(cell.text, spec)
    else:
        reading = _read_number(cell, spec, date1904=date1904)
    if cell.formula and reading.value is not None:
        note = Issue("V21", {"read": show_value(reading.value, spec)})
        return Reading(reading.value, reading.typed, issues=(*reading.issues, note))
    return reading


def _wrong(code: str, typed: str, **words: str) -> Reading:
    return Reading(None, typed, invalid=True, issues=(Issue(code, words),))


def _unreadable(cell: RawCell) -> Reading:
    if cell.text.startswith(TOO_LONG):
        return _wrong("V14", "", limit=cell.text.removeprefix(TOO_LONG).removesuffix("字"))
    return _wrong("V13", "", detail=cell.text)


_UNUSABLE: Final[Mapping[CellState, Callable[[RawCell], Reading]]] = {
    CellState.ERROR: lambda cell: _wrong("V10", quote(cell.text), found=cell.text),
    CellState.UNCOMPUTED: lambda _: _wrong("V11", ""),
    CellState.UNREADABLE: _unreadable,
}


def _read_text(cell: RawCell, *, date1904: bool) -> Reading:
    if cell.state is CellState.NUMBER:
        text = show_raw(cell.text, cell.number_format, date1904=date1904)
    elif cell.state is CellState.BOOLEAN:
        text = "TRUE" if cell.text == "1" else "FALSE"
    else:
        text = plain_text(cell.text)
    return Reading(text, text) if text else BLANK


def _read_boolean(cell: RawCell, spec: InputSpec) -> Reading:
    value = cell.text == "1"
    word = "TRUE" if value else "FALSE"
    if spec.value_type is ValueType.YES_NO:
        return Reading(value, word, issues=(Issue("V20", {"found": word, "read": YES if value else NO}),))
    if spec.value_type in {ValueType.STATUS, ValueType.DATE}:
        return _wrong("V09", word, found=word)
    return _wrong("V12", word, found=word)


def _read_dated(text: str, spec: InputSpec) -> Reading:
    """A cell that holds a date in words of its own (``t="d"``)."""
    day = read_date(apart(text))
    if spec.value_type is ValueType.DATE and day is not None:
        return Reading(day.isoformat(), day.isoformat())
    return _wrong("V05" if spec.value_type not in _CANONICAL else "V09", quote(text), found=text)


def _read_number(cell: RawCell, spec: InputSpec, *, date1904: bool) -> Reading:
    number = exact_decimal(cell.text)
    shown = show_raw(cell.text, cell.number_format, date1904=date1904)
    if spec.value_type in _CANONICAL:
        return _wrong("V09", shown, found=shown)
    if spec.value_type is ValueType.DATE:
        return _date_of(number, shown, date1904=date1904)
    if is_date_format(cell.number_format) and _is_moment(number, spec):
        seen = show_as_date(number, date1904=date1904)
        return _wrong("V24", seen, found=seen, read=show_number(number))
    if spec.value_type is ValueType.RATE:
        reading = _rate_of(number, cell.number_format, shown)
    else:
        reading = Reading(number, shown)
    if reading.value is not None and is_date_format(cell.number_format):
        seen = show_as_date(number, date1904=date1904)
        plain = show_value(reading.value, spec)
        return Reading(reading.value, plain, issues=(*reading.issues, Issue("V23", {"found": seen, "read": plain})))
    return reading


def _rate_of(number: Decimal, number_format: str, shown: str) -> Reading:
    if number > _ONE and not is_percent_format(number_format):
        return _wrong("V08", shown, found=show_number(number))
    typed = show_percent(number)
    return Reading(number, typed)


def _is_moment(number: Decimal, spec: InputSpec) -> bool:
    """Whether a number that shows as a date is one: what was typed (3/4, 1:30) is not what is stored."""
    return number >= FIRST_SERIAL or (spec.value_type is ValueType.COUNT and number % 1 != 0)


def _date_of(number: Decimal, shown: str, *, date1904: bool) -> Reading:
    plain = show_number(number)
    if _YEARS.start <= number < _YEARS.stop:
        return _wrong("V17", plain, found=plain)  # 2011, 2011.3: a year or a month, whatever day the number is
    day = read_serial(number, date1904=date1904)
    if day is not None:
        return Reading(day.isoformat(), day.isoformat())
    day = read_date(plain)
    if day is not None:
        return Reading(day.isoformat(), shown, issues=(Issue("V20", {"found": shown, "read": day.isoformat()}),))
    return _wrong("V17", shown, found=shown)


def _read_words(text: str, spec: InputSpec) -> Reading:
    """Text in a cell that wants a word of a list, a number or a date."""
    typed = plain_text(text)
    words = apart(text).rstrip(_TRAILING)
    if not tight(text):
        return BLANK
    if words.upper() in _NOT_APPLICABLE:
        value: Value = NOT_APPLICABLE if spec.allows_not_applicable else None
        fault = "V16"
    elif spec.value_type in _WORDS:
        value, fault = _WORDS[spec.value_type].get(words.upper()), "V09"
    elif spec.value_type is ValueType.DATE:
        day = read_date(words)
        value, fault = day.isoformat() if day else None, "V17"
    else:
        value = _number_in(words, spec)
        fault = "V08" if spec.value_type is ValueType.RATE and read_written(words) is not None else "V05"
    if value is None:
        return _wrong(fault, typed, found=words if fault == "V08" else typed)
    return _noted(value, text, typed, spec)


def _noted(value: Value, text: str, typed: str, spec: InputSpec) -> Reading:
    shown = show_value(value, spec)
    as_asked = isinstance(value, bool | NotApplicable) and text == shown
    issues = () if as_asked else (Issue("V20", {"found": text, "read": shown}),)
    return Reading(value, typed, issues=issues)


def _number_in(words: str, spec: InputSpec) -> Decimal | None:
    if spec.value_type is ValueType.RATE:
        percent = read_percent(words)
        return None if percent is None else exact_decimal(percent)
    measures = ("分",) if spec.value_type is ValueType.GRADE else MEASURES
    for measure in ("", spec.unit_of_measure, *measures):
        if words.endswith(measure):
            bare = words.removesuffix(measure).rstrip(" ")
            number = read_written(bare)
            number = read_chinese(bare) if number is None else number
            if number is not None:
                return exact_decimal(number)
    return None
