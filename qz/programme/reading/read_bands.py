"""Reads the bands of a clause as a clerk writes them: ``80%以上5分、60%以上3分、其余1分``, ``优5分、良3分``."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from qz.model.choices import Comparator
from qz.model.scorecards import Band, Fact
from qz.values.clean import tight
from qz.values.numerals import MEASURES
from qz.values.value_types import TYPES
from qz.words import fold

PARTS: Final = re.compile(r"[、，,；;\n]")
POINTS: Final = re.compile(r"(?:(?:得|计|的|的得|的计|[:：=])?([0-9]+(?:\.[0-9]+)?)分|(?:的)?(不得分))$")
_NUMBER: Final = r"(-?[0-9]+(?:\.[0-9]+)?)(%?)"
_UNIT: Final = "([^0-9%]*?)"
_AT_LEAST: Final = re.compile(rf"(?:≥|>=|达到|不低于|不少于){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}及?以上")
_AT_MOST: Final = re.compile(rf"(?:≤|<=|不超过|不高于|不多于){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}及?(?:以下|以内)")
REST: Final = frozenset({"其余", "其他", "其它", "其余的", "其他的"})
_FORMS: Final = ((Comparator.AT_LEAST, _AT_LEAST), (Comparator.AT_MOST, _AT_MOST))


def read_bands(text: str, fact: Fact) -> tuple[Band, ...] | None:
    """The bands in order; the first that a value meets counts. ``None`` where the text is ambiguous.

    For a 选项: one band for each option, each named once; 其余 stands for those that are not named.

    For numbers: all bands compare alike (以上 with falling bounds, 以下 with rising ones), and points fall from band to
    band; the last may be 其余 or 不得分. Bounds of a rate are in percent, others in the fact's unit of measure, which
    may be left out.
    """
    parts = [tight(part) for part in PARTS.split(text)]
    if TYPES[fact.value_type].is_choice:
        return _read_options([part for part in parts if part], fact)
    found = [_read_band(part, fact) for part in parts if part]
    bands = [band for band in found if band is not None]
    return tuple(bands) if bands and len(bands) == len(found) and _in_order(bands) else None


def _read_band(part: str, fact: Fact) -> Band | None:
    points = POINTS.search(part)
    if points is None:
        return None
    head, worth = part[: points.start()], Decimal(points[1] or 0)
    if head in REST:
        return Band(None, worth, Comparator.AT_LEAST, "其余")
    for comparator, form in _FORMS:
        if (match := form.fullmatch(head)) is not None:
            number, percent, unit = (each or "" for each in (match.groups()[:3] if match[1] else match.groups()[3:]))
            units = {"", fact.unit_of_measure} if fact.unit_of_measure else {"", *MEASURES}
            if bool(percent) is not TYPES[fact.value_type].is_fraction or (unit not in units and not percent):
                return None
            return Band(Decimal(number) / (100 if percent else 1), worth, comparator, head)
    return None


def _read_options(parts: Sequence[str], fact: Fact) -> tuple[Band, ...] | None:
    points: dict[str, Decimal] = {}
    options = {fold(option): option for option in fact.choices}
    for part in parts:
        found = POINTS.search(part)
        head = part[: found.start()] if found else ""
        name = head if head in REST and fold(head) not in options else options.get(fold(head), "")
        if found is None or not name or name in points or (points.keys() & REST):
            return None
        points[name] = Decimal(found[1] or 0)
    rest = next((worth for name, worth in points.items() if name in REST and name not in fact.choices), None)
    if any(option not in points for option in fact.choices) is (rest is None):
        return None
    return tuple(Band(None, points.get(option, rest or Decimal(0)), words=option) for option in fact.choices)


def _in_order(bands: Sequence[Band]) -> bool:
    """Whether every band can be met, and points fall from band to band."""
    bounded = [band for band in bands if band.bound is not None]
    if not bounded or any(band.bound is None for band in bands[:-1]):
        return False
    if len({band.comparator for band in bounded}) > 1:
        return False
    sign = -1 if bounded[0].comparator is Comparator.AT_LEAST else 1
    bounds = [sign * band.bound for band in bounded if band.bound is not None]
    return all(one < other for one, other in pairwise(bounds)) and all(
        one.points > other.points for one, other in pairwise(bands)
    )
