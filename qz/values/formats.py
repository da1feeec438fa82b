"""What a cell's number format makes of its number: a date, a percentage, or itself."""

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from qz.model.values import exact_decimal, show_number, show_percent
from qz.values.dates import read_serial

_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


_FIRST_DAY: Final = dt.date(1899, 12, 31)
_LEAP_BUG: Final = 60
"""The day number of 1900-02-29, which never was; before it the numbers are off by one."""


def is_date_format(number_format: str) -> bool:
    """Whether the format shows a number as a date or a time."""
    if _ELAPSED.search(number_format):
        return True
    bare = _LITERAL.sub("", number_format.partition(";")[0])
    if "general" in bare.casefold():
        return False
    return any(letter in bare.casefold() for letter in "ymdhs")


def is_percent_format(number_format: str) -> bool:
    """Whether the format shows a number as a percentage."""
    return "%" in _LITERAL.sub("", number_format.partition(";")[0])


def show_as_date(number: Decimal, *, date1904: bool) -> str:
    """A number as a date format shows it: ``2011-12-05`` or ``22:04:48``; itself where no date or time is that number.

    Excel shows ``########`` for 20111205 typed there.
    """
    day = read_serial(number, date1904=date1904)
    if day is None and 1 <= number < _LEAP_BUG and not date1904:
        day = _FIRST_DAY + dt.timedelta(days=int(number))
    if day is not None:
        return day.isoformat()
    if not 0 <= number < 1:
        return show_number(number)
    seconds = int((number - int(number)) * 86_400)
    return str(dt.timedelta(seconds=seconds))


def show_raw(text: str, number_format: str, *, date1904: bool = False) -> str:
    """A raw number as a person sees it."""
    number = exact_decimal(text)
    if is_percent_format(number_format):
        return show_percent(number)
    if is_date_format(number_format):
        return show_as_date(number, date1904=date1904)
    return show_number(number)
