"""The cells that a verifier fills in: styles, lists, checks and prompts."""

from decimal import Decimal
from typing import Any, Final

from qz.layout.verification_row import (
    COLUMN_OF,
    CONFIRMED,
    VerificationColumn,
    VerificationRow,
    points_words,
    value_spec,
)
from qz.model.layout import InputSpec, column_name
from qz.model.scorecards import Criterion
from qz.model.values import show_number
from qz.rules.registry import KINDS
from qz.values.expressions import both, literal, text
from qz.values.type_of_value import accepted
from qz.values.value_types import TYPES, describe_accepted

CLOSED: Final = "body box item"
"""The style of a cell that is not to be filled in on this row."""
NOTHING_NEEDED: Final = f"{CLOSED} open"
"""The style of a cell in which nothing need be written. It is not locked, so that 属实 can be filled down over it."""


def ref(row: int, column: VerificationColumn) -> str:
    """A reference to a cell of the same sheet with a fixed column and a relative row: ``$E5``."""
    return ref_in(str(row + 1), column)


def ref_in(number: str, column: VerificationColumn) -> str:
    """``ref`` for a row with that number, as programs show it."""
    return f"${column_name(COLUMN_OF[column])}{number}"


def value_style(row: VerificationRow) -> str:
    """The style of the row's value; for a row without a value, that of a text."""
    spec = value_spec(row)
    return f"body box {(spec and TYPES[spec.value_type].look) or 'left textual'}"


def value_rule(row: VerificationRow) -> dict[str, Any]:
    """The validation of 核定值: 属实, or a value that the form accepts for the same fact."""
    spec = value_spec(row)
    if spec is None or TYPES[spec.value_type].takes_anything:
        return {"validate": "any", "input_message": f"填“{CONFIRMED}”，或核定后的文字。"}
    wanted = f"填“{CONFIRMED}”（与自报一致），或{describe_accepted(spec)}。"
    return word_or_value_rule(CONFIRMED, spec, row.row, wanted, "与自报不同的，须写核定理由。")


def word_or_value_rule(word: str, spec: InputSpec | None, row: int, wanted: str, reason: str) -> dict[str, Any]:
    """The validation of 核定值 in ``row``: ``word``, or a value that ``spec`` accepts; ``None``: only ``word``.

    ``wanted`` tells the verifier what to fill in, ``reason`` when to explain it; both are sentences.
    """
    cell = ref(row, VerificationColumn.VALUE)
    rule: dict[str, Any] = {"validate": "list", "source": [word, *(spec.choices if spec else ())]}
    if spec is not None and not spec.choices:
        condition = accepted(TYPES[spec.value_type], spec, cell)
        rule = {"validate": "custom", "value": f"=IF({cell}={text(word)},TRUE,{condition})"}
    return rule | {
        "input_title": "核定值",
        "input_message": f"{wanted}{reason}",
        "error_title": "请核对",
        "error_message": f"“核定值”应{wanted}请改正后再填下一格。",
    }


_WHEN: Final = {False: "一般不填，按核定值自动计分；需直接给分时填", True: "由核定单位酌情给分，填"}


def points_rule(criterion: Criterion, spec: InputSpec, cell: str) -> dict[str, Any]:
    """The validation of 核定分: a number within the criterion's limits (分); ``cell``: the first cell it is for."""
    low, high = spec.minimum, spec.maximum
    limits: dict[str, Any]
    if criterion.least is not None:
        accepted = points_words(criterion, spec)
        far = both([f"ABS({cell})>={literal(criterion.least)}", *TYPES[spec.value_type].conditions(spec, cell)])
        limits = {"validate": "custom", "value": f"=OR({cell}=0,{far})"}
    elif low is not None and high is not None:
        limits = {"criteria": "between", "minimum": float(low), "maximum": float(high)}
        accepted = f"{show_number(low)}至{show_number(high)}分"
    elif high is not None:
        limits, accepted = {"criteria": "<=", "value": float(high)}, "扣分，写成0或负数"
    else:
        limits, accepted = {"criteria": ">=", "value": float(low or Decimal(0))}, "加分，写成0或正数"
    return {
        "validate": "decimal",
        "input_title": "核定分",
        "input_message": f"{_WHEN[KINDS[criterion.kind].needs.by_hand]}：{accepted}。与自评分不同的，须写核定理由。",
        "error_title": "请核对",
        "error_message": f"“核定分”应填{accepted}。请改正后再填下一格。",
        **limits,
    }


PERSON_PROMPT: Final = {
    "validate": "any",
    "input_title": "核定人",
    "input_message": "谁核定的就写谁；整份表由一人核定的，只在《核定说明》里写一次。",
}
REASON_PROMPT: Final = {
    "validate": "any",
    "input_title": "核定理由",
    "input_message": "与自报不同的，写明依据：查了什么材料、核实结果是什么。会印在结果里，反馈给被考核单位。",
}
