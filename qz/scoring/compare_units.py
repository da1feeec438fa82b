"""Before units are scored: how each stands in its group by the facts on which its scorecard compares units."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from qz.engine.parallel.packed import laid_over
from qz.model.group_figures import GroupFigures
from qz.model.programme import Programme
from qz.model.scorecards import Fact, Scorecard
from qz.model.scores import Answers
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, NOT_APPLICABLE, SURE
from qz.records import dataclass
from qz.rules.compared import compared_facts, compared_on
from qz.rules.computed import with_computed
from qz.rules.operands import usable_number

_TEN: Final = Decimal("0.0000000001")
_SIX: Final = Decimal("0.000001")
_Key = tuple[str, str, str]
"""A scorecard's id, a group and a fact id."""


def with_figures(programme: Programme, answers: Mapping[str, Answers]) -> Mapping[str, Answers]:
    """The answers, each unit's with how it stands in its group; the same object where nothing compares units.

    A unit without a return, or without a number that counts, has no place: the others are compared among themselves.
    The order of units makes no difference. ``answers`` are what counts for each unit that reported, by unit code.
    """
    compared = {card.scorecard_id: facts for card in programme.scorecards if (facts := compared_on(card))}
    if not compared:
        return answers
    groups: dict[_Key, _Group] = {}
    numbers: dict[str, dict[str, Decimal | None]] = {}
    for unit in programme.units:
        card = programme.scorecard_of(unit)
        if card is None or unit.scorecard_id not in compared:
            continue
        own_answers = _answers_of(programme, card, unit, answers)
        mine = {fact_id: _number(card, own_answers, fact_id) for fact_id in compared[unit.scorecard_id]}
        for fact_id, number in mine.items():
            group = groups.setdefault((unit.scorecard_id, unit.group, fact_id), _Group())
            group.take(card, fact_id, own_answers, number)
        if own_answers is not None:
            numbers[unit.code] = mine
    for group in groups.values():
        group.close()
    return laid_over(answers, _laid(programme, answers, groups, numbers))


def _answers_of(programme: Programme, card: Scorecard, unit: Unit, answers: Mapping[str, Answers]) -> Answers | None:
    """What the unit answered, with computed facts; ``None`` where it did not report."""
    if unit.code not in answers:
        return None
    return with_computed(card, answers[unit.code], programme.targets_of(unit))


def _laid(
    programme: Programme,
    answers: Mapping[str, Answers],
    groups: Mapping[_Key, "_Group"],
    numbers: Mapping[str, Mapping[str, Decimal | None]],
) -> Iterator[tuple[str, Answers]]:
    for code, mine in numbers.items():
        unit: Unit = programme.unit(code)
        figures = {
            fact_id: groups[unit.scorecard_id, unit.group, fact_id].of(number) for fact_id, number in mine.items()
        }
        yield code, replace(answers[code], figures=MappingProxyType(figures))


@dataclass(slots=True)
class _Group:
    """One group's numbers of one fact while they are gathered."""

    numbers: list[Decimal] = field(default_factory=list)
    missing: int = 0
    unverified: int = 0
    above: dict[Decimal, int] = field(default_factory=dict)
    equal: Counter[Decimal] = field(default_factory=Counter)
    mean: Decimal = Decimal(0)

    def take(self, card: Scorecard, fact_id: str, own_answers: Answers | None, number: Decimal | None) -> None:
        """Count one unit in. ``own_answers``: its answers, ``None`` where it did not report."""
        if number is None:
            self.missing += own_answers is None or not _excused(card.facts[fact_id], own_answers)
            return
        self.numbers.append(number)
        self.unverified += own_answers is not None and not _is_verified(card, fact_id, own_answers)

    def close(self) -> None:
        """Put the numbers in order, greatest first."""
        self.numbers.sort(reverse=True)
        self.equal.update(self.numbers)
        for place, number in enumerate(self.numbers):
            self.above.setdefault(number, place)
        if self.numbers:
            mean = sum(self.numbers, Decimal(0)) / len(self.numbers)
            self.mean = mean.quantize(_TEN, ROUND_HALF_UP).quantize(_SIX, ROUND_HALF_UP).normalize() + Decimal(0)

    def of(self, number: Decimal | None) -> GroupFigures:
        """How a unit with this number stands."""
        if not self.numbers:
            return GroupFigures(missing=self.missing)
        above = below = 0
        if number is not None:
            above = self.above[number]
            below = len(self.numbers) - above - self.equal[number]
        greatest, least = self.numbers[0], self.numbers[-1]
        return GroupFigures(len(self.numbers), above, below, self.mean, greatest, least, self.missing, self.unverified)


def _number(card: Scorecard, own_answers: Answers | None, fact_id: str) -> Decimal | None:
    """The number as it is compared; ``None`` for a unit that has none."""
    answer = own_answers.facts.get(fact_id, BLANK_ANSWER) if own_answers else BLANK_ANSWER
    return None if answer.invalid else usable_number(card.facts[fact_id], answer.value)


def _excused(fact: Fact, own_answers: Answers) -> bool:
    answer = own_answers.facts.get(fact.fact_id, BLANK_ANSWER)
    return answer.value is NOT_APPLICABLE and fact.allows_not_applicable and not answer.invalid


def _is_verified(card: Scorecard, fact_id: str, own_answers: Answers) -> bool:
    """Whether somebody else stands behind the number, or the points it is for were given directly."""
    origins = [own_answers.facts.get(part, BLANK_ANSWER).origin for part in card.facts[fact_id].parts]
    if all(origin is not None and origin.source in SURE for origin in origins):
        return True
    return all(
        one.criterion_id in own_answers.verified_scores for one in card.criteria if fact_id in compared_facts(one)
    )
