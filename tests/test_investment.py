"""A third programme, of kinds the first two do not use: 按比例得分, 分档得分 and 选项得分 (招商引资, 2012).

Source: clauses of public assessment documents, letter for letter where they stand in ``CLAUSES``.
"""

import json
import shutil
from dataclasses import replace
from decimal import Decimal as Dec
from pathlib import Path

import openpyxl
import pytest
from typed_answers import TypedReturn, read_typed

from qz.cli.main import main
from qz.forms.build import write_form
from qz.forms.entries import NO_ANSWERS
from qz.layout.form import build_plan
from qz.model.scores import Effect
from qz.model.values import Answer, round_score
from qz.programme.read_programme import read_programme
from qz.scoring.compare_units import with_figures
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
        # 6000 ÷ 8000 × 40 = 30; 80%以上; 8万元在5万元一档; 0次; 国民经济规划
        (
            "城关镇",
            ("6000", "8", "10", "8", "0", "纳入国民经济规划", "0.9"),
            "30 0 20 0 2.5 15 0 0 0 5 5 0 0 0 0 0",
            "77.5",
        ),
        # 4333.33 ÷ 6500 × 40 = 26.6666 → 26.67; 49.99%不到50%; 2.99万元少于3万元; 4次; 部门规划
        (
            "青山镇",
            ("4333.33", "4999", "10000", "2.99", "4", "纳入部门规划", "0.8999"),
            "26.67 0 10 0 0 4 0 0 0 2.5 3 0 0 0 0 0",
            "46.2",
        ),
        # 超过目标的按40分计；不到30%的不得分
        ("柳河镇", ("9999.99", "29", "100", "10", "3", "未纳入", "0.7"), "40 0 0 0 5 10 0 0 0 0 0 0 0 0 0 0", "55"),
        # 没填的都不得分
        ("柳河镇", (None, None, None, None, None, None, None), "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "0"),
    ],
)
def test_scores_with_their_arithmetic(programme, unit, facts, points, total):
    found = unit_of(programme, unit)
    score = score_unit(programme, found, answers_of(programme, facts))
    assert points_of(score) == [Dec(each) for each in points.split()]
    assert score.total == Dec(total)


def unit_of(programme, name):
    return next(one for one in programme.units if one.name == name)


def answers_of(programme, facts):
    names = ("signed_amount", "started", "signed", "budget", "late_reports", "planned", "satisfaction")
    typed = {name: value and _typed(value) for name, value in zip(names, facts, strict=True)}
    typed |= {"falsified": "否", "criticised": Dec(0), "lost_projects": Dec(0)}
    return read_typed(programme.scorecards[0], TypedReturn(typed, {}, {}))


def points_of(score):
    lines = [line for item in score.items for line in item.lines if line.effect is not Effect.VETO]
    return [line.points for line in lines]


def test_units_are_compared_within_their_group(programme):
    """1.2 by place, 2.2 against the mean, 3.5 the last place, 5.5 the first three: A类 of three, B类 of one."""
    told = {
        "城关镇": ("6000", "8", "10", "8", "0", "纳入国民经济规划", "0.9"),
        "青山镇": ("4333.33", "4999", "10000", "2.99", "4", "纳入部门规划", "0.8999"),
        "柳河镇": ("9999.99", "29", "100", "10", "3", "未纳入", "0.7"),
        "石门乡": ("100", "1", "5", "10", "9", "未纳入", "0.7"),
    }
    answers = {unit_of(programme, name).code: answers_of(programme, facts) for name, facts in told.items()}
    known = with_figures(programme, answers)
    scores = {
        name: score_unit(programme, unit, known[unit.code]) for name in told for unit in [unit_of(programme, name)]
    }
    compared = {name: [points_of(score)[place] for place in (1, 3, 6, 15)] for name, score in scores.items()}
    # A类平均开工(8＋4999＋29)÷3＝1678.67个，少1670个，扣835分，最多2分
    assert compared == {
        "城关镇": [9, -2, 0, 1],  # 签约额第2名 10－1；签约项目第3名
        "青山镇": [8, 0, -1, 3],  # 签约额第3名 10－2；迟报最多；签约项目第1名
        "柳河镇": [10, -2, 0, 2],
        "石门乡": [10, 0, 0, 3],  # B类只有它：第1名，等于平均数，没有末位
    }
    line = next(line for item in scores["城关镇"].items for line in item.lines if line.criterion_id == "1.2")
    assert line.award.explanation == (
        "1.2（当年签约额在本类乡镇中第一名得10分，以后每退后一名减1分，最少得2分）："
        "签约额6000万元，3个单位中第2名（最高9999.99万元，最低4333.33万元），第1名满分，每退后一名减1分，得9分（满分10分）；"
        "本组还有5个单位没有数据、3个单位的数据未核定，名次、得分可能变动。"
    )
    assert line.award.reasons == ("签约额6000万元，列第2名，少得1分",)
    assert line.mark == "暂定"


def test_the_form_says_what_waits_for_the_others(programme, tmp_path):
    unit = unit_of(programme, "城关镇")
    answers = answers_of(programme, ("6000", "8", "10", "8", "0", "纳入国民经济规划", "0.9"))
    plan = build_plan(programme, unit)
    write_form(plan, score_unit(programme, unit, answers), tmp_path / "表.xlsx", answers)
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx", data_only=True)["自评表"]
    at = plan.card
    rows = {row[at.clause].value: row for row in sheet.iter_rows() if row[at.clause].value}
    for clause in ("1.2", "2.2", "3.5", "5.5"):
        points, reason = rows[clause][at.points], rows[clause][at.reason]
        assert (points.value, points.number_format.split(";")[0]) == (0, '"待统计"')
        assert reason.value == "收齐后与本组各单位比较计分"
    assert rows["2.2"][at.target].value == "≥本组平均值"
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if "待统计" in str(cell.value)]
    assert [words for words in said if "小计" in words] == [
        "招商实绩\n小计70分，自评50分，待统计的不在内",
        "基础工作\n小计30分，自评27.5分，待统计的不在内",
    ]
    assert [words for words in said if "小计" not in words] == [
        "自评总分77.5分（1.2、2.2、3.5、5.5待统计，不在内），还有4处待填或有误",
        "标准分得分77.5分，加分0分（1.2、2.2、3.5、5.5待统计，不在内）",
    ]


PARTS = {
    "2012-上半年": {"half_signed_amount": Dec(1500), "half_started": Dec(3)},  # 1500 ÷ 3000 × 60 + 40 − 10 = 60
    "2012-信访": {"petitions": Dec(3)},  # 3起以上计60分
    "2012": {
        "signed_amount": Dec(6000),
        "signed": Dec(10),
        "started": Dec(8),
        "budget": Dec(8),
        "late_reports": Dec(0),
        "planned": "纳入国民经济规划",
        "falsified": False,
        "criticised": Dec(0),
        "lost_projects": Dec(0),
    },
}


@pytest.mark.proof
def test_the_composite_runs_whole(tmp_path, monkeypatch):
    """The assessments that its parts name lie beside the sample, and their results make the composite score."""
    (tmp_path / "templates").mkdir()
    for name, facts in PARTS.items():
        path = tmp_path / "templates" / f"{name}.xlsx"
        shutil.copy(PATH.with_name(path.name), path)
        part, found = read_programme(path)
        assert found == ()
        unit = next(one for one in part.units if one.name == "城关镇")
        (tmp_path / "returns" / name).mkdir(parents=True)
        answers = replace(NO_ANSWERS, facts={fact_id: Answer(value) for fact_id, value in facts.items()})
        write_form(
            build_plan(part, unit), score_unit(part, unit, answers), tmp_path / "returns" / name / "a.xlsx", answers
        )
    monkeypatch.chdir(tmp_path)
    assert [main(["collect", "--year", name]) for name in PARTS] == [0, 0, 0]
    made = json.loads(Path("output/2012/results/数据.json").read_text("utf-8"))
    (unit,) = [unit for unit in made["units"] if unit["name"] == "城关镇"]
    counted = {part["name"]: part["counted"] for part in unit["composite"]["parts"]}
    annual = Dec(str(unit["total"])) * Dec("0.7")
    assert counted == {"年度考核": float(annual), "半年考核": 18, "信访扣分": 3}  # 60×30%，60÷100×5
    assert annual > 40
    assert unit["composite"]["total"] == float(round_score(annual + 18 - 3, 1))
