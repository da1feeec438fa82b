"""The parts of a mail, from its bytes: headers, boundaries and encodings, read as leniently as mail programs do.

The mail is read once from front to back; a part's body is decoded only when it is asked for.

Source: RFC 5322, 2045, 2046, 2047, 2231.
"""

import binascii
import contextlib
import email.errors
import email.header
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from qz.records import dataclass

MAX_NESTING: Final = 50
"""How many multiparts may lie inside one another."""
_HEAD: Final = 1 << 20
"""Bytes of a part's header that are read."""
_VALUE: Final = 16_384
"""Characters of one header that are decoded."""
_FIELD: Final = re.compile(rb"([!-9;-~]{1,76})[ \t]*:[ \t]?(.*)", re.DOTALL)
_SEPARATOR: Final = re.compile(rb">?From [^\r\n]*")
_DELIMITER: Final = re.compile(rb"^--([^\r\n]*)", re.MULTILINE)
_BLANKS: Final = b"\xef\xbb\xbf \t\r\n"
_PARAMETER: Final = re.compile(r";\s*([A-Za-z0-9_-]+)(\*\d{1,4})?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*+\"?|[^;]*)")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]+")
_ENCODING: Final = "content-transfer-encoding"
_CHARSETS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
}

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
            values_of.setdefault(found[1].decode("latin-1").lower(), []).append(decode_raw(found[2][:_VALUE]).strip())
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


_OTHERS: Final = frozenset({"quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue"})
_FILES: Final = (b"UEsDB", b"0M8R4KGxGuE", b"UmFyIR", b"N3q8rycc", b"JVBERi0")
"""How files begin in Base64: zip (and so .xlsx), old Office, rar, 7z, PDF."""
_MARKS: Final = 64
"""Bytes of a body in which such a beginning is looked for."""


def holds_file(part: Part, data: bytes) -> bool:
    """Whether a part's bytes begin like a file (``_FILES``), though its header calls it a text."""
    start = decode_body(data[part.start : min(part.end, part.start + 4 * _MARKS)], part.headers.get(_ENCODING, ""))
    return binascii.b2a_base64(start[:9]).startswith(_FILES)


def decode_body(body: bytes, encoding: str) -> bytes:
    """A body decoded from its transfer encoding; where it is broken off, as much as can be decoded.

    A file written in Base64 is decoded even where its header does not name that encoding.
    """
    encoding = encoding.partition(";")[0].partition("(")[0].strip().lower()
    if encoding == "base64" or (encoding not in _OTHERS and body[:_MARKS].lstrip().startswith(_FILES)):
        return _from_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return next((data for _, data in uuencoded(body)), body)
    return body


def _from_base64(body: bytes) -> bytes:
    clean = _NOT_BASE64.sub(b"", body)
    with contextlib.suppress(binascii.Error):
        return binascii.a2b_base64(clean)
    clean = clean.rstrip(b"=")
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    with contextlib.suppress(binascii.Error):
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    return b""


_UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n", re.MULTILINE)


def uuencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files that old programs wrote into a text with uuencode: name and bytes of each."""
    place = 0
    while found := _UU_BEGIN.search(body, place):
        place = body.find(b"\nend", found.end() - 1)
        if place < 0:
            return
        lines = body[found.end() : place].splitlines()
        if all(_is_uu_line(line) for line in lines):
            yield decode_raw(found[1]).strip(), b"".join(map(_from_uu, lines))


def _is_uu_line(line: bytes) -> bool:
    """Whether a line is as long as its first character states; trailing spaces may be missing, or one added."""
    if not line:
        return True
    wanted = ((line[0] - 32) & 63) * 8
    return all(32 <= char <= 96 for char in line) and len(line) - 1 <= wanted // 6 + 4


def _from_uu(line: bytes) -> bytes:
    if not line:
        return b""
    size = (line[0] - 32) & 63
    need = (size * 8 + 5) // 6
    with contextlib.suppress(binascii.Error):
        return binascii.a2b_uu(line[: 1 + -(-need // 4) * 4])
    return b""


# Values of headers.


def decode_raw(data: bytes) -> str:
    """Bytes of unknown character set, decoded as UTF-8, else GB18030."""
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("utf-8", "replace")


def decode_words(text: str) -> str:
    """The text with its encoded words (RFC 2047) decoded, also those inside quotes."""
    if "=?" not in text:
        return text
    try:
        pieces = email.header.decode_header(text)
    except (ValueError, binascii.Error, email.errors.HeaderParseError):
        return text
    return "".join(_decode(piece, charset) for piece, charset in pieces)


def _decode(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    wanted = _CHARSETS.get((charset or "").casefold(), charset or "utf-8")
    for encoding in (wanted, "utf-8", "gb18030"):
        with contextlib.suppress(LookupError, ValueError):  # an unknown charset, or bytes that are not in it
            return piece.decode(encoding)
    return piece.decode("utf-8", "replace")


def parameter(header: str, name: str) -> str:
    """The value of a header's parameter, written by RFC 2231 (whole or in pieces), by RFC 2047, quoted, or raw.

    Where it is written both by RFC 2231 and plainly, the former counts: the plain one is for older programs.
    """
    pieces: list[tuple[int, str]] = []
    charset = plain = ""
    for key, section, extended, value in _PARAMETER.findall(header[:_VALUE]):
        if key.casefold() != name:
            continue
        text = value.strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text.strip('"'))
        number = int(section[1:]) if section else 0
        if extended:
            if number == 0 and text.count("'") >= 2:
                charset, _, text = text.split("'", 2)
            pieces.append((number, urllib.parse.unquote_to_bytes(text).decode("latin-1")))
        elif section:
            pieces.append((number, text.encode().decode("latin-1")))
        else:
            plain = plain or text
    if not pieces:
        return decode_words(plain)
    joined = "".join(text for _, text in sorted(pieces, key=lambda piece: piece[0]))
    return _decode(joined.encode("latin-1", "replace"), charset or None)
