"""A unit's sheet under an annex with columns of the document's own: each printed, a group one cell with a subtotal."""

import re
from dataclasses import replace

import openpyxl
import pytest
import report_cases as cases

from qz.programme.read_programme import read_programme
from qz.reports.consolidated.annex_spans import divide
from qz.reports.consolidated.consolidated_workbook import consolidated_writer
from qz.reports.consolidated.unit_columns import second_page

TOWN = "城关镇"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The sheet of a unit that reported, with formulas and with what they come to."""
    programme, _ = read_programme(cases.ROOT / "samples" / "programmes" / "2012.xlsx")
    assessment = cases.crowd(programme, [TOWN], 6, 4)
    name, write = consolidated_writer(assessment.programme.scorecards[0], assessment)
    path = tmp_path_factory.mktemp("unit") / name
    write(assessment, path)
    books = [openpyxl.load_workbook(path, data_only=cached) for cached in (False, True)]
    title = next(unit.name for unit in assessment.programme.units if unit.code in assessment.scores)
    return books[0][title], books[1][title], assessment.programme.scorecards[0]


def test_every_column_of_the_document_is_printed_in_its_order(sheet):
    live, _, card = sheet
    heads = [cell.value for cell in live[4] if cell.value]
    assert heads == list(card.frame.heads)
    first = {live.cell(4, cell.column).value: cell.value for cell in live[5] if cell.value is not None}
    assert (first["编号"], first["二级指标"], first["考核方式"]) == ("1", "资金到位", "查账、实地查看")
    third = {live.cell(4, cell.column).value: cell.value for cell in live[7] if cell.value is not None}
    assert third["责任单位"].splitlines()[0] == "县财政局（3.1）"


def test_a_group_is_one_cell_with_a_live_subtotal(sheet):
    live, shown, _ = sheet
    place = next(cell.coordinate for cell in live[4] if cell.value == "一级指标")
    group = live[f"{place[0]}5"]
    block = next(one for one in live.merged_cells.ranges if group.coordinate in one)
    assert block.size["rows"] == 2
    score = next(cell.column_letter for cell in live[4] if cell.value == "考核得分")
    assert group.value == f'="招商实绩"&CHAR(10)&"小计70分，得"&ROUND(${score}$5+${score}$6,2)&"分"'
    total = shown[f"{score}5"].value + shown[f"{score}6"].value
    assert shown[group.coordinate].value == f"招商实绩\n小计70分，得{total:g}分"


def test_an_item_s_score_follows_its_two_parts(sheet):
    live, _, card = sheet
    score = next(cell.column_letter for cell in live[4] if cell.value == "考核得分")
    for row in range(5, 5 + len(card.items)):
        parts = re.fullmatch(r"=ROUND\((.+)\+(.+),2\)", live[f"{score}{row}"].value).groups()
        assert all(live[part.replace("$", "")].data_type == "f" for part in parts)


def test_paragraphs_above_the_annex_take_room_on_its_first_page(programme_2011):
    card = programme_2011.scorecards[0]
    cards = [replace(card, frame=replace(card.frame, paragraphs=("",) * lines)) for lines in (0, 12, 20)]
    assert [second_page(each) for each in cards] == [5, 4, 2]


@pytest.mark.parametrize(
    ("wanted", "widths", "spans"),
    [
        ((5, 20), (5, 10, 10), ((0, 0), (1, 2))),
        ((20, 5), (5, 10, 10), ((0, 1), (2, 2))),
        ((1, 1, 1), (9, 1, 1), ((0, 0), (1, 1), (2, 2))),  # no more room: each takes one
    ],
)
def test_columns_are_shared_out_by_what_they_want(wanted, widths, spans):
    assert divide(wanted, widths) == spans
