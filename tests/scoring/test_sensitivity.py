"""Readings weighed: each other value of a setting, each other kind of a criterion, and what it moves, by hand."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from ooxml import lint

from qz.programme.read_programme import read_programme
from qz.reports.readings_workbook import HEAT_SHEET, READINGS_SHEET, write_readings
from qz.reports.rules_page import RULES_SHEET
from qz.scoring.other_readings import KIND, SETTING, readings, weigh
from qz.words import SETTINGS
from tests.reports.report_cases import sample_assessment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def assessment():
    return sample_assessment(read_programme(ROOT / "templates" / "2011.xlsx")[0])


@pytest.fixture(scope="module")
def weighed(assessment):
    return weigh(assessment)


def moved(assessment, weighed, subject, other):
    """Points gained or lost by unit under one reading."""
    (one,) = [each for each in weighed if each.reading.subject.startswith(subject) and each.reading.other == other]
    return {assessment.programme.unit(move.unit_code).name: move.points for move in one.moves if move.points}


def test_every_setting_and_every_criterion_of_the_two_kinds_is_weighed(assessment):
    found = list(readings(assessment.programme))
    words = {setting.word for setting in SETTINGS if not setting.quiet}
    assert {one.subject for one in found if one.group == SETTING} == words
    kinds = [one.subject.split()[0] for one in found if one.group == KIND]
    assert kinds == [f"镇街道{number}" for number in ("1.2", "3.1", "6.2", "8.2a", "8.2b", "8.2c", "9.2", "10.2")]


def test_a_partial_step_taken_as_a_whole_one(assessment, weighed):
    """8.2: 99.5 of 100 in steps of 1 is half a step, 1 point; 9.2: 57 of 60 in steps of 5 is one begun, 1 point."""
    found = moved(assessment, weighed, "不足一步", "按一步扣")
    assert found["新桥镇"] == Decimal(-2)  # 8.2c 99.5%: 2 to 1; 9.2 57%: 6 to 5
    assert found["春江镇"] == Decimal(-1)  # 8.2a 99.5%: 2 to 1


def test_all_or_nothing_against_steps(assessment, weighed):
    """9.2 at 达标得分: 孟河镇 55 % misses 60 %: 6 - 1 = 5 becomes 0."""
    assert moved(assessment, weighed, "镇街道9.2", "达标得分")["孟河镇"] == Decimal(-5)


def test_supporting_tasks_scored_too(assessment, weighed):
    """地税四分局, 国税局 led 6.1, 6.2 only and support 4.1 as done: nothing to lose."""
    found = moved(assessment, weighed, "计分的任务角色", "牵头和配合")
    assert "国税局" not in found


def test_the_workbook_lists_them_and_draws_the_heat_map(assessment, weighed, tmp_path):
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    for path in (first, second):
        write_readings(assessment, weighed, path)
    assert first.read_bytes() == second.read_bytes()
    assert lint(first) == []
    book = openpyxl.load_workbook(first)
    assert book.sheetnames == [READINGS_SHEET, HEAT_SHEET, RULES_SHEET]
    rows = [row for row in book[READINGS_SHEET].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(rows) == len(weighed)
    row = next(row for row in rows if row[2].startswith("镇街道9.2"))
    assert row[3:5] == ("每少扣分", "达标得分")
    assert "孟河镇−5分（98.5→93.5），第3名→第4名" in row[9]
    units = [row[0] for row in book[HEAT_SHEET].iter_rows(min_row=4, values_only=True)]
    assert {"孟河镇", "质监分局"} <= {*units}
