"""Each doubt of the check is provoked by one change to a programme that has none, and no other comes with it."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from programmes import both, dropping, raw_of, row, second_programme_path, second_tables, write

from qz.findings import CATALOGUE, catalogue_of
from qz.model.finding import Severity
from qz.programme.check.annotate import RESULT_TITLE, write_annotated
from qz.programme.check.clause_likeness import likeness, most_alike
from qz.programme.check.listing import list_findings
from qz.programme.check.numbers import split_clauses
from qz.programme.check.run import check_tables, check_workbook
from qz.programme.faults import PROGRAMME_CATALOGUE
from qz.programme.read_programme import read_programme
from qz.programme.writing.marked_book import open_to_mark
from qz.words import squeeze

ROOT = Path(__file__).parents[2]


def changed(key, /, **wanted):
    """The start of a mutation: ``changed("units", code="X1")(email=None)``."""

    def to(**values):
        return lambda tables: row(tables, key, **wanted).update(values)

    return to


def adding(key, /, **values):
    return lambda tables: tables[key].append(values)


def goal(goal_id, text, tasks="一.1、一.2"):
    return changed("main_goals", goal_id=goal_id)(text=text, task_ids=tasks)


def points_of_2_2(points):
    """Criterion 2-2 gives other points, and says so."""
    clause = f"按时参加全部4次例会得{points}分"
    return both(
        changed("items", scorecard_id="县直", number="2")(method=f"无投诉得15分；{clause}。"),
        changed("criteria", criterion_id="2-2")(clause=clause, points=Decimal(points)),
    )


TEXT = "完成河道清淤30.5公里，清理围网不少于16处，污水直排口不超过2个，截污率达到85%。"
BONUS_ITEM = changed("items", number="E")(overrides="加分上限=不设")
NEW_FACT = {"scorecard_id": "县直", "label": "闲数", "value_type": "计数", "help": "没有用处的数。", "fact_id": "idle"}

OTHER_TOTAL = both(
    changed("items", scorecard_id="县直", number="1")(standard=Decimal(70)),
    changed("scorecards", scorecard_id="bureau")(nominal_total=Decimal(110)),
)
CAMPAIGN = both(
    changed("tasks", goal="开展爱河护河宣传。")(goal="开展爱河护河宣传3场。"),
    goal("目标2", "栽植护岸林400亩，开展爱河护河宣传3场。", "二.1、二.2"),
)
RISEN = {"scorecard_id": "乡场", "label": "多报", "value_type": "数值", "help": "算。", "fact_id": "risen"}
USED = changed("criteria", fact_id="迟报次数")(fact_id="多报")
RISE = both(adding("facts", **RISEN | {"formula": "迟报次数－上年（迟报次数）"}), USED)
LATE_SHARE = both(adding("facts", **RISEN | {"formula": "迟报次数÷目标（迟报次数）"}), USED)
MORE_KM = both(
    changed("unit_targets", unit="全县")(清淤长度=Decimal(31)),
    changed("unit_targets", unit="上游乡")(清淤长度=Decimal(13)),
)
NO_BUREAU = both(
    changed("units", code="W1")(scorecard_id=None),
    changed("units", code="W2")(scorecard_id=None),
)

AWARD = {"task_id": "二.2", "kind": "争创", "label": "宣传奖", "quote": "开展爱河护河宣传", "value_type": "计数"}

TWO_CAMPAIGNS = both(
    adding("tasks", category="再宣传", goal="开展爱河护河宣传。", lead="水务局"),
    goal("目标2", "栽植护岸林400亩，开展爱河护河宣传。", "二.1、二.2、二.3"),
)
CARE = "河道有人管、管得好。上游乡清淤12.5公里，中游乡10公里，下游乡8公里。"

OWN_BESIDE_FIXED = changed("unit_targets", unit="上游乡")(迟报次数=Decimal(2))
RANKED = changed("criteria", criterion_id="A4")(kind="按名次得分", bands="第1名6分、其余1分")
GROUP_HEAD = {"subject": "县直", "part": "列标题", "text": "一级指标"}


def grouped(words):
    """The items of 县直 stand in one group of this name, typed once."""

    def change(tables):
        mine = [one for one in tables["items"] if one["scorecard_id"] == "县直"]
        for one in tables["items"]:
            one["一级指标"] = words if one is mine[0] else None

    return change


DOUBTS = [
    ("P50", "责任分解表", "D5", dropping("indicators", label="污水直排口")),
    ("P50", "责任分解表", "D7", CAMPAIGN),
    ("P51", "指标", "F5", changed("indicators", label="清理围网")(quote="清理围网不少于十六处16处")),
    ("P51", "指标", "D9", adding("indicators", task_id="二.2", kind="非指标", quote="印发传单100份")),
    ("P52", "指标", "F6", changed("indicators", label="污水直排口")(target=Decimal(3))),
    ("P52", "指标", "F7", changed("indicators", label="截污率")(target=Decimal("0.8"))),
    ("P58", "评分方法", "D9", both(RANKED, changed("units", code="N1")(group="山区"))),
    ("P59", "单位目标", "E3", OWN_BESIDE_FIXED),
    ("P60", "主要目标", "C6", adding("main_goals", goal_id="目标3", text="全年组织水质抽检12次。")),
    ("P60", "主要目标", "C6", adding("main_goals", goal_id="目标3", text="1．")),
    ("P61", "主要目标", "C4", goal("目标1", TEXT.replace("16处", "18处"))),
    ("P61", "主要目标", "C4", goal("目标1", TEXT.replace("16处", "16个"))),
    ("P62", "主要目标", "C5", goal("目标2", "栽植护岸林400亩，开展爱河保河宣传。", "二.1、二.2")),
    ("P63", "主要目标", "C4", goal("目标1", TEXT.replace("截污率", "雨污分流率、截污率"))),
    ("P64", "主要目标", "C5", goal("目标2", "全面提升水环境质量。", "二.1、二.2")),
    ("P64", "主要目标", "C6", adding("main_goals", goal_id="目标3", text="。", task_ids="二.2")),
    ("P65", "责任分解表", "D7", goal("目标2", "栽植护岸林400亩。", "二.1")),
    ("P66", "主要目标", "C4", goal("目标1", TEXT.replace("。", "，逐步恢复岸线生态。"))),
    ("P68", "责任分解表", "D7", changed("tasks", goal="开展爱河护河宣传。")(goal="开展爱河护河宣传，建立台账。")),
    ("P69", "考核内容", "D7", changed("items", number="D")(content="栽植护岸林410亩，完成各项任务。")),
    ("P74", "填报数据", "B7", changed("items", number="A")(content=f"{CARE}水质达镖率高。")),
    ("P67", "指标", "F9", adding("indicators", **AWARD, target=Decimal(1))),
    ("P70", "责任分解表", "F5", changed("tasks", support="沿河各乡、供水公司")(support="沿河各乡、供水 公司")),
    ("P70", "单位", "B6", changed("units", code="X3")(name="下 游乡")),
    ("P70", "单位目标", "A6", changed("unit_targets", unit="下游乡")(unit="下游 乡")),
    ("P72", "责任分解表", "B6", changed("tasks", category="护岸")(category="治 水")),
    ("P73", "责任分解表", "D8", TWO_CAMPAIGNS),
    ("P80", "考核内容", "F10", points_of_2_2("20")),
    ("P81", "考核内容", "F10", points_of_2_2("30")),
    ("P82", "评分表", "F4", changed("scorecards", scorecard_id="village")(nominal_total=Decimal(120))),
    ("P83", "评分表", "F4", BONUS_ITEM),
    ("P84", "单位目标", "C3", changed("unit_targets", unit="红旗农场")(巡查次数=None)),
    ("P85", "单位目标", "D8", changed("unit_targets", unit="全县")(宣传活动场数=Decimal(20))),
    ("P86", "单位目标", "B8", MORE_KM),
    ("P56", "单位目标", "A3", RISE),
    ("P84", "单位目标", "A3", LATE_SHARE),
    ("P87", "单位目标", "A8", changed("items", number="C")(content="群众满意度高，投诉办结快。")),
    ("P88", "评分方法", "P27", changed("criteria", criterion_id="1-3")(verifier="水务局")),
    ("P89", "评分方法", "I11", changed("facts", fact_id="monthly_reports")(maximum=Decimal(11))),
    ("P89", "指标", "F7", changed("indicators", label="截污率")(maximum=Decimal("0.8"))),
    ("P90", "填报数据", "B29", adding("facts", **NEW_FACT)),
    ("P91", "评分方法", "D4", changed("criteria", criterion_id="A1", kind="是则得分")(clause="有管护队伍的得6分")),
    ("P92", "评分方法", "D15", changed("criteria", criterion_id="B4")(rate=Decimal(9))),
    ("P93", "填报数据", "B6", changed("facts", fact_id="care_grade")(maximum=Decimal(8))),
    ("P94", "评分表", "A5", NO_BUREAU),
    ("P95", "单位", "B10", changed("tasks", support="沿河各乡、供水公司")(support="沿河各乡")),
    ("P96", "评分方法", "N13", changed("criteria", fact_id="迟报次数")(phrase=None)),
    ("P97", "单位", "F8", changed("units", code="W1")(email=None)),
    ("P77", "附件版式", "A3", changed("frames", subject="县直", text="办法")(text="分值")),
    ("P77", "附件版式", "A3", changed("frames", subject="乡场", text="满分")(text="责任单位")),
    ("P78", "考核内容", "F9", both(grouped("优化环境（25分）"), adding("frames", **GROUP_HEAD))),
    ("P98", "附件版式", "A3", dropping("frames", text="附记")),
    ("P98", "附件版式", "A3", dropping("frames", part="标题", subject="县直")),
    ("P99", "基本信息", "B11", changed("particulars", key="报送截止时间")(value="2013-01-10")),
]  # fmt: skip


def test_the_second_programme_has_no_doubts(tmp_path):
    assert check_workbook(second_programme_path(tmp_path)).findings == ()


@pytest.mark.parametrize(
    ("code", "sheet", "cell", "change"), DOUBTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_doubt_is_told_at_its_cell_and_no_other(code, sheet, cell, change):
    tables = second_tables()
    change(tables)
    found = check_tables(*raw_of(tables)).findings
    assert [(f.code, f.sheet, f.cell) for f in found] == [(code, sheet, cell)], [f.sentence for f in found]
    assert found[0].sentence.startswith(f"《{sheet}》{cell}：")
    assert found[0].severity is PROGRAMME_CATALOGUE[code].severity


def test_what_the_documents_own_columns_say_is_printed():
    """One typed once for its group, one beside a criterion's rows; named by the annex, they are no unknown columns."""
    tables = second_tables()
    grouped("履职（100分）")(tables)
    row(tables, "criteria", criterion_id="1-1")["责任单位"] = "水务局"
    tables["frames"] += [GROUP_HEAD, {**GROUP_HEAD, "text": "责任 单位"}]
    report = check_tables(*raw_of(tables))
    assert report.findings == ()
    card = report.programme.scorecards[1]
    assert [item.others for item in card.items] == [(("一级指标", "履职（100分）"),)] * len(card.items)
    assert dict(card.criteria[0].others) == {"责任单位": "水务局"}
    assert report.programme.scorecards[0].items[0].others == ()


def test_without_their_sheet_the_frames_are_missing(tmp_path):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    del book["附件版式"]
    book.save(path)
    found = check_workbook(path).findings
    assert [(f.code, f.sheet, f.cell) for f in found] == [("P98", "附件版式", "")] * 3


@pytest.mark.parametrize(
    ("clause", "points", "codes"),
    [
        ("会议4次得满分，每少1次扣5分", 40, []),
        ("会议4次得满分，每少1次扣5分", 30, ["P92"]),
        ("会议4次得满分30分，每少1次扣5分", 40, ["P92"]),
        ("会议4次得分，每少1次扣5分", 40, ["P92"]),
    ],
)
def test_full_marks_are_the_standard_score_of_the_item(clause, points, codes):
    tables = second_tables()
    row(tables, "items", scorecard_id="县直", number="2")["method"] = clause
    tables["criteria"] = [one for one in tables["criteria"] if one["criterion_id"] != "2-1"]
    kind = {"kind": "每少扣分", "target": Decimal(4), "step": Decimal(1), "rate": Decimal(5), "comparator": None}
    row(tables, "criteria", criterion_id="2-2").update(clause=clause, points=Decimal(points), **kind)
    found = check_tables(*raw_of(tables)).findings
    assert [each.code for each in found if each.code not in {"P80", "P90"}] == codes, [each.sentence for each in found]


def test_every_doubt_of_the_catalogue_is_provoked_here():
    # what test_new_year, test_programme_reading and test_check_listing provoke
    elsewhere = {"P75", "P76", "P53", "P54", "P55", "P57", "P71", "P79", "P100", "P101", "P120"}
    assert {doubt[0] for doubt in DOUBTS} | elsewhere == {code for code in PROGRAMME_CATALOGUE if int(code[1:]) >= 50}


def test_a_code_is_of_one_kind_of_finding():
    """Of two kinds with one code the first would be lost without a word."""
    rows = [(code, Severity.ERROR, "打不开", "打不开", "请另存") for code in ("P01", "P02", "P01")]
    with pytest.raises(ValueError, match="P01"):
        catalogue_of(rows)
    assert not CATALOGUE.keys() & PROGRAMME_CATALOGUE.keys()


def test_what_the_document_of_2011_says_against_itself():
    report = check_workbook(ROOT / "templates/2011.xlsx")
    assert report.programme is not None
    assert report.errors == ()
    assert [(f.code, f.sheet, f.cell) for f in report.findings] == [
        ("P68", "责任分解表", "D6"),
        ("P72", "责任分解表", "B10"),
        ("P65", "责任分解表", "D10"),
        ("P68", "责任分解表", "D18"),
        ("P68", "责任分解表", "D19"),
        ("P66", "主要目标", "C4"),
        ("P61", "主要目标", "C6"),
        ("P66", "主要目标", "C7"),
        ("P62", "主要目标", "C12"),
        ("P62", "主要目标", "C13"),
        ("P64", "主要目标", "C14"),
        ("P83", "评分表", "F5"),
        ("P69", "考核内容", "D5"),
        ("P69", "考核内容", "D6"),
        ("P74", "填报数据", "B40"),
        ("P87", "单位目标", "A13"),
    ]
    said = "\n".join(finding.sentence for finding in report.findings)
    for words in (
        "“新增省著名商标12件”，责任分解表任务4.2写的是12只",
        "主要目标写的“引导产业集群制定联盟(或协会)标准”，责任分解表（任务2.1）里没有",
        "责任分解表任务1.3写的“基本消灭制售假冒伪劣商品行为”，对应的主要目标里没有",
        "3.1 服务标准化、3.2 工业计量、3.4 能源计量、5.1 打假治劣、5.5 长效管理、6.1 宣传、6.2 培训",
        "“被省级以上新闻媒体曝光”与考核内容7的条文“被省级以上新闻媒体爆光”差一个字",
        "“ISO9001”与“ISO9001∶2000”",
        "“扬子杯”与“杨子杯”",
        "序号2、3的工作内容同为“夯实标准计量基础”",
        "其中5分是只有加分、上不封顶的考核内容6；没有加分的单位最高95分",
        "条款2.4、2.5、3.2、4.2、5.3按各单位的目标计分，文件里只有总的目标（新创江苏名牌产品4只、新创常州市名牌产品8只、",
        "“加快建设国家级生态工业示范园区”等）与责任分解表（任务1.4）的写法完全不同",
    ):
        assert words in said


def test_2010_has_nothing_to_say_against_itself():
    assert check_workbook(ROOT / "templates/2010.xlsx").findings == ()


def test_checking_twice_says_the_same():
    first = check_workbook(ROOT / "templates/2011.xlsx").findings
    assert check_workbook(ROOT / "templates/2011.xlsx").findings == first


def test_the_likest_clause_is_the_first_that_nothing_is_more_like():
    programme, _ = read_programme(ROOT / "templates/2011.xlsx")
    clauses = [clause for task in programme.tasks for clause in split_clauses(squeeze(task.goal))]
    for item in programme.scorecards[0].items:
        for clause in split_clauses(squeeze(item.content)):
            first = max(clauses, key=lambda other: likeness(clause, other))
            alike = likeness(clause, first)
            assert most_alike(clause, clauses, alike) == (first, alike)
            assert most_alike(clause, clauses, alike + 0.01) == ("", 0.0)


def test_errors_of_reading_stop_the_checks_that_rest_on_them(tmp_path):
    tables = second_tables()
    row(tables, "items", number="A")["standard"] = "三十"
    report = check_workbook(write(tables, tmp_path))
    assert report.programme is None
    assert [finding.code for finding in report.findings] == ["P05"]
    assert report.errors == report.findings
    assert report.warnings == ()


def test_what_does_not_rest_on_an_error_is_told_in_the_same_go(tmp_path):
    tables = second_tables()
    row(tables, "particulars", key="报送截止时间")["value"] = "年底"
    row(tables, "units", code="W1")["email"] = None
    row(tables, "items", number="A")["standard"] = "三十"
    adding("tasks", category="再宣传", goal="开展爱河护河宣传。", lead="水务局")(tables)
    found = {finding.code for finding in check_workbook(write(tables, tmp_path)).findings}
    assert {"P05", "P73", "P97"} <= found, found
    assert not found & {"P80", "P81", "P82", "P99"}


def test_a_total_other_than_100_that_is_written_is_no_doubt(tmp_path):
    tables = second_tables()
    OTHER_TOTAL(tables)
    assert check_workbook(write(tables, tmp_path)).findings == ()


def test_a_goal_of_two_paragraphs_is_one_task(tmp_path):
    """A cell of Word with two paragraphs pastes as two rows, the second with nothing but its text."""
    tables = second_tables()
    task = row(tables, "tasks", goal="栽植护岸林400亩。")
    task["goal"] = "栽植护岸林"
    tables["tasks"].insert(tables["tasks"].index(task) + 1, {"goal": "400亩。"})
    report = check_workbook(write(tables, tmp_path))
    assert report.findings == ()
    assert [one.goal for one in report.programme.tasks][2:] == ["栽植护岸林400亩。", "开展爱河护河宣传。"]


def test_the_annotated_copy(tmp_path):
    tables = second_tables()
    changed("tasks", category="护岸")(category="治水")(tables)
    changed("units", code="W1")(email=None)(tables)
    changed("items", scorecard_id="县直", number="2")(standard=Decimal(41))(tables)
    path, copy = write(tables, tmp_path), tmp_path / "checked.xlsx"
    before = path.read_bytes()
    findings = check_workbook(path).findings
    write_annotated(open_to_mark(path), findings, copy)
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(copy)
    listed = book[RESULT_TITLE]
    assert book.sheetnames[0] == RESULT_TITLE
    told = list_findings(findings)
    assert [[cell.value for cell in line] for line in listed.iter_rows(min_row=3)] == [
        [f.severity.value, f.code, f.sheet, f.cell, f.sentence] for f in (one.finding for one in told)
    ]
    assert listed["D3"].hyperlink.location == "'考核内容'!F10"
    for finding in findings:
        cell = book[finding.sheet][finding.cell]
        assert cell.fill.fill_type == "solid"
        assert finding.sentence.partition("：")[2] in cell.comment.text
    merged = book["责任分解表"]["B6"]
    assert merged.comment.text.startswith("【提醒】序号一、二的工作内容同为“治水”")
    assert [finding.severity for finding in findings].count(Severity.ERROR) == 1
    again = [finding.code for finding in check_workbook(copy).findings]
    assert sorted(again) == sorted([*(finding.code for finding in findings), "P30"])


def test_a_clean_workbook_is_told_so(tmp_path):
    path, copy = second_programme_path(tmp_path), tmp_path / "checked.xlsx"
    write_annotated(open_to_mark(path), (), copy)
    assert openpyxl.load_workbook(copy)[RESULT_TITLE]["A1"].value == "没有发现问题。"
