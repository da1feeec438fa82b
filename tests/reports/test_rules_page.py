"""口径与版本: every results workbook says what it was made with; 变化 tells a changed rule before what moved by it."""

import datetime as dt
from dataclasses import replace

import openpyxl
from report_cases import sample_assessment

from qz.model.choices import PartialStep
from qz.model.stages import Stage, StageWord
from qz.reports.evidence.evidence_workbook import write_evidence
from qz.reports.papers.proposals import write_proposals
from qz.reports.readings_workbook import write_readings
from qz.reports.receipts.changes import since_last_run
from qz.reports.receipts.receipt_register import write_register
from qz.reports.rules_page import RULES_SHEET, rules_of

MONDAY, TUESDAY = (dt.datetime(2011, 12, day, 8) for day in (5, 6))  # noqa: DTZ001 - the office's own time


def test_every_results_workbook_has_the_sheet(second_results):
    for path in second_results.values():
        book = openpyxl.load_workbook(path, read_only=True)
        assert str(book[RULES_SHEET]["A2"].value).startswith("考核方案："), path


def test_those_of_a_year_that_has_them_have_it_too(programme_2011, tmp_path):
    assessment = sample_assessment(programme_2011)
    write_evidence(assessment, tmp_path / "1.xlsx")
    write_proposals(assessment, tmp_path / "2.xlsx")
    write_readings(assessment, [], tmp_path / "3.xlsx")
    test_every_results_workbook_has_the_sheet({path.name: path for path in tmp_path.iterdir()})


def test_what_differs_from_the_usual_is_known(programme_2011):
    other = replace(programme_2011, settings=replace(programme_2011.settings, partial_step=PartialStep.WHOLE))
    rules = {rule.key: rule for rule in rules_of(other)}
    assert rules["setting partial_step"][2:] == ("不足一步", "按一步扣", "不扣")
    assert rules["rule town 1.2"].words.startswith("达标得分，2分，目标≥2次")


def test_a_changed_setting_is_told_first(programme_2011, tmp_path):
    assessment = sample_assessment(programme_2011)
    path = tmp_path / "收件登记.xlsx"
    write_register(assessment, path, since_last_run(path, assessment, MONDAY))
    settings = replace(programme_2011.settings, partial_step=PartialStep.WHOLE)
    later = replace(assessment, programme=replace(programme_2011, settings=settings))
    log = since_last_run(path, later, TUESDAY)
    assert [(each.kind, each.label, each.before, each.after) for each in log.changes] == [
        ("方案", "不足一步", "不扣", "按一步扣")
    ]


def test_a_stage_with_a_note_is_said_once(programme_2011, tmp_path):
    final = Stage(StageWord.FINAL, 1, 1, "经会议审定")
    write_proposals(replace(sample_assessment(programme_2011), stages={"": final}), tmp_path / "奖惩.xlsx")
    line = openpyxl.load_workbook(tmp_path / "奖惩.xlsx")[RULES_SHEET]["A3"].value
    assert "阶段：定稿（经会议审定）　还没有了结的：" in line
    assert line.count("定稿") == 1
