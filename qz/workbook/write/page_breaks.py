"""Where a printed sheet breaks: the scale at which it is one page wide, and breaks that split no block of rows."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from qz.workbook.write.text_room import width_in_pixels


class Margins(NamedTuple):
    """Page margins in inches."""

    left: float
    right: float
    top: float
    bottom: float


MARGINS: Final = Margins(0.5, 0.5, 0.6, 0.65)
NARROW: Final = Margins(0.3, 0.3, 0.5, 0.6)
"""Margins in inches of wide tables, whose type would be small on paper."""
_LONG: Final = 11.69
_SHORT: Final = 8.27
_SLACK: Final = 0.97
"""Share of a page that is used: another program measures a little otherwise, and nothing may move to a new page."""


def printable_points(*, landscape: bool, margins: Margins = MARGINS) -> tuple[float, float]:
    """Width and height of A4 within the margins, in points."""
    wide, tall = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    return (wide - margins.left - margins.right) * 72, (tall - margins.top - margins.bottom) * 72


def print_scale(widths: Sequence[float], *, landscape: bool) -> int:
    """The print scale (percent, at most 100) at which columns of these widths fit one page."""
    wide, _ = printable_points(landscape=landscape)
    points = sum(width_in_pixels(width) for width in widths if width) * 72 / 96
    return max(10, min(100, int(wide * _SLACK / points * 100)))


def page_breaks(
    heights: Sequence[float], blocks: Sequence[int], *, repeated: float, scale: int, landscape: bool
) -> list[int]:
    """Rows before which to break the page, so that no block is split that fits a page.

    ``heights`` are all printed rows' in points (hidden rows 0); ``blocks`` the rows at which a page may begin;
    ``repeated`` the height of the heads printed again on each further page.
    """
    _, tall = printable_points(landscape=landscape)
    room = tall * _SLACK * 100 / scale
    breaks: list[int] = []
    used = sum(heights[: blocks[0]]) if blocks else 0.0
    for place, first in enumerate(blocks):
        last = blocks[place + 1] if place + 1 < len(blocks) else len(heights)
        height = sum(heights[first:last])
        if used + height > room and place:
            breaks.append(first)
            used = repeated
        used += height
        while used > room:  # a block taller than a page runs on, as the program breaks it
            used = used - room + repeated
    return breaks


def balanced_breaks(
    heights: Sequence[float],
    blocks: Sequence[int],
    *,
    repeated: float,
    widths: Sequence[float],
    landscape: bool = True,
) -> list[int]:
    """Breaks of a sheet with ``NARROW`` margins: as few pages as hold it, about equally full.

    ``heights``, ``blocks`` and ``repeated`` as of ``page_breaks``; ``widths`` of all columns (Excel's unit).
    """
    wide, tall = printable_points(landscape=landscape, margins=NARROW)
    points = sum(width_in_pixels(width) for width in widths if width) * 72 / 96
    room = tall * _SLACK / min(1.0, wide / points)
    fewest = _fill_pages(heights, blocks, repeated, room, room)
    for share in range(40, 100, 2):
        breaks, pages = _fill_pages(heights, blocks, repeated, room, room * share / 100)
        if pages <= fewest[1]:
            return breaks
    return fewest[0]


def _fill_pages(
    heights: Sequence[float], blocks: Sequence[int], repeated: float, room: float, aim: float
) -> tuple[list[int], int]:
    """Breaks that fill each page up to ``aim`` where blocks allow it, and how many pages that makes."""
    breaks: list[int] = []
    pages, used = 1, sum(heights[: blocks[0]]) if blocks else sum(heights)
    for place, first in enumerate(blocks):
        last = blocks[place + 1] if place + 1 < len(blocks) else len(heights)
        height = sum(heights[first:last])
        if used + height > aim and place:
            breaks.append(first)
            pages, used = pages + 1, repeated
        used += height
        while used > room:  # a block taller than a page runs on
            pages, used = pages + 1, used - room + repeated
    return breaks, pages
