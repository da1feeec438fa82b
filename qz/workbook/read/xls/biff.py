"""The records of an ``.xls`` workbook (BIFF8), and the strings and numbers in them.

Source: [MS-XLS], Excel Binary File Format, 2.4 and 2.5.
"""

import math
import struct
from collections.abc import Iterator
from typing import Final

from qz.workbook.read.fault import UnreadableFile

BOF: Final = 0x0809
"""The beginning of the workbook's own part, or of a sheet's."""
EOF: Final = 0x000A
CONTINUE: Final = 0x003C
_PICTURE_STORE: Final = 0xF001
ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

Record = tuple[int, bytes]


def records(stream: bytes, start: int = 0) -> Iterator[Record]:
    """Records from ``start`` on, type and body. Raises ``UnreadableFile`` where one runs over the end."""
    place = start
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            raise UnreadableFile("F02")
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


class Pieces:
    """A record with its continuations, read as one: a string may be divided; its next part has a width flag."""

    def __init__(self, pieces: list[bytes]) -> None:
        """``pieces`` are the record's body and the bodies of the records that continue it."""
        self._pieces = pieces
        self._piece = 0
        self._place = 0

    def _next_piece(self) -> None:
        self._piece += 1
        self._place = 0
        if self._piece >= len(self._pieces):
            raise UnreadableFile("F03", detail="文字表不完整")

    def take(self, size: int) -> bytes:
        """The next bytes, across pieces."""
        taken = b""
        while len(taken) < size:
            piece = self._pieces[self._piece]
            if self._place >= len(piece):
                self._next_piece()
                continue
            more = piece[self._place : self._place + size - len(taken)]
            self._place += len(more)
            taken += more
        return taken

    def string(self) -> str:
        """A string with its length before it; formatting runs and phonetics are passed over."""
        length, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 0x08 else 0
        extra = struct.unpack("<L", self.take(4))[0] if flags & 0x04 else 0
        text = self._characters(length, wide=bool(flags & 0x01))
        self.skip(4 * runs + extra)
        return text

    def _characters(self, length: int, *, wide: bool) -> str:
        text = ""
        while length:
            if self._place >= len(self._pieces[self._piece]):
                self._next_piece()
                wide = bool(self.take(1)[0] & 0x01)
            width = 2 if wide else 1
            room = (len(self._pieces[self._piece]) - self._place) // width
            count = min(length, room)
            if not count:
                raise UnreadableFile("F03", detail="文字表不完整")
            text += self.take(count * width).decode("utf-16-le" if wide else "latin-1", "replace")
            length -= count
        return text

    def skip(self, size: int) -> None:
        """Pass over bytes, across pieces; the end may come early."""
        while size > 0:
            room = len(self._pieces[self._piece]) - self._place
            step = min(size, room)
            self._place += step
            size -= step
            if size > 0:
                self._next_piece()


def short_string(body: bytes, place: int) -> tuple[str, int]:
    """A string with a one-byte length, and where it ends."""
    length = body[place]
    return characters(body, place + 1, length)


def characters(body: bytes, place: int, length: int) -> tuple[str, int]:
    """A string of known length that begins with its flags, and where it ends."""
    wide = body[place] & 0x01
    end = place + 1 + length * (2 if wide else 1)
    return body[place + 1 : end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def rk_number(raw: int) -> float:
    """A number in its short form. Source: [MS-XLS] 2.5.217."""
    if raw & 0x02:
        value = float(raw >> 2 if raw < 1 << 31 else (raw >> 2) - (1 << 30))
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<L", raw & 0xFFFFFFFC))[0]
    return value / 100 if raw & 0x01 else value


def raw_number(value: float) -> str:
    """A double as the shortest text that stands for it; ``""`` for what is no number."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def has_pictures(drawings: bytes) -> bool:
    """Whether a workbook's drawings (MsoDrawingGroup) have a store of pictures. Source: MS-ODRAW, 2.2.12, 2.2.20."""
    place = 8  # within the container that holds it all
    while place + 8 <= len(drawings):
        kind, length = struct.unpack_from("<2xHL", drawings, place)
        if kind == _PICTURE_STORE:
            return True
        place += 8 + length
    return False
