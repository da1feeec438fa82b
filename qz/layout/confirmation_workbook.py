"""The layout of 收件确认.xlsx: one row for each file in doubt, with three cells to fill in.

Columns are found by their heads, and rows by the file's digest in the hidden first column, so both may be moved.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from qz.layout.form import programme_id
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme

FILE_NAME: Final = "收件确认.xlsx"
SHEET: Final = "待确认"
KEY_COLUMN: Final = 0
ADOPT: Final = "采用"
REJECT: Final = "不采用"
DECISION: Final = "处理"
REASON: Final = "理由"
PERSON: Final = "经办人"
OPEN_HEADS: Final = (DECISION, REASON, PERSON)
"""The heads of the columns that a person fills in."""


def confirmation_manifest(programme: Programme, digests: Iterable[str]) -> Mapping[str, str]:
    """The manifest of the workbook. ``digests``: the keys of its rows."""
    return {
        Key.FORMAT: MANIFEST_FORMAT,
        Key.KIND: WorkbookKind.CONFIRMATION,
        Key.YEAR: str(programme.particulars.year),
        Key.PROGRAMME: programme_id(programme),
        Key.EDITION: programme.particulars.edition,
        Key.ROWS: digest_of_keys(digests),
    }


def digest_of_keys(digests: Iterable[str]) -> str:
    """SHA-256 over the keys of the rows, in any order."""
    return hashlib.sha256(json.dumps(sorted(digests)).encode()).hexdigest()
