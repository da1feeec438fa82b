"""The document's own columns (考核方式, 责任单位) stand where whoever verifies, compares or takes data needs them."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import report_cases as cases

from qz.compare.years import compare_programmes
from qz.programme.read_programme import read_programme
from qz.reports.data.data_files import write_data
from qz.verification.write_workbook import write_verifications

PATH = Path(__file__).parents[2] / "samples/programmes/2012.xlsx"
METHOD = "考核方式：查账、实地查看"


@pytest.fixture(scope="module")
def assessment():
    return cases.crowd(read_programme(PATH)[0], ["城关镇", "青山镇"], 4, 5)


def test_a_verifier_reads_them_beside_the_clause(assessment, tmp_path):
    said = {}
    for path in write_verifications(assessment, tmp_path):
        for sheet in openpyxl.load_workbook(path).worksheets[1:-1]:
            heads = {cell.value: cell.column for cell in sheet[4]}
            for row in range(5, sheet.max_row + 1):
                clause = sheet.cell(row, heads["条款号"]).value
                said.setdefault(clause, []).append(sheet.cell(row, heads["条款和口径"]).value)
    for text in said["1.1"]:
        lines = text.split("\n")
        assert METHOD in lines
        assert "责任单位：县招商办" in lines
        assert not [line for line in lines if line.startswith("一级指标")]


def test_a_change_of_one_is_a_change_of_its_clause(assessment):
    old = assessment.programme
    (card,) = old.scorecards
    one = card.items[0].criteria[0]
    moved = replace(one, others=(("责任单位", "县财政局"),))
    items = (replace(card.items[0], criteria=(moved, *card.items[0].criteria[1:])), *card.items[1:])
    new = replace(old, scorecards=(replace(card, items=items),))
    (changed,) = [each for each in compare_programmes(old, new).rules if each.old != each.new]
    assert changed.old.words.endswith("责任单位：县招商办")
    assert changed.new.words.endswith("责任单位：县财政局")


def test_the_data_have_them(assessment, tmp_path):
    write_data(assessment, tmp_path / "数据.json")
    (card,) = json.loads((tmp_path / "数据.json").read_text("utf-8"))["scorecards"]
    assert card["items"][0]["columns"]["考核方式"] == "查账、实地查看"
    assert card["criteria"][0] == {"id": "1.1", "columns": {"责任单位": "县招商办"}}
    with (tmp_path / "数据.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row[3:7] for row in csv.reader(file) if row[0] == "附件栏目"]
    assert [card["id"], "1.1", "责任单位", "县招商办"] in rows
