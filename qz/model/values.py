"""Values of facts, exact: numbers are ``Decimal``, blank is ``None`` and never 0.

Source: scoring specification, "Fact types".
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum, StrEnum
from typing import Final

from qz.records import dataclass

_SIGNIFICANT: Final = Context(prec=15, rounding=ROUND_HALF_UP)
_RATE_QUANTUM: Final = Decimal("0.000001")
_SCORE_QUANTA: Final = (Decimal(1), Decimal("0.1"), Decimal("0.01"))


class ValueType(StrEnum):
    """The type of a value: what an input cell accepts. ``qz.values`` has one definition for each."""

    YES_NO = "yes_no"
    COUNT = "count"
    RATE = "rate"
    GRADE = "grade"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    STATUS = "status"
    DATE = "date"


class NotApplicable(Enum):
    """The answer 不适用, which is a value of its own."""

    NOT_APPLICABLE = "不适用"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE

Value = Decimal | bool | str | NotApplicable | None
"""A value as scored: number, yes/no (done/undone for a status), text, 不适用; ``None`` while missing or invalid."""


class Source(StrEnum):
    """Who a value comes from."""

    SELF = "自报"
    VERIFIED = "核定"
    REGISTER = "台账"
    FACTS = "按事实"
    PROGRAMME = "方案"


SURE: Final = frozenset({Source.VERIFIED, Source.REGISTER, Source.PROGRAMME})
"""The sources of a value that nobody need verify any more."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: file, sheet and cell, the file's SHA-256, and who gave it, why."""

    file: str
    sheet: str
    cell: str
    sha256: str = ""
    source: Source = Source.SELF
    given_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of one input that counts, with what was typed, its evidence and its origin.

    ``value`` is ``None`` for a blank and for an invalid input; ``invalid`` is true for the latter. ``replaced``: the
    answer that this one replaced, such as the self-report behind a verified value.
    """

    value: Value = None
    typed: str = ""
    evidence: str = ""
    invalid: bool = False
    origin: Origin | None = None
    replaced: "Answer | None" = None


BLANK_ANSWER: Final = Answer()
"""Stands for an answer where there is none."""


def exact_decimal(number: float | str | Decimal) -> Decimal:
    """The decimal of a cell's 15 significant digits: 0.57999999999999996 is 0.58.

    Source: scoring specification, "Fact types".
    """
    value = _SIGNIFICANT.create_decimal(str(number) if isinstance(number, float) else number)
    return value.normalize() + Decimal(0) if value else Decimal(0)


def round_rate(value: Decimal) -> Decimal:
    """A rate (a fraction of 1) rounded to 0.0001 of a percentage point, as rates are compared."""
    return value.quantize(_RATE_QUANTUM, ROUND_HALF_UP)


def round_score(value: Decimal, places: int = 2) -> Decimal:
    """A score rounded half away from zero, to 0.01 分 (a total: to ``places``). Scores are rounded nowhere else."""
    return value.quantize(_SCORE_QUANTA[places], ROUND_HALF_UP)


def counted(value: Value) -> Decimal | None:
    """A value as a sum counts it: a number itself, 是 as 1, 否 as 0; ``None`` for anything else."""
    if isinstance(value, bool):
        return Decimal(int(value))
    return value if isinstance(value, Decimal) else None


def show_number(value: Decimal) -> str:
    """A number without exponent or trailing zeros: ``2.50`` is ``2.5``, ``0.00`` is ``0``."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def show_percent(value: Decimal) -> str:
    """A fraction as percent: ``0.925`` is ``92.5%``."""
    return f"{show_number(value * 100)}%"
