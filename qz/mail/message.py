"""Writes a letter as the bytes of an ``.eml`` draft.

Encodings, and their reasons:

- UTF-8 and base64 throughout: every mail program of the last twenty years reads both, and no relay rewraps base64.
- An attachment's name is written twice. ``Content-Disposition`` has it by RFC 2231 in one piece
  (``filename*=utf-8''…``), as the standard requires; Thunderbird, Apple Mail and current Outlook read this one.
  ``Content-Type`` has it as RFC 2047 encoded words (``name="=?utf-8?b?…?="``), which the standard does not allow, but
  which programs without RFC 2231 read (QQ 邮箱, older Foxmail and Outlook). RFC 2231's numbered pieces
  (``filename*0*=``) are not used: fewer programs can join them than can read a long line.
- Lines end in CRLF in headers and bodies, as in a mail that is sent.
- ``X-Unsent: 1`` makes Outlook and others open the draft ready to send.

Nothing here reads a clock or a random number: the same letter of the same day has the same bytes.
"""

import datetime as dt
import hashlib
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from typing import Final

from qz.mail.fingerprint import digest
from qz.model.letters import Attachment, Letter
from qz.values.dates import OFFICE_ZONE

_XLSX: Final = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_LONGEST_LINE: Final = 998
"""Characters of the longest line allowed (RFC 5322, 2.1.1): a name by RFC 2231 takes nine for a Chinese character."""


_LONGEST_WORD: Final = 75
"""Characters of the longest encoded word allowed (RFC 2047, 2)."""


def _words(text: str, header: str) -> str:
    """The text as RFC 2047 encoded words, with line breaks for this header; plain ASCII is unchanged."""
    return text if text.isascii() else Header(text, "utf-8", header_name=header, maxlinelen=_LONGEST_WORD).encode()


def _mailbox(name: str, address: str) -> str:
    """An address with a display name, ASCII names quoted."""
    if not name:
        return address
    shown = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' if name.isascii() else _words(name, "To")
    return f"{shown} <{address}>"


def _body(text: str, subtype: str) -> MIMEText:
    """One of the alternative bodies, in the canonical form of text: lines ending in CRLF."""
    return MIMEText(text.replace("\r\n", "\n").replace("\n", "\r\n"), subtype, "utf-8")


def _attached(attachment: Attachment) -> MIMEBase:
    part = MIMEBase(*_XLSX)
    name = " ".join(line.strip() for line in _words(attachment.name, "Content-Type").splitlines())
    # Adjacent encoded words are joined when decoded, so that a long name may be written on several lines.
    part.replace_header("Content-Type", f'{"/".join(_XLSX)};\n name="{name.replace(" =?", chr(10) + " =?")}"')
    part.set_payload(attachment.content)
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
    part.replace_header("Content-Disposition", part["Content-Disposition"].replace("; ", ";\n ", 1))
    return part


def write_message(letter: Letter, sender_name: str, sender: str, day: dt.date) -> bytes:
    """The draft's bytes.

    Args:
        letter: Recipients, subject, text and attachments.
        sender_name: The office's name as the recipient sees it.
        sender: The office's address; ``""``: the mail program fills in From.
        day: The day on which the draft is made; its Date is the beginning of that day.
    """
    enclosed = [[each.name, hashlib.sha256(each.content).hexdigest()] for each in letter.attachments]
    words = [letter.recipients, letter.subject, letter.text, letter.html]
    mark = digest(
        letter.kind, letter.unit_code, letter.fingerprint, words, enclosed, sender_name, sender, day.isoformat()
    )
    bodies = MIMEMultipart("alternative", boundary=f"=_bodies_{mark[:32]}")
    bodies.attach(_body(letter.text, "plain"))
    bodies.attach(_body(letter.html, "html"))
    message = MIMEMultipart("mixed", boundary=f"=_parts_{mark[:32]}")
    message["X-Unsent"] = "1"
    message["Date"] = format_datetime(dt.datetime.combine(day, dt.time(), OFFICE_ZONE))
    if sender:
        message["From"] = _mailbox(sender_name, sender)
    message["To"] = ",\n ".join(_mailbox(letter.unit_name, each) for each in letter.recipients)
    message["Subject"] = _words(letter.subject, "Subject")
    message["Message-ID"] = f"<{mark[:40]}@{sender.partition('@')[2] or 'qz.invalid'}>"
    message.attach(bodies)
    for attachment in letter.attachments:
        message.attach(_attached(attachment))
    return message.as_bytes(policy=compat32.clone(linesep="\r\n", max_line_length=_LONGEST_LINE))
