"""Dates and durations of OpenDocument as day numbers."""

import re
from decimal import Decimal
from typing import Final

from qz.workbook.read.xlsx.small_parts import read_time

_DURATION: Final = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")


def days_of_date(text: str, zero: str) -> Decimal | None:
    """Days from ``zero`` to a W3C date and time; ``None`` for anything else."""
    moment, origin = read_time(text), read_time(zero)
    if moment is None or origin is None:
        return None
    passed = moment - origin
    seconds = passed.seconds + Decimal(passed.microseconds) / 1_000_000
    return round(passed.days + seconds / 86_400, 12).normalize()


def days_of_time(text: str) -> Decimal | None:
    """An ISO 8601 duration (``PT12H30M00S``) in days; ``None`` for anything else."""
    found = _DURATION.fullmatch(text)
    if not found or len(text) > 40:
        return None
    sign, days, hours, minutes, seconds = found.groups()
    total = (
        Decimal(days or 0) * 86_400 + Decimal(hours or 0) * 3600 + Decimal(minutes or 0) * 60 + Decimal(seconds or 0)
    )
    return round((-total if sign else total) / 86_400, 12).normalize()
