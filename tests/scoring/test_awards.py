"""Units scored together, whose awards are worked out once: each has the score that it has alone."""

from dataclasses import replace
from random import Random

import pytest
import small_programme
from typed_answers import random_return, read_typed

import qz.scoring.awards
from qz.model.values import Answer, Origin, Source
from qz.scoring.awards import Awards
from qz.scoring.compare_units import with_figures
from qz.scoring.engine import score_unit

SOURCES = (Source.SELF, Source.VERIFIED, Source.REGISTER)


@pytest.fixture(params=["town", "department", "zoo"])
def programme(request, programme_2011):
    """Each scorecard, with several units to compare."""
    whole = small_programme.zoo() if request.param == "zoo" else programme_2011
    first = next(unit for unit in whole.units if request.param in {unit.scorecard_id, "zoo"})
    card = whole.scorecard_of(first)
    others = tuple(replace(first, code=f"X{place}") for place in range(6))
    return replace(whole, units=(first, *others), scorecards=(card,))


def answered(programme, seed):
    """What each unit answered, from different sources, compared with its group; two answered the same."""
    random, known = Random(seed), {}  # noqa: S311
    for unit in programme.units:
        typed = random_return(random, programme, programme.units[0], verified=seed % 3 / 20)
        answers = read_typed(programme.scorecards[0], typed)
        facts = {
            key: replace(answer, origin=Origin(unit.code, "表", key, source=random.choice(SOURCES)))
            for key, answer in answers.facts.items()
        }
        known[unit.code] = replace(answers, facts=facts)
    known[programme.units[1].code] = known[programme.units[0].code]
    return with_figures(programme, known)


@pytest.mark.parametrize("seed", range(6))
def test_scored_together_or_alone_is_the_same(programme, seed):
    known, others, awards = answered(programme, seed), answered(programme, seed + 6), Awards()
    for unit in programme.units * 2:
        for figures in ({}, known[unit.code].figures, others[unit.code].figures):
            answers = replace(known[unit.code], figures=figures)
            together = score_unit(programme, unit, answers, awards)
            assert repr(together) == repr(score_unit(programme, unit, answers))


def test_the_same_answers_are_awarded_once(programme, monkeypatch):
    known, awards = answered(programme, 1), Awards()
    score_unit(programme, programme.units[0], known[programme.units[0].code], awards)
    monkeypatch.setattr(qz.scoring.awards, "criterion_award", None)
    score_unit(programme, programme.units[0], known[programme.units[0].code], awards)


def test_a_number_is_no_yes_and_every_digit_counts(programme):
    """1, 1.0 and 是 are equal to Python, but not the same answer."""
    unit, awards = programme.units[0], Awards()
    known = answered(programme, 2)[unit.code]
    for value in (True, small_programme.D(1), small_programme.D("1.0"), small_programme.D("1.00")):
        changed = replace(known, facts={key: Answer(value) for key in known.facts})
        assert repr(score_unit(programme, unit, changed, awards)) == repr(score_unit(programme, unit, changed))
