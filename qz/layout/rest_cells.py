"""The cells of a 核定表 that confirm what is left of a unit's item (其余属实): one a unit and item, with a name."""

import re
from typing import Final

from qz.layout.verification_workbook import CONFIRMED, VerificationRow

REST: Final = f"其余{CONFIRMED}"
"""How a row's confirmation is told where one cell confirmed it with the others of its item."""
PREFIX: Final = "rest_"
"""How the defined names of these cells begin."""
_ODD: Final = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]")


def rest_name(row: VerificationRow) -> str:
    """The defined name of the cell for the row's unit and item: ``rest_Z02_7``."""
    parts = (row.unit.code, row.item.number if row.item else "0")
    return PREFIX + "_".join(_ODD.sub(lambda odd: f".{ord(odd[0]):x}", part) for part in parts)
