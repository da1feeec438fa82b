"""The ranking as a leader reads it: standard scores in the heads, bonus apart, every point answered for in the file."""

import datetime as dt
from dataclasses import replace

import openpyxl
import pytest
import report_cases as cases
from small_programme import zoo

from qz.model.assessment import Collected
from qz.reports.dated import received_until
from qz.reports.ranking.ranking_workbook import write_ranking


@pytest.fixture(scope="module")
def page(samples, tmp_path_factory):
    """The samples' ranking alone in a folder, made at the second collect."""
    path = tmp_path_factory.mktemp("alone") / "排名.xlsx"
    write_ranking(replace(samples, collected=Collected(2, dt.datetime(2011, 12, 1, 17, 20))), path)  # noqa: DTZ001
    return path


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_items_show_the_standard_score_and_the_bonus_behind_it(page, samples):
    sheet = openpyxl.load_workbook(page, data_only=True)["镇街道排名"]
    heads = [cell.value for cell in sheet[3]]
    assert heads[3] == "标准分\n得分\n（100）"
    assert heads[7:9] == ["1\n组织领导\n（10）", "2\n名牌战略\n（15）"]
    scores = {samples.programme.unit(code).name: score for code, score in samples.scores.items()}
    shown = 0
    for row in sheet.iter_rows(min_row=4, max_row=12):
        score = scores.get(row[1].value)
        for cell, part in zip(row[7:17], score.items if score else (), strict=False):
            assert cell.value == part.base
            plus = f'General"＋{part.bonus.normalize():f}"' if part.bonus else "General"
            assert cell.number_format == plus
            shown += bool(part.bonus)
    assert shown > 5


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_an_item_with_bonus_only_costs_nobody_anything(page, samples):
    sheet = openpyxl.load_workbook(page, data_only=True)["部门排名"]
    assert sheet.cell(3, 13).value == "6\n荣誉加分\n（加分）"
    assert sheet.cell(3, 4).value == "标准分\n得分\n（95）"
    lost = {row[1].value: row[5].value for row in sheet.iter_rows(min_row=4, max_row=15)}
    for unit in samples.units_of("department"):
        score = samples.scores.get(unit.code)
        if score is not None:
            assert lost[unit.name] == 95 - score.base
    assert 0 in lost.values()
    marked = {str(area) for area in sheet.conditional_formatting for area in area.sqref.ranges}
    assert not any(area.startswith("M") for area in marked)


def test_every_loss_opens_its_clause_in_the_same_file(page):
    losses = [jump for jump in cases.jumps(page) if jump[-1] == "看依据"]
    assert len(losses) > 40
    assert {book for _, _, book, _, _ in losses} == {""}


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_every_sheet_is_dated_and_signed(page):
    for sheet in openpyxl.load_workbook(page).worksheets:
        assert sheet.oddFooter.left.text.startswith("收件截至2011年12月1日17:20　第2次汇总　阶段：")
    assert "制表人：" in cases.dump(page, "镇街道排名").splitlines()[-1]


def test_what_does_not_count_does_not_date_a_page(samples):
    counted = [file for file in samples.intake.received if file.verdict.value == "采用"]
    later = replace(counted[0], verdict=type(counted[0].verdict).REFUSED, saved_at=dt.datetime(2012, 1, 1))  # noqa: DTZ001
    more = replace(samples, intake=replace(samples.intake, received=(*samples.intake.received, later)))
    assert received_until(more) == received_until(samples) == max(file.mailed_at or file.saved_at for file in counted)


def test_clauses_that_wait_for_the_group_are_named_below_the_ranking(page, tmp_path):
    """Of a programme that compares units, one of which is silent; 2011's compares none, and has no such note."""
    write_ranking(cases.crowd(zoo(), ["甲镇"], 4, 3), tmp_path / "排名.xlsx")
    (said,) = notes(tmp_path / "排名.xlsx", "排名", "※暂定名次")
    named, _, rest = said.partition("按与本组各单位的比较计分")
    assert named.startswith("7.1、7.2、7.3、7.4、")
    assert rest == "，还有单位没有数据或者没有核定；收齐、核定后得分和名次可能变动。"
    assert notes(page, "镇街道排名", "※暂定名次") == []


def notes(path, sheet, label):
    """The texts beside a label of a sheet."""
    rows = ([value for value in row if value] for row in cases.values_of(path)[sheet].iter_rows(values_only=True))
    return [row[1] for row in rows if row[:1] == [label]]
