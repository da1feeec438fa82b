"""发送记录.json, the ledger: which letters were drafted and sent when, so that none is sent twice."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from qz.mail.draft_files import write_whole
from qz.model.letters import Delivery, MailKind, MailRecord, Outcome

LEDGER_NAME: Final = "发送记录.json"
_NOTE: Final = "本文件由程序维护，记录已拟、已发的邮件，避免重复发送；请勿手工修改。删除它等于全部重新拟稿。"
_FORMATS: Final = (1, 2)
"""The formats that are read; the last one is written. The first has no deliveries."""
_FIELDS: Final = {
    "kind": "类别",
    "unit_code": "单位",
    "when": "时间",
    "file": "文件",
    "fingerprint": "事由",
    "sha256": "校验",
}
_MESSAGE_ID: Final = "邮件编号"
_DELIVERIES: Final = "投递"
_DELIVERY_FIELDS: Final = {"address": "收件人", "outcome": "结果", "when": "时间", "words": "服务器答复"}


class LedgerFault(Exception):
    """The ledger exists but cannot be read; the message is the Chinese sentence for the user."""


def _texts(entry: dict[str, Any], fields: dict[str, str]) -> dict[str, str]:
    texts = {field: entry[word] for field, word in fields.items()}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError(entry)
    return texts


def _delivery(entry: dict[str, Any]) -> Delivery:
    texts = _texts(entry, _DELIVERY_FIELDS)
    when = dt.datetime.fromisoformat(texts["when"])
    return Delivery(texts["address"], Outcome(texts["outcome"]), when, texts["words"])


def _record(entry: dict[str, Any]) -> MailRecord:
    texts = _texts(entry, _FIELDS)
    return MailRecord(
        kind=MailKind(texts["kind"]),
        unit_code=texts["unit_code"],
        when=dt.datetime.fromisoformat(texts["when"]),
        file=texts["file"],
        fingerprint=texts["fingerprint"],
        sha256=texts["sha256"],
        message_id=str(entry.get(_MESSAGE_ID, "")),
        deliveries=tuple(_delivery(each) for each in entry.get(_DELIVERIES, ())),
    )


def _records(ledger: dict[str, Any]) -> tuple[MailRecord, ...]:
    if ledger["格式"] not in _FORMATS:
        raise ValueError(ledger["格式"])
    return tuple(_record(entry) for entry in ledger["记录"])


def read_ledger(path: Path) -> tuple[MailRecord, ...]:
    """The records in the order they were made; ``()`` where there is no ledger yet.

    Raises:
        LedgerFault: The file is not a ledger. If it were taken as empty, every letter would be sent again.
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


def _shown(record: MailRecord | Delivery, fields: dict[str, str]) -> dict[str, Any]:
    return {
        word: record.when.isoformat(timespec="seconds") if field == "when" else str(getattr(record, field))
        for field, word in fields.items()
    }


def _entry(record: MailRecord) -> dict[str, Any]:
    entry = _shown(record, _FIELDS)
    if record.deliveries:
        entry[_MESSAGE_ID] = record.message_id
        entry[_DELIVERIES] = [_shown(each, _DELIVERY_FIELDS) for each in record.deliveries]
    return entry


def write_ledger(path: Path, records: Sequence[MailRecord]) -> None:
    """Write the ledger, completely or not at all."""
    ledger = {"说明": _NOTE, "格式": _FORMATS[-1], "记录": [_entry(record) for record in records]}
    write_whole(path, (json.dumps(ledger, ensure_ascii=False, indent=1) + "\n").encode())
