"""A return with errors goes back as its unit's own form, marked and listed, and is accepted when it comes back."""

import datetime as dt
import math
import random
import re
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import corrected_cases
import openpyxl
import pytest
from corrected_cases import (
    DEPARTMENT,
    OTHER,
    TOWN,
    assessed,
    cell_of,
    programme,
    saved_at,
    type_over,
    values_of,
    written,
)
from fits import clipped
from ooxml import lint

from qz.cli.corrected import DueCorrections, write_corrections
from qz.corrections.list_sheet import LIST_SHEET
from qz.findings import CATALOGUE, make_finding
from qz.model.finding import Severity
from qz.model.layout import InputKind
from qz.model.returns import UnitState
from qz.model.values import ValueType
from qz.workbook.write.look import BAD_FILL, INPUT_FILL, WARN_FILL
from qz.workbook.write.text_room import text_columns

FAULTS = {
    "fact_quality_meetings": "若干次",
    "fact_annual_plan": None,
    "fact_food_pass_rate": "92",
    "task_1_1_status": "差不多",
    "reporter_phone": None,
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """孟河镇 with faults, 薛家镇 with none, and what goes back."""
    folder = tmp_path_factory.mktemp("faulty")
    type_over(TOWN, folder / "returns" / "孟河.xlsx", FAULTS)
    type_over(OTHER, folder / "returns" / "薛家.xlsx", {})
    assessment = assessed(folder / "returns")
    return assessment, written(assessment, folder / "corrections")


def fill_of(cell):
    return f"#{cell.fill.fgColor.rgb[-6:]}"


def listed(book):
    """The rows of 补正清单 below its heads."""
    rows = [[cell.value for cell in row] for row in book[LIST_SHEET].iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[0] == "序号")
    return rows[head + 1 :]


def test_only_a_unit_with_errors_of_its_own_gets_one(faulty):
    assessment, paths = faulty
    assert {code: path.name for code, path in paths.items()} == {"Z02": "Z02-孟河镇.xlsx"}
    assert assessment.states["Z04"] is UnitState.IN_ORDER


def test_processes_write_the_same(faulty, tmp_path):
    assessment, paths = faulty
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        write_corrections(programme(), DueCorrections(assessment), tmp_path, executor)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in paths.values()
    }


def test_reminders_alone_and_what_is_the_offices_to_mend_send_nothing_back(faulty):
    assessment, _ = faulty
    kept = [
        make_finding("V02", file="a", sheet="报送信息", cell="C6", unit_code="Z02", key="reporter_phone", label="电话"),
        make_finding("K10", file="b", sheet="核定", cell="A1", unit_code="Z02", unit="孟河镇", what="x"),
        make_finding("T05", file="b", sheet="核定", cell="A1", unit_code="Z02"),
        make_finding("F01", file="c"),
    ]
    changed = replace(assessment, intake=replace(assessment.intake, findings=tuple(kept)))
    assert DueCorrections(changed) == {}


def test_the_list_says_what_where_and_what_to_do(faulty):
    book = openpyxl.load_workbook(faulty[1]["Z02"])
    assert book.sheetnames[0] == book.active.title == LIST_SHEET
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [LIST_SHEET]
    rate = "0%至100%的百分数（如92.5%），或“不适用”"
    assert listed(book) == [
        [
            1,
            "错误",
            "任务完成情况 K6",
            "1.1 产品质量——完成情况",
            "“1.1 产品质量——完成情况”填的是“差不多”",
            "“已完成”或“未完成”",
            "请改正后重新报送",
        ],
        [
            2,
            "错误",
            "自评表 I7",
            "质量工作专题会议次数",
            "“质量工作专题会议次数”填的是“若干次”，读不出确定的数",
            "0至50的整数",
            "请改正后重新报送",
        ],
        [3, "错误", "自评表 I9", "有年度实施计划", "“有年度实施计划”没有填", "“是”或“否”", "请补填后重新报送"],
        [
            4,
            "错误",
            "自评表 I34",
            "食品实物抽检平均合格率",
            "“食品实物抽检平均合格率”填的是92，不知是92%还是别的意思",
            rate,
            "请写明百分号后重新报送",
        ],
        [5, "提醒", "报送信息 C6", "联系电话", "“联系电话”没有填", "—", "请补填"],
    ]
    links = {
        cell.value: cell.hyperlink.location for row in book[LIST_SHEET].iter_rows() for cell in row if cell.hyperlink
    }
    assert links["自评表 I34"] == "'自评表'!I34"
    assert len(links) == 5
    words = " ".join(str(row[0].value) for row in book[LIST_SHEET].iter_rows(max_row=5))
    assert "孟河.xlsx" in words
    assert "错误4处须改正，提醒1处请核对" in words
    assert programme().particulars.email in words


def test_cells_in_question_are_coloured_commented_and_open(faulty):
    book = openpyxl.load_workbook(faulty[1]["Z02"])
    fills = dict.fromkeys(FAULTS, BAD_FILL) | {"reporter_phone": WARN_FILL}
    for cell in corrected_cases.layout_of("Z02").inputs:
        there = cell_of(book, cell.name)
        assert not there.protection.locked
        assert fill_of(there) == fills.get(cell.name, INPUT_FILL), cell.name
        assert (there.comment is not None) is (cell.name in FAULTS)
    comment = cell_of(book, "fact_food_pass_rate").comment
    said = "“食品实物抽检平均合格率”填的是92，不知是92%还是别的意思。"
    assert comment.text == f"【错误】{said}应填0%至100%的百分数（如92.5%），或“不适用”。请写明百分号后重新报送。"
    assert cell_of(book, "fact_food_pass_rate").value == "92"
    assert cell_of(book, "fact_quality_meetings").value == "若干次"


def test_every_comment_has_room_for_its_words(faulty):
    comments = openpyxl.load_workbook(faulty[1]["Z02"])
    texts = {
        (cell.row - 1, cell.column - 1): cell.comment.text
        for name in FAULTS
        for cell in [cell_of(comments, name)]
        if cell.parent.title == "自评表"
    }
    with zipfile.ZipFile(faulty[1]["Z02"]) as package:
        drawings = [package.read(name).decode() for name in package.namelist() if name.endswith(".vml")]
    shape = re.compile(r"width:([\d.]+)pt;height:([\d.]+)pt.*?<x:Row>(\d+)</x:Row><x:Column>(\d+)<", re.DOTALL)
    sizes = {
        (int(row), int(column)): (float(width), float(height))
        for drawing in drawings
        for width, height, row, column in shape.findall(drawing)
    }
    assert len(texts) == 3
    for place, text in texts.items():
        width, height = sizes[place]
        lines = math.ceil(text_columns(text) * 4.5 / (width - 12))
        assert height >= lines * 9 * 1.45, text


def test_it_is_sound_and_shows_all_its_text(faulty):
    assert list(lint(faulty[1]["Z02"])) == []
    assert clipped(faulty[1]["Z02"]) == []


def test_its_bytes_depend_on_the_return_alone(faulty, tmp_path):
    again = written(faulty[0], tmp_path)
    assert {code: path.read_bytes() for code, path in again.items()} == {
        code: path.read_bytes() for code, path in faulty[1].items()
    }


def test_put_right_and_sent_back_the_unit_is_in_order_and_nothing_else_changed(faulty, tmp_path):
    assessment, paths = faulty
    mended = {
        "fact_quality_meetings": 2,
        "fact_annual_plan": "是",
        "fact_food_pass_rate": 0.92,
        "task_1_1_status": "已完成",
        "reporter_phone": "0519-85120000",
    }
    returns = tmp_path / "returns"
    type_over(paths["Z02"], returns / "改好了.xlsx", mended)
    saved_at(type_over(TOWN, returns / "原来的.xlsx", FAULTS), "2011-12-01T01:00:00Z")
    again = assessed(returns)
    assert {file.path: file.verdict.value for file in again.intake.received} == {
        "原来的.xlsx": "被替代",
        "改好了.xlsx": "采用",
    }
    assert again.states["Z02"] is UnitState.IN_ORDER
    assert DueCorrections(again) == {}
    before, after = (values_of(each.intake.answers["Z02"]) for each in (assessment, again))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {
        ("facts", "quality_meetings"),
        ("facts", "annual_plan"),
        ("facts", "food_pass_rate"),
        ("statuses", "1.1"),
        ("particulars", "reporter_phone"),
    }


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_another_program_saves_it_and_it_is_still_the_units_form(office, faulty, tmp_path, kind):
    _, paths = faulty
    (saved,) = office.convert([paths["Z02"]], tmp_path / "returns", kind)
    again = assessed(saved.parent)
    assert again.intake.received[0].verdict.value == "采用"
    before, after = (values_of(each.intake.answers["Z02"]) for each in (faulty[0], again))
    assert before == after
    assert {(each.code, each.key) for each in again.intake.findings if each.severity is Severity.ERROR} == {
        ("V05", "fact_quality_meetings"),
        ("V01", "fact_annual_plan"),
        ("V08", "fact_food_pass_rate"),
        ("V09", "task_1_1_status"),
    }


TYPED = {
    ValueType.COUNT: [3, "两次", "１２", "1_000", "1e3", 1.5, -1, True, "#REF!", "=cmd|' /C calc'!A0", "约3", " 4 "],
    ValueType.NUMBER: [0.45, "0.4", "1_0", -2, "几", "1e-3", "²"],
    ValueType.RATE: [0.925, "92%", "９２％", "92", 1.2, "120%", "约90%", 0.005, "不适用", "1_0%", "-5%"],
    ValueType.GRADE: [3, 2.5, 1.3, 99, "三分", "3分", True],
    ValueType.YES_NO: ["是", "否", " 是", "有", "√", True, 1, "不适用"],
    ValueType.STATUS: ["已完成", "未完成", "完成", "基本完成", 1],
    ValueType.DATE: [dt.datetime(2011, 12, 5), "2011.12.5", "2011年13月1日", 20111205, 4, "昨天"],  # noqa: DTZ001
    ValueType.TEXT: ["", "=1+1", "@x", "fact:annual_plan", "fact", "http://x.cn", "甲\n乙", "_x0041_", 12, "长" * 3000],
}


@pytest.mark.parametrize(("source", "seed"), [(TOWN, 1), (OTHER, 2), (DEPARTMENT, 3), (TOWN, 4)])
def test_what_goes_back_says_what_came_whatever_was_typed(tmp_path, source, seed):
    """Read again, it gives the same values, and what could not be read cannot be read now either."""
    code = {TOWN: "Z02", OTHER: "Z04", DEPARTMENT: "B01"}[source]
    rng = random.Random(seed)  # noqa: S311
    values = {
        cell.name: rng.choice([*TYPED[cell.spec.value_type], None])
        for cell in corrected_cases.layout_of(code).inputs
        if rng.random() < 0.8
    }
    inert = {name: value for name, value in values.items() if isinstance(value, str) and value.startswith("=")}

    def as_text(book):
        for name in inert:
            cell_of(book, name).data_type = "s"

    type_over(source, tmp_path / "one" / "a.xlsx", values, as_text)
    first = assessed(tmp_path / "one")
    paths = written(first, tmp_path / "two")
    assert list(paths) == [code]
    assert list(lint(paths[code])) == []
    second = assessed(tmp_path / "two")
    assert [file.verdict.value for file in second.intake.received] == ["采用"]
    before, after = first.intake.answers[code], second.intake.answers[code]
    assert values_of(before) == values_of(after)
    assert corrected_cases.invalid_in(before).keys() == corrected_cases.invalid_in(after).keys()
    assert first.intake.answers[code].facts.keys() == second.intake.answers[code].facts.keys()


def formulas_in(path):
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_nothing_typed_becomes_a_formula_or_a_link(faulty, tmp_path):
    evil = ["=1+1", "+1", "@SUM(A1)", "-2", "http://x.cn", "mailto:a@b", '=HYPERLINK("http://x","y")']
    inputs = corrected_cases.layout_of("Z02").inputs
    values = {
        cell.name: evil[place % len(evil)] for place, cell in enumerate(inputs) if cell.kind is not InputKind.FACT
    }
    values["fact_annual_plan"] = evil[0]

    def as_text(book):
        for name in values:
            cell_of(book, name).data_type = "s"

    type_over(TOWN, tmp_path / "r" / "=1+1.xlsx", values, as_text)
    (path,) = written(assessed(tmp_path / "r"), tmp_path / "c").values()
    assert formulas_in(path).keys() == formulas_in(faulty[1]["Z02"]).keys()
    with zipfile.ZipFile(path) as package:
        links = [name for name in package.namelist() if b'TargetMode="External"' in package.read(name)]
    assert links == []


def test_a_sheet_that_was_lost_is_there_again_with_every_cell_marked(tmp_path):
    type_over(TOWN, tmp_path / "r" / "a.xlsx", {}, lambda book: book.remove(book["自评表"]))
    assessment = assessed(tmp_path / "r")
    (correction,) = DueCorrections(assessment).values()
    lost = [line for line in correction.lines if line.finding.code == "L06"]
    facts = [cell for cell in corrected_cases.layout_of("Z02").inputs if cell.kind is InputKind.FACT]
    assert [line.cells for line in lost] == [tuple(facts)]
    (path,) = written(assessment, tmp_path / "c").values()
    book = openpyxl.load_workbook(path)
    assert {fill_of(cell_of(book, cell.name)) for cell in facts} == {BAD_FILL}
    assert all(cell_of(book, cell.name).comment.text.startswith("【错误】") for cell in facts)
    assert all(cell_of(book, cell.name).value is None for cell in facts)
    assert clipped(path) == []


def test_a_sheet_left_empty_is_one_line_and_every_required_cell_is_marked(tmp_path):
    blank = {cell.name: None for cell in corrected_cases.layout_of("Z02").inputs if cell.sheet == "自评表"}
    type_over(TOWN, tmp_path / "r" / "a.xlsx", blank)
    (correction,) = DueCorrections(assessed(tmp_path / "r")).values()
    (line,) = (line for line in correction.lines if line.finding.code == "V04")
    required = [name for name in blank if corrected_cases.layout_of("Z02").by_name()[name].spec.required]
    assert [cell.name for cell in line.cells] == required
    assert line.accepted == ""


def test_a_reminder_is_put_where_it_is_mended(tmp_path):
    values = {
        "fact_annual_plan": None,
        "fact_brand_plan_evidence": None,
        "fact_food_pass_rate": "不适用",
        "fact_food_pass_rate_evidence": None,
        "task_1_1_status": "未完成",
        "task_1_1_note": None,
    }
    type_over(TOWN, tmp_path / "r" / "a.xlsx", values)
    (correction,) = DueCorrections(assessed(tmp_path / "r")).values()
    found = {line.finding.code: [cell.name for cell in line.cells] for line in correction.lines}
    assert found["C10"] == ["task_1_1_note"]
    assert found["C05"] == ["fact_food_pass_rate_evidence"]
    assert "fact_brand_plan_evidence" in found["V03"]
    assert "C04" not in found


def test_several_findings_at_one_cell_share_a_comment_of_the_gravest(tmp_path):
    assessment = assessed(type_over(TOWN, tmp_path / "r" / "a.xlsx", {"fact_annual_plan": None}).parent)
    at = {"file": "r/a.xlsx", "sheet": "自评表", "cell": "I9", "unit_code": "Z02", "key": "fact_annual_plan"}
    more = make_finding("V21", **at, label="有年度实施计划", read="是")
    findings = tuple(sorted([*assessment.intake.findings, more]))
    (correction,) = DueCorrections(replace(assessment, intake=replace(assessment.intake, findings=findings))).values()
    mark = correction.marks["fact_annual_plan"]
    assert mark.severity is Severity.ERROR
    assert [line[:4] for line in mark.text.split("\n")] == ["【错误】", "【提醒】"]


def test_a_finding_can_be_taken_apart_again():
    """The last clause of a sentence is what to do."""
    assert [code for code, kind in CATALOGUE.items() if "。" in kind.to_do] == []
