"""The words for a status that facts contradict: the missed target, and the facts with their cells."""

from collections.abc import Sequence
from typing import Final

from qz.model.unit_sums import Contradiction, CountedFact
from qz.model.values import Origin, show_number
from qz.values.value_types import show_value

_NAMED: Final = 3
"""Facts that a sentence names."""


def denial_words(found: Contradiction) -> str:
    """The indicator and its missed target: ``“万台设备事故率”实际0.5，目标≤0.45``."""
    one = found.indicator
    actual = show_value(found.actual, one.value_type, one.unit_of_measure)
    target = show_value(found.target, one.value_type, one.unit_of_measure)
    return f"“{one.label}”实际{actual}，目标{one.comparator.value}{target}"


def origin_words(origin: Origin | None) -> str:
    """The file, sheet and cell of a value: ``三井街道.xlsx《自评表》I40``; ``""`` where they are not known."""
    return f"{origin.file}《{origin.sheet}》{origin.cell}" if origin else ""


def fact_words(facts: Sequence[CountedFact]) -> str:
    """The first few of the facts: ``三井街道“发生区域性制假售假案件”为是（三井街道.xlsx《自评表》I40）``."""
    listed = "；".join(_one_fact(fact) for fact in facts[:_NAMED])
    return listed + (f"；等{len(facts)}处" if len(facts) > _NAMED else "")


def _one_fact(fact: CountedFact) -> str:
    place = origin_words(fact.origin)
    return part_words(fact) + (f"（{place}）" if place else "")


def part_words(fact: CountedFact) -> str:
    """One unit's fact with its value: ``城建局“所辖工作领域重大质量事故次数”为1次``."""
    value = "是" if fact.is_yes else f"{show_number(fact.value)}{fact.unit_of_measure}"
    return f"{fact.unit_name}“{fact.label}”为{value}"
