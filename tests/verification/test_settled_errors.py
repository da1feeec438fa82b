"""An error whose cell has a verified or registered value asks nothing of the unit any more, anywhere."""

from dataclasses import replace

import pytest
from verified_round import programme_2011, random_intake

from qz.corrections.plan import findings_to_mend
from qz.findings import is_for_unit, make_finding
from qz.mail.due import Enclosures, due_after_collect
from qz.model.finding import Severity
from qz.model.letters import MailKind
from qz.model.returns import UnitState
from qz.model.values import Answer, Origin, Source
from qz.scoring.assess import assess
from qz.verification.settled_errors import with_settled_errors


@pytest.fixture(scope="module")
def intake():
    return random_intake(programme_2011(), 7, {"孟河镇"})


def error(intake, code, key, **words):
    (returned,) = intake.returns.values()
    given = {"label": "专题会议次数", "found": "若干", "accepted": "整数"} | words
    where = {"sheet": "自评表", "cell": "I9", "unit_code": returned.unit_code, "key": key}
    return make_finding(code, file=returned.file.path, **where, **given)


def verified(intake, *fact_ids, source=Source.VERIFIED):
    """The answers with these facts said by somebody else than the unit."""
    ((code, answers),) = intake.answers.items()
    said = {key: Answer(answers.facts[key].value, origin=Origin("核", "", "", source=source)) for key in fact_ids}
    return {code: replace(answers, facts={**answers.facts, **said})}


def settled(intake, finding, answers):
    (told,) = with_settled_errors(programme_2011(), (finding,), intake.returns, answers)
    return told


def test_the_error_becomes_a_notice_for_the_office(intake):
    finding = error(intake, "V05", "fact_quality_meetings")
    assert settled(intake, finding, intake.answers) == finding
    for source in (Source.VERIFIED, Source.REGISTER):
        told = settled(intake, finding, verified(intake, "quality_meetings", source=source))
        assert (told.code, told.severity, told.cell) == ("K25", Severity.WARNING, "I9")
        assert told.sentence == (
            "《自评表》I9：“专题会议次数”填的是“若干”，读不出确定的数，应填整数；"
            f"这一格已有{source.value}的值，按{source.value}计。单位不用再补正。"
        )
        assert not is_for_unit(told)


def test_another_cell_verified_settles_nothing(intake):
    finding = error(intake, "V05", "fact_quality_meetings")
    assert settled(intake, finding, verified(intake, "annual_plan")) == finding


def test_a_contradiction_is_settled_with_either_value(intake):
    words = {"left": "迟报", "left_value": "2", "right": "事故", "right_value": "1", "message": "迟报不多于事故"}
    finding = error(intake, "C01", "fact_late_accident_reports", **words)
    assert settled(intake, finding, verified(intake, "equipment_accidents")).code == "K25"


def test_a_sheet_left_empty_is_settled_when_all_of_it_is_verified(intake):
    finding = error(intake, "V04", "fact_officer_designated", what="自评表", count="50")
    (answers,) = intake.answers.values()
    card = programme_2011().scorecard_of(programme_2011().unit(next(iter(intake.answers))))
    some = list(card.facts)
    assert settled(intake, finding, verified(intake, *some)).code == "K25"
    assert settled(intake, finding, verified(intake, *some[1:])) == finding
    assert set(some) <= set(answers.facts)


def test_the_state_the_letter_and_the_correction_agree(intake):
    programme = programme_2011()
    finding = error(intake, "V05", "fact_quality_meetings")
    for answers, state, kind, mend in (
        (intake.answers, UnitState.TO_CORRECT, MailKind.CORRECTION, 1),
        (verified(intake, "quality_meetings"), UnitState.IN_ORDER, MailKind.RECEIPT, 0),
    ):
        told = tuple(with_settled_errors(programme, (finding,), intake.returns, answers))
        assessment = assess(programme, replace(intake, findings=told), answers)
        (code,) = intake.returns
        assert assessment.states[code] is state
        dues = due_after_collect(assessment, programme.particulars.deadline.date(), Enclosures())
        assert [due.kind for due in dues if due.unit.code == code] == [kind]
        assert len(findings_to_mend(assessment)) == mend
