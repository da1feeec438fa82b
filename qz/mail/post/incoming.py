"""What a fetched mail is to the office: a unit's, a letter of its own come back, or a notice of non-delivery."""

import datetime as dt
import email
import email.policy
import email.utils
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Final

from qz.mail.draft_files import safe_name
from qz.mail.post.connect import decode_answer
from qz.model.letters import MailRecord

_DAEMONS: Final = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-daemon|mdaemon)@")
_MESSAGE_ID: Final = re.compile(rb"(?i)message-id:[ \t\r\n]*(<[^<>\s]+>)")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that was not delivered: its record's place in the ledger, to whom, and what was said of it."""

    place: int
    address: str
    words: str


def is_own_letter(mail: Message, ledger: Sequence[MailRecord]) -> bool:
    """Whether the mail is a letter that this office sent, such as the copy that a server keeps for the sender."""
    message_id = str(mail.get("message-id", "")).strip()
    return bool(message_id) and any(record.message_id == message_id for record in ledger)


def parse(content: bytes) -> Message:
    """A mail's parts, its headers as they stand."""
    return email.message_from_bytes(content, policy=email.policy.compat32)


def read_bounces(mail: Message, content: bytes, ledger: Sequence[MailRecord]) -> tuple[Bounce, ...]:
    """The letters of ours that a notice of non-delivery is about; ``()`` for any other mail.

    A notice by the standard (RFC 3464) names the recipient. Others come from the server's own mailbox and quote the
    letter; it is taken for all whom that letter was for. A notice that it is only late is none.
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
    """The recipients a notice without a standard form names, by Exim's header; ``None`` where it is no notice."""
    named = str(mail.get("x-failed-recipients", ""))
    if named:
        return {each.strip().casefold(): "" for each in named.split(",")}
    sender = email.utils.parseaddr(str(mail.get("from", "")))[1]
    return {} if _DAEMONS.match(sender) else None


def file_name(mail: Message, sha256: str, zone: dt.tzinfo) -> str:
    """The name a fetched mail is kept under: when it was sent, by whom, and a piece of its SHA-256."""
    sender = email.utils.parseaddr(str(mail.get("from", "")))[1].encode("ascii", "ignore").decode()
    try:
        sent = email.utils.parsedate_to_datetime(str(mail.get("date", "")))
        moment = f"{sent.astimezone(zone) if sent.tzinfo else sent:%Y%m%d-%H%M%S}"
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = "无日期"
    return safe_name(f"{moment}-{sender[:60] or '无发件人'}-{sha256[:8]}") + ".eml"
