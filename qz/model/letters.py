"""What the mail stage passes on: letters to be sent, and records of letters that were drafted or sent."""

import datetime as dt
from enum import StrEnum
from pathlib import Path

from qz.records import dataclass


class MailKind(StrEnum):
    """The purpose of a letter, in the order of a year."""

    FORM = "发表"
    REMINDER = "催报"
    CORRECTION = "补正"
    RECEIPT = "回执"
    VERIFICATION = "核定"
    FEEDBACK = "结果告知"
    REVIEW = "复核答复"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a letter: its name as the recipient sees it, and its bytes or the file that has them.

    Those of a file are read when they are asked for: of thousands of letters only one's are in memory.
    """

    name: str
    source: bytes | Path

    @property
    def content(self) -> bytes:
        """The bytes. Raises ``OSError`` where the file cannot be read."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to be drafted. ``recipients``: bare addresses. Lines of ``text`` and ``html`` end in LF.

    ``fingerprint``: SHA-256 of what the letter is about. Letters to a unit with the same kind and fingerprint are about
    the same thing, so the second is not drafted.
    """

    kind: MailKind
    unit_code: str
    unit_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    fingerprint: str


class Outcome(StrEnum):
    """What happened to a letter that was given to the mail server for one recipient.

    ``UNKNOWN``: the server received the whole letter but did not answer, so the letter may have been sent.
    """

    SENT = "已发"
    UNKNOWN = "不明"
    REFUSED = "拒收"
    BOUNCED = "退信"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of a letter for one recipient, at ``when`` (naive local time); ``words`` is the server's answer."""

    address: str
    outcome: Outcome
    when: dt.datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class MailRecord:
    """A letter that was drafted: kind, unit, time (naive local time of the office), and the file in the mail folder.

    ``fingerprint``: as in ``Letter``. ``sha256``: of the draft's bytes. ``message_id`` and ``deliveries``: set once the
    draft was sent through the office's mailbox.
    """

    kind: MailKind
    unit_code: str
    when: dt.datetime
    file: str
    fingerprint: str
    sha256: str
    message_id: str = ""
    deliveries: tuple[Delivery, ...] = ()
