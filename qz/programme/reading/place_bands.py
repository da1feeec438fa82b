"""Reads the points for places as a clerk writes them: ``第1名3分、第2至4名2分、其余1分``, ``倒数第1名2分``."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Final

from qz.model.choices import Comparator
from qz.model.scorecards import Band
from qz.programme.reading.read_bands import PARTS, POINTS, REST
from qz.values.clean import tight
from qz.values.numerals import read_chinese

_COUNT: Final = "([0-9]+|[一二两三四五六七八九十]+)"
_ENDS: Final = re.compile(r"(?:末位|末名|末一名|倒数第一|最后一名)")
_ONE: Final = re.compile(rf"(倒数)?第{_COUNT}(?:名|位)?")
_SPAN: Final = re.compile(rf"(倒数)?第{_COUNT}(?:名|位)?(?:至|到|-|—|~)(?:倒数)?第?{_COUNT}(?:名|位)?")
_ALL: Final = re.compile(rf"(前|后|末|倒数){_COUNT}(?:名|位)")
_EACH: Final = re.compile(rf"前{_COUNT}名(?:分别|依次)?(?:得|加|扣|计)?((?:[0-9.]+分?[、，,])+[0-9.]+分)")
"""The first places by turns: ``前三名分别加3、2、1分``."""


def read_place_bands(text: str) -> tuple[Band, ...] | None:
    """The bands in order; for a place, the first one that contains it counts. ``None`` where the text is ambiguous.

    All bands are counted from the same end. Each begins where the one before it ends, and earns less; 其余 is the last.
    """
    each = _EACH.fullmatch(tight(text))
    if each is not None:
        worths = [worth.removesuffix("分") for worth in PARTS.split(each[2])]
        if len(worths) != _count(each[1]):
            return None
        text = "、".join(f"第{place}名{worth}分" for place, worth in enumerate(worths, start=1))
    parts = [part for part in map(tight, PARTS.split(text)) if part]
    bands: list[Band] = []
    for part in parts:
        band = _read_band(part, bands[-1] if bands else None)
        if band is None:
            return None
        bands.append(band)
    return tuple(bands) if bands and _in_order(bands) else None


def _read_band(part: str, before: Band | None) -> Band | None:
    points = POINTS.search(part)
    if points is None:
        return None
    head, worth = part[: points.start()], Decimal(points[1] or 0)
    head = re.sub(r"(?:分别|各|扣|加|奖)*$", "", head)
    if head in REST:
        return Band(None, worth, Comparator.AT_MOST, "其余", before is not None and before.from_last)
    found = _read_head(head)
    if found is None:
        return None
    from_last, first, last = found
    begins = 1 + (int(before.bound) if before and before.bound is not None else 0)
    if last < begins or (first is not None and first != begins):
        return None
    return Band(Decimal(last), worth, Comparator.AT_MOST, head, from_last)


def _read_head(head: str) -> tuple[bool, int | None, int] | None:
    """Whether the band is counted from the end; its first place (``None``: after the band before); its last place."""
    if _ENDS.fullmatch(head):
        return True, 1, 1
    if (match := _ONE.fullmatch(head)) is not None:
        place = _count(match[2])
        return bool(match[1]), place, place
    if (match := _SPAN.fullmatch(head)) is not None:
        return bool(match[1]), _count(match[2]), _count(match[3])
    if (match := _ALL.fullmatch(head)) is not None:
        return match[1] != "前", None, _count(match[2])
    return None


def _count(words: str) -> int:
    return int(words) if words.isdigit() else int(read_chinese(words) or 0)


def _in_order(bands: list[Band]) -> bool:
    """Whether all bands are counted from the same end, 其余 is the last, and each earns less than the one before."""
    if bands[0].bound is None or any(band.bound is None for band in bands[:-1]):
        return False
    if len({band.from_last for band in bands}) > 1 or not bands[0].points:
        return False
    return all(one.points > other.points for one, other in pairwise(bands))
