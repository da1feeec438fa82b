"""What the verifier fills in and no unit does, through the 核定表 of the third sample programme (2012)."""

from decimal import Decimal as Dec
from functools import cache
from pathlib import Path

import pytest
from verified_round import assess_with, columns_of, fill, random_intake, rows_of, settle_all, workbooks

from qz.layout.form import build_plan
from qz.programme.read_programme import read_programme

PATH = Path(__file__).parents[2] / "samples/programmes/2012.xlsx"


@cache
def programme():
    return read_programme(PATH)[0]


def verified(folder, **edits):
    """The assessment, and the findings' codes, when this is typed into rows of the office's 核定表, by their keys."""
    intake = random_intake(programme(), 1)
    raws = workbooks(assess_with(programme(), intake), folder)
    assert len(raws) == 1
    settled = settle_all(programme(), intake, {name: fill(raw, **edits) for name, raw in raws.items()})
    return assess_with(programme(), intake, settled), [finding.code for finding in settled.findings]


def line_of(assessment, criterion_id, unit="T1"):
    score = assessment.scores[unit]
    return next(line for item in score.items for line in item.lines if line.criterion_id == criterion_id)


@pytest.mark.parametrize(
    ("typed", "points", "codes"),
    [
        ({}, "0", []),
        ({"points": -1.5, "reason": "两家企业书面反映"}, "-1.5", []),
        ({"points": 0}, "0", []),
        ({"points": -1.5}, "0", ["K12"]),
        ({"points": -0.2, "reason": "轻微"}, "0", ["K14"]),
        ({"points": -3, "reason": "严重"}, "0", ["K14"]),
    ],
)
def test_points_at_the_verifiers_discretion(tmp_path, typed, points, codes):
    assessment, found = verified(tmp_path, **{"T1|criterion:3.3": typed})
    line = line_of(assessment, "3.3")
    assert (line.points, found) == (Dec(points), codes)
    waits = "T1" in assessment.verification.waiting[""]
    assert (line.verified is None) is (bool(codes) or not typed)
    assert waits


SURVEY = "T1|fact:satisfaction|criterion:4.2"


@pytest.mark.parametrize(
    ("typed", "points", "codes"),
    [
        ({}, "0", []),
        ({"value": 0.93}, "5", []),  # no reason is asked for: there is no self-report it could differ from
        ({"value": 0.85}, "3", []),
        ({"value": 0.93, "points": 3, "reason": "样本不足"}, "3", []),
        ({"value": 0.93, "points": 3}, "5", ["K12"]),
        ({"value": "属实"}, "0", []),  # nothing was claimed
        ({"value": 93}, "0", ["K10"]),
    ],
)
def test_a_fact_that_the_office_fills_in(tmp_path, typed, points, codes):
    assessment, found = verified(tmp_path, **{SURVEY: typed})
    line = line_of(assessment, "4.2")
    assert (line.points, found) == (Dec(points), codes)
    if not points.strip("0"):
        assert line.provisional
        assert line.award.explanation.endswith("企业满意度由办公室填，待核定，暂不计分。")


def test_the_unit_is_not_asked_for_it():
    plan = build_plan(programme(), programme().units[0])
    assert "fact_satisfaction" not in plan.layout.by_name()
    assert "fact_planned" in plan.layout.by_name()


def test_the_office_is_told_what_is_to_be_filled_in(tmp_path):
    intake = random_intake(programme(), 1)
    [raw] = workbooks(assess_with(programme(), intake), tmp_path).values()
    place, row = rows_of(raw)[SURVEY]
    status = columns_of(raw.sheets[place])["status"]
    assert raw.sheets[place].at(row, status).text == "待核定"
