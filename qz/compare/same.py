"""Matches this year's units, facts, indicators and tasks with last year's."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from qz.compare.likeness import likeness, plain
from qz.compare.paired_indicators import Goals, compare_indicators
from qz.compare.roles import match_units
from qz.compare.task_changes import match_tasks
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.scorecards import Fact, Scorecard
from qz.model.task_table import Indicator, Unit
from qz.model.values import ValueType
from qz.records import dataclass

_SAME_LABEL: Final = 0.5
"""Facts with the same id whose labels are less similar are not the same fact."""


@dataclass(frozen=True, slots=True)
class Twin:
    """One value that both years ask of a unit, of the same type and unit of measure, with this year's label.

    Targets are in the value's unit (rates: fractions of 1), ``None`` where a year sets none.
    """

    kind: InputKind
    old_key: str
    new_key: str
    label: str
    value_type: ValueType
    unit_of_measure: str
    old_target: Decimal | None
    new_target: Decimal | None


class SameThings:
    """Matches two years' programmes, once for all units."""

    def __init__(self, old: Programme, new: Programme) -> None:
        """Match units by name and alias, facts by id and scorecard, tasks and indicators by their words."""
        self._old, self._new = old, new
        self._units = match_units(old.units, new.units).of_new
        matches = match_tasks(old.tasks, new.tasks)
        self._indicators = tuple(
            Twin(
                InputKind.INDICATOR,
                change.old.indicator_id,
                change.new.indicator_id,
                change.new.label,
                change.new.value_type,
                change.new.unit_of_measure,
                change.old.target,
                change.new.target,
            )
            for change in compare_indicators(matches, Goals(old.main_goals, new.main_goals))
            if change.old is not None and change.new is not None and _measured_alike(change.old, change.new)
        )
        before = {card.scorecard_id: card for card in old.scorecards}
        self._facts: Mapping[str, tuple[Twin, ...]] = {
            card.scorecard_id: tuple(_fact_twins(before[card.scorecard_id], card))
            for card in new.scorecards
            if card.scorecard_id in before
        }
        self.tasks = tuple(
            (match.old[0].task_id, match.new[0].task_id) for match in matches if len(match.old) == len(match.new) == 1
        )
        """Last year's task id and this year's, of tasks that are one in both."""

    def last_year_of(self, code: str) -> Unit | None:
        """The unit in last year's roster, by its code of this year; ``None`` where it was not in it."""
        return self._units[code].old

    def twins(self, unit: Unit) -> Iterator[Twin]:
        """All facts and indicators that both years ask; a unit's own target is used before that of a criterion."""
        before = self.last_year_of(unit.code)
        if before is None:
            return
        if before.scorecard_id == unit.scorecard_id:
            old_targets, new_targets = self._old.targets_of(before), self._new.targets_of(unit)
            for twin in self._facts.get(unit.scorecard_id, ()):
                yield Twin(
                    twin.kind,
                    twin.old_key,
                    twin.new_key,
                    twin.label,
                    twin.value_type,
                    twin.unit_of_measure,
                    old_targets.get(twin.old_key, twin.old_target),
                    new_targets.get(twin.new_key, twin.new_target),
                )
        yield from self._indicators


def _measured_alike(old: Fact | Indicator, new: Fact | Indicator) -> bool:
    return old.value_type is new.value_type and plain(old.unit_of_measure) == plain(new.unit_of_measure)


def _fact_twins(old: Scorecard, new: Scorecard) -> Iterator[Twin]:
    old_targets, new_targets = _targets(old), _targets(new)
    for fact in new.facts.values():
        before = old.facts.get(fact.fact_id)
        if before is None or not _measured_alike(before, fact) or likeness(before.label, fact.label) < _SAME_LABEL:
            continue
        yield Twin(
            InputKind.FACT,
            fact.fact_id,
            fact.fact_id,
            fact.label,
            fact.value_type,
            fact.unit_of_measure,
            old_targets.get(fact.fact_id),
            new_targets.get(fact.fact_id),
        )


def _targets(card: Scorecard) -> Mapping[str, Decimal]:
    """The target of each fact by the criteria; where several have one, the first criterion's."""
    terms = [term for criterion in reversed(card.criteria) for term in criterion.terms]
    return {term.fact_id: term.target for term in terms if term.target is not None}
