"""Pictures on a form are evidence of what they stand at: in a cell, as WPS and Excel keep them, or drawn over it."""

import io

import openpyxl
import pytest
import xlsxwriter
from filled import blank, form, input_of, put_at
from pictured import drawn_over, in_excel_cells, in_wps_cells, png

from qz.cli.assessed import collect
from qz.cli.main import main
from qz.model.returns import Verdict
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWN, CARD, TASKS = "孟河镇", "自评表", "任务完成情况"
MEETINGS, PLAN, TASK = (CARD, "J7"), (CARD, "J9"), (TASKS, "M9")
ONE, TWO = png(10), png(200)
ROW = 41
"""Pixels of row 8 of the 自评表."""


def found(programme, folder, data, name=f"{TOWN}.xlsx"):
    """The labels of each piece of evidence by its name, and the intake."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    intake = collect(programme, folder).intake
    return {one.file.path.rpartition("/")[2]: one.labels for one in intake.evidence}, intake


def told(intake):
    """Code and cell of the findings, those apart that are about names of evidence."""
    return [(one.code, one.cell) for one in intake.findings if one.code not in {"F27", "F28"}]


def test_the_cells_are_those_of_the_form():
    names = ("fact_quality_meetings_evidence", "fact_annual_plan_evidence", "task_1_4_evidence")
    assert [(cell.sheet, cell.cell) for cell in (input_of(TOWN, name) for name in names)] == [MEETINGS, PLAN, TASK]


@pytest.mark.parametrize(
    "make",
    [in_wps_cells, lambda data, pictures: in_wps_cells(data, pictures, saved=False), in_excel_cells],
    ids=["WPS", "WPS, never computed", "Excel"],
)
def test_a_picture_in_a_cell_is_its_evidence(programme_2011, tmp_path, make):
    about, intake = found(programme_2011, tmp_path / "a", make(form(TOWN), {PLAN: ONE, TASK: TWO}))
    assert about == {"自评表 J9 图片.png": ("1.4 有年度实施计划",), "任务完成情况 M9 图片.png": ("任务1.4",)}
    assert told(intake) == []
    assert [file.verdict for file in intake.received] == [Verdict.COUNTED, Verdict.EVIDENCE, Verdict.EVIDENCE]
    assert {one.file.size for one in intake.evidence} == {len(ONE), len(TWO)}
    assert intake.answers["Z02"].facts["annual_plan"].evidence == "（图片）"


def test_a_picture_over_a_blank_cell_is_its_evidence(programme_2011, tmp_path):
    bare = blank(form(TOWN), TOWN, "fact_annual_plan_evidence")
    assert told(found(programme_2011, tmp_path / "a", bare)[1]) == [("V03", "")]
    about, intake = found(programme_2011, tmp_path / "b", drawn_over(bare, CARD, [("J9", ONE, {})]))
    assert about == {"自评表 J9 图片.png": ("1.4 有年度实施计划",)}
    assert told(intake) == []


BIG = {"x_scale": 40, "y_scale": 40}


@pytest.mark.parametrize(
    ("cell", "options", "labels"),
    [
        ("J9", {"x_offset": 3, "y_offset": 2, "y_scale": 2}, ("1.4 有年度实施计划",)),
        ("J8", {"y_offset": ROW - 3, "y_scale": 3, "x_scale": 2}, ("1.4 有年度实施计划",)),
        ("I9", {}, ("1.4 有年度实施计划",)),
        ("J9", {"object_position": 3}, ("1.4 有年度实施计划",)),
        ("J9", BIG, ()),
        ("B2", {}, ()),
    ],
    ids=["within", "begins in the row above", "over the number", "not moved with cells", "over many", "elsewhere"],
)
def test_a_picture_over_cells_is_of_what_it_covers(programme_2011, tmp_path, cell, options, labels):
    about, _ = found(programme_2011, tmp_path / "a", drawn_over(form(TOWN), CARD, [(cell, ONE, options)]))
    assert list(about.values()) == [labels]


def test_what_was_typed_stays_beside_a_picture(programme_2011, tmp_path):
    _, intake = found(programme_2011, tmp_path / "a", drawn_over(form(TOWN), CARD, [("J9", ONE, {})]))
    assert intake.answers["Z02"].facts["annual_plan"].evidence == "佐证材料见附件"


def test_one_picture_in_two_cells_is_one_piece_of_both(programme_2011, tmp_path):
    about, _ = found(programme_2011, tmp_path / "a", in_excel_cells(form(TOWN), {PLAN: ONE, MEETINGS: ONE}))
    assert [len(labels) for labels in about.values()] == [2]


def test_a_picture_in_place_of_a_number_is_said_and_kept(programme_2011, tmp_path):
    about, intake = found(programme_2011, tmp_path / "a", in_wps_cells(form(TOWN), {(CARD, "I9"): ONE}))
    assert about == {"自评表 I9 图片.png": ("1.4 有年度实施计划",)}
    (finding,) = [one for one in intake.findings if one.cell]
    assert (finding.cell, "图片" in finding.sentence) == ("I9", True)


def test_a_picture_that_is_not_there_stands_for_nothing(programme_2011, tmp_path):
    lost = put_at(form(TOWN), *PLAN, "<f>_xlfn.DISPIMG(&quot;ID_9&quot;,1)</f>")
    about, intake = found(programme_2011, tmp_path / "a", lost)
    assert about == {}
    assert told(intake) == [("V11", "J9")]


def test_pictures_of_a_form_are_laid_out(tmp_path, monkeypatch):
    from test_evidence import ROOT  # noqa: PLC0415 - only where it is

    monkeypatch.chdir(ROOT)
    (tmp_path / "returns").mkdir()
    (tmp_path / f"returns/{TOWN}.xlsx").write_bytes(in_wps_cells(form(TOWN), {PLAN: ONE, TASK: TWO}))
    words = ["--year", "2011", "--returns", str(tmp_path / "returns"), "--output", str(tmp_path / "out")]
    assert main(["collect", *words]) == 0
    folder = tmp_path / "out/2011/evidence/Z02-孟河镇"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "1.4 自评表 J9 图片.png": ONE,
        "任务1.4 任务完成情况 M9 图片.png": TWO,
    }
    sheet = openpyxl.load_workbook(tmp_path / "out/2011/results/佐证材料.xlsx")["材料"]
    assert sum("evidence/Z02-孟河镇/" in str(cell.value) for row in sheet.iter_rows() for cell in row) == 2


def test_both_kinds_of_a_real_writer_are_found_where_they_are():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("表")
        sheet.embed_image("C4", "a.png", {"image_data": io.BytesIO(ONE)})
        sheet.insert_image("E7", "b.png", {"image_data": io.BytesIO(TWO)})
    read = read_workbook(out.getvalue())
    assert [(picture.area, picture.in_cell) for picture in read.pictures] == [
        ((3, 2, 3, 2), True),
        ((6, 4, 6, 4), False),
    ]
    assert read.notes == ()
