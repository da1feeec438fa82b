"""What the library for ``.xlsb`` does not give of a sheet: error values, merged areas, hidden rows.

Source: MS-XLSB, 2.1.4 (records), 2.4 (BrtRowHdr, BrtCellError, BrtFmlaError, BrtMergeCell, BrtBundleSh).
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from qz.model.returns import MOST_MERGED, Area
from qz.records import dataclass
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import Package
from qz.workbook.read.xls.biff import ERRORS

_BOOK: Final = "xl/workbook.bin"
_ROW, _ERROR, _FORMULA_ERROR, _SHEET, _MERGED = 0, 3, 11, 156, 176
_HIDDEN: Final = 0x10


@dataclass(slots=True)
class SheetMarks:
    """One sheet's: errors by zero-based (row, column), areas shown as one cell, rows not shown."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)


def read_marks(data: bytes) -> Mapping[str, SheetMarks]:
    """By sheet's name. Raises ``UnreadableFile``."""
    package = Package(data)
    if _BOOK not in package:
        return {}
    targets = package.relationships(_BOOK)
    marks = {}
    for kind, body in _records(package.read(_BOOK)):
        if kind == _SHEET:
            relation, place = _words(body, 8)
            name, _ = _words(body, place)
            target = targets.get(relation)
            if target is not None and target.target in package:
                marks[name] = _marks_of(package.read(target.target))
    return marks


def _marks_of(part: bytes) -> SheetMarks:
    marks, row = SheetMarks(), 0
    for kind, body in _records(part):
        if kind == _ROW and len(body) >= 12:
            row = int.from_bytes(body[:4], "little")
            if body[11] & _HIDDEN:
                marks.hidden_rows.add(row)
        elif kind in {_ERROR, _FORMULA_ERROR} and len(body) >= 9:
            column = int.from_bytes(body[:4], "little")
            marks.errors[row, column] = ERRORS.get(body[8], "#N/A")
        elif kind == _MERGED and len(body) >= 16 and len(marks.merged) < MOST_MERGED:
            first, last, left, right = struct.unpack_from("<4L", body)
            marks.merged.append((first, left, last, right))
    return marks


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's number and body; a part that is cut short ends where it does."""
    place = 0
    while place < len(part):
        kind, place = _number(part, place, 2)
        size, place = _number(part, place, 4)
        yield kind, part[place : place + size]
        place += size


def _number(part: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends."""
    value = 0
    for shift in range(0, 7 * most, 7):
        byte = part[place] if place < len(part) else 0
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value, place


def _words(body: bytes, place: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    length = int.from_bytes(body[place : place + 4], "little")
    end = place + 4 + 2 * length
    if end > len(body):
        raise UnreadableFile("F03", detail="里面有读不懂的内容")
    return body[place + 4 : end].decode("utf-16-le", "replace"), end
