"""How much room text takes: East Asian widths against column widths and row heights."""

import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

_WIDE: Final = frozenset("WFA")
_PIXELS_PER_CHAR: Final = 7
_CELL_PADDING: Final = 5
_LINE_FACTOR: Final = 1.46
"""Line height over type size: the tallest of the fall-back faces (Noto CJK, 1.45), so that no machine clips a line."""
_ROW_PADDING: Final = 4.0
MAX_ROW_HEIGHT: Final = 409.0

_PIECE: Final = re.compile(r"[“‘（《【〔]*(?:[!-~]+|[^\n])[，。；、：！？”’）》】〕％…]*")
"""What a line break never splits: a run of Latin text, and punctuation from the character it belongs to."""


@lru_cache(maxsize=8192)  # most pieces of a Chinese text are one character
def text_columns(text: str) -> int:
    """Width of a line in half-width columns; a full-width (or ambiguous) character is two."""
    wide = 0 if text.isascii() else sum(map(_WIDE.__contains__, map(unicodedata.east_asian_width, text)))
    return len(text) + wide


def columns_that_fit(width: float, size: float) -> int:
    """Half-width columns of type of ``size`` points that fit a column of ``width`` (Excel's unit)."""
    half = size * 96 / 72 / 2
    return max(2, int((width * _PIXELS_PER_CHAR + _CELL_PADDING - 2 * _CELL_PADDING) / half))


def width_in_pixels(width: float) -> int:
    """Pixels of a column of ``width`` (Excel's unit) at 96 to the inch."""
    return int(width * _PIXELS_PER_CHAR + 0.5) + _CELL_PADDING


def count_lines(text: str, width: float, size: float) -> int:
    """Lines the text takes when wrapped in a column of ``width``: a full-width character never splits."""
    room = columns_that_fit(width, size)
    return 1 if 2 * len(text) <= room and "\n" not in text else lines_in(text, room)


@lru_cache(maxsize=8192)
def lines_in(text: str, room: int) -> int:
    """Lines the text takes when wrapped in so many half-width columns."""
    lines = 0
    for paragraph in text.split("\n"):
        used, count = 0, 1
        pieces = _PIECE.findall(paragraph) if text_columns(paragraph) > room else ()  # most texts fit one line
        for step in map(text_columns, pieces):
            if used + step > room and used:
                count, used = count + 1, 0
            used += step
            while used > room:
                count, used = count + 1, used - room
        lines += count
    return lines


def height_of(lines: int, size: float) -> float:
    """Row height in points for that many lines of type of ``size`` points."""
    return math.ceil(lines * size * _LINE_FACTOR + _ROW_PADDING)


def height_for(text: str, width: float, size: float) -> float:
    """Row height in points that shows the whole text."""
    return height_of(count_lines(text, width, size), size)


def spread_heights(own: list[float], spans: list[tuple[int, int, float]]) -> list[float]:
    """Row heights that satisfy each row's own need and every merged block's.

    ``spans`` are (first row, rows, height needed).
    """
    heights = list(own)
    for first, count, needed in spans:
        short = needed - sum(heights[first : first + count])
        if short > 0:
            for row in range(first, first + count):
                heights[row] += math.ceil(short / count)
    return [min(height, MAX_ROW_HEIGHT) for height in heights]
