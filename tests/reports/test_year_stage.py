"""How far a year has come: one order of words, decided once, said by every banner; papers are drafts until 定稿."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

import qz
from qz.model.assessment_rules import Settings
from qz.model.letters import MailKind, MailRecord
from qz.model.reviews import Application, Review, ReviewOutcome, Reviews, ReviewState
from qz.model.stages import Stage, StageWord
from qz.model.values import Origin
from qz.model.verification import Verification
from qz.model.year_stage import year_stages
from qz.reports.dated import dated_words
from qz.reports.result_words import stage_words

ROOT = Path(qz.__file__).parent
BEFORE, AFTER = dt.datetime(2011, 12, 29, 9, 0), dt.datetime(2012, 1, 3, 9, 0)  # noqa: DTZ001
UNTIL = dt.datetime(2011, 12, 30, 17, 0)  # noqa: DTZ001
HERE = Origin("复核申请.xlsx", "复核申请", "B5")


@pytest.fixture(scope="module")
def verified(samples):
    """The samples as if everything were verified."""
    whole = {key: Stage(StageWord.VERIFIED, 40, 40) for key in samples.rankings}
    settled = {
        key: tuple(
            row if row.totals is None else replace(row, totals=replace(row.totals, provisional=False)) for row in rows
        )
        for key, rows in samples.rankings.items()
    }
    particulars = replace(samples.programme.particulars, appeal_by=UNTIL)
    programme = replace(samples.programme, particulars=particulars)
    return replace(samples, programme=programme, rankings=settled, verification=Verification(stages=whole))


def letters(assessment, *, but=()):
    """A 结果告知 to every unit with a score."""
    names = {unit.code: unit.name for unit in assessment.programme.units}
    codes = [code for code in assessment.scores if names[code] not in but]
    return tuple(MailRecord(MailKind.FEEDBACK, code, BEFORE, f"{code}.eml", "", "") for code in codes)


def asked(assessment, *states):
    """An application of the first town for each of these states."""
    code = assessment.programme.units[0].code
    outcome = ReviewOutcome("3次", "", "属实", HERE)
    rows = [
        Review(
            Application(code, f"1.{number}", "3", "漏报", "", "王", "", HERE),
            state,
            outcome=outcome if state in {ReviewState.CHANGED, ReviewState.UPHELD} else None,
        )
        for number, state in enumerate(states, start=1)
    ]
    return replace(assessment, reviews=Reviews(tuple(rows)))


def at(assessment, told, now):
    """The assessment with its stages."""
    return replace(assessment, stages=year_stages(assessment, told, now))


def test_the_year_goes_through_its_stages_in_order(verified):
    told = letters(verified)
    seen = [
        at(replace(verified, verification=Verification()), (), BEFORE),
        at(replace(verified, verification=Verification(stages={"town": Stage("核定中", 3, 40)})), (), BEFORE),
        at(verified, (), BEFORE),
        at(verified, told, BEFORE),
        at(asked(verified, ReviewState.OPEN), told, BEFORE),
        at(asked(verified, ReviewState.UPHELD), told, AFTER),
    ]
    assert [one.stage_of().word for one in seen] == list(StageWord)
    assert [one.is_draft for one in seen] == [True] * 5 + [False]
    assert stage_words(seen[3]) == "告知（复核截止2011年12月30日17:00）"
    assert stage_words(seen[4]) == "复核中（申请1条，已答复0条）"
    assert stage_words(seen[5]) == "定稿（复核期满，申请都已办结，得分不再变动）"
    for one in seen:
        assert dated_words(one).endswith(f"阶段：{one.stage_of().word}")


@pytest.mark.parametrize(
    ("change", "word", "said"),
    [
        (lambda one: asked(one, ReviewState.UPHELD, ReviewState.OPEN), "复核中", "还有1条申请待答复"),
        (lambda one: asked(one, ReviewState.LATE), "复核中", "还有1条申请待办公室定"),
        (lambda one: asked(one, ReviewState.FAULTY), "定稿", "1条申请填写有误、到期没有补正"),
        (lambda one: asked(one, ReviewState.UPHELD, ReviewState.CHANGED, ReviewState.REFUSED), "定稿", "不再变动"),
        (lambda one: asked(one, ReviewState.LATE, ReviewState.REFUSED), "复核中", "申请2条，已答复0条，不受理1条"),
        (lambda one: asked(one, ReviewState.LATE, ReviewState.REPLACED), "复核中", "申请1条，已答复0条"),
        (lambda one: one, "定稿", "没有申请"),
        (lambda one: replace(one, intake=replace(one.intake, waiting={"Z01": 1})), "告知", "还有1个单位有文件待确认"),
    ],
)  # fmt: skip
def test_what_is_not_settled_keeps_it_from_being_final(verified, change, word, said):
    changed = at(change(verified), letters(verified), AFTER)
    assert changed.stage_of().word == word
    assert said in stage_words(changed)


def test_a_provisional_total_keeps_it_from_being_final(verified):
    (card, rows), *_ = verified.rankings.items()
    first = replace(rows[0], totals=replace(rows[0].totals, provisional=True))
    changed = replace(verified, rankings={**verified.rankings, card: (first, *rows[1:])})
    assert at(changed, letters(verified), AFTER).stage_of().words == "告知（复核期已满，还有1个单位得分暂计）"


def test_nobody_is_final_who_was_not_told(verified):
    names = {unit.code: unit.name for unit in verified.programme.units}
    other = next(names[row.unit_code] for row in verified.rankings["town"] if row.totals)
    some = at(verified, letters(verified, but={other}), AFTER)
    assert (some.stage_of("town").word, some.stage_of("department").word) == ("核定", "告知")
    assert some.stage_of().word == "核定"
    units = tuple(replace(unit, email="") if unit.name == other else unit for unit in verified.programme.units)
    on_paper = replace(verified, programme=replace(verified.programme, units=units))
    assert at(on_paper, letters(verified, but={other}), AFTER).stage_of().word == "定稿"


def test_the_office_may_say_why_it_is_final_all_the_same(verified, samples):
    said = Settings(final_reason="经领导小组会议审定")
    for one in (verified, samples):
        final = at(replace(one, programme=replace(one.programme, settings=said)), (), BEFORE)
        assert {final.stage_of(key).words for key in ("", *one.verification.stages)} == {"定稿（经领导小组会议审定）"}
        assert not final.is_draft
        assert final.stage_of().is_verified == (one is verified)


def test_a_programme_that_tells_nobody_ends_at_verified(verified):
    silent = replace(verified.programme, particulars=replace(verified.programme.particulars, appeal_by=None))
    one = at(replace(verified, programme=silent), letters(verified), AFTER)
    assert (one.stage_of().word, one.is_draft) == ("核定", False)


def test_every_page_asks_one_place():
    """The stage of verification alone is looked at where stages are made, and nowhere else."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"verification\.stage\b|verification\.stages\.get|verification\.stages\[", path.read_text("utf-8"))
    }
    assert found == {"model/assessment.py", "model/year_stage.py"}
