"""Compound files (OLE): the streams of an ``.xls`` or ``.et`` workbook by name, and when it was saved."""

import datetime as dt
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from qz.workbook.read.fault import UnreadableFile

_END: Final = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_ENTRY: Final = 128
_FOLDER, _STREAM, _ROOT = 1, 2, 5
_NOTHING: Final = 0xFFFFFFFF
_MAX_SECTOR_SHIFT: Final = 12
_SAVED, _MADE = 13, 12
_FILETIME: Final = 0x40
_FILETIME_ZERO: Final = dt.datetime.fromisoformat("1601-01-01")


def _damaged(detail: str) -> UnreadableFile:
    return UnreadableFile("F03", detail=detail)


class CompoundFile:
    """A compound file in memory. Every chain of sectors is followed at most once around."""

    def __init__(self, data: bytes) -> None:
        """Read the header, the allocation table and the directory. Raises ``UnreadableFile``."""
        if len(data) < 512:
            raise UnreadableFile("F02")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, _MAX_SECTOR_SHIFT} or mini_shift >= shift:
            raise _damaged("复合文件头有误")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        table_sectors, directory = struct.unpack_from("<LL", data, 44)
        self._cutoff, mini_table = struct.unpack_from("<LL", data, 56)
        self._table = self._read_table(table_sectors)
        entries = list(_read_entries(self._chain(directory)))
        self._entries = {name: (first, size) for name, first, size in _in_root(entries)}
        root = next(((each.first, each.size) for each in entries if each.kind == _ROOT), (_END, 0))
        self._mini_stream = self._chain(root[0])[: root[1]] if root[0] < _END else b""
        mini = self._chain(mini_table) if mini_table < _END else b""
        self._mini_table = struct.unpack(f"<{len(mini) // 4}L", mini[: len(mini) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if len(sector) < self._size and start + len(sector) != len(self._data):
            raise _damaged("扇区越界")
        if not sector:
            raise UnreadableFile("F02")
        return sector

    def _read_table(self, count: int) -> tuple[int, ...]:
        """The allocation table, through its own list of sectors."""
        numbers = list(struct.unpack_from("<109L", self._data, 76))
        following, seen = struct.unpack_from("<L", self._data, 68)[0], 0
        per_sector = self._size // 4
        while following < _END and seen <= len(self._data) // self._size:
            words = struct.unpack(f"<{per_sector}L", self._sector(following).ljust(self._size, b"\xff"))
            numbers += words[:-1]
            following, seen = words[-1], seen + 1
        wanted = [number for number in numbers if number < _END][:count]
        table = b"".join(self._sector(number).ljust(self._size, b"\xff") for number in wanted)
        return struct.unpack(f"<{len(table) // 4}L", table)

    def _chain(self, first: int) -> bytes:
        pieces: list[bytes] = []
        number = first
        while number < _END:
            if number >= len(self._table) or len(pieces) > len(self._table):
                raise _damaged("扇区链有误")
            pieces.append(self._sector(number))
            number = self._table[number]
        return b"".join(pieces)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    @property
    def names(self) -> frozenset[str]:
        """The names, in lower case, of the streams and storages in the root storage."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """A stream's bytes. Raises ``KeyError`` if there is none, ``UnreadableFile`` if it is damaged."""
        first, size = self._entries[name.casefold()]
        data = self._mini_chain(first) if size < self._cutoff else self._chain(first)
        if len(data) < size:
            raise UnreadableFile("F02")
        return data[:size]

    def _mini_chain(self, first: int) -> bytes:
        pieces: list[bytes] = []
        number = first
        while number < _END:
            if number >= len(self._mini_table) or len(pieces) > len(self._mini_table):
                raise _damaged("扇区链有误")
            start = number * self._mini_size
            pieces.append(self._mini_stream[start : start + self._mini_size])
            number = self._mini_table[number]
        return b"".join(pieces)

    def saved_at(self) -> dt.datetime | None:
        """When the document was saved, else created: naive UTC; ``None`` where neither is given."""
        name = "\x05SummaryInformation"
        if name not in self:
            return None
        try:
            times = dict(_filetimes(self.stream(name)))
        except (struct.error, UnreadableFile):
            return None
        return times.get(_SAVED) or times.get(_MADE)


class _Entry(NamedTuple):
    """An entry of the directory: its neighbours in the tree of its folder, and its own first entry if it is one."""

    name: str
    kind: int
    links: tuple[int, int]
    child: int
    first: int
    size: int


def _read_entries(directory: bytes) -> Iterator[_Entry]:
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        raw = directory[place : place + _ENTRY]
        length, kind = struct.unpack_from("<HB", raw, 64)
        left, right, child = struct.unpack_from("<LLL", raw, 68)
        first, size = struct.unpack_from("<LL", raw, 116)
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").casefold()
        yield _Entry(name, kind if 2 <= length <= 64 else 0, (left, right), child, first, size)


def _in_root(entries: list[_Entry]) -> Iterator[tuple[str, int, int]]:
    """The entries of the root storage, without those of embedded documents; where its tree is damaged, all entries."""
    root = next((each for each in entries if each.kind == _ROOT), None)
    ahead, seen = [root.child if root else _NOTHING], set()
    while ahead:
        number = ahead.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            ahead += entries[number].links
    found = [each for number, each in enumerate(entries) if number in seen or not seen]
    for each in reversed(found):  # of two with one name the first is read
        if each.kind in {_FOLDER, _STREAM}:
            yield each.name, each.first, each.size


def _filetimes(data: bytes) -> Iterator[tuple[int, dt.datetime]]:
    """The times of a property set's first section by property id."""
    (section,) = struct.unpack_from("<L", data, 44)
    (count,) = struct.unpack_from("<L", data, section + 4)
    for place in range(min(count, 64)):
        key, offset = struct.unpack_from("<LL", data, section + 8 + 8 * place)
        kind, ticks = struct.unpack_from("<LQ", data, section + offset)
        if kind == _FILETIME and 0 < ticks < 1 << 60:
            yield key, _FILETIME_ZERO + dt.timedelta(microseconds=ticks // 10)
