"""Where a printed sheet breaks: the scale at which it is one page wide, and breaks that split no block of rows."""

from collections.abc import Sequence
from typing import Final

from qz.workbook.text import width_in_pixels

MARGINS: Final = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.65}
"""Page margins in inches."""
_LONG: Final = 11.69
_SHORT: Final = 8.27
_SLACK: Final = 0.97
"""What a printer's or another program's own measure may cost without a column or a row falling onto a new page."""


def printable_points(*, landscape: bool) -> tuple[float, float]:
    """Width and height of A4 within the margins, in points."""
    wide, tall = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    return (wide - MARGINS["left"] - MARGINS["right"]) * 72, (tall - MARGINS["top"] - MARGINS["bottom"]) * 72


def print_scale(widths: Sequence[float], *, landscape: bool, most: int = 100) -> int:
    """The print scale (percent, at most ``most``) at which columns of these widths fit one page."""
    wide, _ = printable_points(landscape=landscape)
    points = sum(width_in_pixels(width) for width in widths if width) * 72 / 96
    return max(10, min(most, int(wide * _SLACK / points * 100)))


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
