"""The office's registers: laid out from the programme, filled in, read, counted; a fault for every code (T)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest
from fits import clipped
from ooxml import lint
from openpyxl.utils import range_boundaries

from qz.findings import CATALOGUE
from qz.intake.reading.spellings import Spellings
from qz.layout.register_workbook import RegisterSource, build_registers, read_source
from qz.model.manifest import Key, WorkbookKind
from qz.model.returns import CellState, RawCell, ReceivedFile, Verdict
from qz.model.scores import Answers
from qz.model.values import Answer, Origin, Source
from qz.programme.read_programme import read_programme
from qz.registers.count_events import count_registers
from qz.registers.read_register import read_registers
from qz.registers.write_register import write_registers
from qz.workbook.manifest_sheet import read_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook

ROOT = Path(__file__).parents[2]
D = Decimal
SAVED = dt.datetime(2011, 12, 20, 9, 0)  # noqa: DTZ001
LATER = dt.datetime(2011, 12, 21, 9, 0)  # noqa: DTZ001
NAME = "台账.xlsx"


@cache
def programme():
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("registers") / NAME
    assert write_registers(programme(), made)
    return made


@pytest.fixture(scope="module")
def blank(path):
    return read_workbook(path.read_bytes())


def received(name=NAME, **more):
    given = {"size": 1, "verdict": Verdict.COUNTED, "reason": "", "saved_at": SAVED}
    return ReceivedFile(name, name.encode().hex().ljust(64, "0")[:64], **(given | more))


def with_cells(raw, sheet, cells):
    """The workbook with cells of one sheet typed over (by row and column); raw cells as they are."""

    def cell(value):
        if isinstance(value, RawCell):
            return value
        if value is None:
            return RawCell(CellState.BLANK)
        if isinstance(value, str):
            return RawCell(CellState.TEXT, value)
        return RawCell(CellState.NUMBER, str(float(value)))

    sheets = tuple(
        replace(each, cells=dict(each.cells) | {at: cell(value) for at, value in cells.items()})
        if each.name == sheet
        else each
        for each in raw.sheets
    )
    return replace(raw, sheets=sheets)


def register(raw, sheet, *rows, status=None):
    """Fill in a register: each row as it is typed from the first column on."""
    cells = {(4 + place, column): value for place, row in enumerate(rows) for column, value in enumerate(row)}
    return with_cells(raw, sheet, cells | ({(2, 1): status or None} if status is not None else {}))


def day(text):
    """A date as a spreadsheet program stores it."""
    return (dt.date.fromisoformat(text) - dt.date(1899, 12, 30)).days


def reported(**units):
    """What units said themselves, by name."""
    codes = {unit.name: unit.code for unit in programme().units}
    return {
        codes[name]: Answers({key: Answer(value) for key, value in facts.items()}, {}, {}, {}, {}, {})
        for name, facts in units.items()
    }


def count(raw, said=None, files=None):
    layout, find_unit = build_registers(programme()), Spellings(programme()).find
    raws = raw if isinstance(raw, dict) else {NAME: raw}
    readings = [
        read_registers(layout, (files or {}).get(name) or received(name), each, find_unit)
        for name, each in raws.items()
    ]
    return count_registers(layout, said or {}, readings)


def values(counted, fact_id):
    names = {unit.code: unit.name for unit in programme().units}
    return {names[fact.unit_code]: fact.value for fact in counted.facts if fact.fact_id == fact_id}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("信息报送", RegisterSource("信息报送")),
        ("荣誉：省级", RegisterSource("荣誉", (("类别", "省级"),))),
        ("荣誉:省级", RegisterSource("荣誉", (("类别", "省级"),))),
        ("荣誉[级别=省级]", RegisterSource("荣誉", (("级别", "省级"),))),
        ("荣誉：级别＝省级，性质=集体", RegisterSource("荣誉", (("级别", "省级"), ("性质", "集体")))),
        ("", None),
        ("  ", None),
        ("荣誉[级别=]", None),
        ("荣誉[省级", None),
    ],
)
def test_what_a_fact_is_counted_from(text, source):
    assert read_source(text) == source


def test_the_registers_of_2011():
    layout = build_registers(programme())
    assert [sheet.name for sheet in layout.sheets] == [
        "抽检不合格",
        "拒检拒抽",
        "重大质量事故",
        "打假线索",
        "特种设备事故",
        "信息报送",
        "联席会议缺席",
        "荣誉",
    ]
    honours = layout.sheets[-1]
    assert honours.heads == ("日期", "单位", "文号", "事项", "类别", "数量", "原行号", "备注")
    assert honours.categories == {"类别": ("区级", "市级", "省级")}
    assert honours.requires("类别")
    accidents = layout.sheets[4]
    assert accidents.categories == {"类别": ("未及时上报",)}
    assert not accidents.requires("类别")


def test_the_workbook_is_clean(path, tmp_path):
    assert lint(path) == []
    assert clipped(path) == []
    again = tmp_path / NAME
    write_registers(programme(), again)
    assert again.read_bytes() == path.read_bytes()


def test_a_register_offers_no_unit_it_does_not_count_and_names_what_it_does(path):
    """信息报送 counts for the towns alone, 联席会议缺席 for the departments; no note asks for forms."""
    book = openpyxl.load_workbook(path)
    guide, offered = book["说明和统计"], {}
    for name in book.sheetnames[1:-1]:
        (rule,) = [one for one in book[name].data_validations.dataValidation if "说明和统计" in str(one.formula1)]
        cells = guide[rule.formula1.split("!")[1].replace("$", "")]
        offered[name] = {row[0].value for row in cells}
        assert "填" not in book[name]["A2"].value
    names = {
        kind: {unit.name for unit in programme().units if unit.scorecard_id == kind} for kind in ("town", "department")
    }
    assert offered["信息报送"] == names["town"]
    assert offered["联席会议缺席"] == names["department"]
    assert offered["重大质量事故"] == names["town"] | names["department"]
    assert "不属于这些的不要登" in book["重大质量事故"]["A2"].value


def test_no_fact_from_a_register_no_workbook(tmp_path):
    card = programme().scorecards[0]
    facts = {key: replace(fact, register="") for key, fact in card.facts.items()}
    bare = replace(programme(), scorecards=(replace(card, facts=facts),))
    assert not write_registers(bare, tmp_path / NAME)
    assert not (tmp_path / NAME).exists()


def test_an_empty_workbook_says_nothing(blank):
    assert read_manifest(blank)[Key.KIND] == WorkbookKind.REGISTER
    counted = count(blank, reported(孟河镇={"reports_submitted": D(4)}))
    assert (counted.facts, counted.findings) == ((), ())
    assert [file.verdict for file in counted.files] == [Verdict.COUNTED]


def test_rows_are_counted_for_every_unit_of_the_scorecard(blank):
    raw = register(
        blank,
        "信息报送",
        [day("2011-03-01"), "孟河镇", "信息第1期", "质量月活动"],
        ["2011.6.23", "孟河镇人民政府", "", "培训班", 2],
        ["2011年9月1日", " 春江镇 ", "", "", "两条"],
    )
    assert values(count(raw), "reports_submitted") == {"春江镇": 2, "孟河镇": 3}, "登记中: the others keep their own"
    counted = count(with_cells(raw, "信息报送", {(2, 1): "已登记完毕"}))
    assert counted.findings == ()
    assert values(counted, "reports_submitted") == {
        "春江镇": 2, "孟河镇": 3, "新桥镇": 0, "薛家镇": 0, "罗溪镇": 0, "西夏墅镇": 0,
        "河海街道": 0, "三井街道": 0, "龙虎塘街道": 0,
    }  # fmt: skip
    fact = next(fact for fact in counted.facts if fact.unit_code == "Z02")
    office = programme().particulars.office
    reason = "登记2行（第5、6行），合计3"
    assert fact.origin == Origin(NAME, "信息报送", "B5", received().sha256, Source.REGISTER, office, reason)
    nothing = next(fact for fact in counted.facts if fact.unit_code == "Z03")
    assert (nothing.origin.cell, nothing.origin.reason) == ("B4", "没有登记，按0计")


def test_a_yes_no_fact_is_yes_from_one_event_on(blank):
    raw = register(blank, "拒检拒抽", [day("2011-03-01"), "孟河镇", "", "某厂"])
    told = values(count(raw), "inspection_refused")
    assert told == {"孟河镇": True}
    told = values(count(with_cells(raw, "拒检拒抽", {(2, 1): "已登记完毕"})), "inspection_refused")
    assert told["春江镇"] is False


def test_kinds_of_event_are_counted_apart(blank):
    raw = register(
        blank,
        "荣誉",
        [day("2011-03-01"), "质监分局", "", "先进集体", "省级"],
        [day("2011-03-02"), "质监分局", "", "先进单位", "区级", 2],
        [day("2011-03-02"), "安监局", "", "先进单位", "市级"],
    )
    raw = register(
        raw,
        "特种设备事故",
        [day("2011-05-01"), "西夏墅镇", "", "叉车", ""],
        [day("2011-05-02"), "西夏墅镇", "", "电梯", "未及时上报"],
    )
    counted = count(raw)
    assert counted.findings == ()
    assert values(counted, "provincial_honours")["质监分局"] == 1
    assert values(counted, "district_honours")["质监分局"] == 2
    assert values(counted, "city_honours")["安监局"] == 1
    assert values(counted, "equipment_accidents")["西夏墅镇"] == 2
    assert values(counted, "late_accident_reports")["西夏墅镇"] == 1
    found = [code for code, _ in groupby(counted.facts, key=lambda fact: fact.unit_code)]
    assert len(found) == len(set(found)) > 1, "a unit's facts are beside one another"


def test_a_register_marked_complete_counts_nought_for_everybody(blank):
    assert values(count(register(blank, "联席会议缺席", status="已登记完毕")), "joint_meetings_missed") == {
        unit.name: 0 for unit in programme().units if unit.scorecard_id == "department"
    }


def test_one_sheet_feeds_both_scorecards(blank):
    raw = register(blank, "重大质量事故", [day("2011-05-01"), "城建局", "", "某工程", ""])
    counted = count(raw)
    assert values(counted, "major_accidents")["城建局"] == 1
    assert values(counted, "major_accident_social_impact")["城建局"] is False
    assert values(counted, "major_quality_accidents") == {}
    raw = with_cells(raw, "重大质量事故", {(2, 1): "已登记完毕"})
    assert values(count(raw), "major_quality_accidents")["孟河镇"] == 0


def test_two_rows_of_one_town_cost_no_other_town_a_point(blank):
    """信息报送 still 登记中 with two rows of 孟河镇: 春江镇 keeps its 8, and the clerk is told."""
    raw = register(
        blank, REPORTS, [day("2011-03-01"), "孟河镇", "第1期", "甲"], [day("2011-04-01"), "孟河镇", "第2期", "乙"]
    )
    counted = count(raw, reported(孟河镇={"reports_submitted": D(2)}, 春江镇={"reports_submitted": D(8)}))
    assert values(counted, "reports_submitted") == {"孟河镇": 2}
    (finding,) = counted.findings
    assert finding.sentence == (
        "《信息报送》B4：《信息报送》还是登记中，没有登记而自报有数的1个单位（春江镇）仍按自报计。"
        "登记齐全后请把登记情况改为“已登记完毕”。"
    )


def test_an_honours_number_and_event_are_its_note(blank):
    """科技局's honour bears its own note and leaves 药监分局's 10 points alone."""
    raw = register(blank, "荣誉", [day("2011-03-01"), "科技局", "苏科发〔2011〕9号", "先进集体", "省级"])
    counted = count(raw, reported(药监分局={"provincial_honours": D(2)}))
    assert values(counted, "honours_note") == {"科技局": "先进集体（苏科发〔2011〕9号）"}
    assert values(counted, "provincial_honours") == {"科技局": 1}


def test_columns_and_sheets_are_found_by_their_words(blank):
    raw = register(blank, "信息报送", [day("2011-03-01"), "孟河镇", "", "质量月活动", 3])
    place = next(place for place, sheet in enumerate(raw.sheets) if sheet.name == "信息报送")
    sheet = raw.sheets[place]
    turned = {(row + 2, 6 - column): cell for (row, column), cell in sheet.cells.items()}
    turned[2 + 2, 6 - 1 + 1] = turned.pop((2 + 2, 6 - 1))  # the mark stays right of its words
    turned[2 + 2, 6 - 1] = sheet.cells[2, 0]
    sheets = (*raw.sheets[:place], replace(sheet, name="信息", cells=turned), *raw.sheets[place + 1 :])
    counted = count(replace(raw, sheets=sheets[::-1]))
    assert counted.findings == ()
    assert values(counted, "reports_submitted")["孟河镇"] == 3


GOOD = [day("2011-03-01"), "孟河镇", "", "活动"]
SAID = reported(孟河镇={"reports_submitted": D(4)})
ASIDE = "暂不计入"


def manifest(raw, **words):
    sheet = raw.sheet("_qz")
    rows = {cell.text: row for (row, column), cell in sheet.cells.items() if column == 0}
    return with_cells(raw, "_qz", {(rows[key], 1): value for key, value in words.items()})


def without_head(raw, sheet, head):
    at = next(at for at, cell in raw.sheet(sheet).cells.items() if cell.text == head and at[0] == 3)
    return with_cells(raw, sheet, {at: None})


def without(raw, sheet, text):
    at = next(at for at, cell in raw.sheet(sheet).cells.items() if cell.text.startswith(text))
    return with_cells(raw, sheet, {at: None})


def without_sheet(raw, name):
    return replace(raw, sheets=tuple(sheet for sheet in raw.sheets if sheet.name != name))


def doubled(raw, name):
    return replace(raw, sheets=(*raw.sheets, replace(raw.sheet(name), name=f"{name} (2)")))


def moved_rows(raw, name, change):
    """The rows below a register's heads where ``change`` puts them; ``None`` takes one away."""
    cells = {
        (row if row < 4 else change(row), column): cell for (row, column), cell in raw.sheet(name).cells.items()
        if row < 4 or change(row) is not None
    }  # fmt: skip
    sheets = [replace(sheet, cells=cells) if sheet.name == name else sheet for sheet in raw.sheets]
    return replace(raw, sheets=tuple(sheets))


def without_row(raw, name, gone):
    """A register after a row was deleted: those below move up."""
    return moved_rows(raw, name, lambda row: None if row == gone else row - (row > gone))


def hidden(raw, name, *rows):
    sheets = [replace(each, hidden_rows=frozenset(rows)) if each.name == name else each for each in raw.sheets]
    return replace(raw, sheets=tuple(sheets))


def without_numbers(raw, name):
    sheet = raw.sheet(name)
    column = next(column for (_, column), cell in sheet.cells.items() if cell.text == "原行号")
    return with_cells(raw, name, {at: None for at in sheet.cells if at[1] == column})


def merged(raw, name, area):
    left, top, right, bottom = range_boundaries(area)
    shown = ((top - 1, left - 1, bottom - 1, right - 1),)
    return replace(raw, sheets=tuple(replace(each, merged=shown) if each.name == name else each for each in raw.sheets))


REPORTS = "信息报送"
HONOUR = [day("2011-03-01"), "科技局", "", "奖"]
COMPLETE = "已登记完毕"
FAULTS = [
    ("T01", "", lambda raw: manifest(raw, year="2010"), {}),
    ("T01", "", lambda raw: manifest(raw, programme_id="别区-质量振兴工作-2011"), {}),
    ("T03", "A4", lambda raw: without_head(register(raw, REPORTS, GOOD), REPORTS, "数量"), {}),
    ("T03", "A4", lambda raw: without_head(register(raw, REPORTS, GOOD), REPORTS, "单位"), {}),
    ("T04", "B5", lambda raw: register(raw, REPORTS, [GOOD[0], "盂河镇"]), {}),
    ("T04", "B6", lambda raw: register(raw, REPORTS, GOOD, ["", "合计", "", "", 1]), {}),
    ("T05", "B5", lambda raw: register(raw, REPORTS, [GOOD[0], "", "", "活动"]), {}),
    ("T06", "A5", lambda raw: register(raw, REPORTS, ["三月份", "孟河镇"]), {}),
    ("T06", "A5", lambda raw: register(raw, REPORTS, [RawCell(CellState.ERROR, "#REF!"), "孟河镇"]), {}),
    ("T07", "A5", lambda raw: register(raw, REPORTS, [day("2010-12-31"), "孟河镇"]), {}),
    ("T08", "A5", lambda raw: register(raw, REPORTS, ["", "孟河镇"]), {}),
    ("T09", "E5", lambda raw: register(raw, REPORTS, [*GOOD, "若干"]), {}),
    ("T09", "E5", lambda raw: register(raw, REPORTS, [*GOOD, 0]), {}),
    ("T09", "E5", lambda raw: register(raw, REPORTS, [*GOOD, 1.5]), {}),
    ("T09", "E5", lambda raw: register(raw, REPORTS, [*GOOD, RawCell(CellState.BOOLEAN, "1")]), {}),
    ("T10", "E5", lambda raw: register(raw, "荣誉", [GOOD[0], "科技局", "", "奖"]), {}),
    ("T10", "E5", lambda raw: register(raw, "荣誉", [GOOD[0], "科技局", "", "奖", "国家级"]), {}),
    ("T10", "E5", lambda raw: register(raw, "特种设备事故", [GOOD[0], "孟河镇", "", "电梯", "迟报"]), {}),
    ("T11", "B5", lambda raw: register(raw, REPORTS, GOOD), SAID),
    ("T11", "B4", lambda raw: register(raw, REPORTS, status=COMPLETE), reported(春江镇={"reports_submitted": D(1)})),
    ("T11", "B4", lambda raw: register(raw, REPORTS, status=COMPLETE), reported(春江镇={})),
    ("T20", "B6", lambda raw: register(raw, REPORTS, [*GOOD[:2], "第1期", "甲"], [*GOOD[:2], "第1期", "甲"]), {}),
    ("T21", "B4", lambda raw: register(raw, REPORTS, GOOD), reported(春江镇={"reports_submitted": D(1)})),
    ("T12", "", lambda raw: without_sheet(raw, REPORTS), {}),
    ("T13", "B5", lambda raw: register(raw, REPORTS, GOOD, status=ASIDE), SAID),
    ("T14", "B3", lambda raw: register(raw, REPORTS, GOOD, status="完了"), {}),
    ("T14", "B3", lambda raw: register(raw, REPORTS, GOOD, status=""), {}),
    ("T19", "", lambda raw: replace(without_sheet(register(raw, REPORTS, GOOD), "_qz"), properties={}), {}),
    ("T19", "", lambda raw: without(register(raw, REPORTS, GOOD), "_qz", "year"), {}),
    ("T18", "A1", lambda raw: without(register(raw, REPORTS, GOOD), REPORTS, "登记情况"), {}),
    ("T18", "A1", lambda raw: with_cells(register(raw, REPORTS, GOOD), REPORTS, {(2, 0): "情况"}), {}),
    ("T15", "A1", lambda raw: doubled(register(raw, REPORTS, GOOD), REPORTS), {}),
    ("T22", "A4", lambda raw: without_row(register(raw, REPORTS, GOOD, [*GOOD[:3], "甲"]), REPORTS, 5), {}),
    ("T22", "A4", lambda raw: without_row(register(raw, REPORTS, GOOD), REPORTS, 303), {}),
    ("T22", "A4", lambda raw: without_numbers(register(raw, REPORTS, GOOD), REPORTS), {}),
    ("T23", "", lambda raw: hidden(register(raw, REPORTS, GOOD), REPORTS, 4, 9), {}),
    ("T24", "B5", lambda raw: merged(register(raw, REPORTS, GOOD, [GOOD[0], "", "", "甲"]), REPORTS, "B5:B6"), {}),
    ("T24", "E5", lambda raw: merged(register(raw, REPORTS, [*GOOD, 3], [*GOOD[:3], "甲"]), REPORTS, "E5:E6"), {}),
    ("T24", "E5", lambda raw: merged(register(raw, REPORTS, GOOD), REPORTS, "D5:E5"), {}),
    ("T24", "E5", lambda raw: merged(register(raw, "荣誉", [*HONOUR, "省级"], HONOUR), "荣誉", "E5:E6"), {}),
    ("T16", "B6", lambda raw: register(raw, REPORTS, GOOD, [day("2011-03-01"), "科技局"]), {}),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[0])
def test_each_fault_is_named_at_its_cell_and_nothing_else(blank, fault):
    code, cell, change, said = fault
    counted = count(change(blank), said)
    assert [(finding.code, finding.cell) for finding in counted.findings] == [(code, cell)]
    finding = counted.findings[0]
    assert finding.severity is CATALOGUE[code].severity
    assert finding.sentence.endswith("。")
    assert finding.unit_code == ""
    assert counted.files[0].verdict is (Verdict.REFUSED if code in {"T01", "T19"} else Verdict.COUNTED)
    told = values(counted, "reports_submitted")
    if code in {"T01", "T03", "T12", "T13", "T14", "T15", "T18", "T19"}:
        assert told == {}
    if code in {"T06", "T07", "T09", "T24"}:
        assert "孟河镇" not in told


def test_cells_merged_within_texts_or_with_blank_rows_are_no_matter(blank):
    raw = register(blank, REPORTS, GOOD, [*GOOD[:3], "甲"])
    for area in ("C5:D5", "D5:D6", "B6:B9", "A3:E3"):
        counted = count(merged(raw, REPORTS, area))
        assert counted.findings == ()
        assert values(counted, "reports_submitted")["孟河镇"] == 2


def test_a_row_that_is_gone_is_named_by_the_number_it_had(blank):
    events = [[*GOOD[:3], name] for name in "甲乙丙丁"]
    raw = without_row(without_row(register(blank, REPORTS, *events), REPORTS, 6), REPORTS, 5)
    counted = count(raw)
    assert values(counted, "reports_submitted")["孟河镇"] == 2
    assert (
        "《信息报送》原来的第6至7行不在了（共2行），里面如有登记就没有计入。误删的请补登"
        in counted.findings[0].sentence
    )


def test_rows_sorted_put_in_or_filled_again_are_not_gone(blank):
    raw = register(blank, REPORTS, GOOD, [*GOOD[:3], "甲"])
    assert count(moved_rows(raw, REPORTS, lambda row: 4 + (303 - row))).findings == ()
    assert count(moved_rows(raw, REPORTS, lambda row: row + 2 * (row > 4))).findings == ()
    assert count(hidden(raw, REPORTS, 9, 10)).findings == ()


def test_a_register_made_before_rows_were_numbered_is_read_as_it_was(blank):
    raw = without_numbers(without(register(blank, REPORTS, GOOD), "_qz", "rows"), REPORTS)
    assert count(raw).findings == ()


def test_a_row_in_error_leaves_its_unit_alone_and_counts_for_the_others(blank):
    raw = register(blank, REPORTS, GOOD, [day("2011-04-01"), "孟河镇", "", "", "若干"], [GOOD[0], "春江镇"])
    told = values(count(raw), "reports_submitted")
    assert told["春江镇"] == 1
    assert "孟河镇" not in told


def test_a_register_said_to_feed_a_rate_is_the_programmes_fault(path):
    card = programme().scorecards[0]
    facts = dict(card.facts)
    facts["rectification_rate"] = replace(facts["rectification_rate"], register=REPORTS)
    changed = replace(programme(), scorecards=(replace(card, facts=facts), programme().scorecards[1]))
    raw = register(read_workbook(path.read_bytes()), REPORTS, GOOD)
    layout = build_registers(changed)
    reading = read_registers(layout, received(), raw, Spellings(changed).find)
    counted = count_registers(layout, {}, [reading])
    assert [finding.code for finding in counted.findings] == ["T17"]
    assert not any(fact.fact_id == "rectification_rate" for fact in counted.facts)


def test_the_workbook_saved_last_counts(blank):
    raws = {"旧.xlsx": register(blank, REPORTS, GOOD), "新.xlsx": register(blank, REPORTS, GOOD, [*GOOD[:3], "培训班"])}
    counted = count(raws, files={"新.xlsx": received("新.xlsx", saved_at=LATER)})
    assert values(counted, "reports_submitted")["孟河镇"] == 2
    assert counted.findings == ()
    assert {file.path: file.verdict for file in counted.files} == {
        "旧.xlsx": Verdict.SUPERSEDED,
        "新.xlsx": Verdict.COUNTED,
    }


def test_workbooks_that_cannot_be_told_apart_are_asked_about(blank):
    counted = count({"甲.xlsx": register(blank, REPORTS, GOOD), "乙.xlsx": register(blank, REPORTS, status=COMPLETE)})
    assert [finding.code for finding in counted.findings] == ["T02", "T02"]
    assert counted.facts == ()


def test_a_blank_workbook_is_no_later_version_of_a_filled_one(blank):
    raws = {"旧.xlsx": register(blank, REPORTS, GOOD), "新.xlsx": blank}
    counted = count(raws, files={"新.xlsx": received("新.xlsx", saved_at=LATER)})
    assert values(counted, "reports_submitted")["孟河镇"] == 1
    assert {file.path: file.verdict for file in counted.files} == {
        "旧.xlsx": Verdict.COUNTED,
        "新.xlsx": Verdict.SKIPPED,
    }
    assert counted.findings == ()
    assert count({"甲.xlsx": blank, "乙.xlsx": blank}).findings == ()


def test_every_code_is_met_here():
    assert {fault[0] for fault in FAULTS} | {"T02", "T17"} == {code for code in CATALOGUE if code.startswith("T")}


def test_what_agrees_is_not_listed(blank):
    said = reported(孟河镇={"reports_submitted": D(1)}, 春江镇={"reports_submitted": D(0)})
    assert count(register(blank, REPORTS, GOOD), said).findings == ()


@pytest.mark.office
def test_the_running_counts_are_live(path, office, tmp_path):
    book = openpyxl.load_workbook(path)
    reports = book[REPORTS]
    for row, (unit, quantity) in enumerate([("孟河镇", None), ("孟河镇", 2), ("春江镇", None)], start=5):
        reports.cell(row, 1).value = dt.date(2011, 5, row)
        reports.cell(row, 2).value = unit
        reports.cell(row, 5).value = quantity
    honours = book["荣誉"]
    for column, value in enumerate([dt.date(2011, 5, 1), "科技局", "", "奖", "市级"], start=1):
        honours.cell(5, column).value = value
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    (saved,) = office.convert([filled], tmp_path / "done")
    raw = read_workbook(saved.read_bytes())
    guide = raw.sheets[0]
    heads = {cell.text.split("\n")[0]: at for at, cell in guide.cells.items() if "\n" in cell.text}
    rows = {cell.text: row for (row, column), cell in guide.cells.items() if column == 0}

    def shown(unit, head):
        return guide.at(rows[unit], heads[head][1]).text

    assert (shown("孟河镇", REPORTS), shown("春江镇", REPORTS), shown("新桥镇", REPORTS)) == ("3", "1", "0")
    assert (shown("科技局", "荣誉（市级）"), shown("科技局", "荣誉（省级）")) == ("1", "0")
    assert values(count(raw), "reports_submitted")["孟河镇"] == 3
    assert values(count(raw), "city_honours")["科技局"] == 1
