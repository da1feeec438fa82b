"""What a fetched mail is: from a unit, a copy of a letter the office sent, or a notice that one was not delivered."""

import datetime as dt
import email
import email.policy
import email.utils
import re
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from typing import Final

from qz.mail.draft_files import safe_name
from qz.mail.post.connect import decode_answer
from qz.model.letters import MailRecord
from qz.records import dataclass

_DAEMONS: Final = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-daemon|mdaemon)@")
_MESSAGE_ID: Final = re.compile(rb"(?i)message-id:[ \t\r\n]*(<[^<>\s]+>)")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that was not delivered. ``place``: the index of its record in the ledger. ``words``: the reason."""

    place: int
    address: str
    words: str


def is_own_letter(mail: Message, ledger: Sequence[MailRecord]) -> bool:
    """Whether the mail is a letter that the office sent itself, such as a copy in its own mailbox."""
    message_id = str(mail.get("message-id", "")).strip()
    return bool(message_id) and any(record.message_id == message_id for record in ledger)


def parse(content: bytes) -> Message:
    """The mail, parsed; its headers are not decoded."""
    return email.message_from_bytes(content, policy=email.policy.compat32)


def read_bounces(mail: Message, content: bytes, ledger: Sequence[MailRecord]) -> tuple[Bounce, ...]:
    """The letters that a notice of non-delivery is about; ``()`` for any other mail.

    A notice by the standard (RFC 3464) names the recipients. Other notices come from the address of a mail server and
    quote the letter; they are taken to be about all its recipients. A notice of a delay does not count.
    """
    standard = mail.get_content_type() == "multipart/report" and mail.get_param("report-type") == "delivery-status"
    failed = dict(_failed_recipients(mail)) if standard else _plainly_failed(mail)
    if failed is None or (standard and not failed):
        return ()
    wanted = {found.decode("ascii", "replace") for found in _MESSAGE_ID.findall(content)}
    bounces = []
    for place, record in enumerate(ledger):
        if record.message_id and record.message_id in wanted:
            known = [each.address for each in record.deliveries]
            hit = [each for each in known if each.casefold() in failed] or known
            bounces += [Bounce(place, each, failed.get(each.casefold(), "")) for each in hit]
    return tuple(bounces)


def _failed_recipients(mail: Message) -> Iterator[tuple[str, str]]:
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if part.is_multipart() else ():
            assert isinstance(block, Message)  # noqa: S101 - the parser's own parts
            if str(block.get("action", "")).strip().casefold() != "failed":
                continue
            words = _last(str(block.get("diagnostic-code", "") or block.get("status", "")))
            for head in ("original-recipient", "final-recipient"):
                if block.get(head):
                    yield _last(str(block[head])).casefold(), words


def _last(value: str) -> str:
    """The value after its type: ``rfc822; a@b`` is ``a@b``."""
    return decode_answer(value.rpartition(";")[2] if value.count(";") == 1 else value.partition(";")[2] or value)


def _plainly_failed(mail: Message) -> Mapping[str, str] | None:
    """The recipients named (in Exim's header) by a notice not in the standard form; ``None`` if it is no notice."""
    named = str(mail.get("x-failed-recipients", ""))
    if named:
        return {each.strip().casefold(): "" for each in named.split(",")}
    sender = email.utils.parseaddr(str(mail.get("from", "")))[1]
    return {} if _DAEMONS.match(sender) else None


def file_name(mail: Message, sha256: str, zone: dt.tzinfo) -> str:
    """The file name of a fetched mail: when and by whom it was sent, and the beginning of its SHA-256."""
    sender = email.utils.parseaddr(str(mail.get("from", "")))[1].encode("ascii", "ignore").decode()
    try:
        sent = email.utils.parsedate_to_datetime(str(mail.get("date", "")))
        moment = f"{sent.astimezone(zone) if sent.tzinfo else sent:%Y%m%d-%H%M%S}"
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = "无日期"
    return safe_name(f"{moment}-{sender[:60] or '无发件人'}-{sha256[:8]}") + ".eml"
