"""Mails and mailboxes: when each was sent, by whom, and what is attached, whatever way its names are written."""

import binascii
import datetime as dt
import email
import email.header
import email.policy
import email.utils
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from qz.intake.intake_records import Envelope
from qz.workbook.read.fault import UnreadableFile

OFFICE_ZONE: Final = dt.timezone(dt.timedelta(hours=8))
"""The office's own time; China keeps one zone."""
_START: Final = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_PARAMETER: Final = re.compile(r";\s*([A-Za-z0-9_-]+)(\*\d+)?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)")
_CHARSETS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file. ``inline``: a picture of the mail's own text."""

    name: str
    data: bytes
    envelope: Envelope
    inline: bool = False


def split_mailbox(data: bytes) -> Iterator[bytes]:
    """The mails of an mbox in order, each without its ``From `` line."""
    starts = [
        found
        for found in _START.finditer(data)
        if found.start() == 0 or data[: found.start()].endswith((b"\n\n", b"\r\n\r\n"))
    ]
    for place, found in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(data)
        yield data[found.end() : end].replace(b"\n>From ", b"\nFrom ")


def read_mail(data: bytes) -> Iterator[Attachment]:
    """What is attached to a mail, mails within it included, in the order it stands.

    Raises:
        UnreadableFile: for a web archive (MHT), which only looks like a mail.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if _raw(message, "X-Document-Type") or _raw(message, "Snapshot-Content-Location") or _is_web_archive(message):
        raise UnreadableFile("F07", what="网页存档（MHT）")
    yield from _attachments(message, Envelope(), 0)


def _is_web_archive(message: Message) -> bool:
    if message.get_content_type() != "multipart/related" or _raw(message, "To") or _raw(message, "Received"):
        return False
    return any(_raw(part, "Content-Location") for part in message.walk())


def _attachments(message: Message, outer: Envelope, depth: int) -> Iterator[Attachment]:
    if depth > 20:
        return
    envelope = outer
    if _raw(message, "Date") or _raw(message, "From"):
        envelope = Envelope(_mailed_at(message) or outer.mailed_at, _sender(message) or outer.sender)
    if message.is_multipart():
        parts = message.get_payload()
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, Message):
                yield from _attachments(part, envelope, depth + 1)
        return
    name = file_name(message)
    kind = message.get_content_type()
    if not name and kind.startswith("text/") and message.get_content_disposition() != "attachment":
        return
    payload = _payload(message)
    inline = kind.startswith("image/") and (
        bool(_raw(message, "Content-ID")) or message.get_content_disposition() == "inline"
    )
    yield Attachment(name or "附件", payload, envelope, inline)


def _payload(message: Message) -> bytes:
    try:
        payload = message.get_payload(decode=True)
    except (binascii.Error, ValueError, LookupError, AssertionError):
        payload = b""
    return payload if isinstance(payload, bytes) else b""


def _raw(message: Message, header: str) -> str:
    """A header as it stands, raw bytes decoded by what they look like, folds undone; ``""`` where there is none."""
    for name, value in message.raw_items():
        if name.casefold() == header.casefold():
            return re.sub(r"\r?\n[ \t]*", " ", _recode(str(value))).strip()
    return ""


def _recode(text: str) -> str:
    """Text whose raw bytes the parser kept as surrogates, decoded as UTF-8 or GB18030."""
    data = text.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def decode_words(text: str) -> str:
    """RFC 2047 encoded words decoded wherever they stand, also inside quotes."""
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
        try:
            return piece.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return piece.decode("utf-8", "replace")


def parameter(header: str, name: str) -> str:
    """A parameter of a header, by RFC 2231 (whole or in pieces), RFC 2047, quoted, or raw to the next semicolon.

    Written both ways, in whatever order, RFC 2231 is meant: the plain one is for programs that know no other.
    """
    pieces: list[tuple[int, str]] = []
    charset = plain = ""
    for key, section, extended, value in _PARAMETER.findall(header):
        if key.casefold() != name:
            continue
        text = value.strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text.strip('"'))
        number = int(section[1:]) if section else 0
        if extended:
            if number == 0 and text.count("'") >= 2:
                charset, _, text = text.split("'", 2)
            text = urllib.parse.unquote_to_bytes(text).decode("latin-1")
            pieces.append((number, text))
        elif section:
            pieces.append((number, text.encode().decode("latin-1")))
        else:
            plain = plain or text
    if not pieces:
        return decode_words(plain)
    joined = "".join(text for _, text in sorted(pieces, key=lambda piece: piece[0]))
    return _decode(joined.encode("latin-1", "replace"), charset or None)


def file_name(part: Message) -> str:
    """The name a part was attached under; ``""`` for none."""
    for header, name in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        value = parameter(_raw(part, header), name)
        if value:
            return value
    return ""


def _mailed_at(message: Message) -> dt.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(_raw(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return aware.astimezone(OFFICE_ZONE).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _sender(message: Message) -> str:
    return email.utils.parseaddr(decode_words(_raw(message, "From")))[1]
