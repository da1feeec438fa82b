"""The zip package of a received workbook: judged by its directory before anything is inflated, its parts found.

Sizes in bytes. Nothing is inflated beyond what the directory declares, and nothing is declared beyond ``FileLimits``.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

from qz.records import dataclass
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.memo import remembering
from qz.workbook.read.xml import local_name, parse_elements

_EOCD: Final = struct.Struct("<4s4H2LH")
_EOCD64_LOCATOR: Final = struct.Struct("<4sLQL")
_EOCD64: Final = struct.Struct("<4sQ2H2L4Q")
_PLAIN_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a file may hold. ``ratio`` is inflated to compressed, asked only of members over ``ratio_from``.

    ``at_once``: bytes of a sheet's part up to which the fast parser reads it; its tokens take memory all at once.
    """

    members: int = 4096
    directory: int = 1 << 20
    member: int = 96 << 20
    total: int = 192 << 20
    ratio: int = 400
    ratio_from: int = 32 << 20
    cells: int = 200_000
    at_once: int = 4 << 20


DEFAULT_LIMITS: Final = FileLimits()
OFFICE_LIMITS: Final = FileLimits(member=512 << 20, total=1 << 30, cells=5_000_000, at_once=64 << 20)
"""Of the office's own workbooks: enough for a programme of 40,000 units, their ranking, a list of what they sent."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: the last word of its type, and its target, resolved to a member's name."""

    kind: str
    target: str


def _directory_size(data: bytes) -> tuple[int, int]:
    """Members and bytes of the central directory, as the end record (or its 64-bit form) declares them."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + _EOCD.size > len(data):
        raise UnreadableFile("F02")
    _, _, _, _, count, size, _, _ = _EOCD.unpack_from(data, end)
    locator = end - _EOCD64_LOCATOR.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
        offset = _EOCD64_LOCATOR.unpack_from(data, locator)[2]
        if data[offset : offset + 4] != b"PK\x06\x06" or offset + _EOCD64.size > len(data):
            raise UnreadableFile("F03", detail="压缩目录有误")
        fields = _EOCD64.unpack_from(data, offset)
        count, size = fields[7], fields[8]
    return count, size


def _megabytes(size: int) -> str:
    return f"{max(1, size >> 20)}MB"


def check_members(infos: list[zipfile.ZipInfo], limits: FileLimits) -> None:
    """Refuse a directory whose members would inflate too far. Raises ``UnreadableFile``."""
    for info in infos:
        if info.file_size > limits.member:
            raise UnreadableFile("F09", detail=f"其中一个部分有{_megabytes(info.file_size)}")
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(1, info.compress_size):
            raise UnreadableFile("F09", detail=f"其中一个部分压缩了{info.file_size // max(1, info.compress_size)}倍")
    total = sum(info.file_size for info in infos)
    if total > limits.total:
        raise UnreadableFile("F09", detail=f"共有{_megabytes(total)}")


def open_zip(data: bytes, limits: FileLimits, encoding: str | None = None) -> zipfile.ZipFile:
    """A zip whose directory was judged first.

    Args:
        data: The whole file.
        limits: What it may hold.
        encoding: Of member names whose bit 11 is unset.

    Raises:
        UnreadableFile: truncated, damaged, too many members.
        UnicodeDecodeError: if a name is not in ``encoding``.
    """
    count, size = _directory_size(data)
    if count > limits.members or size > limits.directory:
        raise UnreadableFile("F09", detail=f"里面有{count}个部分")
    try:
        return zipfile.ZipFile(BytesIO(data), metadata_encoding=encoding)
    except UnicodeDecodeError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError, OSError) as fault:
        raise UnreadableFile("F03", detail="压缩目录有误") from fault


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one member, at most to its declared size, and check its checksum. Raises ``UnreadableFile``."""
    if info.flag_bits & 0x1:
        raise UnreadableFile("F06")
    if info.compress_type not in _PLAIN_METHODS:
        raise UnreadableFile("F03", detail="压缩方式不认识")
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error) as fault:
        raise UnreadableFile("F03", detail="校验不符") from fault
    except RuntimeError as fault:
        raise UnreadableFile("F06") from fault
    if len(data) != info.file_size:
        raise UnreadableFile("F03", detail="长度不符")
    return data


class Package:
    """The parts of an OOXML package by name, whatever case, slashes or folders its writer used."""

    def __init__(self, data: bytes, limits: FileLimits = DEFAULT_LIMITS) -> None:
        """Open the package. Raises ``UnreadableFile``."""
        self.limits = limits
        self._archive = open_zip(data, limits)
        infos = self._archive.infolist()
        check_members(infos, limits)
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = _fold(info.filename)
            if name in self._members:
                raise UnreadableFile("F03", detail=f"部分{posixpath.basename(name)}出现两次")
            self._members[name] = info

    def __contains__(self, name: str) -> bool:
        return _fold(name) in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """All members' names, folded."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises ``UnreadableFile`` if it is damaged; ``KeyError`` if there is none."""
        return read_member(self._archive, self._members[_fold(name)])

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """A part's internal relationships by id (``""``: the package's own); empty where it has none."""
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if path not in self:
            return {}
        return {
            key: Relationship(kind, "" if target is None else _resolve(folder, target))
            for key, kind, target in _relations(self.read(path), path)
        }

    def content_types(self) -> Mapping[str, str]:
        """Declared content types by folded part name; empty where the package declares none."""
        name = "[Content_Types].xml"
        return _content_types(self.read(name), name) if name in self else {}

    def parts_like(self, prefix: str, suffix: str) -> Iterator[str]:
        """Members whose folded name begins and ends so, in natural order."""
        names = [name for name in self._members if name.startswith(prefix) and name.endswith(suffix)]
        yield from sorted(names, key=lambda name: (len(name), name))


def _fold(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _resolve(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath(path).lstrip("/")


@remembering
def _relations(data: bytes, part: str) -> tuple[tuple[str, str, str | None], ...]:
    """Each relationship's id, the last word of its type, and its target; ``None`` for an external one."""
    found: list[tuple[str, str, str | None]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if local_name(element) == "Relationship" and "Target" in attributes:
            kind = attributes.get("Type", "").rstrip("/").rpartition("/")[2]
            target = None if attributes.get("TargetMode") == "External" else attributes["Target"]
            found.append((attributes.get("Id", ""), kind, target))

    parse_elements(data, part, start)
    return tuple(found)


@remembering
def _content_types(data: bytes, part: str) -> Mapping[str, str]:
    found: dict[str, str] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if local_name(element) == "Override":
            found[_fold(attributes.get("PartName", ""))] = attributes.get("ContentType", "")

    parse_elements(data, part, start)
    return MappingProxyType(found)
