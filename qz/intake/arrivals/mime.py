"""The parts of a mail, from its bytes: headers and boundaries, read as leniently as mail programs do.

The mail is read once from front to back; a part's body is decoded only when it is asked for.

Source: RFC 5322, 2045, 2046.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from qz.intake.arrivals.mime_bodies import BEGINNING, begins_file, decode_body
from qz.intake.arrivals.mime_values import MAX_VALUE, decode_raw, parameter
from qz.records import dataclass

MAX_NESTING: Final = 50
"""How many multiparts may lie inside one another."""
_HEAD: Final = 1 << 20
"""Bytes of a part's header that are read."""
_FIELD: Final = re.compile(rb"([!-9;-~]{1,76})[ \t]*:[ \t]?(.*)", re.DOTALL)
_SEPARATOR: Final = re.compile(rb">?From [^\r\n]*")
_DELIMITER: Final = re.compile(rb"^--([^\r\n]*)", re.MULTILINE)
_BLANKS: Final = b"\xef\xbb\xbf \t\r\n"
_ENCODING: Final = "content-transfer-encoding"

Headers = Mapping[str, str]
"""Headers by lower-case name, the first of each; lines joined, bytes outside ASCII decoded as UTF-8 or GB18030."""


@dataclass(frozen=True, slots=True)
class Head:
    """A header block. ``body``: where the body begins. ``lines``: how many headers; ``strange``: how many other lines.

    ``repeated``: for each header that stands several times, the values of all but the first.
    """

    headers: Headers
    body: int
    lines: int
    strange: int
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is not a multipart. Its body, still encoded, is the mail's bytes from ``start`` to ``end``.

    ``related``: it belongs to the mail's text (a picture shown in it). ``deep``: it is nested too deeply to be read.
    """

    headers: Headers
    start: int
    end: int
    related: bool = False
    deep: bool = False

    @property
    def kind(self) -> str:
        """Its content type: ``application/pdf``."""
        return content_type(self.headers)

    @property
    def disposition(self) -> str:
        """``attachment``, ``inline`` or ``""``."""
        return self.headers.get("content-disposition", "").partition(";")[0].strip().lower()

    @property
    def name(self) -> str:
        """The name it was attached under; ``""`` for none."""
        for header, name in (("content-disposition", "filename"), ("content-type", "name")):
            value = parameter(self.headers.get(header, ""), name)
            if value:
                return value
        return ""

    def read(self, data: bytes) -> bytes:
        """Its body, decoded."""
        return decode_body(data[self.start : self.end], self.headers.get(_ENCODING, ""))


def read_head(data: bytes, start: int = 0, *, lenient: bool = False) -> Head:
    """The header block that begins at ``start``.

    ``lenient``: a byte order mark, blank lines and the ``From `` line of a mailbox before it are passed over, and so
    are lines within it that are not headers. Without it such a line ends the header block.
    """
    block = data[start : start + _HEAD]
    place = len(block) - len(block.lstrip(_BLANKS)) if lenient else 0
    if lenient and (found := _SEPARATOR.match(block, place)):
        place = _line_end(block, found.end())
    fields: list[bytes] = []
    strange = 0
    while place < len(block):
        end = _line_end(block, place)
        line = block[place:end].rstrip(b"\r\n")
        if not line:
            place = end
            break
        if line[:1] in b" \t" and fields:
            fields[-1] += b" " + line.strip()
        elif _FIELD.fullmatch(line):
            fields.append(line)
        elif lenient:
            strange += 1
        else:
            break
        place = end
    headers, repeated = _headers_of(fields)
    return Head(headers, start + place, len(fields), strange, repeated)


def _line_end(block: bytes, place: int) -> int:
    found = block.find(b"\n", place)
    return len(block) if found < 0 else found + 1


def _headers_of(fields: list[bytes]) -> tuple[Headers, Mapping[str, tuple[str, ...]]]:
    """The first value of each header by lower-case name, and the later values of those that stand several times."""
    values_of: dict[str, list[str]] = {}
    for line in fields:
        found = _FIELD.fullmatch(line)
        if found:
            values_of.setdefault(found[1].decode("latin-1").lower(), []).append(
                decode_raw(found[2][:MAX_VALUE]).strip()
            )
    later = {name: tuple(values[1:]) for name, values in values_of.items() if len(values) > 1}
    return {name: values[0] for name, values in values_of.items()}, later


def content_type(headers: Headers) -> str:
    """The content type in the headers, lower case; ``text/plain`` where there is none."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if kind.count("/") == 1 else "text/plain"


@dataclass(slots=True)
class _Open:
    """A multipart whose parts are being read."""

    boundary: bytes
    related: bool
    parts: int = 0
    headers: Headers = field(default_factory=dict)


def parts_of(data: bytes) -> Iterator[Part]:
    """The parts of a mail that are not multiparts, in order; its own text is one of them.

    A multipart without a delimiter is given as one part.
    """
    head = read_head(data, lenient=True)
    entity: Part | None = Part(head.headers, head.body, len(data))
    opened: list[_Open] = []
    place = head.body
    while True:
        if entity is not None and (opening := _opening(entity, data, len(opened))):
            opened.append(opening)
            entity = None
        found = _next_delimiter(data, place, opened)
        end = len(data) if found is None else found[0]
        if entity is not None:
            yield _ended(entity, data, end)
            entity = None
        if found is None:
            return
        _, level, closes, place = found
        del opened[level + 1 :]
        if closes:
            opened.pop()
            continue
        opened[level].parts += 1
        part = read_head(data, place)
        place = part.body
        entity = Part(part.headers, part.body, len(data), related=any(each.related for each in opened))


def _opening(entity: Part, data: bytes, depth: int) -> _Open | None:
    """The multipart that an entity opens; ``None`` where it is not a multipart, or has no delimiter."""
    if not entity.kind.startswith("multipart/") or depth >= MAX_NESTING:
        return None
    boundary = parameter(entity.headers.get("content-type", ""), "boundary").rstrip()
    mark = boundary.encode("utf-8", "surrogateescape")
    if not mark or data.find(b"--" + mark, entity.start) < 0:
        guess = _DELIMITER.search(data, entity.start)
        mark = guess[1].rstrip() if guess and not depth else b""
    return _Open(mark, entity.kind == "multipart/related") if mark else None


def _next_delimiter(data: bytes, place: int, opened: list[_Open]) -> tuple[int, int, bool, int] | None:
    """The next delimiter of an open multipart: its begin, the multipart's level, whether it closes that, its end."""
    levels = {each.boundary: level for level, each in enumerate(opened)}
    for found in _DELIMITER.finditer(data, place) if levels else ():
        mark = found[1].rstrip()
        closes = mark not in levels and mark.endswith(b"--") and mark[:-2] in levels
        level = levels.get(mark[:-2] if closes else mark)
        if level is not None:
            return found.start(), level, closes, _line_end(data, found.end())
    return None


def _ended(entity: Part, data: bytes, end: int) -> Part:
    """The entity, ending at a delimiter; the line break before the delimiter is not part of the entity."""
    if end < len(data):
        end -= data.endswith(b"\n", entity.start, end)
        end -= data.endswith(b"\r", entity.start, end)
    end = max(entity.start, end)
    deep = entity.kind.startswith("multipart/") and end > entity.start
    return Part(entity.headers, entity.start, end, entity.related, deep)


def holds_file(part: Part, data: bytes) -> bool:
    """Whether a part's bytes begin like a file, though its header calls it a text."""
    start = data[part.start : min(part.end, part.start + BEGINNING)]
    return begins_file(start, part.headers.get(_ENCODING, ""))
