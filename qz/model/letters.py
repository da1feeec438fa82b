"""What the mail stage hands on: letters as they are due, and the record of what went out."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class MailKind(StrEnum):
    """What a letter is for, in the order a year goes."""

    FORM = "发表"
    REMINDER = "催报"
    CORRECTION = "补正"
    RECEIPT = "回执"
    VERIFICATION = "核定"
    FEEDBACK = "结果告知"
    REVIEW = "复核答复"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a letter: the name the recipient sees and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, worded and addressed. ``recipients`` are bare addresses; lines of the bodies end in a line feed.

    ``matter`` is the SHA-256 of what it is about: two letters of a kind to a unit with one matter are the same thing.
    """

    kind: MailKind
    unit_code: str
    unit_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    matter: str


class Outcome(StrEnum):
    """What became of a letter handed to the server for one recipient.

    ``UNKNOWN``: the server had the whole letter and never answered, so it may have gone out.
    """

    SENT = "已发"
    UNKNOWN = "不明"
    REFUSED = "拒收"
    BOUNCED = "退信"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter for one recipient; ``when`` in naive local time; ``words`` are the server's answer."""

    address: str
    outcome: Outcome
    when: dt.datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class MailRecord:
    """One draft made: its kind, the unit, when (naive local time of the office), and the file in the mail folder.

    ``matter`` as in ``Letter``; ``sha256`` is of the draft's bytes. ``message_id`` and ``deliveries`` are there once
    the draft was sent through the office's mailbox.
    """

    kind: MailKind
    unit_code: str
    when: dt.datetime
    file: str
    matter: str
    sha256: str
    message_id: str = ""
    deliveries: tuple[Delivery, ...] = ()
