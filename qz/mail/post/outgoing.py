"""Which drafts are to be sent and to whom, and how a draft becomes the letter that is sent."""

import datetime as dt
import email
import email.policy
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from qz.model.addresses import split_addresses
from qz.model.letters import Delivery, MailRecord, Outcome
from qz.records import dataclass
from qz.values.dates import OFFICE_ZONE

_NOT_ON_THE_WAY: Final = re.compile(rb"(?im)^(?:X-Unsent|Bcc|Date):[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One draft to be sent.

    ``place``: the index of its record in the ledger. ``recipients``: addresses to which it was not sent yet.
    ``unsure``: those of them to which an interrupted run may have sent it.
    """

    place: int
    record: MailRecord
    recipients: tuple[str, ...]
    unsure: tuple[str, ...]
    attachments: tuple[str, ...]
    content: bytes


def find_outgoing(folder: Path, ledger: Sequence[MailRecord]) -> tuple[tuple[Outgoing, ...], tuple[str, ...]]:
    """The drafts in the folder that were not sent to all recipients, in the ledger's order; and sentences on others.

    A draft is sent as it is in the folder, with the clerk's changes; a deleted draft is not sent. The sentences are
    about drafts that cannot be sent.
    """
    last = {record.file: place for place, record in enumerate(ledger)}
    found, sentences = [], []
    for place in sorted(last.values()):
        record = ledger[place]
        try:
            content = (folder / record.file).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as fault:
            sentences.append(f"草稿 {record.file} 打不开（{fault.strerror}），未发。请关闭后再运行。")
            continue
        try:
            outgoing = _outgoing(place, record, content)
        except ValueError as wrong:
            sentences.append(f"草稿 {record.file} 的收件人“{wrong}”写法不对，未发。请在草稿里改正后再运行。")
            continue
        if outgoing.recipients or outgoing.unsure:
            found.append(outgoing)
    return tuple(found), tuple(sentences)


def _outgoing(place: int, record: MailRecord, content: bytes) -> Outgoing:
    """The draft to be sent. Raises ``ValueError`` with the text that stands in place of an address."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - that policy makes nothing else
    wanted = _recipients(message)
    outcomes = {each.address: each.outcome for each in record.deliveries}
    names = tuple(part.get_filename("附件") for part in message.iter_attachments()) if message.is_multipart() else ()
    return Outgoing(
        place=place,
        record=record,
        recipients=tuple(each for each in wanted if each not in outcomes),
        unsure=tuple(each for each in wanted if outcomes.get(each) is Outcome.UNKNOWN),
        attachments=names,
        content=content,
    )


def _recipients(message: EmailMessage) -> tuple[str, ...]:
    fields = [value for head in ("to", "cc", "bcc") for value in message.get_all(head, [])]
    addresses = [one for field in fields for each in field.addresses for one in split_addresses(each.addr_spec)]
    if not addresses:
        raise ValueError("；".join(map(str, fields)))
    return tuple(dict.fromkeys(addresses))


def letter_to_send(draft: bytes, sender: str, now: dt.datetime) -> tuple[bytes, str]:
    """The bytes of the letter to be sent, and its Message-ID.

    Its date is ``now`` (naive local time), headers that only drafts have are removed, and a missing sender is filled
    in. Everything else is byte for byte that of the draft.
    """
    end = _HEAD_END.search(draft)
    head, body = (draft[: end.start()] + b"\r\n", draft[end.end() :]) if end else (draft + b"\r\n", b"")
    head = _NOT_ON_THE_WAY.sub(b"", head)
    message = email.message_from_bytes(head, policy=email.policy.default)
    added = [f"Date: {format_datetime(now.replace(microsecond=0, tzinfo=OFFICE_ZONE))}"]
    if not message["from"]:
        added.append(f"From: {sender}")
    message_id = str(message["message-id"] or "").strip()
    if not message_id:
        message_id = f"<{hashlib.sha256(draft).hexdigest()[:40]}@{sender.partition('@')[2]}>"
        added.append(f"Message-ID: {message_id}")
    return "".join(f"{line}\r\n" for line in added).encode() + head + b"\r\n" + body, message_id


def note_deliveries(
    ledger: Sequence[MailRecord], place: int, message_id: str, deliveries: Sequence[Delivery]
) -> tuple[MailRecord, ...]:
    """The ledger with these deliveries of the letter; they replace earlier ones to the same addresses."""
    record = ledger[place]
    addresses = {each.address for each in deliveries}
    others = tuple(each for each in record.deliveries if each.address not in addresses)
    noted = replace(record, message_id=message_id, deliveries=(*others, *deliveries))
    return (*ledger[:place], noted, *ledger[place + 1 :])


def drop_deliveries(ledger: Sequence[MailRecord], place: int, addresses: Sequence[str]) -> tuple[MailRecord, ...]:
    """The ledger without the letter's deliveries to these addresses, to which it was certainly not sent."""
    record = ledger[place]
    others = tuple(each for each in record.deliveries if each.address not in addresses)
    return (*ledger[:place], replace(record, deliveries=others), *ledger[place + 1 :])
