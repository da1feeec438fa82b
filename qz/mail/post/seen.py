"""收信记录.json: which mails of the office's mailbox were fetched, so that none is fetched twice."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from qz.mail.draft_files import write_whole
from qz.records import dataclass

SEEN_NAME: Final = "收信记录.json"
_NOTE: Final = "本文件由程序维护，记录已从邮箱收下的邮件，避免重复收；请勿手工修改。删除它等于从头再收一遍。"
_FORMAT: Final = 1


class SeenFault(Exception):
    """The record exists but cannot be read; the message is the Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class SeenMail:
    """One mail that was fetched.

    ``folder``: mailbox and folder. ``validity``: the folder's UIDVALIDITY. ``uid``: the server's number of the mail.
    ``file``: the file saved; ``""`` for a mail that was not saved: a letter of the office itself, or one saved before.
    """

    folder: str
    validity: int
    uid: int
    sha256: str
    file: str


def _mails(record: dict[str, Any]) -> tuple[SeenMail, ...]:
    if record["格式"] != _FORMAT:
        raise ValueError(record["格式"])
    return tuple(SeenMail(**entry) for entry in record["邮件"])


def read_seen(path: Path) -> tuple[SeenMail, ...]:
    """The mails fetched so far; ``()`` where there is no record yet. Raises ``SeenFault``."""
    try:
        record = json.loads(path.read_bytes())
        return _mails(record)
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError) as fault:
        advice = "请用备份恢复；删除它则从头再收一遍（已在收件文件夹里的不会重复计）。"
        raise SeenFault(f"{path} 已损坏，读不出哪些邮件收过。{advice}") from fault


def write_seen(path: Path, mails: Sequence[SeenMail]) -> None:
    """Write the record, completely or not at all."""
    record = {"说明": _NOTE, "格式": _FORMAT, "邮件": [asdict(mail) for mail in mails]}
    write_whole(path, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
