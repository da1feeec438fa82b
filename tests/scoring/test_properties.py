"""What holds of every score, whatever is typed: on both 2011 scorecards and on one with every other shape of rule."""

import itertools
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
import small_programme
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from typed_answers import TypedReturn, change, full_marks, random_return, read_typed

from qz.model.assessment_rules import Settings
from qz.model.choices import PartialStep, Role
from qz.model.scores import Answers, Effect
from qz.model.values import Answer, Origin, Source
from qz.rules.registry import KINDS
from qz.scoring.engine import score_unit

KINDS_OF_LOSS = {"deduct", "deduct_missing", "deduct_if_no", "veto", "tasks"}
SETTINGS = {
    "partial_step": st.sampled_from(PartialStep),
    "bonus_cap": st.sampled_from([None, Decimal(0), Decimal("2.5"), Decimal(100)]),
    "deduct_cap": st.sampled_from([None, Decimal(0), Decimal("2.5"), Decimal(100)]),
    "veto_takes_bonus": st.booleans(),
    "surplus_needs_target": st.booleans(),
    "not_applicable_met": st.booleans(),
    "zero_target_met": st.booleans(),
    "scored_roles": st.sampled_from([(Role.LEAD,), (Role.LEAD, Role.SUPPORT)]),
    "note_holds_bonus": st.booleans(),
    "none_done_vetoes": st.booleans(),
}
ANY_SETTINGS = st.fixed_dictionaries({}, optional=SETTINGS)
only_2011 = pytest.mark.parametrize("programme", ["town", "department"], indirect=True)
fast = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["town", "department", "zoo"])
def programme(request, programme_2011):
    """Each scorecard there is, as a programme with one unit of that scorecard."""
    if request.param == "zoo":
        return small_programme.zoo()
    units = [unit for unit in programme_2011.units if unit.scorecard_id == request.param]
    card = programme_2011.scorecard_of(units[0])
    return replace(programme_2011, units=(units[1], *units[:1]), scorecards=(card,))


def typed_of(programme, seed) -> TypedReturn:
    return random_return(Random(seed), programme, programme.units[0], verified=seed % 3 / 20)  # noqa: S311


def answers_of(programme, typed) -> Answers:
    return read_typed(programme.scorecards[0], typed)


def score_of(programme, typed):
    return score_unit(programme, programme.units[0], answers_of(programme, typed))


def numbers_of(score):
    return [
        (
            item.number,
            item.base,
            item.bonus,
            item.vetoed_by,
            item.blocked,
            line.criterion_id,
            line.points,
            line.provisional,
        )
        for item in score.items
        for line in item.lines
    ]


@fast
@given(st.integers(0, 10**9), ANY_SETTINGS)
def test_totals_are_sums_within_their_bounds(programme, seed, changes):
    programme = small_programme.with_settings(programme, **changes)
    score = score_of(programme, typed_of(programme, seed))
    assert sum(item.score for item in score.items) == score.base + score.bonus
    assert score.total == (0 if score.zeroed else score.base + score.bonus)
    assert score.lost == sum(item.lost for item in score.items) <= programme.scorecards[0].standard - score.base
    for item, definition in zip(score.items, programme.scorecards[0].items, strict=True):
        assert 0 <= item.base <= item.standard == definition.standard
        assert item.bonus >= 0
        assert item.score <= item.standard + sum(line.points for line in item.lines if line.effect is Effect.BONUS)
        assert item.score == round(item.score, 2)
        assert [line.criterion_id for line in item.lines] == [one.criterion_id for one in definition.criteria]
        cap = definition.settings.bonus_cap
        assert cap is None or item.bonus <= cap
        cap, stopped = definition.settings.deduct_cap, item.vetoed_by or item.blocked
        if cap is not None and definition.starts_full and not stopped:
            assert item.lost <= cap


@fast
@given(st.integers(0, 10**9), ANY_SETTINGS)
def test_every_criterion_keeps_its_sign_and_its_points(programme, seed, changes):
    programme = small_programme.with_settings(programme, **changes)
    score = score_of(programme, typed_of(programme, seed))
    for line, criterion in zip(
        (line for item in score.items for line in item.lines), programme.scorecards[0].criteria, strict=True
    ):
        assert line.effect is KINDS[criterion.kind].effect
        if line.effect is Effect.EARN:
            assert 0 <= line.points <= criterion.points
        elif line.effect is Effect.BONUS:
            assert line.points >= 0
        else:
            assert line.points <= 0
        assert line.award.explanation.endswith("。")
        assert line.award.explanation.startswith(criterion.criterion_id)


@fast
@given(st.integers(0, 10**9), ANY_SETTINGS, st.data())
def test_a_deduction_or_veto_never_raises_a_total(programme, seed, changes, data):
    programme = small_programme.with_settings(programme, **changes)
    typed = typed_of(programme, seed)
    card = programme.scorecards[0]
    losing = [one.criterion_id for one in card.criteria if one.kind in KINDS_OF_LOSS]
    dropped = data.draw(st.sampled_from(losing))
    items = tuple(
        replace(item, criteria=tuple(one for one in item.criteria if one.criterion_id != dropped))
        for item in card.items
    )
    without = replace(programme, scorecards=(replace(card, items=items),))
    assert score_of(programme, typed).total <= score_of(without, typed).total


@only_2011
@fast
@given(st.integers(0, 10**9), st.data())
def test_worse_is_never_better(programme, seed, data):
    """One more incident, or 否 where 是 was asked for, never raises the total."""
    typed = typed_of(programme, seed)
    card = programme.scorecards[0]
    kinds = {
        fact_id: {one.kind for one in card.criteria for term in one.terms if term.fact_id == fact_id}
        for fact_id in card.facts
    }
    incidents = [
        fact_id for fact_id, used in kinds.items() if used == {"deduct"} and isinstance(typed.facts[fact_id], Decimal)
    ]
    asked = [
        fact_id
        for fact_id, used in kinds.items()
        if used <= {"if_yes", "deduct_if_no"} and typed.facts[fact_id] == "是"
    ]
    assume(incidents + asked)
    fact_id = data.draw(st.sampled_from(incidents + asked))
    before = typed.facts[fact_id]
    assume(fact_id in asked or before >= 0)
    worse = change(typed, **{fact_id: "否" if fact_id in asked else before + 1})
    assert score_of(programme, worse).total <= score_of(programme, typed).total


@only_2011
def test_a_blank_form_scores_nothing(programme):
    best = full_marks(programme, programme.units[0])
    score = score_of(programme, TypedReturn(dict.fromkeys(best.facts), dict.fromkeys(best.statuses)))
    assert score.total == score.base == score.bonus == 0
    assert score.provisional


@fast
@given(st.integers(0, 10**9), st.randoms())
def test_the_order_of_facts_is_irrelevant(programme, seed, random):
    typed = typed_of(programme, seed)
    answers = answers_of(programme, typed)
    facts, definitions = list(answers.facts.items()), list(programme.scorecards[0].facts.items())
    random.shuffle(facts)
    random.shuffle(definitions)
    shuffled = replace(programme, scorecards=(replace(programme.scorecards[0], facts=dict(definitions)),))
    again = score_unit(shuffled, programme.units[0], replace(answers, facts=dict(facts)))
    assert again == score_unit(programme, programme.units[0], answers)


@fast
@given(st.integers(0, 10**9))
def test_verifying_every_fact_with_its_own_value_changes_nothing(programme, seed):
    answers = answers_of(programme, typed_of(programme, seed))
    origin = Origin("核定表.xlsx", "核定", "G5", source=Source.VERIFIED, given_by="办公室", reason="属实")
    verified = {fact_id: replace(answer, origin=origin, replaced=answer) for fact_id, answer in answers.facts.items()}
    before = score_unit(programme, programme.units[0], answers)
    after = score_unit(programme, programme.units[0], replace(answers, facts=verified))
    assert numbers_of(after) == numbers_of(before)


@fast
@given(st.integers(0, 10**9), st.data())
def test_a_verified_value_changes_only_the_criteria_that_use_it(programme, seed, data):
    answers = answers_of(programme, typed_of(programme, seed))
    other = answers_of(programme, typed_of(programme, seed + 1))
    card = programme.scorecards[0]
    fact_id = data.draw(st.sampled_from(sorted(fact_id for fact_id, fact in card.facts.items() if not fact.is_derived)))
    calling = {fact_id, *(note for note, fact in card.facts.items() if fact_id in fact.required_when)}
    users = {
        one.criterion_id
        for one in card.criteria
        if calling & {part for term in one.terms for part in card.facts[term.fact_id].parts}
    }
    before = score_unit(programme, programme.units[0], answers)
    after = score_unit(
        programme, programme.units[0], replace(answers, facts={**answers.facts, fact_id: other.facts[fact_id]})
    )
    for old, new in zip(before.items, after.items, strict=True):
        changed = {
            a.criterion_id
            for a, b in zip(old.lines, new.lines, strict=True)
            if a.points != b.points or a.award.vetoes != b.award.vetoes
        }
        assert changed <= users
        if not users & {line.criterion_id for line in old.lines}:
            assert new == old


@fast
@given(st.integers(0, 10**9), st.data())
def test_an_invalid_answer_counts_as_a_blank_one(programme, seed, data):
    answers = answers_of(programme, typed_of(programme, seed))
    fact_id = data.draw(st.sampled_from(sorted(answers.facts)))
    blank = {**answers.facts, fact_id: Answer()}
    invalid = {**answers.facts, fact_id: Answer(typed="两次", invalid=True)}
    scores = [score_unit(programme, programme.units[0], replace(answers, facts=facts)) for facts in (blank, invalid)]
    assert numbers_of(scores[0]) == numbers_of(scores[1])


def test_every_setting_is_tried():
    assert set(SETTINGS) == set(Settings.__dataclass_fields__) - {
        "tie_break",
        "total_places",
        "denied_is_done",
        "provisional_ranked",
        "reviewer_required",
        "final_reason",
    }


def test_scoring_twice_gives_the_same(programme):
    typed = typed_of(programme, 7)
    scores = [score_of(programme, typed) for _ in range(3)]
    assert all(one == other for one, other in itertools.pairwise(scores))


def test_an_invalid_task_status_counts_as_none(programme_2011):
    unit = next(unit for unit in programme_2011.units if unit.scorecard_id == "department")
    typed = full_marks(programme_2011, unit)
    answers = read_typed(programme_2011.scorecard_of(unit), typed)
    task_id = next(task.task_id for task, role in programme_2011.tasks_of(unit) if role is Role.LEAD)
    statuses = {**answers.statuses, task_id: Answer(value=True, invalid=True)}
    score = score_unit(programme_2011, unit, replace(answers, statuses=statuses))
    assert score.total == 92
    assert score.provisional
