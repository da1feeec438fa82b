"""The manifest, by which a workbook is recognised under any file name: its keys, and the kinds of workbook.

``qz.workbook.manifest_sheet`` writes it on a hidden sheet and in the file's properties; intake and the other stages
read it.
"""

import datetime as dt
from enum import StrEnum
from typing import Final

EPOCH: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - workbook properties are naive
"""The fixed time in the properties of every workbook, so that the same contents give the same bytes."""
MANIFEST_SHEET: Final = "_qz"
"""The hidden sheet: rows of key and value in columns A and B."""
MANIFEST_FORMAT: Final = "1"
PREFIX: Final = "qz_"
"""What the names of the file's own properties begin with."""


class Key(StrEnum):
    """The keys of a manifest."""

    FORMAT = "qz_format"
    KIND = "kind"
    YEAR = "year"
    PROGRAMME = "programme_id"
    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    EDITION = "edition"
    DIGEST = "digest"
    VERIFIER = "verifier"
    VOLUME = "volume"
    UNITS = "units"
    ROWS = "rows"
    MOMENT = "moment"
    VERSION = "version"
    SEAL = "seal"


class WorkbookKind(StrEnum):
    """Kinds of workbook with a manifest, such as a unit's form, a verifier's 核定表 or the office's registers."""

    RETURN = "return"
    APPLICATION = "application"
    VERIFICATION = "verification"
    REGISTER = "register"
    CONFIRMATION = "confirmation"
    ARCHIVE = "archive"

    @property
    def word(self) -> str:
        """The usual Chinese name of the kind."""
        return _WORDS[self]


_WORDS: Final = {
    WorkbookKind.RETURN: "报送表",
    WorkbookKind.APPLICATION: "复核申请",
    WorkbookKind.VERIFICATION: "核定表",
    WorkbookKind.REGISTER: "台账",
    WorkbookKind.CONFIRMATION: "收件确认",
    WorkbookKind.ARCHIVE: "归档清单",
}
