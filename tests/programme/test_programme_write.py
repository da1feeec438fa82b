"""A programme workbook written reads back as the same tables, is the same bytes again, and is made for a clerk."""

import runpy
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
from programmes import raw_of, read_tables, row, second_programme_path, second_tables, write

from qz.model.layout import column_name
from qz.programme.load import load_tables
from qz.programme.raw import Percent
from qz.programme.read_programme import read_programme
from qz.programme.sheets.programme_sheets import CONTENTS_TITLE, SHEETS
from qz.programme.writing.write_programme import HEAD_ROW

ROOT = Path(__file__).parents[2]
RESTYLE = runpy.run_path(str(ROOT / "scripts/restyle_programme.py"))["restyle"]
TEMPLATES = sorted((ROOT / "templates").glob("20??.xlsx"))


def shown(tables):
    """Tables without blanks and without the explanations the writer puts beside keys."""
    return {
        key: [{name: value for name, value in row.items() if value is not None and name != "help"} for row in rows]
        for key, rows in tables.items()
        if key != "facts"
    }


def test_written_tables_read_back(tmp_path):
    tables = second_tables()
    raw, found = load_tables(write(tables, tmp_path))
    assert found.findings == ()
    kept = ({key: rows for key, rows in some.items() if rows} for some in (raw.plain(), tables))
    assert shown(next(kept)) == shown(next(kept))
    given = [
        [{name: value for name, value in one.items() if value is not None} for one in some]
        for some in (raw.plain()["facts"], tables["facts"])
    ]
    assert given[0] == given[1]


def test_tables_without_a_workbook_are_what_the_workbook_reads_as(tmp_path):
    """The short way the tests of findings take."""
    made, read = raw_of(second_tables())[0], load_tables(write(second_tables(), tmp_path))[0]
    assert list(made.tables) == list(read.tables)
    for key, table in read.tables.items():
        assert (made.tables[key].columns, made.tables[key].head_row) == (table.columns, table.head_row)
        assert [row_.row for row_ in made.tables[key].rows] == [row_.row for row_ in table.rows]
        if key not in {"particulars", "parameters"}:
            assert [row_.values for row_ in made.tables[key].rows] == [row_.values for row_ in table.rows]


def test_written_twice_is_the_same_bytes(tmp_path):
    first = write(second_tables(), tmp_path, "a.xlsx").read_bytes()
    assert write(second_tables(), tmp_path, "b.xlsx").read_bytes() == first


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_restyling_a_template_changes_nothing_it_holds(template, tmp_path):
    path = tmp_path / template.name
    path.write_bytes(template.read_bytes())
    assert RESTYLE(path)
    assert load_tables(path)[0].plain() == load_tables(template)[0].plain()
    with ZipFile(path) as old, ZipFile(tmp_path / "otherwise", "w", ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    once = (tmp_path / "otherwise").read_bytes()
    path.write_bytes(once)
    assert RESTYLE(path)
    assert path.read_bytes() == once, "it is only deflated otherwise"


def test_restyling_keeps_what_a_clerk_added(tmp_path):
    tables = second_tables()
    tables["units"][0]["辖区人口"] = "三万"
    path = write(tables, tmp_path)
    assert [finding.code for finding in load_tables(path)[1].findings] == ["P31"]
    assert RESTYLE(path)
    assert load_tables(path)[0].plain()["units"][0]["辖区人口"] == "三万"


def test_restyling_leaves_alone_what_it_would_lose(tmp_path):
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("会议记录")["A1"] = "留着"
    book.save(path)
    before = path.read_bytes()
    assert not RESTYLE(path)
    assert path.read_bytes() == before


def test_what_a_clerk_sees(tmp_path):
    book = openpyxl.load_workbook(second_programme_path(tmp_path))
    assert book.sheetnames[: 1 + len(SHEETS)] == [CONTENTS_TITLE, *(spec.title for spec in SHEETS)]
    for spec in SHEETS:
        sheet = book[spec.title]
        assert sheet["A2"].value == spec.note
        heads = [cell.value for cell in sheet[HEAD_ROW + 1]][: len(spec.columns)]
        assert heads == [column.head or None for column in spec.columns]
        assert sheet.freeze_panes == f"{column_name(spec.frozen)}{HEAD_ROW + 2}"
        assert sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"
        assert sheet.page_setup.paperSize == (8 if spec.key in {"criteria", "facts", "indicators"} else 9)
        for column in spec.columns:
            if column.head:
                place = sheet.cell(HEAD_ROW + 1, spec.columns.index(column) + 1)
                assert place.comment.text == column.help


def test_fixed_words_come_from_lists(tmp_path):
    book = openpyxl.load_workbook(second_programme_path(tmp_path))
    lists = {
        (spec.title, column.head): validation.formula1
        for spec in SHEETS
        for index, column in enumerate(spec.columns)
        for validation in book[spec.title].data_validations.dataValidation
        if (column.vocabulary or column.choices_from)
        and book[spec.title].cell(HEAD_ROW + 2, index + 1).coordinate in validation.sqref
    }
    wanted = [(s.title, c.head) for s in SHEETS for c in s.columns if c.vocabulary or c.choices_from]
    assert sorted(lists) == sorted(wanted)
    assert lists["评分方法", "比较"] == '"≥,≤,="'
    grows = "OFFSET('填报数据'!$C$4,0,0,MAX(1,COUNTA('填报数据'!$C$4:$C$88)),1)"
    assert lists["评分方法", "填报数据"] == grows
    assert "每少扣分" in lists["评分方法", "计分方式"]


def test_percents_stay_percents(tmp_path):
    path = second_programme_path(tmp_path)
    sheet = openpyxl.load_workbook(path)["评分方法"]
    formats = {sheet.cell(r, 9).value: sheet.cell(r, 9).number_format for r in range(4, sheet.max_row + 1)}
    assert "%" in formats[0.755]
    assert formats[0.95] == "0%"
    assert isinstance(row(load_tables(path)[0].plain(), "criteria", clause="水质和溢流达标得8分")["target"], Percent)


def test_merged_cells_are_as_printed(tmp_path):
    sheet = openpyxl.load_workbook(second_programme_path(tmp_path))["责任分解表"]
    assert sorted(str(block) for block in sheet.merged_cells.ranges) == [
        "A1:F1",
        "A2:F2",
        "A4:A5",
        "A6:A7",
        "B3:C3",
        "B4:B5",
    ]


def test_a_longer_list_is_kept_on_a_hidden_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("qz.programme.writing.write_programme.MAX_LIST", 5)
    path = second_programme_path(tmp_path)
    book = openpyxl.load_workbook(path)
    assert book["_lists"].sheet_state == "hidden"
    assert load_tables(path)[1].findings == ()


def test_a_table_of_another_shape_reads_the_same(tmp_path):
    """Sheets in another order, heads by their aliases, columns moved: what a clerk may do to a workbook."""
    path = second_programme_path(tmp_path)
    before = read_programme(path)[0]
    book = openpyxl.load_workbook(path)
    book.move_sheet("单位", offset=5)
    book["单位"].title = "单位名册"
    sheet = book["填报数据"]
    sheet["C3"] = "名 称"
    sheet.insert_cols(1, 2)
    sheet.insert_rows(4)
    book.save(path)
    after, found = read_programme(path)
    assert found == ()
    assert [(f.fact_id, f.label) for c in after.scorecards for f in c.facts.values()] == [
        (f.fact_id, f.label) for c in before.scorecards for f in c.facts.values()
    ]
    assert [unit.code for unit in after.units] == [unit.code for unit in before.units]


def test_tables_of_markdown():
    tables = read_tables("## 参数\n| 参数 | 取值 |\n|---|---|\n| 加分上限 | 5 |\n| 不足一步 |  |\n")
    assert tables == {"parameters": [{"key": "加分上限", "value": 5}, {"key": "不足一步", "value": None}]}
