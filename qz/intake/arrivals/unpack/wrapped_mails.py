"""Mails in other formats: Outlook's winmail.dat and .msg, and mails signed as a whole (S/MIME)."""

import datetime as dt
import email.parser
import email.policy
import email.utils
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import tnefparse
from asn1crypto import cms
from aspose.email_foss import msg

from qz.intake.arrivals.unpack.pieces_within import Refused, Within, check_sizes

_SAVE_OUT = "请用收信的程序打开它，把附件另存出来直接报送"
_DEEPEST = 8
_SENDER_ADDRESSES = (0x5D01, 0x0C1F, 0x0065)
"""MAPI properties with a sender's address: the SMTP address, the address as given, the one it was sent on behalf of."""
_HEADERS, _SUBMITTED, _DELIVERED = 0x007D, 0x0039, 0x0E06
_STRING, _UNICODE, _TIME = 0x001E, 0x001F, 0x0040
"""Types of MAPI properties."""


def open_tnef(data: bytes) -> Iterator[Within]:
    """The files that Outlook packed into a winmail.dat, also those of mails inside it. Raises ``Refused``."""
    try:
        letter = tnefparse.TNEF(data, do_checksum=False)
        found = list(_tnef_files(letter, 0))
    except Exception as fault:
        raise Refused("F21", what="邮件附件包 winmail.dat", how=_SAVE_OUT) from fault
    check_sizes(len(each.data) for each in found)
    yield from found


def _tnef_files(letter: Any, depth: int) -> Iterator[Within]:
    for attachment in letter.attachments:
        inner = getattr(attachment, "embed", None)
        if inner is not None and depth < _DEEPEST:
            yield from _tnef_files(inner, depth + 1)
        else:
            name = attachment.long_filename()
            text = name.decode("gb18030", "replace") if isinstance(name, bytes) else str(name)
            yield Within(text.strip("\0"), bytes(attachment.data))


def open_msg(data: bytes) -> Iterator[Within]:
    """An Outlook message as one mail (.eml) with its sender, date, subject and attachments. Raises ``Refused``."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "letter.msg"
            path.write_bytes(data)
            mail = _as_mail(msg.MapiMessage.from_file(path), 0)
    except Refused:
        raise
    except Exception as fault:
        how = "请在 Outlook 里打开它，把附件另存出来直接报送，或另存为 .eml"
        raise Refused("F21", what="Outlook 邮件（.msg）", how=how) from fault
    yield Within("邮件", mail)


def _as_mail(message: msg.MapiMessage, depth: int) -> bytes:
    """The bytes of a mail with the message's headers and attachments; attached messages become mails inside it."""
    mail = EmailMessage(policy=email.policy.SMTP)
    headers = email.parser.HeaderParser(policy=email.policy.compat32).parsestr(_text(message, _HEADERS))
    for name, value in _of_the_server(message, headers):
        mail[name] = value
    mail["From"] = _sender(message, str(headers.get("from", "")))
    mail["To"] = "x"
    sent = message.get_property_value(_SUBMITTED, _TIME)
    date = email.utils.format_datetime(sent) if isinstance(sent, dt.datetime) else str(headers.get("date", ""))
    if date:
        mail["Date"] = " ".join(date.split())
    mail["Subject"] = " ".join((message.subject or "").split())
    mail.set_content("")
    attachments = list(message.iter_attachments_info())
    check_sizes(len(each.data or b"") for each in attachments)
    for each in attachments:
        name, body = " ".join((each.filename or "附件").split()), each.data
        if each.is_embedded_message and each.embedded_message is not None and depth < _DEEPEST:
            name, body = f"{name}.eml", _as_mail(each.embedded_message, depth + 1)
        mail.add_attachment(bytes(body or b""), maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def _of_the_server(message: msg.MapiMessage, headers: Message) -> Iterator[tuple[str, str]]:
    """The headers of the office's own mail server: when the mail came, and the results of its checks of the sender."""
    received = " ".join(str(headers.get("received", "")).split())
    delivered = message.get_property_value(_DELIVERED, _TIME)
    if not received and isinstance(delivered, dt.datetime):
        received = f"by Outlook; {email.utils.format_datetime(delivered)}"
    yield from (("Received", received.encode("ascii", "replace").decode()),) if received else ()
    for found in headers.get_all("authentication-results", ()):
        yield "Authentication-Results", " ".join(str(found).split()).encode("ascii", "replace").decode()


def _text(message: msg.MapiMessage, number: int) -> str:
    """A property that is text; ``""`` where there is none."""
    value = message.get_property_value(number, _UNICODE) or message.get_property_value(number, _STRING)
    return value if isinstance(value, str) else ""


def _sender(message: msg.MapiMessage, header: str) -> str:
    for found in (header, *(_text(message, number) for number in _SENDER_ADDRESSES)):
        address = email.utils.parseaddr(found)[1]
        if "@" in address and address.isascii():
            return address
    return "x"


def open_smime(data: bytes) -> Iterator[Within]:
    """The mail inside an S/MIME signature (RFC 8551, 3.5.2); the signature is not checked. Raises ``Refused``."""
    try:
        outer = cms.ContentInfo.load(data)
        kind = outer["content_type"].native
        body = outer["content"]["encap_content_info"]["content"] if kind == "signed_data" else None
        inner = body.native if body is not None else None
    except (ValueError, TypeError, KeyError):
        raise Refused("F29") from None
    if kind != "signed_data":
        raise Refused("F22", what="S/MIME", how="这封邮件是加密的，请让对方不加密重新发送")
    if not isinstance(inner, bytes) or not inner:
        raise Refused("F21", what="邮件的数字签名（S/MIME）", how=_SAVE_OUT)
    check_sizes([len(inner)])
    yield Within("邮件", b"MIME-Version: 1.0\r\nTo: x\r\n" + inner.lstrip(b"\r\n"))
