"""Scorecards against their own words, and what is defined but not used."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from qz.model.place import Place
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact, Item, Scorecard
from qz.model.scores import Effect
from qz.model.task_table import Indicator
from qz.model.values import show_number
from qz.programme.check.responsibility_table import place_beside
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.rules.compared import compared_facts
from qz.rules.registry import KINDS
from qz.rules.subtotals import points_named
from qz.values.value_types import TYPES
from qz.words import squeeze

_FULL: Final = re.compile(r"满分(?!\d)")
"""得满分 names the item's standard score; 满分3分 names its own."""


def check_clauses(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Clauses against methods and points."""
    for card in programme.scorecards:
        for item in card.items:
            for criterion in item.criteria:
                _check_criterion(criterion, item, card, raw, found)


def check_use(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Facts, scorecards and units that are not used, and targets that cannot be reached."""
    sums = {fact_id for indicator in programme.indicators.values() for _, fact_id in indicator.sums}
    for card in programme.scorecards:
        _check_facts(card, sums, found)
        _check_groups(programme, card, found)
        _check_verifiers(programme, card, raw, found)
        if not any(unit.scorecard_id == card.scorecard_id for unit in programme.units):
            found.add("P94", card.place, card=card.label)
    for indicator in programme.indicators.values():
        if indicator.target is not None:
            _check_reach(indicator.target, indicator, indicator.place, found)
    _check_idle(programme, found)


def check_mailboxes(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Units that no mail can be written to."""
    for unit in programme.units:
        if not unit.email:
            found.add("P97", place_beside(raw, "units", unit.place, "email"), unit=unit.name)


def _check_criterion(criterion: Criterion, item: Item, card: Scorecard, raw: RawProgramme, found: Collector) -> None:
    clause = squeeze(criterion.clause)
    if clause not in squeeze(item.method):
        found.add("P91", criterion.place, found=criterion.clause, item=item.number)
    named = set(points_named(clause))
    most = None if criterion.most_of_item else criterion.most
    points = None if criterion.points == item.standard and _FULL.search(clause) else criterion.points
    given = {points, most, *(term.rate for term in criterion.terms)} - {None}
    wrong = sorted(number for number in given if number is not None and number not in named)
    if named and wrong:
        shown = "、".join(map(show_number, wrong))
        found.add("P92", criterion.place, criterion=criterion.criterion_id, points=shown, found=criterion.clause)
    for term in criterion.terms:
        fact = card.facts[term.fact_id]
        if term.target is not None and not term.stops and KINDS[criterion.kind].needs.target:
            place = place_beside(raw, "criteria", term.place, "target")
            _check_reach(term.target, fact, place, found)
        if TYPES[fact.value_type].wants_maximum and criterion.points not in {None, fact.maximum}:
            words = {"fact": fact.label, "most": show_number(fact.maximum or Decimal(0))}
            found.add("P93", fact.place, criterion=criterion.criterion_id, points=criterion.points, **words)
        if card.shows_deductions and KINDS[criterion.kind].effect in {Effect.DEDUCT, Effect.VETO} and not term.phrase:
            place = place_beside(raw, "criteria", term.place, "phrase")
            found.add("P96", place, criterion=criterion.criterion_id, fact=fact.label)


def _check_reach(target: Decimal, known: Fact | Indicator, place: Place, found: Collector) -> None:
    """What is accepted reaches up to the target."""
    if known.maximum is not None and target > known.maximum:
        show = TYPES[known.value_type].show
        found.add("P89", place, target=show(target), fact=known.label, most=show(known.maximum))


def _check_groups(programme: Programme, card: Scorecard, found: Collector) -> None:
    """Whoever is compared with a group has somebody to be compared with."""
    counts = Counter(unit.group for unit in programme.units if unit.scorecard_id == card.scorecard_id)
    alone = "、".join(group or f"评分表“{card.label}”" for group, count in counts.items() if count == 1)
    for criterion in card.criteria if alone else ():
        if compared_facts(criterion):
            found.add("P58", criterion.place, criterion=criterion.criterion_id, groups=alone)


def _check_facts(card: Scorecard, sums: Iterable[str], found: Collector) -> None:
    used = {term.fact_id for criterion in card.criteria for term in criterion.terms}
    used |= {fact_id for check in card.checks for fact_id in (check.left, check.right)}
    used |= {*card.remark_fact_ids, *sums}
    used |= {part for fact in card.computed for part in fact.parts if fact.fact_id in used}
    for fact in card.facts.values():
        if fact.fact_id not in used and not fact.required_when and "." not in fact.fact_id:
            found.add("P90", fact.place, fact=fact.label)


def _check_verifiers(programme: Programme, card: Scorecard, raw: RawProgramme, found: Collector) -> None:
    """Nobody verifies himself without the office's knowing."""
    for unit in programme.units:
        own = [each for each in card.criteria if each.verifier == unit.code and unit.scorecard_id == card.scorecard_id]
        if own:
            place = place_beside(raw, "criteria", own[0].place, "verifier")
            named = "、".join(each.criterion_id for each in own)
            found.add("P88", place, card=card.label, criteria=named, unit=unit.name)


def _check_idle(programme: Programme, found: Collector) -> None:
    """Units that neither are asked for anything nor verify others."""
    verifiers = {criterion.verifier for card in programme.scorecards for criterion in card.criteria}
    for unit in programme.units:
        if not programme.is_asked(unit) and unit.code not in verifiers:
            found.add("P95", unit.place, unit=unit.name)
