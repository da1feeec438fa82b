"""``qz new``: next year's programme begun from this year's."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from qz.cli.main import main
from qz.programme.check.run import check_workbook
from qz.programme.load import load_tables
from qz.programme.raw import RawRow
from qz.programme.read_programme import read_programme
from qz.programme.sheets.programme_sheets import SHEETS
from qz.programme.writing.renew import renew_programme
from qz.programme.writing.write_programme import write_programme
from qz.rules.registry import LABELS
from qz.words import SETTINGS

SOURCE = Path(__file__).parents[1] / "templates/2011.xlsx"


@pytest.fixture(scope="module")
def renewed(tmp_path_factory):
    path = tmp_path_factory.mktemp("new") / "2012.xlsx"
    return path, renew_programme(SOURCE, path, 2012)


def test_the_new_workbook_reads_without_a_finding(renewed):
    programme, findings = read_programme(renewed[0])
    assert findings == ()
    particulars = programme.particulars
    assert particulars.year == 2012
    assert particulars.title == "2012年新北区质量振兴工作实施意见"
    assert particulars.document_number == "常新政办〔2012〕××号"
    assert particulars.issued is None
    assert particulars.deadline == dt.datetime(2012, 12, 15, 17, 0)  # noqa: DTZ001 - naive local time of the office
    assert particulars.extra["通知标题"] == "关于印发2012年新北区质量振兴工作实施意见的通知"
    assert programme.scorecards[0].frame.title == "2012年各镇、街道质量振兴工作考核评分细则"


def test_names_of_the_year_before_last_are_gone(renewed):
    path, marks = renewed
    assert any(one.formerly for one in read_programme(SOURCE)[0].indicators.values())
    assert not any(one.formerly for one in read_programme(path)[0].indicators.values())
    assert any(mark.request.startswith("上年名称已清空") for mark in marks)


def test_checking_it_says_what_it_said_of_the_year_before(renewed):
    old, new = (
        [(each.code, each.sheet, each.cell) for each in check_workbook(path).findings] for path in (SOURCE, renewed[0])
    )
    assert new == old


def test_only_marked_cells_differ(renewed):
    path, marks = renewed
    old, new = load_tables(SOURCE)[0].tables, load_tables(path)[0].tables
    marked = {mark.place for mark in marks}
    changed = set()
    for key, table in old.items():
        blank = RawRow(0, {})
        before = {row.row: row for row in table.rows}
        after = {row.row: row for row in new[key].rows}
        for row in before | after:
            for field in table.columns:
                pair = [rows.get(row, blank).values.get(field) for rows in (before, after)]
                if pair[0] != pair[1] and field != "help":  # examples there are of the new year
                    changed.add(table.place(row, field))
    assert changed <= marked
    targets = {
        new["unit_targets"].place(row.row, head)
        for row in new["unit_targets"].rows
        for head in new["unit_targets"].extra_columns
        if row.values.get(head) is not None
    }
    assert len(targets) == 50
    unchanged = {f"{place.sheet}!{place.cell}" for place in marked - changed - targets}
    assert targets <= marked  # they are last year's, and stay until new ones are known
    assert unchanged == {"基本信息!B10"}  # the edition, which starts again at 1


def test_every_mark_is_coloured_and_says_what_to_do(renewed):
    path, marks = renewed
    book = openpyxl.load_workbook(path)
    assert len(marks) >= 12
    for mark in marks:
        cell = book[mark.place.sheet][mark.place.cell]
        assert cell.fill.fgColor.rgb == "FFFBE3B5"
        assert cell.comment.text == mark.request
    plain = [cell for row in book["单位"].iter_rows(min_row=4) for cell in row]
    assert not any(cell.comment for cell in plain)


def test_lists_and_frozen_heads_come_along(renewed):
    old, new = openpyxl.load_workbook(SOURCE), openpyxl.load_workbook(renewed[0])
    assert new.sheetnames == old.sheetnames
    for name in old.sheetnames:
        assert new[name].freeze_panes == old[name].freeze_panes
        assert len(new[name].data_validations.dataValidation) == len(old[name].data_validations.dataValidation)


def small(tmp_path, **changes):
    tables = load_tables(SOURCE)[0].plain()
    words = {"year": "年度", "title": "文件标题", "deadline": "报送截止时间", "address": "地址"}
    for row in tables["particulars"]:
        for field, word in words.items():
            if row["key"] == word and field in changes:
                row["value"] = changes[field]
    path = tmp_path / "source.xlsx"
    write_programme(path, tables)
    return path


def test_a_leap_day_and_a_deadline_typed_as_text(tmp_path):
    target = tmp_path / "2013.xlsx"
    renew_programme(small(tmp_path, year="2012", deadline="2012-02-29 17:00"), target, 2013)
    deadline = read_programme(target)[0].particulars.deadline
    assert deadline == dt.datetime(2013, 2, 28, 17, 0)  # noqa: DTZ001 - naive local time of the office


def test_why_last_year_was_final_is_not_carried_on(tmp_path):
    """定稿说明 is cleared; the time to ask for another look moves on by the year, though it lies in the year after."""
    tables = load_tables(SOURCE)[0].plain()
    said = {row["key"]: row for row in tables["parameters"]}
    tables["parameters"] = [*said.values(), {"key": "定稿说明", "value": "经领导小组会议审定"}]
    source, target = tmp_path / "source.xlsx", tmp_path / "2012.xlsx"
    write_programme(source, tables)
    assert read_programme(source)[0].settings.final_reason
    marks = [mark.request for mark in renew_programme(source, target, 2012)]
    renewed = read_programme(target)[0]
    assert renewed.settings.final_reason == ""
    assert any("定稿说明已清空" in request for request in marks)
    before = read_programme(SOURCE)[0].particulars.appeal_by
    assert renewed.particulars.appeal_by == before.replace(year=before.year + 1)


def test_what_formulas_compute_with_is_of_the_new_year(tmp_path):
    """Last year's values, and those that the programme gives; the units' targets are kept."""
    tables = load_tables(SOURCE)[0].plain()
    people = {"scorecard_id": "镇街道", "fact_id": "people", "label": "常住人口", "filled_by": "考核方案"}
    tables["facts"] = [*tables["facts"], people]
    for row in tables["unit_targets"]:
        row |= {"上年（拥有计量标准）": "12", "常住人口": "3"}
    source, target = tmp_path / "source.xlsx", tmp_path / "2012.xlsx"
    write_programme(source, tables)
    marks = [mark.request for mark in renew_programme(source, target, 2012)]
    assert sum(request.startswith("已清空") for request in marks) == 2 * len(tables["unit_targets"])
    heads = {head for row in load_tables(target)[0].plain()["unit_targets"] for head, value in row.items() if value}
    assert heads.isdisjoint({"上年（拥有计量标准）", "常住人口"})
    assert len(heads) > 1


def test_written_years_are_carried_and_other_numbers_asked_about(tmp_path):
    source = small(tmp_path, title="二○一一年实施意见", address="行政中心2011室")
    target = tmp_path / "2012.xlsx"
    marks = {mark.place.cell: mark.request for mark in renew_programme(source, target, 2012)}
    particulars = read_programme(target)[0].particulars
    assert particulars.title == "二○一二年实施意见"
    assert particulars.address == "行政中心2011室"
    assert marks["B18"] == "请核：这里写有2011，是否要改。"


def test_an_existing_programme_is_never_overwritten(tmp_path, capsys):
    (tmp_path / "2012.xlsx").write_bytes(b"mine")
    assert main(["new", "2012", "--from", str(SOURCE), "--output", str(tmp_path)]) == 2
    assert "已经有了，没有改动它" in capsys.readouterr().err
    assert (tmp_path / "2012.xlsx").read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["2012.xlsx"]


def test_it_says_what_to_edit_next(tmp_path, capsys):
    assert main(["new", "2012", "--from", str(SOURCE), "--output", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "个单元格标了色" in said
    assert "《责任分解表》" in said
    assert "make check YEAR=2012" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["new", "next"], "“next”不是年度"), (["new", "1999", "--from", "1998"], "没有找到考核方案")],
)
def test_what_cannot_be_begun(arguments, sentence, tmp_path, capsys):
    assert main([*arguments, "--output", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err


def test_a_source_that_is_no_programme(tmp_path, capsys):
    source = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(source)
    assert main(["new", "2012", "--from", str(source), "--output", str(tmp_path / "out")]) == 2
    assert "不能作为新方案的底本" in capsys.readouterr().err
    assert not (tmp_path / "out" / "2012.xlsx").exists()


def test_check_asks_about_what_is_still_open(tmp_path, capsys):
    assert main(["new", "2012", "--from", str(SOURCE), "--output", str(tmp_path)]) == 0
    path = tmp_path / "2012.xlsx"
    cell = {row[0].value: row[1].coordinate for row in openpyxl.load_workbook(path)["基本信息"].iter_rows()}
    number, deadline = cell["文号"], cell["报送截止时间"]
    run = ["check", "--programme", str(path), "--output", str(tmp_path / "out")]
    capsys.readouterr()
    main(run)
    said = capsys.readouterr().out
    assert f"《基本信息》{number}：“常新政办〔2012〕××号”里还有“××”。" in said
    assert f"《基本信息》{deadline}：标着要改的格还是原样（请改：暂定为上一方案的同一天（2012年12月15日）" in said
    book = openpyxl.load_workbook(path)
    book["基本信息"][number].value = "常新政办〔2012〕40号"
    book["基本信息"][deadline].value = dt.datetime(2012, 12, 20, 17, 0)  # noqa: DTZ001 - as Excel stores it
    book.save(path)
    main(run)
    said = capsys.readouterr().out
    assert "××" not in said
    assert f"《基本信息》{deadline}" not in said


def test_a_blank_programme_is_a_list_of_what_to_do(tmp_path, capsys):
    """Every kind has its example, every sheet its heads and lists; what is open is asked, and nothing else is wrong."""
    assert main(["new", "2013-食品安全", "--blank", "--output", str(tmp_path)]) == 0
    path = tmp_path / "2013-食品安全.xlsx"
    raw, _ = load_tables(path)
    assert {row.values["kind"] for row in raw.tables["criteria"].rows} == set(LABELS)
    assert set(raw.tables) == {spec.key for spec in SHEETS}
    assert len(raw.tables["parameters"].rows) == len(SETTINGS)
    capsys.readouterr()
    assert main(["check", "--programme", str(path), "--output", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out.splitlines()
    asked = [line for line in said if "请改：" in line]
    errors = [line for line in said if line.startswith("错误")]
    assert all("《基本信息》" in line and "没有填写" in line for line in errors)
    assert 5 < len(asked) < 20
    assert [line for line in asked if "《填报数据》C4" in line and "共" in line]
    assert main(["new", "2013-食品安全", "--blank", "--output", str(tmp_path)]) == 2
