"""The numbers of many units' forms: what the engine gives each of them, though it is asked for few."""

from dataclasses import replace
from decimal import Decimal

import bulk_cases
import pytest

from qz.engine.forms.blank_scores import BlankScores
from qz.forms.entries import NO_ANSWERS
from qz.forms.shown import shown_score
from qz.model.values import Answer
from qz.scoring.engine import score_unit


def town(fact_ids):
    def targets(place):
        return {fact_id: Decimal((place + step) % 4) for step, fact_id in enumerate(fact_ids)}

    return targets


def towns(path, fact_ids):
    programme = bulk_cases.grown(path, [f"第{place}镇" for place in range(20)], town(fact_ids))
    return replace(programme, units=programme.units[-20:])


PROGRAMMES = {
    "every kind of rule": lambda: bulk_cases.zoo_of(30),
    "2011": lambda: towns("templates/2011.xlsx", ["provincial_brands", "city_brands", "credit_a_enterprises"]),
    "2009": lambda: towns("samples/programmes/2009.xlsx", ["inspectors", "inspections", "campaigns", "standardized"]),
}


@pytest.mark.parametrize("name", PROGRAMMES)
@pytest.mark.parametrize("typed", [None, 0, 2, 5])
def test_what_targets_make_of_a_score_is_put_together_right(name, typed):
    programme = PROGRAMMES[name]()
    card = programme.scorecard_of(programme.units[0])
    facts = {} if typed is None else {fact_id: Answer(Decimal(typed)) for fact_id in card.facts}
    asked = []

    def score(of, unit):
        asked.append(unit)
        return score_unit(of, unit, replace(NO_ANSWERS, facts=facts))

    aimed = frozenset(fact_id for _, fact_id in programme.unit_targets)
    figures = BlankScores(programme, programme.units[0], score, aimed)
    for unit in programme.units:
        numbers = figures.of(unit)
        targets = programme.targets_of(unit)
        assert numbers[: len(figures.facts)] == tuple(targets.get(fact_id, Decimal(0)) for fact_id in figures.facts)
        shown = figures.shown(numbers[len(figures.facts) :])
        assert shown == shown_score(score_unit(programme, unit, replace(NO_ANSWERS, facts=facts)))
        assert len(numbers) == len(figures.facts) + figures.count
    if name != "every kind of rule":
        assert len(asked) <= 8
