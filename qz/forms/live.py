"""Live cells: an Excel expression and the value it has now, both made from one definition.

Whatever is typed, an expression gives one of its own words: error values are caught, and functions are those that Excel
2010, WPS and LibreOffice share.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Final

from qz.forms.entries import Entry, blank
from qz.model.layout import InputSpec
from qz.values import type_of_value
from qz.values.expressions import both, is_blank
from qz.values.value_types import TYPES, accepts

TO_FILL: Final = "待填"
WRONG: Final = "填写有误"
TO_VERIFY: Final = "待核定"
FINE: Final = "√"


class InputState(IntEnum):
    """How an input stands, as the hidden columns of states keep it."""

    FINE = 0
    BLANK = 1
    WRONG = 2
    CONTRADICTS = 3


@dataclass(frozen=True, slots=True)
class Live:
    """A live cell: the expression (no leading ``=``) and the value it has now."""

    expression: str
    value: Decimal | str


def condition(spec: InputSpec, ref: str) -> str:
    """TRUE where the cell holds what the input accepts, 不适用 apart; may be an error value where it holds a text."""
    return both(TYPES[spec.value_type].conditions(spec, ref))


def accepted(spec: InputSpec, ref: str) -> str:
    """TRUE where the cell holds what the input accepts; for a validation, where an error value refuses as well."""
    return type_of_value.accepted(TYPES[spec.value_type], spec, ref)


def input_state(entry: Entry) -> Live:
    """A required input's state."""
    inner = f"IF({accepted(entry.cell.spec, entry.ref)},{InputState.FINE:d},{InputState.WRONG:d})"
    expression = f"IFERROR(IF({is_blank(entry.ref)},{InputState.BLANK:d},{inner}),{InputState.WRONG:d})"
    if blank(entry.content):
        state = InputState.BLANK
    else:
        state = InputState.FINE if accepts(entry.cell.spec, entry.content) else InputState.WRONG
    return Live(expression, Decimal(state))


def usable(entry: Entry) -> Decimal | None:
    """The number a cell holds as it is compared; ``None`` for anything the input does not accept as a number."""
    if isinstance(entry.content, Decimal) and accepts(entry.cell.spec, entry.content):
        return TYPES[entry.cell.spec.value_type].compared(entry.content)
    return None
