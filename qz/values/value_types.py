"""The registry of value types, and what is asked of a value whatever its type.

A new type is one class and one row here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qz.model.choices import Comparator, IndicatorKind
from qz.model.layout import InputSpec
from qz.model.task_table import Indicator
from qz.model.values import Value, ValueType
from qz.values.number_types import Count, Grade, Number, Rate
from qz.values.text_types import Date, Text
from qz.values.type_of_value import NO_LIMITS, Content, TypeOfValue
from qz.values.word_types import Option, Status, YesNo
from qz.words import NOT_APPLICABLE_WORD, Vocabulary

TYPES: Final[dict[ValueType, TypeOfValue]] = {
    each.key: each for each in (YesNo(), Count(), Rate(), Grade(), Text(), Number(), Option(), Status(), Date())
}
"""Every type by its key, in the order lists show them."""

NOTES: Final = frozenset(each.key for each in TYPES.values() if each.is_note)
"""Types that are never scored: as a term they are notes."""

NUMBERS: Final = tuple(each.key for each in (TYPES[key] for key in ValueType) if each.is_number)
"""Types that are numbers."""


def _vocabulary(types: list[TypeOfValue]) -> Vocabulary[ValueType]:
    spellings = {spelling: each.word for each in types for spelling in each.spellings}
    return Vocabulary({each.word: each.key for each in types}, spellings)


VALUE_TYPES: Final = _vocabulary([each for each in TYPES.values() if each.for_facts])
"""The words for types a fact may have."""
INDICATOR_TYPES: Final = _vocabulary([each for each in TYPES.values() if each.for_indicators])
"""The words for types an indicator may have."""


def least_words() -> str:
    """What 下限 is where the programme leaves it blank: ``计数和评分为 0，比率为 0%``."""
    return _blank_words({each: each.limits(NO_LIMITS).minimum for each in TYPES.values()})


def greatest_words() -> str:
    """What 上限 is where the programme leaves it blank: ``比率为 100%``."""
    return _blank_words({each: each.limits(NO_LIMITS).maximum for each in TYPES.values()})


def _blank_words(bounds: Mapping[TypeOfValue, Decimal | None]) -> str:
    by_bound: dict[str, list[str]] = {}
    for each, bound in bounds.items():
        if bound is not None:
            by_bound.setdefault(each.show(bound), []).append(each.word)
    return "，".join(f"{'和'.join(words)}为 {shown}" for shown, words in by_bound.items())


def describe_accepted(spec: InputSpec) -> str:
    """What the input accepts, as a phrase without full stop: ``0%至100%的百分数（如92.5%），或“不适用”``."""
    phrase = TYPES[spec.value_type].accepted_words(spec)
    return f"{phrase}，或“{NOT_APPLICABLE_WORD}”" if spec.allows_not_applicable else phrase


def describe_answer(spec: InputSpec) -> str:
    """What kind of answer is wanted, as briefly as a narrow column asks: ``是／否``, ``0—5分``, ``次``."""
    return TYPES[spec.value_type].answer_words(spec)


def accepts(spec: InputSpec, content: Content) -> bool:
    """Whether the input accepts what a cell holds: the twin of ``qz.values.type_of_value.accepted``."""
    if spec.allows_not_applicable and content == NOT_APPLICABLE_WORD:
        return True
    return TYPES[spec.value_type].holds(content, spec)


def fault_of(value: Value, spec: InputSpec) -> str:
    """The finding's code for a number the input does not accept; empty for any other value."""
    return TYPES[spec.value_type].fault(value, spec) if isinstance(value, Decimal) else ""


def show_value(value: Value, value_type: ValueType, unit_of_measure: str = "") -> str:
    """A value in words: ``93.5%``, ``2只``, ``是``, ``不适用``; blank for none."""
    return TYPES[value_type].show(value, unit_of_measure)


def show_target(target: Decimal, comparator: Comparator, value_type: ValueType, unit_of_measure: str = "") -> str:
    """A target in words: ``≥92%``, ``≥4只``."""
    return f"{comparator.value}{show_value(target, value_type, unit_of_measure)}"


def indicator_target(indicator: Indicator) -> str:
    """An indicator's target in words: ``≥4只``, ``≤另行下达``, ``争创``."""
    if indicator.kind is IndicatorKind.AWARD:
        return indicator.kind.value
    if indicator.target is None:
        return f"{indicator.comparator.value}另行下达"
    return show_target(indicator.target, indicator.comparator, indicator.value_type, indicator.unit_of_measure)
