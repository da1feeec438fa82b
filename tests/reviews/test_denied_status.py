"""A unit applies about a task that is 未完成 only because a fact denies it: the verifier's answer has the last word."""

from dataclasses import replace

import pytest
from applied import IN_TIME, clauses
from verified_round import programme_2011, received

from qz.cli.verified import _ReadWorkbooks
from qz.layout.register_workbook import build_registers
from qz.model.returns import Intake
from qz.model.reviews import Application, ReviewState
from qz.model.values import Origin, Source
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.reviews.read_application import ApplicationReading, AppliedRow
from qz.scoring.assess import assess, score_answers
from qz.verification.read_verified import VerificationReading
from qz.verification.subjects import Subjects
from tests.reports.report_cases import sample_answers

CLAUSE = "4.1 任务1.4 环境质量"


def judged(*, denied_is_done, answered=None):
    """What becomes of 环保局's application that its task 1.4 counts. ``answered``: what the verifier wrote."""
    known = programme_2011()
    programme = replace(known, settings=replace(known.settings, denied_is_done=denied_is_done))
    unit = next(unit for unit in programme.units if unit.name == "环保局")
    row = clauses().find(unit, CLAUSE)
    application = Application(
        unit.code,
        CLAUSE,
        "已完成",
        "另有一个村通过了考核",
        "",
        "王芳",
        "2012-01-05",
        Origin("申请.xlsx", "复核申请", "B6"),
        str(row.key),
        "4.1",
        "C6",
    )
    applied = ApplicationReading(
        received("申请.xlsx", unit_code=unit.code, saved_at=IN_TIME), unit, (AppliedRow(application),)
    )
    entries = ()
    if answered is not None:
        typed = UPHELD if answered == UPHELD else "已完成"
        origin = Origin("核定表.xlsx", "复核", "K5", source=Source.VERIFIED, reason="见文件", given_by="李秀芳")
        value = None if answered == UPHELD else answered
        entries = (
            VerifiedEntry(unit.code, EntryKind.TASK, "1.4", value, typed, "", origin, None, application.review_id),
        )
    verified = [VerificationReading(received("核定表.xlsx"), "", entries)] if entries else []
    reported = sample_answers(programme)
    read = _ReadWorkbooks(
        programme, Subjects(programme), build_registers(programme), verified, (), (applied,), clauses()
    )
    outcome = read.judge(reported, score_answers(programme, reported))
    assessment = assess(programme, Intake((), {}, reported, ()), outcome.answers)
    (review,) = outcome.answered.reviews.rows
    codes = [each.code for each in outcome.answered.findings]
    return review, codes, assessment.answers[unit.code].statuses["1.4"].value


def test_what_a_fact_denies_does_not_count_so_asking_for_it_is_asking_for_something():
    review, codes, counts = judged(denied_is_done=False)
    assert (review.state, review.first, review.first_by, codes, counts) == (
        ReviewState.OPEN,
        "未完成",
        "按事实",
        [],
        False,
    )


def test_where_it_counts_as_done_all_the_same_nothing_is_asked_for():
    review, codes, counts = judged(denied_is_done=True)
    assert (review.first, review.asks_same, codes, counts) == ("已完成", True, ["R14"], True)


@pytest.mark.parametrize(("answered", "words", "counts"), [(True, "由未完成改为已完成", True), (UPHELD, "维持", False)])
def test_the_verifiers_answer_stands_over_the_fact(answered, words, counts):
    review, codes, value = judged(denied_is_done=False, answered=answered)
    assert (review.words, codes, value) == (words, [], counts)
