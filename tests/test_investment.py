"""A third programme, of kinds the first two do not use: 按比例得分, 分档得分 and 选项得分 (招商引资, 2012).

Source: clauses of public assessment documents, letter for letter where they stand in ``CLAUSES``.
"""

from decimal import Decimal as Dec
from pathlib import Path

import pytest
from typed_answers import TypedReturn, read_typed

from qz.model.scores import Effect
from qz.programme.read_programme import read_programme
from qz.scoring.engine import score_unit

PATH = Path(__file__).parent.parent / "samples/programmes/2012.xlsx"


@pytest.fixture(scope="module")
def programme():
    return read_programme(PATH)[0]


def _typed(value):
    return Dec(value) if value[0].isdigit() else value


def test_nothing_is_found_fault_with():
    assert read_programme(PATH)[1] == ()


@pytest.mark.parametrize(
    ("unit", "facts", "points", "total"),
    [
        # 6000 ÷ 8000 × 50 = 37.5; 80%以上; 8万元在5万元一档; 0次; 国民经济规划
        ("城关镇", ("6000", "8", "10", "8", "0", "纳入国民经济规划", "0.9"), "37.5 20 2.5 15 0 0 5 5 0 0 0 0", "85"),
        # 4333.33 ÷ 6500 × 50 = 33.3333 → 33.33; 49.99%不到50%; 2.99万元少于3万元; 4次; 部门规划
        (
            "青山镇",
            ("4333.33", "4999", "10000", "2.99", "4", "纳入部门规划", "0.8999"),
            "33.33 10 0 4 0 0 2.5 3 0 0 0 0",
            "52.8",
        ),
        # 超过目标的按50分计；不到30%的不得分
        ("柳河镇", ("9999.99", "29", "100", "10", "3", "未纳入", "0.7"), "50 0 5 10 0 0 0 0 0 0 0 0", "65"),
        # 没填的都不得分
        ("柳河镇", (None, None, None, None, None, None, None), "0 0 0 0 0 0 0 0 0 0 0 0", "0"),
    ],
)
def test_scores_with_their_arithmetic(programme, unit, facts, points, total):
    names = ("signed_amount", "started", "signed", "budget", "late_reports", "planned", "satisfaction")
    typed = {name: value and _typed(value) for name, value in zip(names, facts, strict=True)}
    typed |= {"falsified": "否", "criticised": Dec(0), "lost_projects": Dec(0)}
    found = next(one for one in programme.units if one.name == unit)
    score = score_unit(programme, found, read_typed(programme.scorecards[0], TypedReturn(typed, {}, {})))
    lines = [line for item in score.items for line in item.lines if line.effect is not Effect.VETO]
    assert [line.points for line in lines] == [Dec(each) for each in points.split()]
    assert score.total == Dec(total)
