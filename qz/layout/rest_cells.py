"""The cells 其余属实 of a 核定表, one for each unit and item: 属实 there confirms all rows that were left blank."""

import re
from typing import Final

from qz.layout.verification_row import CONFIRMED, VerificationRow

REST: Final = f"其余{CONFIRMED}"
"""The word for a row that one cell confirmed, together with the others of its item."""
PREFIX: Final = "rest_"
"""How the defined names of these cells begin."""
_ODD: Final = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]")


def rest_name(row: VerificationRow) -> str:
    """The defined name of the cell for the row's unit and item: ``rest_Z02_7``."""
    parts = (row.unit.code, row.item.number if row.item else "0")
    return PREFIX + "_".join(_ODD.sub(lambda odd: f".{ord(odd[0]):x}", part) for part in parts)
