"""A zip template: a package's constant parts deflated once, and places where texts are put in undeflated.

A raw deflate stream may change at any byte boundary from deflated blocks to stored ones and back. So a member of the
zip is pieces deflated beforehand, with the texts of one package standing between them in stored blocks; joining them
costs a copy and a checksum. Source: RFC 1951, 3.2.4; APPNOTE.TXT, 4.3.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from qz.records import dataclass

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s4B4H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_STORED: Final = struct.Struct("<2H")
_MARK: Final = b"\x00\x00\xff\xff"
"""The empty stored block a flush ends with, its three bits before: the lengths of what is put in replace it."""
_WORTH: Final = 12
"""Bytes that deflating a piece must save to be worth a block of its own."""

Cut = tuple[str | int, ...]
"""A text cut up: what is constant, and between it the numbers of the texts that differ."""


class Cutter:
    """Finds the placeholders of a text: strings that stand where the forms, letters … of one kind differ."""

    def __init__(self, placeholders: Sequence[str]) -> None:
        """Where one placeholder is part of another, the longer one is meant."""
        self._places = {text: place for place, text in enumerate(placeholders)}
        longest_first = sorted(self._places, key=len, reverse=True)
        self._pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))})")

    def cut(self, text: str) -> Cut:
        """The text cut at its placeholders, each by its place among them; what is constant is not empty."""
        return tuple(self._places.get(part, part) for part in self._pattern.split(text) if part)


def fill(cut: Cut, texts: Sequence[str]) -> str:
    """The text with ``texts`` in place of the placeholders."""
    return "".join([part if isinstance(part, str) else texts[part] for part in cut])


def is_constant(cut: Cut) -> bool:
    """Whether the text holds no placeholder."""
    return not any(isinstance(part, int) for part in cut)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A constant piece after a block of what differs: its own bytes, and deflated up to the next block's lengths."""

    block: tuple[bytes | int, ...]
    plain: bytes
    deflated: bytes


@dataclass(frozen=True, slots=True)
class _Member:
    """One member: its constant beginning deflated, its checksum, the size of all pieces; then the rest."""

    info: zipfile.ZipInfo
    begins: bytes
    crc: int
    size: int
    rest: tuple[_Piece, ...]

    def join(self, texts: Sequence[bytes]) -> tuple[bytes, int, int]:
        """The member's deflated bytes, its checksum, and how many bytes it inflates to."""
        crc, size = self.crc, self.size
        parts = [self.begins]
        for piece in self.rest:
            block = b"".join([texts[part] if isinstance(part, int) else part for part in piece.block])
            length = len(block)
            parts += (_STORED.pack(length, length ^ 0xFFFF), block, piece.deflated)
            crc = zlib.crc32(piece.plain, zlib.crc32(block, crc))
            size += length
        return b"".join(parts), crc, size


class ZipTemplate:
    """A package of which any of its like is made by ``join``."""

    def __init__(self, package: bytes, placeholders: Sequence[str]) -> None:
        """Cut a package written with ``placeholders`` where its like differ."""
        cutter = Cutter(placeholders)
        with zipfile.ZipFile(BytesIO(package)) as archive:
            self._members = tuple(_cut(info, cutter.cut(archive.read(info).decode())) for info in archive.infolist())

    def join(self, texts: Sequence[str]) -> bytes:
        """The package with ``texts``, as XML writes them, in place of the placeholders."""
        encoded = [text.encode() for text in texts]
        out: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for member in self._members:
            data, crc, size = member.join(encoded) if member.rest else (member.begins, member.crc, member.size)
            info = member.info
            name, when = info.filename.encode(), _dos_time(info)
            head = (
                info.extract_version,
                info.flag_bits,
                zipfile.ZIP_DEFLATED,
                *when,
                crc,
                len(data),
                size,
                len(name),
                0,
            )
            out += (_LOCAL.pack(b"PK\x03\x04", *head), name, data)
            made = (info.create_version, info.create_system, info.extract_version, 0, *head[1:])
            directory += (
                _CENTRAL.pack(b"PK\x01\x02", *made, 0, 0, info.internal_attr, info.external_attr, offset),
                name,
            )
            offset += _LOCAL.size + len(name) + len(data)
        count, length = len(self._members), sum(map(len, directory))
        return b"".join([*out, *directory, _END.pack(b"PK\x05\x06", 0, 0, count, count, length, offset, 0)])


def _dos_time(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _cut(info: zipfile.ZipInfo, cut: Cut) -> _Member:
    """The member of a zip whose text is cut up."""
    begins, rest = _runs(cut)
    size = len(begins) + sum(len(raw) for _, raw in rest)
    last = len(rest) - 1
    pieces = tuple(_Piece(block, raw, _deflate(raw, last=place == last)) for place, (block, raw) in enumerate(rest))
    return _Member(info, _deflate(begins, last=not rest), zlib.crc32(begins), size, pieces)


def _runs(cut: Cut) -> tuple[bytes, list[tuple[tuple[bytes | int, ...], bytes]]]:
    """What begins the text, and each block of what differs with the constant piece after it.

    A piece that deflating would hardly make smaller stays in the block with what stands on both sides of it.
    """
    parts = [part.encode() if isinstance(part, str) else part for part in cut]
    first = next((place for place, part in enumerate(parts) if isinstance(part, int)), len(parts))
    begins = b"".join(part for part in parts[:first] if isinstance(part, bytes))
    rest: list[tuple[tuple[bytes | int, ...], bytes]] = []
    block: list[bytes | int] = []
    for place, part in enumerate(parts[first:], start=first):
        block.append(part)
        at_end = place == len(parts) - 1
        if isinstance(part, bytes) and (at_end or len(part) - len(_deflate(part, last=False)) > _WORTH):
            rest.append((tuple(block[:-1]), part))
            block = []
    if block:
        rest.append((tuple(block), b""))
    return begins, rest


def _deflate(raw: bytes, *, last: bool) -> bytes:
    """A piece deflated on its own; unless it is the last, up to the lengths of the stored block that follows it."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    if last:
        return squeeze.compress(raw) + squeeze.flush()
    return (squeeze.compress(raw) + squeeze.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_MARK)


def shared_strings(package: bytes) -> Iterator[str]:
    """Each shared string of a workbook as its part writes it."""
    with zipfile.ZipFile(BytesIO(package)) as archive:
        text = archive.read("xl/sharedStrings.xml").decode()
    return (found[1] for found in re.finditer(r"<si>(.*?)</si>", text, re.DOTALL))


def same_parts(one: bytes, other: bytes) -> bool:
    """Whether two packages hold the same parts in the same order, however they are deflated."""

    def parts(package: bytes) -> list[tuple[str, int, bytes]]:
        # Python reads a member to its end whatever size is declared; other programs believe what is declared.
        with zipfile.ZipFile(BytesIO(package)) as archive:
            return [(info.filename, info.file_size, archive.read(info)) for info in archive.infolist()]

    return parts(one) == parts(other)
