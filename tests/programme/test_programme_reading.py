"""Each fault of a programme workbook gives its finding, at its cell, and no other: one change to a good one a code."""

import datetime as dt
import re
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from programmes import both, dropping, raw_of, row, second_programme_path, second_tables, write

from qz.model.finding import Severity
from qz.programme import faults
from qz.programme.faults import PROGRAMME_CATALOGUE
from qz.programme.load import load_tables
from qz.programme.raw import Percent
from qz.programme.read_programme import ProgrammeFault, build_programme, read_programme
from qz.words import RESULT_NAMES


def setting(key, number, field, value):
    """A mutation: the cell of a table's row (counted from 1) becomes ``value``."""

    def change(tables):
        tables[key][number - 1][field] = value

    return change


def banding(number, kind):
    """Another kind for a criterion of one number."""
    return setting("criteria", number, "kind", kind)


def against(number, figure):
    """A criterion held against its group."""
    return setting("criteria", number, "against", figure)


def vetoing(number):
    """一票否决 for a criterion that is 不得分."""
    return setting("criteria", number, "kind", "一票否决")


def grading(name, least, quota=None):
    """A grade more."""
    return adding("grades", scorecard_id="乡场", name=name, least=Decimal(least), quota=quota)


def optional(number):
    """Another kind for a criterion, whose fact is a new one with options."""

    def change(tables):
        tables["facts"].append(OPTIONS)
        tables["criteria"][number - 1] |= {"kind": "选项得分", "fact_id": "总体评价"}

    return change


def adding_formula(text, **more):
    """A mutation: a fact more that is computed."""
    known = {"scorecard_id": "乡场", "fact_id": "rise", "label": "增长率", "value_type": "数值", "help": "自动计算。"}
    return adding("facts", **known | {"formula": text} | more)


def last_year(value, label="巡查次数"):
    """A mutation: last year's value of a fact for the second unit."""
    return setting("unit_targets", 2, f"上年（{label}）", value)


TWO_COLUMNS = (last_year(Decimal(3)), setting("unit_targets", 2, "上年(巡查次数)", Decimal(4)))
LOST = "荣誉最多扣5分"
STOP = {
    "scorecard_id": "乡场",
    "item_number": "A",
    "criterion_id": "A4",
    "kind": "不得分",
    "fact_id": "建有台账",
    "trigger": "否",
}
BY_LAST_YEAR = setting("bulletin", 1, "criticise_facts", "上年（巡查次数）≥3")
RATE_OF_95 = last_year(Decimal(95), "水质达标率")


def judged(number, **more):
    """A criterion that the verifier decides, with nothing else filled in."""
    cleared = dict.fromkeys(("points", "fact_id", "comparator", "target", "step", "rate", "phrase", "overrides"))
    return lambda tables: tables["criteria"][number - 1].update(
        cleared | {"kind": "酌情扣分", "most": Decimal(2)} | more
    )


def adding(key, /, **values):
    """A mutation: a row more."""
    return lambda tables: tables.setdefault(key, []).append(values)


def inserting(key, number, /, **values):
    """A mutation: a row more, in that place."""
    return lambda tables: tables[key].insert(number - 1, values)


CARD = {
    "scorecard_id": "empty",
    "label": "空表",
    "summary_name": "汇总",
    "ranking_name": "排名",
    "nominal_total": Decimal(1),
}
ITEM = {
    "scorecard_id": "县直",
    "number": "3",
    "label": "空",
    "content": "空",
    "method": "空",
    "standard": Decimal(1),
    "starts_full": "零分起评",
}
TERM = {"scorecard_id": "乡场", "item_number": "A", "criterion_id": "A2", "fact_id": "整洁程度"}
GRADE = {
    "scorecard_id": "乡场",
    "fact_id": "tidiness",
    "label": "整洁程度",
    "value_type": "评分",
    "maximum": Decimal(10),
    "help": "打整分。",
}
OPTIONS = {
    "scorecard_id": "乡场",
    "fact_id": "overall",
    "label": "总体评价",
    "value_type": "选项",
    "choices": "优、良、差",
    "help": "照评价结果选。",
}
TWICE = {"scorecard_id": "乡场", "item_number": "A", "criterion_id": "A1", "fact_id": "有管护队伍"}
SAME = {"task_id": "目标1", "kind": "指标", "label": "围网", "quote": "清理围网", "same_as": "清理围网"}
OWN = {
    "task_id": "目标1",
    "kind": "指标",
    "label": "新增管护员",
    "quote": "清理围网",
    "comparator": "≥",
    "target": Decimal(5),
    "value_type": "计数",
}
INCIDENT = {"task_id": "二.2", "kind": "底线", "label": "宣传事故", "quote": "开展爱河护河宣传", "value_type": "计数"}
FAULTS = [
    ("P04", "基本信息", "B5", setting("particulars", 2, "value", None)),
    ("P04", "基本信息", "", dropping("particulars", key="联系人")),
    ("P04", "单位", "B5", setting("units", 2, "name", None)),
    ("P33", "责任分解表", "E8", adding("tasks", number=None, category="别的", goal="无人牵头的工作。", lead=None)),
    ("P04", "指标", "F4", setting("indicators", 1, "target", None)),
    ("P04", "评分方法", "E4", setting("criteria", 1, "kind", None)),
    ("P04", "填报数据", "A4", setting("facts", 1, "scorecard_id", None)),
    ("P04", "考核内容", "A4", setting("items", 1, "scorecard_id", None)),
    ("P05", "基本信息", "B4", setting("particulars", 1, "value", "癸巳")),
    ("P05", "基本信息", "B11", setting("particulars", 8, "value", "年底前")),
    ("P05", "考核内容", "F4", setting("items", 1, "standard", "三十")),
    ("P05", "通报", "B4", setting("bulletin", 1, "commend_ranks", Decimal("1.5"))),
    ("P05", "参数", "B5", setting("parameters", 2, "value", "很多")),
    ("P05", "单位目标", "B5", setting("unit_targets", 2, "清淤长度", "十公里")),
    ("P05", "参数", "B13", adding("parameters", key="定稿说明", value="因故" * 31)),
    ("P05", "单位", "J5", setting("units", 2, "places", Decimal(-1))),
    ("P05", "评分表", "K4", setting("scorecards", 1, "places", Decimal(31))),
    ("P05", "评分表", "K4", setting("scorecards", 1, "places", "一两名")),
    ("P05", "参数", "B5", setting("parameters", 2, "value", Decimal(-5))),
    ("P05", "评分方法", "C6", setting("criteria", 3, "criterion_id", dt.datetime.fromisoformat("2013-01-02"))),
    ("P06", "考核内容", "G4", setting("items", 1, "starts_full", "半分起评")),
    ("P06", "参数", "B4", setting("parameters", 1, "value", "看情况")),
    ("P07", "单位", "A5", setting("units", 2, "code", "X1")),
    ("P07", "单位", "C5", setting("units", 2, "aliases", "上游 乡")),
    ("P07", "单位统称", "A5", setting("phrases", 2, "phrase", "各乡、 场")),
    ("P07", "评分表", "A6", adding("scorecards", **CARD | {"scorecard_id": "village"})),
    ("P07", "评分表", "C5", setting("scorecards", 2, "summary_name", "乡场 河湖考核汇总")),
    *(("P07", "评分表", "C5", setting("scorecards", 2, "summary_name", name)) for name in (*RESULT_NAMES, "排 名")),
    ("P07", "评分表", "D5", setting("scorecards", 2, "ranking_name", "乡场名次")),
    ("P07", "评分方法", "G6", inserting("criteria", 3, **TWICE)),
    ("P07", "填报数据", "C5", setting("facts", 2, "label", "有管护队伍")),
    ("P07", "主要目标", "A5", setting("main_goals", 2, "goal_id", "一.1")),
    ("P07", "单位目标", "F5", both(adding_formula("巡查次数－上年（巡查次数）"), *TWO_COLUMNS)),
    ("P07", "考核内容", "H4", setting("items", 1, "overrides", "加分上限=5、加分上限=3")),
    ("P07", "单位目标", "A8", setting("unit_targets", 5, "unit", "上游乡人民政府")),
    ("P08", "单位", "E5", setting("units", 2, "scorecard_id", "村级")),
    ("P08", "单位统称", "C5", setting("phrases", 2, "units", "上游乡、支流乡")),
    ("P08", "指标", "A5", setting("indicators", 2, "task_id", "九.9")),
    ("P08", "指标", "N4", setting("indicators", 1, "sums", "挖沙数量")),
    ("P08", "指标", "L9", adding("indicators", **SAME | {"same_as": "没有的指标"})),
    ("P09", "指标", "K4", setting("indicators", 1, "reporters", "航道局")),
    ("P09", "指标", "O4", setting("indicators", 1, "sum_units", "航道局")),
    ("P38", "指标", "L9", adding("indicators", **SAME | {"task_id": "二.1"})),
    ("P39", "指标", "K9", adding("indicators", **OWN)),
    ("P40", "指标", "E9", adding("indicators", **INCIDENT | {"comparator": "≥"})),
    ("P05", "指标", "F4", setting("indicators", 1, "target", "以后再定")),
    ("P100", "评分方法", "W12", both(against(9, "最低值"), setting("criteria", 9, "step", Decimal(1)))),
    ("P79", "评分方法", "E14", setting("criteria", 11, "kind", "不得分")),
    ("P79", "评分方法", "E30", adding("criteria", **STOP | {"criterion_id": "D1", "item_number": "D"})),
    ("P17", "评分方法", "G30", adding("criteria", **STOP | {"fact_id": None})),
    ("P08", "主要目标", "D5", setting("main_goals", 2, "task_ids", "二.1、二.9")),
    ("P08", "评分方法", "P4", setting("criteria", 1, "verifier", "监察局")),
    ("P08", "评分方法", "B7", setting("criteria", 4, "item_number", "Z")),
    ("P08", "填报数据", "K21", setting("facts", 18, "required_when", "获奖")),
    ("P08", "数据核对", "D4", setting("checks", 1, "right", "周报次数")),
    ("P08", "通报", "H4", setting("bulletin", 1, "criticise_criteria", "B9")),
    ("P05", "通报", "I4", setting("bulletin", 1, "criticise_facts", "迟报次数≥几次")),
    ("P08", "附件版式", "A4", setting("frames", 1, "subject", "村级")),
    ("P08", "评分表", "G4", setting("scorecards", 1, "remark_fact_ids", "备忘")),
    ("P08", "单位目标", "A5", setting("unit_targets", 2, "unit", "支流乡")),
    ("P09", "责任分解表", "F5", setting("tasks", 2, "support", "沿河各乡、自来水厂")),
    ("P10", "评分方法", "E10", setting("criteria", 7, "kind", "超额奖励")),
    ("P13", "考核内容", "H4", setting("items", 1, "overrides", "加分封顶线=5")),
    ("P14", "评分方法", "I7", setting("criteria", 4, "target", Decimal("75.5"))),
    ("P14", "指标", "F7", setting("indicators", 4, "target", Decimal(85))),
    ("P14", "单位目标", "E4", setting("unit_targets", 1, "群众满意度", Decimal(95))),
    ("P16", "单位", "A10", setting("units", 7, "code", "G_1")),
    ("P16", "填报数据", "B23", setting("facts", 20, "fact_id", "Deeds")),
    ("P16", "填报数据", "B23", setting("facts", 20, "fact_id", "deeds_evidence")),
    ("P16", "责任分解表", "A6", setting("tasks", 3, "number", "二-2")),
    ("P17", "评分方法", "F4", setting("criteria", 1, "points", None)),
    ("P17", "评分方法", "G6", inserting("criteria", 3, **TWICE | {"fact_id": None, "phrase": "少了"})),
    ("P17", "评分方法", "K10", setting("criteria", 7, "rate", None)),
    ("P18", "评分方法", "G6", setting("criteria", 3, "fact_id", "按月发放报酬")),
    ("P19", "评分方法", "G7", both(adding("facts", **GRADE), inserting("criteria", 4, **TERM))),
    ("P71", "评分方法", "H10", setting("criteria", 7, "comparator", "=")),
    ("P20", "评分方法", "I4", setting("criteria", 1, "target", Decimal(3))),
    ("P20", "评分方法", "I9", setting("criteria", 6, "target", Decimal(3))),
    ("P20", "评分方法", "I21", setting("criteria", 18, "target", Decimal(3))),
    ("P20", "评分方法", "J7", setting("criteria", 4, "step", Decimal("0.1"))),
    ("P20", "评分方法", "K4", setting("criteria", 1, "rate", Decimal(1))),
    ("P20", "评分方法", "F13", setting("criteria", 10, "points", Decimal(5))),
    ("P20", "评分方法", "L13", setting("criteria", 10, "trigger", "否")),
    ("P20", "评分方法", "M4", setting("criteria", 1, "once", "是")),
    ("P21", "单位统称", "A5", setting("phrases", 2, "units", None)),
    ("P22", "单位统称", "B4", setting("phrases", 1, "kinds", "乡、场、镇")),
    ("P23", "评分方法", "K10", setting("criteria", 7, "rate", Decimal(-1))),
    ("P23", "评分方法", "F4", setting("criteria", 1, "points", Decimal(0))),
    ("P24", "填报数据", "F9", setting("facts", 6, "minimum", Decimal(300))),
    ("P25", "评分表", "A6", adding("scorecards", **CARD)),
    ("P26", "考核内容", "F11", adding("items", **ITEM)),
    ("P27", "评分方法", "Q10", setting("criteria", 7, "overrides", "加分上限=3")),
    ("P27", "考核内容", "F6", setting("items", 3, "overrides", "扣分上限=3")),
    ("P27", "考核内容", "F5", setting("items", 2, "overrides", "加分上限=3")),
    ("P23", "评分表", "M4", setting("scorecards", 1, "total_cap", Decimal(0))),
    ("P27", "考核内容", "H4", setting("items", 1, "overrides", "同分排序=加分")),
    ("P28", "填报数据", "G6", setting("facts", 3, "maximum", None)),
    ("P29", "评分方法", "F5", setting("criteria", 2, "points", Decimal(3))),
    ("P31", "单位", "K3", setting("units", 1, "辖区人口", "三万")),
    ("P31", "考核内容", "I3", setting("items", 1, "责任单位", "水务局")),  # no annex names it
    ("P31", "评分方法", "X3", setting("criteria", 1, "最高分", Decimal(3))),
    ("P32", "参数", "A13", adding("parameters", key="四舍五入", value="是")),
    ("P34", "单位目标", "B9", adding("unit_targets", unit="水务局", 清淤长度=Decimal(1))),
    ("P48", "指标", "N4", setting("indicators", 1, "sums", "清淤长度、先进事迹")),
    ("P48", "指标", "N4", both(adding_formula("巡查次数÷12"), setting("indicators", 1, "sums", "清淤长度、增长率"))),
    ("P48", "填报数据", "N4", setting("facts", 1, "filled_by", "考核方案")),
    ("P48", "评分方法", "G18", setting("facts", 14, "filled_by", "考核方案")),
    ("P48", "通报", "I4", setting("bulletin", 1, "criticise_facts", "说明")),
    ("P05", "通报", "I4", setting("bulletin", 1, "criticise_facts", "有管护队伍≥2")),
    ("P05", "通报", "I4", setting("bulletin", 1, "criticise_facts", "水质达标率")),
    ("P14", "通报", "I4", setting("bulletin", 1, "criticise_facts", "水质达标率≥30")),
    ("P35", "通报", "H4", setting("bulletin", 1, "criticise_criteria", "E1")),
    ("P36", "单位", "B7", setting("units", 4, "name", "红旗/农场")),
    ("P36", "评分表", "C4", setting("scorecards", 1, "summary_name", "乡：场?")),
    (
        "P45",
        "评分方法",
        "E27",
        both(
            setting("criteria", 24, "kind", "是则得分"),
            setting("criteria", 24, "points", Decimal(20)),
            setting("criteria", 24, "rate", None),
        ),
    ),
    ("P46", "评分方法", "Q4", setting("criteria", 1, "overrides", "不足一步=按一步扣")),
    ("P37", "评分方法", "J18", setting("criteria", 15, "step", Decimal(1))),
    ("P17", "评分方法", "R9", setting("criteria", 6, "kind", "分档得分")),
    ("P20", "评分方法", "R9", setting("criteria", 6, "bands", "10以上6分")),
    ("P42", "评分方法", "R9", both(banding(6, "分档得分"), setting("criteria", 6, "bands", "三档"))),
    ("P43", "评分方法", "R9", both(banding(6, "分档得分"), setting("criteria", 6, "bands", "9以上5分"))),
    ("P49", "评分方法", "R9", both(optional(6), setting("criteria", 6, "bands", "优6分、良3分"))),
    ("P49", "评分方法", "R9", both(optional(6), setting("criteria", 6, "bands", "优6分、良3分、其余1分、差0分"))),
    ("P43", "评分方法", "R9", both(optional(6), setting("criteria", 6, "bands", "优5分、其余不得分"))),
    ("P17", "评分方法", "R9", banding(6, "按名次得分")),
    ("P57", "评分方法", "R9", both(banding(6, "按名次得分"), setting("criteria", 6, "bands", "第1名6分、第3名2分"))),
    ("P57", "评分方法", "R9", both(banding(6, "按名次得分"), setting("criteria", 6, "bands", "第1名6分、末位1分"))),
    ("P57", "评分方法", "R9", both(banding(6, "按名次得分"), setting("criteria", 6, "bands", "80%以上6分"))),
    ("P43", "评分方法", "R9", both(banding(6, "按名次得分"), setting("criteria", 6, "bands", "第1名5分"))),
    (
        "P20",
        "评分方法",
        "S9",
        both(
            banding(6, "按名次得分"),
            setting("criteria", 6, "bands", "第1名6分、其余1分"),
            setting("criteria", 6, "least", Decimal(2)),
        ),
    ),
    (
        "P24",
        "评分方法",
        "S9",
        both(
            banding(6, "按名次得分"),
            setting("criteria", 6, "rate", Decimal(1)),
            setting("criteria", 6, "least", Decimal(7)),
        ),
    ),
    (
        "P20",
        "评分方法",
        "K9",
        both(
            banding(6, "按名次得分"),
            both(setting("criteria", 6, "bands", "前3名6分"), setting("criteria", 6, "rate", Decimal(1))),
        ),
    ),
    ("P42", "评分方法", "R9", both(banding(6, "分档得分"), setting("criteria", 6, "bands", "第1名6分"))),
    ("P20", "评分方法", "W7", against(4, "平均值")),
    (
        "P20",
        "评分方法",
        "W10",
        both(
            against(7, "平均值"),
            setting("criteria", 7, "step", Decimal(1)),
            setting("criteria", 7, "target", Decimal(3)),
        ),
    ),
    ("P17", "评分方法", "J10", against(7, "平均值")),
    ("P17", "评分方法", "J12", against(9, "平均值")),
    ("P20", "评分方法", "W13", against(10, "最低值")),
    ("P46", "评分方法", "Q9", both(against(6, "平均值"), setting("criteria", 6, "overrides", "零目标视为完成=否"))),
    ("P20", "评分方法", "W16", against(13, "最低值")),
    ("P47", "填报数据", "M29", adding("facts", **OPTIONS | {"choices": "优"})),
    ("P47", "填报数据", "M29", adding("facts", **OPTIONS | {"choices": "优、良、 良"})),
    ("P47", "填报数据", "M29", adding("facts", **OPTIONS | {"choices": "优、1"})),
    ("P48", "填报数据", "M4", setting("facts", 1, "choices", "有、没有")),
    ("P48", "填报数据", "G4", setting("facts", 1, "maximum", Decimal(3))),
    ("P48", "填报数据", "N23", setting("facts", 20, "filled_by", "办公室")),
    ("P48", "数据核对", "B5", setting("facts", 8, "filled_by", "核定单位")),
    ("P48", "数据核对", "B4", setting("checks", 1, "left", "有管护队伍")),
    (
        "P17",
        "评分方法",
        "T24",
        both(setting("items", 5, "standard", Decimal(0)), judged(21, kind="酌情加分", most=None)),
    ),
    ("P24", "评分方法", "S9", judged(6, least=Decimal(3), most=Decimal(2))),
    ("P24", "评分方法", "S9", judged(6, least=Decimal(31), most=None)),
    ("P20", "评分方法", "S9", setting("criteria", 6, "least", Decimal(1))),
    ("P20", "评分方法", "T9", setting("criteria", 6, "most", Decimal(1))),
    ("P20", "评分方法", "F9", judged(6, points=Decimal(5))),
    ("P17", "评分方法", "U25", vetoing(22)),
    ("P20", "评分方法", "U9", setting("criteria", 6, "consequence", "总分为0")),
    ("P54", "评分方法", "D25", both(vetoing(22), setting("criteria", 22, "consequence", "降一档"))),
    ("P17", "综合得分", "B4", adding("composite", scorecard_id="乡场", name="负面清单", effect="扣分")),
    ("P23", "综合得分", "E4", adding("composite", scorecard_id="乡场", name="年度", weight=Decimal(0))),
    ("P53", "等次", "C5", both(grading("优秀", 90), grading("良好", 90))),
    ("P07", "等次", "B5", both(grading("优秀", 90), grading("优秀", 80))),
    ("P05", "等次", "D4", grading("优秀", 90, "1.5")),
    ("P05", "等次", "D4", grading("优秀", 90, "120%")),
    ("P08", "等次", "E4", adding("grades", scorecard_id="乡场", name="优秀", group="A类")),
    ("P08", "参数", "B12", setting("parameters", 9, "value", "加分、河长履职")),
    ("P41", "评分方法", "V10", setting("criteria", 7, "pool", "合在一起")),
    *(("P41", "评分方法", "V10", setting("criteria", 7, "pool", text)) for text in ("同一奖项取最高5分", "最多0分")),
    ("P41", "评分方法", "V10", setting("criteria", 7, "pool", "同一奖项取最高")),
    ("P20", "评分方法", "V9", setting("criteria", 6, "pool", "同一奖项取最高")),
    ("P41", "评分方法", "V22", both(setting("criteria", 19, "pool", LOST), setting("criteria", 21, "pool", LOST))),
    ("P23", "考核内容", "F4", setting("items", 1, "standard", Decimal(0))),
    ("P101", "考核内容", "F5", setting("items", 2, "standard", Decimal(0))),
    *(("P55", "填报数据", "Q29", adding_formula(text)) for text in ("巡查次数÷", "巡查÷2", "有管护队伍＋1", "2×3")),
    *(("P55", "填报数据", "Q29", adding_formula(x)) for x in ("目标（巡查）", "上年（巡查次数", "上年（巡查次数）×2")),
    ("P55", "填报数据", "Q29", adding_formula("上年（有管护队伍）＋巡查次数")),
    ("P08", "单位目标", "E3", setting("unit_targets", 1, "上年（巡查次数）", Decimal(3))),
    ("P05", "单位目标", "E5", both(adding_formula("巡查次数－上年（巡查次数）"), last_year("许多"))),
    ("P14", "单位目标", "E5", both(adding_formula("水质达标率－上年（水质达标率）"), RATE_OF_95)),
    ("P55", "填报数据", "Q29", adding_formula("增长率＋巡查次数")),
    ("P55", "填报数据", "Q29", adding_formula("巡查次数÷12", value_type="评分", maximum=Decimal(5))),
    ("P55", "填报数据", "Q29", adding_formula("巡查次数÷12×100", value_type="比率")),
    ("P48", "填报数据", "G29", adding_formula("巡查次数÷12", maximum=Decimal(5))),
    ("P48", "通报", "I4", both(adding_formula("巡查次数－上年（巡查次数）"), BY_LAST_YEAR)),
    ("P44", "评分方法", "I9", both(banding(6, "按比例得分"), setting("criteria", 6, "target", Decimal(0)))),
]  # fmt: skip


def found_among(tables):
    raw, found = raw_of(tables)
    try:
        build_programme(raw, found)
    except ProgrammeFault as fault:
        return fault.findings
    return found.findings


def found_in(path):
    try:
        return read_programme(path)[1]
    except ProgrammeFault as fault:
        return fault.findings


@pytest.mark.parametrize(
    ("code", "sheet", "cell", "change"), FAULTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_fault_gives_its_finding_at_its_cell_and_no_other(code, sheet, cell, change):
    tables = second_tables()
    change(tables)
    found = found_among(tables)
    assert [(f.code, f.sheet, f.cell) for f in found] == [(code, sheet, cell)], [f.sentence for f in found]
    assert found[0].severity is PROGRAMME_CATALOGUE[code].severity
    assert found[0].sentence.startswith(f"《{sheet}》{cell}：")
    assert "{" not in found[0].sentence.replace("{n}", "").replace("{v}", "")


def edited(tmp_path, change):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return [(finding.code, finding.sheet, finding.cell) for finding in found_in(path)]


def test_a_file_that_is_no_workbook(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (fault,) = found_in(tmp_path / "a.xlsx")
    assert (fault.code, fault.file) == ("P01", "a.xlsx")
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528)  # so is a .xls with another name
    (tmp_path / "locked.xlsx").write_bytes(encrypted)
    (fault,) = found_in(tmp_path / "locked.xlsx")
    assert "“locked.xlsx”：考核方案打不开：文件已损坏，或者不是 .xlsx 工作簿。" in fault.sentence
    (fault,) = found_in(tmp_path / "missing.xlsx")
    assert (
        fault.sentence
        == "“missing.xlsx”：考核方案打不开：没有这个文件。请用 Excel、WPS 或 LibreOffice 打开后另存为 .xlsx 再试。"
    )


@pytest.mark.parametrize("title", ["单位", "责任分解表", "考核内容", "评分方法", "填报数据"])
def test_a_missing_sheet_is_told_once_and_not_by_all_that_refers_to_it(title, tmp_path):
    assert edited(tmp_path, lambda book: book.remove(book[title])) == [("P02", title, "")]


@pytest.mark.parametrize(
    ("title", "cell"), [("考核内容", "F3"), ("评分方法", "E3"), ("评分方法", "L3"), ("责任分解表", "E3")]
)
def test_a_missing_head(title, cell, tmp_path):
    """Also of a column whose cells may be blank, where every score would change unseen."""
    assert edited(tmp_path, lambda book: book[title].__setitem__(cell, "另一列")) == [("P03", title, "")]


def test_sorted_rows_of_a_criterion_are_the_same_criterion(tmp_path):
    tables = second_tables()
    tables["criteria"].reverse()
    programme, found = read_programme(write(tables, tmp_path))
    assert found == ()
    before = read_programme(second_programme_path(tmp_path))[0].scorecards[0].criteria
    after = {criterion.criterion_id: criterion for criterion in programme.scorecards[0].criteria}
    for criterion in before:
        other = after[criterion.criterion_id]
        assert (other.kind, other.points, other.clause, other.once) == (
            criterion.kind,
            criterion.points,
            criterion.clause,
            criterion.once,
        )
        assert [term.fact_id for term in reversed(other.terms)] == [term.fact_id for term in criterion.terms]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2014-01-10", "2014-01-10 23:59:59"),
        (dt.datetime.fromisoformat("2014-01-10"), "2014-01-10 23:59:59"),
        ("2014年1月10日 17:30", "2014-01-10 17:30:00"),
        ("2014年1月10日17时", "2014-01-10 17:00:00"),
        ("2014年1月10日 17时30分", "2014-01-10 17:30:00"),
        ("2014.1.10 17：30", "2014-01-10 17:30:00"),
    ],
)
def test_a_deadline_without_an_hour_is_the_whole_day(typed, meant, tmp_path):
    tables = second_tables()
    row(tables, "particulars", key="报送截止时间")["value"] = typed
    programme, found = read_programme(write(tables, tmp_path))
    assert found == ()
    assert str(programme.particulars.deadline) == meant


def test_names_apart_by_a_blank_are_two_names(tmp_path):
    tables = second_tables()
    row(tables, "tasks", lead="林业局、\n水务局")["lead"] = "林业局 水务局　供水公司"
    programme, found = read_programme(write(tables, tmp_path))
    assert found == ()
    assert programme.tasks[2].leads == ("W2", "W1", "G1")


def test_a_formula_counts_by_its_result_and_is_asked_about_without_one(tmp_path):
    assert edited(tmp_path, lambda book: book["考核内容"].__setitem__("F4", "=15*2")) == [("P11", "考核内容", "F4")]


@pytest.mark.parametrize(("kind", "result", "code"), [("n", "30", None), ("e", "#DIV/0!", "P12"), ("str", "", "P11")])
def test_a_formula_gives_what_was_saved_with_it(kind, result, code, tmp_path):
    def compute(sheet):
        return re.sub(r'(<c r="F4"[^>]*?)(?: t="\w+")?><v>30</v>', rf'\1 t="{kind}"><f>15*2</f><v>{result}</v>', sheet)

    found = found_in(rewritten(second_programme_path(tmp_path), compute))
    assert [(one.code, one.sheet, one.cell) for one in found] == ([(code, "考核内容", "F4")] if code else [])


def rewritten(path, change):
    """A copy of a workbook whose parts are changed as texts."""
    copy = path.with_stem("rewritten")
    with ZipFile(path) as old, ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()))
    return copy


@pytest.mark.parametrize("iso", [False, True])
@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_a_date_is_the_same_however_a_program_stores_it(epoch, iso, tmp_path):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    book.epoch, book.iso_dates = epoch, iso
    book["基本信息"]["B11"] = dt.datetime.fromisoformat("2014-01-10 17:30")
    book.save(path)
    assert str(read_programme(path)[0].particulars.deadline) == "2014-01-10 17:30:00"


def test_what_a_cell_holds(tmp_path):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["基本信息"]
    rows = {
        "分行": ("甲\r\n乙_x000D_\n丙", "General", "甲\n乙\n丙"),
        "逻辑": (True, "General", True),
        "时刻": (0.354166666666667, "h:mm", "08:30:00"),
        "大约": (0.1 + 0.2, "0.00", Decimal("0.3")),
        "比率": (0.925, "0.0%", Percent(Decimal("0.925"))),
        "写作百分": (92.5, '0.0"%"', Decimal("92.5")),
    }
    for row_number, (key, (value, form, _)) in enumerate(rows.items(), 40):
        sheet.cell(row_number, 1, key)
        sheet.cell(row_number, 2, value).number_format = form
    book.save(path)
    table = load_tables(path)[0].tables["particulars"]
    held = {row.values["key"]: row.values["value"] for row in table.rows}
    assert {key: held[key] for key in rows} == {key: meant for key, (_, _, meant) in rows.items()}


def test_what_a_merged_block_hides_is_not_read(tmp_path):
    """A program that merges may leave what stood in the other cells in the file."""
    path = second_programme_path(tmp_path)
    top = '<mergeCell ref="A2:J2"/>'
    merged = rewritten(path, lambda part: part.replace(top, f'{top}<mergeCell ref="B5:C5"/>'))
    shown, hidden = (load_tables(each)[0].tables["units"].rows[1].values for each in (path, merged))
    assert shown["aliases"]
    assert hidden == {**shown, "aliases": None}


def test_a_number_that_is_no_date_in_a_date_s_format(tmp_path):
    def change(book):
        book["基本信息"]["B11"] = 20140110
        book["基本信息"]["B11"].number_format = "yyyy-mm-dd"

    assert edited(tmp_path, change) == [("P12", "基本信息", "B11")]


def test_an_error_value(tmp_path):
    assert edited(tmp_path, lambda book: book["考核内容"].__setitem__("F4", "#REF!")) == [("P12", "考核内容", "F4")]


def test_an_item_of_what_concerns_the_whole_scorecard_needs_no_standard_score(tmp_path):
    tables, card = second_tables(), {"scorecard_id": "县直"}
    item = {"number": "3", "label": "否决", "content": "一票否决。", "standard": Decimal(0), "starts_full": "零分起评"}
    clause = {"item_number": "3", "criterion_id": "3-1", "clause": "有投诉的，总分为0", "consequence": "总分为0"}
    rule = {"kind": "一票否决", "fact_id": "参加例会次数", "target": Decimal(1)}
    tables["items"].append(card | item | {"method": "有投诉的，总分为0。"})
    tables["criteria"].append(card | clause | rule)
    assert found_in(write(tables, tmp_path)) == found_in(write(second_tables(), tmp_path))


def test_a_foreign_sheet(tmp_path):
    assert edited(tmp_path, lambda book: book.create_sheet("草稿")) == [("P30", "草稿", "")]


def test_an_empty_programme(tmp_path):
    tables = {key: rows for key, rows in second_tables().items() if key in {"particulars", "units"}}
    for unit in tables["units"]:
        unit["scorecard_id"] = None
    assert [finding.code for finding in found_in(write(tables, tmp_path))] == ["P15"]


def test_every_code_of_reading_is_provoked_here():
    elsewhere = {"P01", "P02", "P03", "P11", "P12", "P15", "P30", "P120"}  # P120: test_check_listing
    assert {fault[0] for fault in FAULTS} | elsewhere == {
        code
        for code in PROGRAMME_CATALOGUE
        if int(code[1:]) < 50 or code in {"P53", "P54", "P55", "P57", "P71", "P79", "P100", "P101", "P120"}
    }


def test_warnings_do_not_stop(tmp_path):
    tables = second_tables()
    tables["parameters"].append({"key": "四舍五入", "value": "是"})
    programme, found = read_programme(write(tables, tmp_path))
    assert programme.particulars.name == "河湖管护工作"
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_the_second_programme(tmp_path):
    programme, found = read_programme(second_programme_path(tmp_path))
    assert found == ()
    assert [task.task_id for task in programme.tasks] == ["一.1", "一.2", "二.1", "二.2"]
    assert programme.tasks[2].subcategory == ""
    assert programme.tasks[2].leads == ("W2", "W1")
    assert programme.tasks[1].supports == ("X1", "X3", "G1")
    assert programme.particulars.deadline == dt.datetime(2014, 1, 10, 12, 0)  # noqa: DTZ001
    assert programme.particulars.extra == {"印章": "清河县人民政府"}
    village = programme.scorecards[0]
    caps = {item.number: item.settings.bonus_cap for item in village.items}
    assert caps == {"A": 5, "B": 8, "C": 8, "D": 8, "E": 8}
    assert [c.settings.note_holds_bonus for c in village.items[4].criteria] == [False, True]
    steps = {c.criterion_id: c.settings.partial_step.value for c in village.items[2].criteria}
    assert steps == {"C1": "按比例扣", "C2": "按一步扣"}
    assert [role.value for role in programme.settings.scored_roles] == ["牵头", "配合"]
    assert village.remark_fact_ids == ("deeds", "promotion_note")
    assert village.items[4].settings.veto_takes_bonus
    assert not village.items[0].settings.veto_takes_bonus


def test_words_a_clerk_may_use_instead(tmp_path):
    """Full-width digits, percent as text, spellings of fixed words, a scorecard by its code, a date as text."""
    tables = second_tables()
    row(tables, "criteria", clause="水质和溢流达标得8分")["target"] = "７５．５％"
    row(tables, "criteria", clause="水质和溢流达标得8分")["comparator"] = "不低于"
    row(tables, "items", number="A")["standard"] = " ３０ "
    row(tables, "items", number="A")["scorecard_id"] = "village"
    row(tables, "facts", fact_id="has_team")["value_type"] = "是/否"
    row(tables, "particulars", key="印发日期")["value"] = "2013年3月1日"
    path, plain = write(tables, tmp_path), second_programme_path(tmp_path)
    programme, found = read_programme(path)
    assert found == ()
    assert programme.scorecards == read_programme(plain)[0].scorecards
    assert programme.particulars.issued == dt.date(2013, 3, 1)


def test_last_years_values_stand_beside_the_targets(tmp_path):
    tables = second_tables()
    both(adding_formula("巡查次数÷目标（巡查次数）－上年（巡查次数）"), last_year(Decimal(40)))(tables)
    programme, found = read_programme(write(tables, tmp_path))
    assert found == ()
    given = programme.scorecards[0].given
    assert [(fact.fact_id, fact.label, fact.given) for fact in given] == [
        ("patrols.target", "本单位目标（巡查次数）", "patrols"),
        ("patrols.last_year", "上年（巡查次数）", "patrols.last_year"),
    ]
    unit = next(unit for unit in programme.units if unit.name == "中游乡")
    assert programme.targets_of(unit)["patrols.last_year"] == 40


def pasted(sheet):
    """The table as Word pastes it: every paragraph of a cell a row of its own, the other cells merged over them."""
    sheet["A12"], sheet["B12"], sheet["C12"], sheet["D12"], sheet["E12"] = 3, "督查", "巡河", "全年巡河52次。", "水务局"
    sheet["E13"], sheet["F12"], sheet["F13"] = "林业局", "上游乡、", "下游乡"
    for column in "ABCD":
        sheet.merge_cells(f"{column}12:{column}13")


def test_paragraphs_pasted_from_word_as_rows_are_one_task(tmp_path):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    pasted(book["责任分解表"])
    book.save(path)
    programme, found = read_programme(path)
    assert found == ()
    task = programme.tasks[-1]
    assert (task.task_id, task.leads, task.supports) == ("3.1", ("W1", "W2"), ("X1", "X3"))
    assert task.lead_text == "水务局林业局"


def test_a_lead_merged_over_rows_leads_them_all(tmp_path):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["责任分解表"]
    sheet["E7"] = None
    sheet.merge_cells("E6:E7")
    book.save(path)
    programme, found = read_programme(path)
    assert found == ()
    assert programme.tasks[3].leads == programme.tasks[2].leads == ("W2", "W1")


def test_percent_is_kept_apart_from_its_number(tmp_path):
    raw, _ = load_tables(second_programme_path(tmp_path))
    assert raw.plain()["criteria"][3]["target"] == Percent(Decimal("0.755"))


def test_no_code_stands_twice():
    codes = [kind[0] for kind in faults._KINDS]
    assert codes == list(dict.fromkeys(codes))
