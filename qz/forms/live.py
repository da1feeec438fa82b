"""Live cells: a formula expression together with its value now, both made from one definition.

Whatever is typed, an expression gives one of its own words and never an error value. It uses only functions that Excel
2010, WPS and LibreOffice have.
"""

from decimal import Decimal
from enum import IntEnum
from typing import Final

from qz.forms.entries import Entry, blank
from qz.model.layout import InputSpec
from qz.records import dataclass
from qz.values import type_of_value
from qz.values.expressions import both, is_blank
from qz.values.value_types import TYPES, accepts

TO_FILL: Final = "待填"
WRONG: Final = "填写有误"
TO_VERIFY: Final = "待核定"
FINE: Final = "√"


class InputState(IntEnum):
    """The state of an input, as the number in the hidden column of states."""

    FINE = 0
    BLANK = 1
    WRONG = 2
    CONTRADICTS = 3


@dataclass(frozen=True, slots=True)
class Live:
    """A live cell: its expression (without ``=``) and its value now."""

    expression: str
    value: Decimal | str


def condition(spec: InputSpec, ref: str) -> str:
    """An expression: TRUE where the cell has an accepted value other than 不适用; for a text it may be an error."""
    return both(TYPES[spec.value_type].conditions(spec, ref))


def accepted(spec: InputSpec, ref: str) -> str:
    """An expression: TRUE where the cell's content is accepted; for a validation, an error value also refuses."""
    return type_of_value.accepted(TYPES[spec.value_type], spec, ref)


def input_state(entry: Entry) -> Live:
    """The state of a required input."""
    inner = f"IF({accepted(entry.cell.spec, entry.ref)},{InputState.FINE:d},{InputState.WRONG:d})"
    expression = f"IFERROR(IF({is_blank(entry.ref)},{InputState.BLANK:d},{inner}),{InputState.WRONG:d})"
    if blank(entry.content):
        state = InputState.BLANK
    else:
        state = InputState.FINE if accepts(entry.cell.spec, entry.content) else InputState.WRONG
    return Live(expression, Decimal(state))


def usable(entry: Entry) -> Decimal | None:
    """A cell's number, rounded as it is compared; ``None`` where the input does not accept it as a number."""
    if isinstance(entry.content, Decimal) and accepts(entry.cell.spec, entry.content):
        return TYPES[entry.cell.spec.value_type].compared(entry.content)
    return None
