"""Mails and mailboxes: when and by whom each mail was sent, its subject, and the files attached to it."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from qz.intake.arrivals.mime import Head, Headers, Part, content_type, holds_file, parts_of, read_head
from qz.intake.arrivals.mime_bodies import uuencoded
from qz.intake.arrivals.mime_values import decode_words
from qz.intake.arrivals.pieces import Piece
from qz.intake.intake_records import Envelope, Issue
from qz.values.dates import OFFICE_ZONE
from qz.workbook.read.fault import UnreadableFile

MAX_MAIL: Final = 128 << 20
"""Bytes that one mail may have; mail services accept less than half as much."""
_START: Final = re.compile(rb"^From [^\r\n]*\r?\n(?=>?[!-9;-~]{1,76}:)", re.MULTILINE)
"""Where a mail of an mbox begins: its ``From `` line, with a header on the next line."""
_STAMP: Final = re.compile(
    rb" (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d(?::\d\d)?)"
    rb"(?: ([+-]\d{4}))?(?: [A-Z]{3,4})? (\d{4})(?: ([+-]\d{4}))?"
)
"""The time in a ``From `` line, as ``asctime`` writes it; some programs put the time zone before or after the year."""
_OLD_MAC: Final = re.compile(rb"(?:From [^\r\n]{1,500}\r)?[!-9;-~]{1,76}:[^\r\n\0]{0,2000}\r[^\n]")
_BLANKS: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*")
_KNOWN: Final = frozenset(
    ("from", "to", "cc", "subject", "received", "mime-version", "return-path", "x-unsent", "date", "message-id",
     "delivered-to", "sender", "reply-to", "x-mailer")
)  # fmt: skip
"""Headers by which a text is recognised as a mail."""
_NO_TIME: Final = 1970
"""The year in a ``From `` line whose writer did not know the time."""
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\",;:]{1,64}@[^\s<>()\[\]\",;:]{1,255}")
_IN_BRACKETS: Final = re.compile(rf"<\s*({_ADDRESS.pattern})\s*>")
_WORD: Final = re.compile(r"=\?[^?\s]{1,40}\?[BbQq]\?[^?\s]*+\?=")
"""An encoded word of a header (RFC 2047). It is part of a name, never of an address."""
_SIGNS: Final = re.compile(r"\\.|[\"()]|[^\\\"()]++|\\", re.DOTALL)
_FAILED: Final = re.compile(r"(?<![\w-])(spf|dkim|dmarc)\s*=\s*((?:soft|hard)?fail)(?![\w-])", re.IGNORECASE)
"""How a mail server records that a check of the sender failed."""
_TEXTS: Final = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html"})
_MAILS: Final = frozenset({"message/rfc822", "message/global", "message/news"})
_WRAPPING: Final[Mapping[str, str]] = {
    "application/pkcs7-signature": "数字签名",
    "application/x-pkcs7-signature": "数字签名",
    "application/pgp-signature": "数字签名",
    "application/pgp-keys": "数字签名的公钥",
    "text/calendar": "会议邀请",
    "text/vcard": "名片",
    "text/x-vcard": "名片",
    "text/directory": "名片",
    "message/delivery-status": "投递情况",
    "message/global-delivery-status": "投递情况",
    "message/disposition-notification": "阅读回执",
    "message/feedback-report": "投诉报告",
    "text/rfc822-headers": "原邮件的标题",
    "application/applefile": "系统自动生成的文件",
}
"""What mail programs add to a mail by themselves, by content type."""
_BODY_PIECE: Final = re.compile(r"(?:ATT|att)\d{3,}\.(?:txt|html?|c|bin|dat)")
"""Names that mail programs give to pieces of the mail's text."""
_SIGNATURE: Final = re.compile(r".*\.(?:p7s|asc|sig)", re.IGNORECASE)
_BOUNCERS: Final = ("mailer-daemon@", "postmaster@")


def usual_line_ends(data: bytes) -> bytes:
    """The bytes, with LF for CR where they are a mail whose lines end in CR alone (saved on an old Mac)."""
    return data.replace(b"\r", b"\n") if _OLD_MAC.match(data) and b"\n" not in data else data


def mail_head(data: bytes) -> Head | None:
    """The header of a mail, whatever stands before it; ``None`` where the bytes are not a mail."""
    head = read_head(data, lenient=True)
    known = len(_KNOWN & head.headers.keys())
    is_mail = known >= 2 or (known == 1 and "x-document-type" in head.headers)
    return head if is_mail and head.strange <= head.lines else None


def is_web_archive(data: bytes, headers: Headers) -> bool:
    """Whether the bytes are a web page saved with its pictures (MHT), which is written like a mail."""
    if "x-document-type" in headers or "snapshot-content-location" in headers:
        return True
    if content_type(headers) != "multipart/related" or "to" in headers or "received" in headers:
        return False
    return any("content-location" in part.headers for part in parts_of(data[:1_048_576]))


def envelope_of(data: bytes, outer: Envelope) -> Envelope:
    """When a mail came, its sender and its subject. What it does not give is taken from ``outer``, the mail it came in.

    The time is that of the office's own mail server, else that of the mailbox file, else the mail's own ``Date``. The
    time of a file of the returns folder is not used: it is that of the last copy. Only the topmost ``Received`` and
    ``Authentication-Results`` are written by the office's own server; anybody may have written those below.
    """
    head = read_head(data, lenient=True)
    headers = head.headers
    dated_at = _moment(headers.get("date", ""))
    received_at = _moment(headers.get("received", "").rpartition(";")[2])
    return Envelope(
        received_at or (None if outer.is_mail else outer.mailed_at) or dated_at or outer.mailed_at,
        address_of(headers.get("from", "")) or outer.sender,
        decode_words(headers.get("subject", "")) or outer.subject,
        dated_at,
        _against_sender(head),
        is_mail=True,
        outer=outer if outer.is_mail else None,
    )


def _against_sender(head: Head) -> str:
    """Why the sender may be forged, in words: checks of the office's server that failed, several senders; or ``""``."""
    found = _FAILED.findall("\n".join(_server_results(head)))
    reasons = [f"{method.upper()}未通过" for method in dict.fromkeys(method.lower() for method, _ in found)]
    if "from" in head.repeated or len(_senders(head.headers.get("from", ""))) > 1:
        reasons.append("写了不止一个发件人")
    return "，".join(reasons)


def _server_results(head: Head) -> Iterator[str]:
    """The topmost ``Authentication-Results``, and those below it by the same server.

    A server may write one for each check: one for SPF, one for DKIM, one for DMARC.
    """
    name = "authentication-results"
    values = (head.headers.get(name, ""), *head.repeated.get(name, ()))
    server = _server_of(values[0])
    yield from (value for value in values if _server_of(value) == server)


def _server_of(results: str) -> str:
    """The server's name, with which its results begin; ``""`` where there is none, as with Exchange."""
    first = next(iter(results.partition(";")[0].split()), "")
    return "" if "=" in first else first.casefold()


def address_of(header: str) -> str:
    """The address in a ``From`` header, the last of several; ``""`` for none."""
    return next(reversed(_senders(header)), "")


def _senders(header: str) -> tuple[str, ...]:
    """The different addresses in a ``From`` header.

    Text in quotes, encoded words and comments are names (RFC 5322, 3.4). They are searched for an address only where
    there is none outside of them, for some programs write it there.
    """
    return _addresses_in(_unquoted(_WORD.sub(" ", header))) or _addresses_in(decode_words(header))


def _addresses_in(text: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for part in re.split("[,;]", text):
        for address in _IN_BRACKETS.findall(part) or _ADDRESS.findall(part):
            found.setdefault(address.casefold(), address)
    return tuple(found.values())


def _unquoted(text: str) -> str:
    """The text without quoted parts and comments; ``""`` where a quote or comment is not closed."""
    kept: list[str] = []
    depth, quoted = 0, False
    for sign in _SIGNS.findall(text):
        if sign == '"' and not depth:
            quoted = not quoted
        elif sign in {"(", ")"} and not quoted:
            depth = max(depth + (1 if sign == "(" else -1), 0)
        elif not (quoted or depth):
            kept.append(sign)
    return "" if quoted or depth else " ".join(kept)


def _moment(date: str) -> dt.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(date.strip()[:200])
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return aware.astimezone(OFFICE_ZONE).replace(tzinfo=None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def is_bounce(data: bytes) -> bool:
    """Whether a mail reports that another mail could not be delivered."""
    headers = read_head(data, lenient=True).headers
    header = headers.get("content-type", "").lower()
    if "multipart/report" in header:
        return "delivery-status" in header
    return address_of(headers.get("from", "")).casefold().startswith(_BOUNCERS)


def split_mailbox(data: bytes) -> Iterator[Piece]:
    """The mails of an mbox in order, each without its ``From `` line; ``came_at`` is the time in that line."""
    first = _BLANKS.match(data)
    begin = first.end() if first else 0
    starts = [
        found.span()
        for found in _START.finditer(data)
        if found.start() == begin or data.endswith((b"\n\n", b"\r\n\r\n"), max(0, found.start() - 4), found.start())
    ]
    for place, (line, begin) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(data)
        came_at = _stamped(data, line, begin)
        yield Piece(f"第{place + 1}封", end - begin, partial(_mail_within, data, begin, end), came_at=came_at)


def _stamped(data: bytes, begin: int, end: int) -> dt.datetime | None:
    """The time in a ``From `` line; where it gives no time zone it is the office's local time."""
    found = _STAMP.search(data, begin, end)
    if found is None:
        return None
    month, day, time, before, year, after = (part.decode() if part else "" for part in found.groups())
    moment = _moment(f"{day} {month} {year} {time} {before or after or '+0800'}")
    return moment if moment and moment.year > _NO_TIME else None


def _mail_within(data: bytes, begin: int, end: int) -> bytes:
    return data[begin:end].replace(b"\n>From ", b"\nFrom ")


def open_mail(data: bytes) -> Iterator[Piece]:
    """The files attached to a mail, in order; its own text is not one of them.

    Raises:
        UnreadableFile: The mail is too large, or cannot be divided into its parts.
    """
    if len(data) > MAX_MAIL:
        raise UnreadableFile("F09", detail=f"这封邮件有{len(data) >> 20}MB")
    for part in parts_of(data):
        yield from _files_of(part, data)


def _files_of(part: Part, data: bytes) -> Iterator[Piece]:
    kind, name = part.kind, part.name
    size = part.end - part.start
    if part.deep:
        encoded = part.headers.get("content-transfer-encoding", "").strip().lower()
        if encoded not in {"base64", "quoted-printable"}:
            raise UnreadableFile("F03", detail="邮件的分段标记有误")
        # A multipart that was encoded as a whole: once decoded it is read as a mail by itself.
        head = f"MIME-Version: 1.0\r\nTo: x\r\nContent-Type: {part.headers['content-type']}\r\n\r\n".encode()
        yield Piece(name or "邮件的一部分", size, lambda: head + part.read(data))
    elif kind == "message/partial":
        yield Piece(name or "拆开的邮件", size, _refuse_partial)
    elif not name and kind in _TEXTS and part.disposition != "attachment" and not holds_file(part, data):
        if data.find(b"begin ", part.start, part.end) >= 0:
            for written, body in uuencoded(part.read(data)):
                yield Piece(written, len(body), partial(bytes, body))
    else:
        yield Piece(name or _unnamed(kind), size, lambda: part.read(data), hint=_hint(part))


def _refuse_partial() -> bytes:
    how = "请让对方不拆分邮件，重新发送（附件太大的先压缩）"
    raise UnreadableFile("F21", what="拆成几封发送的邮件里的一封", how=how)


def _unnamed(kind: str) -> str:
    if kind in _MAILS:
        return "转来的邮件"
    return "图片" if kind.startswith("image/") else "附件"


def _hint(part: Part) -> Issue | None:
    """The issue for a part that its mail program added (a signature, a picture of the text); ``None`` for others."""
    kind, name = part.kind, part.name
    if kind == "message/external-body":
        return Issue("F16")
    what = _WRAPPING.get(kind, "")
    if kind.startswith("image/") and (part.related or "content-id" in part.headers or part.disposition == "inline"):
        what = "图片"
    elif _BODY_PIECE.fullmatch(name):
        what = "正文的一段"
    elif _SIGNATURE.fullmatch(name) and part.end - part.start < 65_536:
        what = "数字签名"
    elif name.lower().endswith(".vcf"):
        what = "名片"
    return Issue("F19", {"what": what}) if what else None
