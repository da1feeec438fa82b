"""How a workbook says what it is, whatever its file is called: the keys of its manifest and the kinds there are.

``qz.workbook.manifest_sheet`` writes it, on a hidden sheet and in the file's properties; intake and the stages read it.
"""

from enum import StrEnum
from typing import Final

MANIFEST_SHEET: Final = "_qz"
"""The hidden sheet: rows of key and value in columns A and B."""
MANIFEST_FORMAT: Final = "1"
PREFIX: Final = "qz_"
"""What the names of the file's own properties begin with."""


class Key(StrEnum):
    """What a manifest may say."""

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
    """What bears a seal: a unit's form and application, a verifier's workbook, the office's registers and the like."""

    RETURN = "return"
    APPLICATION = "application"
    VERIFICATION = "verification"
    REGISTER = "register"
    CONFIRMATION = "confirmation"
    ARCHIVE = "archive"

    @property
    def word(self) -> str:
        """What people call it."""
        return _WORDS[self]


_WORDS: Final = {
    WorkbookKind.RETURN: "报送表",
    WorkbookKind.APPLICATION: "复核申请",
    WorkbookKind.VERIFICATION: "核定表",
    WorkbookKind.REGISTER: "台账",
    WorkbookKind.CONFIRMATION: "收件确认",
    WorkbookKind.ARCHIVE: "归档清单",
}
