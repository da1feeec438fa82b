"""Pictures drawn over a sheet, and the cells that each covers."""

import re
from collections.abc import Mapping
from typing import Final

from qz.model.returns import Area
from qz.records import dataclass
from qz.workbook.read.package import Package
from qz.workbook.read.xml import local_name, parse_texts

_DIGITS: Final = 10
_TALLEST: Final = 2_000
"""Rows that one picture is held against."""
_POINT: Final = 12_700
"""English metric units, in which drawings measure, in a point."""
_ROW_HEIGHT: Final = 15.0
"""Height in points of a row without a height of its own."""
_ROW: Final = re.compile(rb'<row [^>]*?r="([0-9]{1,7})"[^>]*? ht="([0-9]{1,4}(?:\.[0-9]{1,20})?)"')


def embedded(attributes: Mapping[str, str]) -> str:
    """The relationship by which a ``blip`` names its picture; ``""`` for none."""
    return next((value for name, value in attributes.items() if local_name(name) == "embed"), "")


@dataclass(slots=True)
class _Corner:
    """A corner of a drawing: a cell, and how far into it, in English metric units."""

    column: int = 0
    column_offset: int = 0
    row: int = 0
    row_offset: int = 0


_FIELDS: Final = {"col": "column", "colOff": "column_offset", "row": "row", "rowOff": "row_offset"}


def drawn_pictures(package: Package, part: str, sheet: bytes) -> list[tuple[Area, str]]:
    """The cells that each picture of a drawing covers, and the part that holds it.

    Args:
        package: The workbook.
        part: The drawing's part.
        sheet: The part of the sheet that it is drawn over.
    """
    relations = package.relationships(part)
    heights = {int(row) - 1: float(height) for row, height in _ROW.findall(sheet)}
    found: list[tuple[Area, str]] = []
    corners: dict[str, _Corner] = {}
    blips: list[str] = []
    here = _Corner()
    tall = [0]

    def end(element: str, attributes: dict[str, str], text: str) -> None:
        nonlocal here
        local = local_name(element)
        if local in _FIELDS:
            setattr(here, _FIELDS[local], _whole(text.strip()))
        elif local in {"from", "to"}:
            corners[local], here = here, _Corner()
        elif local == "ext" and "cy" in attributes and not tall[0]:
            tall[0] = _whole(attributes["cy"])
        elif local == "blip":
            blips.append(embedded(attributes))
        elif local.endswith("Anchor"):
            area = _covered(corners.get("from", _Corner()), corners.get("to"), tall[0], heights)
            targets = (relations[key].target for key in dict.fromkeys(blips) if key in relations)
            found.extend((area, target) for target in targets)
            corners.clear()
            blips.clear()
            tall[0] = 0

    parse_texts(package.read(part), part, end)
    return found


def _whole(text: str) -> int:
    """A measure or a place; 0 for one that no sheet has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else 0


def _covered(first: _Corner, last: _Corner | None, tall: int, heights: Mapping[int, float]) -> Area:
    """The cells that a drawing is over: rows of which it covers half, or that hold half of it, and all its columns."""
    top = first.row_offset
    bottom = tall + top
    if last is not None:
        rows = range(first.row, min(last.row, first.row + _TALLEST))
        bottom = int(sum(heights.get(row, _ROW_HEIGHT) for row in rows) * _POINT) + last.row_offset
    covered = []
    begin = 0
    for row in range(first.row, first.row + _TALLEST):
        end = begin + int(heights.get(row, _ROW_HEIGHT) * _POINT)
        over = min(bottom, end) - max(top, begin)
        if over > 0 and 2 * over >= min(end - begin, bottom - top):
            covered.append(row)
        begin = end
        if begin >= bottom:
            break
    right = first.column if last is None else max(first.column, last.column - (not last.column_offset))
    return (covered[0], first.column, covered[-1], right) if covered else (first.row, first.column, first.row, right)
