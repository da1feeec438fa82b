"""Dates as people write them, read where year, month and day are certain."""

import contextlib
import datetime as dt
import re
from decimal import Decimal
from typing import Final

from qz.values.numerals import CHARACTERS, ORDINAL, read_chinese, read_digits

OFFICE_ZONE: Final = dt.timezone(dt.timedelta(hours=8))
"""The office's own time, in which the programme's times are; China keeps one zone."""
_NUMERIC: Final = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])")
_COMPACT: Final = re.compile(r"(2[0-9]{3})([0-9]{2})([0-9]{2})")
_WORDS: Final = re.compile(rf"([{CHARACTERS}]{{4}})年({ORDINAL}{{1,3}})月({ORDINAL}{{1,3}})[日号]")
_CLOCK: Final = re.compile(r"(?:T| |(?<=[日号]))[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$")
_AROUND: Final = re.compile(r" ?([-/.]) ?")
FIRST_SERIAL: Final = 61
"""1900-03-01 as a day number; before it the numbers are off by one."""
_ZERO: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_LAST_SERIAL: Final = 109_574
"""2199-12-31 as a day number of the 1900 system."""


def _date(year: str, month: str, day: str) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return dt.date(int(year), int(month), int(day))
    return None


def show_day(day: dt.date) -> str:
    """2011年6月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_moment(moment: dt.datetime) -> str:
    """2011年6月23日17:30; the day alone for a whole day (midnight, or its last minute)."""
    if (moment.hour, moment.minute) in {(0, 0), (23, 59)}:
        return show_day(moment.date())
    return f"{show_day(moment.date())}{moment:%H:%M}"


def read_date(text: str) -> dt.date | None:
    """A written date: 2011-12-05, 2011.6.23, 2011/6/23, 2011年12月1日, 20111205, 二〇一一年十二月一日.

    ``text`` is as ``qz.values.clean.apart`` makes it. A time of day after it is dropped. ``None`` where the year is
    short or missing, or the order could be another.
    """
    day = _AROUND.sub(r"\1", _CLOCK.sub("", text) if ":" in text else text)
    if found := _NUMERIC.fullmatch(day):
        return _date(found[1], found[3] or found[5], found[4] or found[6])
    if found := _COMPACT.fullmatch(day):
        return _date(*found.groups())
    if found := _WORDS.fullmatch(day):
        month, date = read_chinese(found[2]), read_chinese(found[3])
        year = read_digits(found[1])
        if year and month is not None and date is not None:
            return _date(year, str(month), str(date))
    return None


def read_serial(number: Decimal, *, date1904: bool) -> dt.date | None:
    """The date of a workbook's day number, a time of day dropped; ``None`` outside 1900-03-01 to 2199."""
    days = int(number)
    if not FIRST_SERIAL <= days <= _LAST_SERIAL:
        return None
    return _ZERO[date1904] + dt.timedelta(days=days)


def read_instant(number: Decimal, *, date1904: bool) -> dt.datetime | None:
    """The date and time of a workbook's day number, to the millisecond; ``None`` where no year has it.

    Before 1900-03-01 it is the day that Excel shows.
    """
    days = number + 1 if number < FIRST_SERIAL - 1 and not date1904 else number
    with contextlib.suppress(OverflowError):
        start = dt.datetime.combine(_ZERO[date1904], dt.time())
        return start + dt.timedelta(milliseconds=round(days * 86_400_000))
    return None
