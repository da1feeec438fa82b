"""Decodes the bodies of a mail's parts: Base64, quoted-printable and uuencode, as far as they are whole.

Source: RFC 2045.
"""

import binascii
import contextlib
import re
from collections.abc import Iterator
from typing import Final

from qz.intake.arrivals.mime_values import decode_raw

_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]+")

_OTHERS: Final = frozenset({"quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue"})
_FILES: Final = (b"UEsDB", b"0M8R4KGxGuE", b"UmFyIR", b"N3q8rycc", b"JVBERi0")
"""How files begin in Base64: zip (and so .xlsx), old Office, rar, 7z, PDF."""
_MARKS: Final = 64
"""Bytes of a body in which such a beginning is looked for."""
BEGINNING: Final = 4 * _MARKS
"""Bytes of an encoded body that suffice for ``begins_file``."""


def begins_file(start: bytes, encoding: str) -> bool:
    """Whether the first bytes of an encoded body, decoded, begin like a file (``_FILES``)."""
    return binascii.b2a_base64(decode_body(start, encoding)[:9]).startswith(_FILES)


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
