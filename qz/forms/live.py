"""Live cells: each an Excel expression and the value it has, made side by side from one definition.

Whatever is typed, an expression gives one of its own words: error values are caught, and functions are those that Excel
2010, WPS and LibreOffice share.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import Final

from qz.forms.entries import Content, Entry
from qz.layout.accepts import NOT_APPLICABLE_WORD, whole_number
from qz.model.layout import InputSpec
from qz.model.values import ValueType, exact_decimal, round_rate
from qz.rules.formulas import both, either, literal, text

NUMERIC: Final = frozenset({ValueType.COUNT, ValueType.RATE, ValueType.GRADE, ValueType.NUMBER})
_SIX_PLACES: Final = Decimal("0.000001")
TO_FILL: Final = "待填"
WRONG: Final = "填写有误"
FINE: Final = "√"


class State(IntEnum):
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


def _rounded(spec: InputSpec, ref: str) -> str:
    return f"ROUND({ref},6)" if spec.value_type in {ValueType.RATE, ValueType.NUMBER} else ref


def condition(spec: InputSpec, ref: str) -> str:
    """TRUE where the cell holds what the input accepts, 不适用 apart; may be an error value where it holds a text."""
    if spec.choices:
        return either(f"{ref}={text(choice)}" for choice in spec.choices)
    if spec.value_type is ValueType.DATE:
        return f"ISNUMBER({ref})"
    if spec.value_type not in NUMERIC:
        return "TRUE"
    value = _rounded(spec, ref)
    parts = [f"ISNUMBER({ref})"]
    if spec.minimum is not None:
        parts.append(f"{value}>={literal(spec.minimum)}")
    if spec.maximum is not None:
        parts.append(f"{value}<={literal(spec.maximum)}")
    if spec.value_type is ValueType.COUNT:
        parts.append(f"{ref}=ROUND({ref},0)")
    if spec.step:
        steps = f"{value}/{literal(spec.step)}"
        parts.append(f"ROUND({steps},6)=ROUND({steps},0)")
    return both(parts)


def accepted(spec: InputSpec, ref: str) -> str:
    """TRUE where the cell holds what the input accepts; for a validation, where an error value refuses as well."""
    if spec.allows_not_applicable:
        return f"IF({ref}={text(NOT_APPLICABLE_WORD)},TRUE,{condition(spec, ref)})"
    return condition(spec, ref)


def accepts(spec: InputSpec, content: Content) -> bool:
    """Whether the input accepts what a cell holds: the twin of ``accepted``."""
    if spec.allows_not_applicable and content == NOT_APPLICABLE_WORD:
        return True
    if spec.choices:
        return content in spec.choices
    if spec.value_type in NUMERIC:
        return isinstance(content, Decimal) and _in_range(spec, content)
    return spec.value_type is not ValueType.DATE or isinstance(content, Decimal)


def _in_range(spec: InputSpec, content: Decimal) -> bool:
    number = exact_decimal(content)
    if spec.value_type in {ValueType.RATE, ValueType.NUMBER}:
        number = round_rate(number)
    if spec.minimum is not None and number < spec.minimum:
        return False
    if spec.maximum is not None and number > spec.maximum:
        return False
    if spec.value_type is ValueType.COUNT and not whole_number(number):
        return False
    return not spec.step or whole_number((number / spec.step).quantize(_SIX_PLACES, ROUND_HALF_UP))


def blank(content: Content) -> bool:
    """Whether a cell holds nothing, or nothing but an empty text."""
    return content is None or content == ""


def input_state(entry: Entry) -> Live:
    """A required input's state."""
    inner = f"IF({accepted(entry.cell.spec, entry.ref)},{State.FINE:d},{State.WRONG:d})"
    expression = f'IFERROR(IF({entry.ref}="",{State.BLANK:d},{inner}),{State.WRONG:d})'
    if blank(entry.content):
        state = State.BLANK
    else:
        state = State.FINE if accepts(entry.cell.spec, entry.content) else State.WRONG
    return Live(expression, Decimal(state))


def usable(entry: Entry) -> Decimal | None:
    """The number a cell holds as it is compared; ``None`` for anything the input does not accept as a number."""
    if isinstance(entry.content, Decimal) and accepts(entry.cell.spec, entry.content):
        number = exact_decimal(entry.content)
        return round_rate(number) if entry.cell.spec.value_type in {ValueType.RATE, ValueType.NUMBER} else number
    return None
