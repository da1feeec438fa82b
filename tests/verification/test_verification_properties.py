"""What verification may and may not change. Source: issue "Verified, not just claimed"."""

import tempfile
from dataclasses import replace
from decimal import Decimal
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verified_round import (
    assess_with,
    columns_of,
    fill,
    programme_2011,
    progress_of,
    random_intake,
    received,
    rows_of,
    scores_of,
    settle_all,
    with_cells,
    workbooks,
)

from qz.model.returns import Intake
from qz.model.values import Answer, Origin, Source
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry
from qz.reports.bulletin.named_units import unverified_words
from qz.scoring.assess import assess, score_answers
from qz.verification.merge import merge
from qz.verification.settle import settle
from qz.verification.subjects import Subjects
from tests.reports.report_cases import sample_answers

SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=8)
D = Decimal
PROGRAMME = programme_2011()


@given(SEEDS)
@FEW
def test_with_nothing_verified_the_result_is_the_self_report(seed):
    intake = random_intake(PROGRAMME, seed)
    alone = assess(PROGRAMME, intake)
    heard = assess_with(PROGRAMME, intake, settle_all(PROGRAMME, intake, {}))
    assert heard.scores == alone.scores
    assert heard.answers == alone.answers
    assert heard.rankings == alone.rankings
    assert heard.stage == alone.stage == "自评"


@given(SEEDS)
@FEW
def test_workbooks_sent_back_untouched_say_nothing(seed):
    intake = random_intake(PROGRAMME, seed, {"孟河镇", "科技局"})
    with tempfile.TemporaryDirectory() as folder:
        raws = workbooks(assess_with(PROGRAMME, intake), folder)
    settled = settle_all(PROGRAMME, intake, raws)
    assert settled.entries == settled.pending == settled.findings == ()


def entry_of(unit_code, kind, key, value, *, reason="", seen=None):
    origin = Origin("核定表.xlsx", "镇街道核定", "K9", "0" * 64, Source.VERIFIED, "陈晓明", reason)
    return VerifiedEntry(unit_code, kind, key, value, str(value), "", origin, seen)


@given(SEEDS)
@FEW
def test_every_fact_verified_with_its_own_value_changes_nothing(seed):
    intake = random_intake(PROGRAMME, seed)
    entries = [
        entry_of(code, kind, key, answer.value)
        for code, answers in intake.answers.items()
        for kind, table in ((EntryKind.FACT, answers.facts), (EntryKind.TASK, answers.statuses))
        for key, answer in table.items()
        if not answer.invalid and answer.value is not None
    ]
    merged = merge(PROGRAMME, intake.answers, entries, ())
    before = score_answers(PROGRAMME, intake.answers)
    after = score_answers(PROGRAMME, merged)
    assert points_of(after) == points_of(before)
    for entry in entries:
        table = merged[entry.unit_code].facts if entry.kind is EntryKind.FACT else merged[entry.unit_code].statuses
        assert table[entry.key].origin.source is Source.VERIFIED
        assert table[entry.key].replaced.origin.source is Source.SELF


def points_of(scores):
    return {
        code: [(line.criterion_id, line.points, line.award.vetoes) for item in score.items for line in item.lines]
        for code, score in scores.items()
    }


@given(SEEDS)
@FEW
def test_a_verified_value_changes_only_what_uses_it(seed):
    intake = random_intake(PROGRAMME, seed)
    random = Random(seed)  # noqa: S311
    reported = intake.answers
    code = random.choice(sorted(reported))
    unit = PROGRAMME.unit(code)
    card = PROGRAMME.scorecard_of(unit)
    fact_id = random.choice(sorted(card.facts))
    value = random.choice([True, False]) if card.facts[fact_id].value_type == "yes_no" else D(random.choice([0, 1]))
    entry = entry_of(code, EntryKind.FACT, fact_id, value, reason="核实")
    before = assess_with(PROGRAMME, intake)
    settled = settle(Subjects(PROGRAMME), reported, score_answers(PROGRAMME, reported), ())
    after = assess_with(PROGRAMME, intake, replace(settled, entries=(entry,)))
    users = {
        criterion.criterion_id
        for criterion in card.criteria
        if any(term.fact_id == fact_id for term in criterion.terms)
        or any(fact_id in card.facts[term.fact_id].required_when for term in criterion.terms if term.fact_id)
    }
    first, second = points_of(before.scores), points_of(after.scores)
    assert {each for each in first if first[each] != second[each]} <= {code}
    changed = {one[0] for one, other in zip(first[code], second[code], strict=True) if one != other}
    assert changed <= users
    kept = after.answers[code].facts[fact_id].replaced
    assert kept == before.answers[code].facts.get(fact_id, Answer())


@given(SEEDS)
@FEW
def test_confirming_every_row_in_the_workbooks_changes_nothing(seed):
    # What a form would not accept (不适用 for a count) cannot be confirmed, and is asked about: K13.
    intake = random_intake(PROGRAMME, seed, {"春江镇", "河海街道", "经发局"})
    before = assess_with(PROGRAMME, intake)
    with tempfile.TemporaryDirectory() as folder:
        raws = workbooks(before, folder)
    told, filled = {}, 0
    for name, raw in raws.items():
        typed = raw
        for key, (place, row) in rows_of(raw).items():
            columns = columns_of(raw.sheets[place])
            shown = raw.sheets[place].at(row, columns["self_value"])
            if ("|fact" in key or "|task" in key) and shown.state != "blank":
                typed = with_cells(typed, place, {(row, columns["value"]): "属实"})
                filled += 1
        told[name] = fill(typed)
    settled = settle_all(PROGRAMME, intake, told)
    after = assess_with(PROGRAMME, intake, settled)
    assert scores_of(after) == scores_of(before)
    assert {finding.code for finding in settled.findings} <= {"K13"}
    assert len(settled.entries) + len(settled.findings) == filled
    assert len(settled.entries) > filled / 3


@given(SEEDS, st.permutations(range(4)))
@FEW
def test_order_of_workbooks_never_matters(seed, order):
    intake = random_intake(PROGRAMME, seed, {"孟河镇", "质监分局"})
    with tempfile.TemporaryDirectory() as folder:
        raws = workbooks(assess_with(PROGRAMME, intake), folder)
    raws["核定表-质监分局.xlsx"] = fill(
        raws["核定表-质监分局.xlsx"], **{"Z02|fact:verified_tips|criterion:7.3": {"value": 2, "reason": "核实"}}
    )
    shuffled = dict(list(raws.items())[place] for place in order)
    assert settle_all(PROGRAMME, intake, shuffled) == settle_all(PROGRAMME, intake, raws)


def test_verified_goes_over_registered_over_self_reported():
    intake = random_intake(PROGRAMME, 3, {"孟河镇"})
    reported = intake.answers
    origin = Origin("台账.xlsx", "打假线索", "B5", "1" * 64, Source.REGISTER, "办公室")
    counted = RegisterFact("Z02", "verified_tips", D(3), origin)
    registered = merge(PROGRAMME, reported, (), (counted,))["Z02"].facts["verified_tips"]
    assert (registered.value, registered.origin.source) == (3, Source.REGISTER)
    assert registered.replaced == reported["Z02"].facts["verified_tips"]
    assert registered.evidence == "见台账"
    entry = entry_of("Z02", EntryKind.FACT, "verified_tips", D(1), reason="查无实据")
    verified = merge(PROGRAMME, reported, (entry,), (counted,))["Z02"].facts["verified_tips"]
    assert (verified.value, verified.replaced.value) == (1, 3)
    assert verified.replaced.replaced == reported["Z02"].facts["verified_tips"]


def test_what_is_said_of_a_unit_without_return_or_fact_is_left_out():
    intake = random_intake(PROGRAMME, 3, {"孟河镇"})
    reported = intake.answers
    origin = Origin("台账.xlsx", "荣誉", "B5", "1" * 64, Source.REGISTER)
    said = [RegisterFact("Z01", "verified_tips", D(3), origin), RegisterFact("Z02", "city_honours", D(3), origin)]
    assert merge(PROGRAMME, reported, [entry_of("Z01", EntryKind.CRITERION, "1.1", D(0))], said) == reported


@pytest.mark.parametrize(("share", "word"), [(0, "自评"), (0.5, "核定中"), (1, "核定")])
def test_the_stage_says_how_far_verification_has_come(share, word):
    intake = random_intake(PROGRAMME, 5, {"孟河镇", "科技局"})
    subjects = [subject for code in ("Z02", "B09") for subject in Subjects(PROGRAMME).rows_of(PROGRAMME.unit(code))]
    facts = [subject for subject in subjects if subject[1] is not EntryKind.CRITERION]
    said = [entry_of(*subject, D(1)) for subject in facts[: int(len(facts) * share)]]
    stages = progress_of(PROGRAMME, merge(PROGRAMME, intake.answers, said, ())).stages
    assert {stage.word for stage in stages.values()} <= ({word} if share != 0.5 else {"自评", "核定中", "核定"})
    total = sum(stage.total for stage in stages.values())
    tasks = [criterion for card in PROGRAMME.scorecards for criterion in card.criteria]
    assert total == len(tasks)


def test_a_score_given_directly_verifies_its_criterion():
    intake = random_intake(PROGRAMME, 5, {"孟河镇"})
    said = [entry_of("Z02", EntryKind.CRITERION, "2.3", D(4), reason="据实评定")]
    stages = progress_of(PROGRAMME, merge(PROGRAMME, intake.answers, said, ())).stages
    assert (stages["town"].verified, stages["town"].word) == (1, "核定中")
    assert stages["town"].words == "核定中（已核定1条，共40条）"
    assert received("x.xlsx").sha256


def test_a_criterion_is_verified_when_all_its_values_are():
    intake = random_intake(PROGRAMME, 5, {"孟河镇"})
    facts = ["industrial_pass_rate", "food_pass_rate", "rectification_rate"]
    for count, verified in ((1, 0), (2, 0), (3, 1)):
        said = [entry_of("Z02", EntryKind.FACT, fact_id, D(1)) for fact_id in facts[:count]]
        stages = progress_of(PROGRAMME, merge(PROGRAMME, intake.answers, said, ())).stages
        assert stages["town"].verified == verified


def test_a_unit_whose_task_facts_deny_is_not_verified_before_its_verifier_said_so():
    """环保局's 1.4 is denied by its own number; all else is verified. What waits and what is told are one."""
    strict = replace(PROGRAMME, settings=replace(PROGRAMME.settings, denied_is_done=False))
    unit = next(unit for unit in strict.units if unit.name == "环保局")
    answers = sample_answers(strict)[unit.code]
    said = [
        entry_of(unit.code, kind, key, answer.value)
        for kind, table in ((EntryKind.FACT, answers.facts), (EntryKind.TASK, answers.statuses))
        for key, answer in table.items()
    ]
    for entries, waits in ((said, False), ([one for one in said if one.key != "1.4"], True)):
        intake = Intake((), {}, {unit.code: answers}, ())
        assessment = assess_with(strict, intake, SimpleNamespace(entries=entries, pending=()))
        assert (assessment.answers[unit.code].statuses["1.4"].origin.source is Source.FACTS) == waits
        words = list(unverified_words(assessment, strict.scorecard_of(unit), unit.code))
        assert words == ["尚未核定完（4.1条）"] * waits
        assert [unit.code in units for units in assessment.verification.waiting.values()] == [True] * waits
