"""The words that a programme chooses from: each enumeration is the drop-down of some of its cells."""

from decimal import Decimal
from enum import StrEnum


class Comparator(StrEnum):
    """How an actual value is compared with its target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="

    def holds(self, actual: Decimal, target: Decimal) -> bool:
        """Whether ``actual`` meets ``target``."""
        if self is Comparator.AT_LEAST:
            return actual >= target
        if self is Comparator.AT_MOST:
            return actual <= target
        return actual == target

    @property
    def sign(self) -> str:
        """The operator in an Excel formula."""
        return {Comparator.AT_LEAST: ">=", Comparator.AT_MOST: "<=", Comparator.EQUAL: "="}[self]

    @property
    def opposite_sign(self) -> str:
        """The operator in an Excel formula for the opposite: TRUE where the comparison does not hold."""
        return {Comparator.AT_LEAST: "<", Comparator.AT_MOST: ">", Comparator.EQUAL: "<>"}[self]


class PartialStep(StrEnum):
    """How a part of a step is counted: 不扣 / 按一步扣 / 按比例扣."""

    FREE = "不扣"
    WHOLE = "按一步扣"
    PROPORTIONAL = "按比例扣"


class TieBreak(StrEnum):
    """By what units with equal totals are ranked, besides the scores of items."""

    BASE = "标准分得分"
    BONUS = "加分"


class Consequence(StrEnum):
    """What a criterion of the kind 一票否决 does to the whole scorecard where it applies."""

    TOTAL_ZERO = "总分为0"
    NOT_BEST = "不得评优"
    ONE_DOWN = "降一档"
    LAST = "定为末档"

    @property
    def needs_grades(self) -> bool:
        """Whether it only makes sense where the programme has 等次."""
        return self in {Consequence.ONE_DOWN, Consequence.LAST}


class FilledBy(StrEnum):
    """Who fills in a fact: the unit on its form, the clause's verifier or the office in a 核定表, or nobody (考核方案).

    A value given by the programme is a ``Fact`` of the unit with ``given`` set.
    """

    UNIT = "单位"
    VERIFIER = "核定单位"
    OFFICE = "办公室"
    PROGRAMME = "考核方案"


class GroupFigure(StrEnum):
    """The figure of a group with which a unit's number is compared."""

    MEAN = "平均值"
    GREATEST = "最高值"
    LEAST = "最低值"


class Role(StrEnum):
    """A unit's part in a task."""

    LEAD = "牵头"
    SUPPORT = "配合"


class IndicatorKind(StrEnum):
    """What an indicator is about: reaching a number, something that must not happen, or awards to be won."""

    TARGET = "指标"
    INCIDENT = "底线"
    AWARD = "争创"


class PartEffect(StrEnum):
    """How a part enters the composite score: weighted, added, or deducted."""

    WEIGHTED = "加权"
    ADDED = "加分"
    TAKEN = "扣分"
