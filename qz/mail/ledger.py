"""发送记录.json: which drafts were made when, so that nobody gets one twice for the same thing."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from qz.mail.draft_files import write_whole
from qz.model.letters import MailKind, MailRecord

LEDGER_NAME: Final = "发送记录.json"
_NOTE: Final = "本文件由程序维护，记录已拟的邮件草稿，避免重复发送；请勿手工修改。删除它等于全部重新拟稿。"
_FORMAT: Final = 1
_FIELDS: Final = {
    "kind": "类别",
    "unit_code": "单位",
    "when": "时间",
    "file": "文件",
    "matter": "事由",
    "sha256": "校验",
}


class LedgerFault(Exception):
    """The ledger is there and cannot be read; the message is the Chinese sentence that says so."""


def _record(entry: dict[str, str]) -> MailRecord:
    texts = {field: entry[word] for field, word in _FIELDS.items()}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError(entry)
    return MailRecord(
        kind=MailKind(texts["kind"]),
        unit_code=texts["unit_code"],
        when=dt.datetime.fromisoformat(texts["when"]),
        file=texts["file"],
        matter=texts["matter"],
        sha256=texts["sha256"],
    )


def _records(ledger: dict[str, Any]) -> tuple[MailRecord, ...]:
    if ledger["格式"] != _FORMAT:
        raise ValueError(ledger["格式"])
    return tuple(_record(entry) for entry in ledger["记录"])


def read_ledger(path: Path) -> tuple[MailRecord, ...]:
    """The records in the order they were made; ``()`` where there is no ledger yet.

    Raises:
        LedgerFault: the file is not a ledger. Taking it for an empty one would send everything again.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return _records(json.loads(content))
    except (ValueError, KeyError, TypeError) as fault:
        advice = "请用备份恢复；若要全部重新拟稿，请先删除它再运行。"
        raise LedgerFault(f"{path} 已损坏，读不出哪些邮件发过。{advice}") from fault


def write_ledger(path: Path, records: Sequence[MailRecord]) -> None:
    """Write the ledger, whole or not at all."""
    entries = [
        {
            word: record.when.isoformat(timespec="seconds") if field == "when" else str(getattr(record, field))
            for field, word in _FIELDS.items()
        }
        for record in records
    ]
    text = json.dumps({"说明": _NOTE, "格式": _FORMAT, "记录": entries}, ensure_ascii=False, indent=1)
    write_whole(path, (text + "\n").encode())
