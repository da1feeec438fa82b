"""已完成 against facts: what is summed over whom, what denies a status, where it is told, and what the setting does."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qz.model.programme import Programme
from qz.model.values import Source, ValueType
from qz.model.verification import RegisterFact
from qz.programme.read_programme import read_programme
from qz.scoring.contradictions import sum_facts
from tests.reports.report_cases import answer, sample_answers, sample_assessment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


def denied(assessment):
    """What is denied: task, unit, indicator, actual, and the units whose facts deny it."""
    units = {unit.code: unit.name for unit in assessment.programme.units}
    return {
        (one.task.task_id, units[one.unit_code], one.indicator.label): (
            one.actual,
            [units[fact.unit_code] for fact in one.facts],
        )
        for one in assessment.contradictions
    }


def test_an_incident_anywhere_denies_every_lead_and_a_missed_number_its_own(programme):
    """河海街道 was exposed; 城建局 had an accident; 环保局, 质监分局 miss numbers of tasks they call done."""
    found = denied(sample_assessment(programme))
    assert found == {
        ("1.2", "城建局", "重特大建筑工程质量事故"): (Decimal(1), ["城建局"]),
        ("1.4", "环保局", "通过市级生态村级考核的行政村"): (Decimal(11), []),
        ("2.1", "质监分局", "新增通过采标验收的产品"): (Decimal(38), []),
        ("3.2", "质监分局", "完成计量确认"): (Decimal(9), []),
        ("5.1", "质监分局", "区域性和严重影响新北形象和声誉的制假售假行为"): (Decimal(1), ["河海街道"]),
    }


def test_the_finding_names_both_cells(programme):
    assessment = sample_assessment(programme)
    told = {one.sheet: one for one in assessment.intake.findings if one.code == "C14" and "5.1" in one.sentence}
    (finding,) = told.values()
    fact = assessment.contradictions[-1].facts[0].origin
    assert finding.sentence.startswith(f"《{finding.sheet}》{finding.cell}：质监分局的任务5.1填的是已完成")
    assert f"河海街道“被省级以上新闻媒体曝光”为是（{fact.file}《{fact.sheet}》{fact.cell}）" in finding.sentence


def test_yes_counts_one_and_both_scorecards_are_summed(programme):
    """1.1 food and product safety: towns' accidents and those departments' that look after products, not 城建局's 1."""
    answers = sample_answers(programme)
    assert sum_facts(programme, answers, ())["1.1.4"].value == 0
    town = answers["Z01"]
    facts = {**town.facts, "major_quality_accidents": answer("2", ValueType.COUNT, programme.unit("Z01"), "I9")}
    summed = sum_facts(programme, {**answers, "Z01": replace(town, facts=facts)}, ())["1.1.4"]
    assert (summed.value, [part.unit_code for part in summed.parts]) == (2, ["Z01"])
    assert summed.units == 9 + 5  # every town and subdistrict; 质监, 药监, 农业, 社会事业, 工商


def test_a_register_speaks_for_a_unit_without_return(programme):
    answers = sample_answers(programme)
    origin = next(iter(answers["Z01"].facts.values())).origin
    register = RegisterFact("J03", "major_quality_accidents", Decimal(1), replace(origin, source=Source.REGISTER))
    assert "J03" not in answers
    assert sum_facts(programme, answers, (register,))["1.1.4"].value == 1


def test_the_setting_takes_denied_tasks_as_undone(programme):
    """环保局 leads 1.4, 6.1, 6.2. Default: as reported, 25. With 否: 1.4 is denied, 25 - 3 = 22."""
    environment = next(unit.code for unit in programme.units if unit.name == "环保局")
    kept = sample_assessment(programme)
    strict = replace(programme, settings=replace(programme.settings, denied_is_done=False))
    changed = sample_assessment(strict)
    scores = [each.scores[environment].items[3].score for each in (kept, changed)]
    assert scores == [Decimal(25), Decimal(22)]
    status = changed.answers[environment].statuses["1.4"]
    assert (status.value, status.origin.source, status.replaced.value) == (False, Source.FACTS, True)
    assert denied(changed) == denied(kept)


@pytest.mark.parametrize(("source", "score"), [(Source.VERIFIED, 25), (Source.SELF, 22)])
def test_what_a_verifier_confirmed_is_not_set_back(programme, source, score):
    """环保局's 1.4 is denied by its own number: confirmed it keeps its 3 points, only reported it loses them."""
    strict = replace(programme, settings=replace(programme.settings, denied_is_done=False))
    environment = next(unit.code for unit in programme.units if unit.name == "环保局")
    answers = sample_answers(programme)[environment]
    status = answers.statuses["1.4"]
    said = replace(status, origin=replace(status.origin, source=source))
    answers = replace(answers, statuses={**answers.statuses, "1.4": said})
    assessment = sample_assessment(strict, **{environment: answers})
    assert assessment.scores[environment].items[3].score == score
    assert "1.4" in {one.task.task_id for one in assessment.contradictions}, "it is listed all the same"
