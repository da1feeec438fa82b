"""Decodes the values of a mail's headers: character sets, encoded words and parameters.

Source: RFC 2047, 2231.
"""

import binascii
import contextlib
import email.errors
import email.header
import re
import urllib.parse
from typing import Final

MAX_VALUE: Final = 16_384
"""Characters of one header that are decoded."""
_PARAMETER: Final = re.compile(r";\s*([A-Za-z0-9_-]+)(\*\d{1,4})?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*+\"?|[^;]*)")
_CHARSETS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
}


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
    for key, section, extended, value in _PARAMETER.findall(header[:MAX_VALUE]):
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
