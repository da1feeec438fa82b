"""The awards of units that are scored together: what a criterion awards for the same answers is worked out once.

An award is worked out from no more than what it is found by, so that one found is the one that would be worked out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from qz.model.scorecards import Criterion, Fact, Scorecard
from qz.model.scores import Award
from qz.model.values import Answer, Origin, Source
from qz.rules.criterion_points import criterion_award
from qz.rules.rule_kind import RuleContext

_OF_SOURCE: Final = {source: Origin("", "", "", source=source) for source in Source}
"""Origins that say nothing but the source; an award depends on no more."""


class Awards:
    """The awards found so far, by scorecard id; for units of one programme."""

    def __init__(self) -> None:
        """None has been worked out."""
        self._cards: dict[str, CardAwards] = {}

    def of(self, scorecard: Scorecard) -> "CardAwards":
        """The awards of a scorecard's units."""
        if scorecard.scorecard_id not in self._cards:
            self._cards[scorecard.scorecard_id] = CardAwards(scorecard)
        return self._cards[scorecard.scorecard_id]


class CardAwards:
    """Awards of one scorecard's units, by the criterion and the answers, targets, tasks and figures they were for."""

    def __init__(self, scorecard: Scorecard) -> None:
        """Find the facts that each criterion's award may depend on."""
        self._facts = {each.criterion_id: used_facts(each, scorecard.facts) for each in scorecard.criteria}
        self._known: dict[tuple[object, ...], Award] = {}

    def award(self, context: RuleContext) -> Award:
        """What ``criterion_award`` gives."""
        used = self._facts[context.criterion.criterion_id]
        given = [_essence(context.answers[each]) if each in context.answers else None for each in used]
        targets = [context.unit_targets.get(each) for each in used]
        figures = tuple(context.figures.get(each) for each in used) if context.figures else None
        key = (context.criterion.criterion_id, *given, str(targets), figures, context.tasks)
        award = self._known.get(key)
        if award is None:
            award = self._known[key] = criterion_award(_narrowed(context, used))
        return award


def used_facts(criterion: Criterion, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The ids of the facts an award may depend on: its terms', what those are computed from and are notes to."""
    named = [facts[term.fact_id] for term in criterion.terms if term.fact_id]
    return tuple(dict.fromkeys(one for fact in named for one in (fact.fact_id, *fact.parts, *fact.required_when)))


def _essence(answer: Answer) -> tuple[object, ...]:
    """What an award may depend on of an answer. A number's digits are compared, for 1.0 equals 1 and 是."""
    source = answer.origin.source if answer.origin else None
    return repr(answer.value), answer.typed, answer.invalid, source


def _narrowed(context: RuleContext, used: tuple[str, ...]) -> RuleContext:
    """The context with no more than what its award is found by."""
    answers = {each: _bare(context.answers[each]) for each in used if each in context.answers}
    targets = {each: context.unit_targets[each] for each in used if each in context.unit_targets}
    figures = {each: context.figures[each] for each in used if each in context.figures}
    return replace(context, answers=answers, unit_targets=targets, figures=figures)


def _bare(answer: Answer) -> Answer:
    origin = answer.origin and _OF_SOURCE[answer.origin.source]
    return Answer(answer.value, answer.typed, invalid=answer.invalid, origin=origin)
