"""A copy of 2011 in which the office uses everything the workbook offers about goals, registers, ranks and praise."""

from decimal import Decimal
from pathlib import Path

import pytest
import report_cases as cases

from qz.layout.form import build_layout
from qz.layout.inputs import insisted_particulars
from qz.layout.register_workbook import build_registers
from qz.model.choices import IndicatorKind
from qz.programme.check.run import check_workbook
from qz.programme.load import load_tables
from qz.programme.raw import Percent
from qz.programme.writing.write_programme import write_programme
from qz.reports.bulletin.bulletin_words import bulletin_words
from qz.reports.goals.outcomes import outcomes_of

ROOT = Path(__file__).resolve().parents[2]

NEW_GOAL = {
    "goal_id": "一.9",
    "section": "（一）产品质量目标",
    "text": "9．提升群众质量满意度。群众质量满意度达85%，不发生拒检拒抽行为，争创全国质量奖。",
    "task_ids": "5.5",
}
NEW_ROWS = (
    {"task_id": "一.9", "kind": "指标", "label": "群众质量满意度", "quote": "群众质量满意度达85%", "comparator": "≥",
     "target": Percent(Decimal("0.85")), "unit_of_measure": "%", "value_type": "比率", "reporters": "经发局"},
    {"task_id": "一.9", "kind": "底线", "label": "拒检拒抽", "quote": "不发生拒检拒抽行为", "unit_of_measure": "起",
     "value_type": "计数", "sums_scorecard_ids": "镇街道", "sums": "发生企业拒检拒抽", "sum_units": "各镇"},
    {"task_id": "一.9", "kind": "争创", "label": "全国质量奖", "quote": "争创全国质量奖", "unit_of_measure": "项",
     "value_type": "计数", "reporters": "质监分局"},
)  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("edited") / "2011.xlsx"
    tables = load_tables(ROOT / "templates" / "2011.xlsx")[0].plain()
    tables["main_goals"].append(NEW_GOAL)
    tables["indicators"] += NEW_ROWS
    rows = {row["label"]: row for row in tables["indicators"] if row.get("label")}
    rows["完成计量确认"] |= {"target": "另行下达", "formerly": "计量确认企业"}
    words = {"暂定单位的名次": "暂不排名", "审核人必填": "是", "事实不符仍计已完成": "否"}
    for row in tables["parameters"]:
        row["value"] = words.get(row["key"], row["value"])
    towns = tables["bulletin"][0]
    towns |= {"vetoed_barred": "否", "provisional_barred": "是", "unverified_barred": "否"}
    towns |= {"criticise_criteria": "7.4", "criticise_facts": "特种设备事故起数≥1、重大质量事故起数"}
    next(row for row in tables["facts"] if row["fact_id"] == "reports_submitted")["register"] = "宣传信息：已采用"
    write_programme(path, tables)
    return check_workbook(path)


@pytest.fixture(scope="module")
def assessment(report):
    return cases.sample_assessment(report.programme)


def test_it_is_in_order_and_check_says_what_it_said_before(report):
    assert report.errors == ()
    kept = {(found.code, found.sheet) for found in check_workbook(ROOT / "templates" / "2011.xlsx").findings}
    assert {(found.code, found.sheet) for found in report.findings} - kept <= {("P66", "主要目标"), ("P86", "单位目标")}


def test_a_goals_own_number_is_asked_of_whom_it_names(report):
    """经发局 is asked for the rate under 主要目标, the towns are asked nothing new, an incident is asked of nobody."""
    programme = report.programme
    units = {unit.name: unit for unit in programme.units}
    goal = programme.main_goals[-1]
    rate, incident, award = goal.indicators
    assert [one.kind for one in goal.indicators] == [
        IndicatorKind.TARGET,
        IndicatorKind.INCIDENT,
        IndicatorKind.AWARD,
    ]
    assert (rate.reporters, award.reporters) == ((units["经发局"].code,), (units["质监分局"].code,))
    assert not incident.is_asked
    asked = {name: set(build_layout(programme, units[name]).by_name()) for name in ("经发局", "质监分局", "孟河镇")}
    assert {name for name, inputs in asked.items() if "indicator_一_9_1" in inputs} == {"经发局"}
    assert {name for name, inputs in asked.items() if "indicator_3_2_1_target" in inputs} == {"质监分局"}
    assert not any("indicator_一_9_2" in inputs for inputs in asked.values())


def test_goals_come_out_by_what_was_said_and_summed(assessment):
    (goal,) = [one for one in outcomes_of(assessment).goals if one.goal.goal_id == "一.9"]
    assert [one.state for one in goal.own] == ["未填报", "未达到", "未填报"], "西夏墅镇 had a refusal"
    (task,) = [one for one in outcomes_of(assessment).tasks if one.task.task_id == "3.2"]
    assert [one.state for one in task.indicators] == ["目标未报"], "the target is another document's, and not given yet"


def test_a_denied_task_is_not_done_and_what_is_provisional_not_ranked(assessment, programme_2011):
    before = cases.sample_assessment(programme_2011)
    denied = {one.unit_code for one in assessment.contradictions}
    quality = cases.programme_unit(assessment.programme, "质监分局").code
    assert quality in denied
    assert assessment.scores[quality].total < before.scores[quality].total
    rows = assessment.rankings["town"]
    assert [assessment.programme.unit(row.unit_code).name for row in rows if row.rank is None] == [
        "罗溪镇",
        "新桥镇",
        "龙虎塘街道",
    ]
    assert sorted(row.rank for row in rows if row.rank) == [1, 2, 3, 4, 5, 6]


def test_praise_and_blame_follow_the_sheet(assessment):
    towns = bulletin_words(assessment)["评分表"][0]
    assert [row["单位"] for row in towns["表扬"]] == ["春江镇", "三井街道", "孟河镇"]
    assert {row["单位"]: row["原因"].partition("（")[0] for row in towns["批评"]} == {
        "河海街道": "被省级以上新闻媒体爆光，不得分",
        "西夏墅镇": "特种设备事故起数1起",
    }


def test_registers_and_reviewers_follow_too(report):
    names = {sheet.name: sheet.categories for sheet in build_registers(report.programme).sheets}
    assert names["宣传信息"] == {"类别": ("已采用",)}
    assert insisted_particulars(report.programme) == {"reviewer"}
