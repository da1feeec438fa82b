"""The numbers of the group with which a unit is compared, as an explanation lists them, in the order of places."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from qz.layout.row_words import show_words
from qz.model.assessment import Assessment
from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact, Scorecard, Term
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER
from qz.records import dataclass
from qz.rules.compared import compared_facts
from qz.rules.operands import usable_number

_LISTED: Final = 30
"""How many units are named; of a greater group the first ones, and the unit itself with those beside it."""
_BESIDE: Final = 2


@dataclass(frozen=True, slots=True)
class _ListedGroup:
    """The numbers of a group for one fact, best first. ``silent``: the names of units without a number.

    ``places`` by number; ``at``: the position of each unit in ``codes``.
    """

    codes: list[str]
    numbers: Mapping[str, Decimal]
    places: Mapping[Decimal, int]
    at: Mapping[str, int]
    silent: list[str]


class GroupStandings:
    """The numbers of all groups by fact, collected once for any number of explanations."""

    def __init__(self, assessment: Assessment) -> None:
        """A group's numbers are collected when they are first needed."""
        self._assessment = assessment
        self._gathered: dict[tuple[str, str, str, bool], _ListedGroup] = {}

    def lines(self, card: Scorecard, unit: Unit, criterion: Criterion) -> Iterator[str]:
        """A line for each fact by which the criterion compares units; none for other criteria."""
        compared = compared_facts(criterion)
        for term in criterion.terms:
            if term.fact_id in compared:
                yield self._line(card.facts[term.fact_id], unit, term)

    def _line(self, fact: Fact, unit: Unit, term: Term) -> str:
        group = self._group(fact, unit, smallest_first=term.comparator is Comparator.AT_MOST)

        def number(value: Decimal) -> str:
            return show_words(value, fact.value_type, fact.unit_of_measure)

        parts, last = [], -1
        for at in _shown(group, unit.code):
            code = group.codes[at]
            gap = "…，" if at > last + 1 else ""
            value, name = group.numbers[code], self._assessment.programme.unit(code).name
            parts.append(f"{gap}第{group.places[value]}名{name}（{number(value)}）")
            last = at
        silent = group.silent
        rest = f"；没有数据的：{'、'.join(silent[:_LISTED])}{'等' if len(silent) > _LISTED else ''}" if silent else ""
        own_answers = self._assessment.answers.get(unit.code)
        figures = own_answers.figures.get(fact.fact_id) if own_answers else None
        mean = f"（平均{number(figures.mean)}）" if figures and figures.given else ""
        return f"  本组各单位的{fact.label}{mean}：{'，'.join(parts) or '都没有'}{rest}"

    def _group(self, fact: Fact, unit: Unit, *, smallest_first: bool) -> _ListedGroup:
        key = unit.scorecard_id, unit.group, fact.fact_id, smallest_first
        if key not in self._gathered:
            numbers: dict[str, Decimal] = {}
            silent: list[str] = []
            for other in self._assessment.programme.units:
                if (other.scorecard_id, other.group) == (unit.scorecard_id, unit.group):
                    own_answers = self._assessment.answers.get(other.code)
                    answer = own_answers.facts.get(fact.fact_id, BLANK_ANSWER) if own_answers else BLANK_ANSWER
                    value = None if answer.invalid else usable_number(fact, answer.value)
                    if value is None:
                        silent.append(other.name)
                    else:
                        numbers[other.code] = value
            codes = sorted(numbers, key=lambda code: numbers[code] if smallest_first else -numbers[code])
            places: dict[Decimal, int] = {}
            for at, code in enumerate(codes):
                places.setdefault(numbers[code], at + 1)
            self._gathered[key] = _ListedGroup(
                codes, numbers, places, {code: at for at, code in enumerate(codes)}, silent
            )
        return self._gathered[key]


def _shown(group: _ListedGroup, own: str) -> list[int]:
    """The positions of the units that are named, in order."""
    count = len(group.codes)
    if count <= _LISTED:
        return list(range(count))
    mine = group.at.get(own, 0)
    beside = range(max(0, mine - _BESIDE), min(count, mine + _BESIDE + 1))
    return sorted({*range(3), *beside, count - 1})
