"""Whom a received workbook comes from: its seal, whose mailbox brought it, and who may say what.

Source: product specification, "Trust".
"""

from enum import StrEnum
from typing import Final


class Seal(StrEnum):
    """What a workbook's seal is worth. ``UNKNOWN``: there is no key to hold it against, and it counts as right."""

    RIGHT = "封签相符"
    WRONG = "封签不符"
    OTHER = "另一把密钥的封签"
    GONE = "没有封签"
    UNKNOWN = ""


SEAL_KEY: Final = "seal"
"""The manifest's key of the seal."""
