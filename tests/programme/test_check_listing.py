"""What check prints and lists: what matters first, equal sentences once with all places, nothing lost."""

from decimal import Decimal

import openpyxl
import pytest
from programmes import row, second_tables, write

from qz.cli.main import main
from qz.model.finding import Severity
from qz.model.place import Place
from qz.programme.check.annotate import write_annotated
from qz.programme.check.listing import list_findings, shorten
from qz.programme.check.open_cells import open_cells
from qz.programme.check.short_places import cells_words, places_words
from qz.programme.faults import PROGRAMME_CATALOGUE, make_finding
from qz.programme.writing.cell_comments import CLEARED, asks, comment_on, is_untouched
from qz.programme.writing.marked_book import open_to_mark


def no_mail(*rows):
    return [make_finding("P97", Place("单位", f"F{number}"), unit=f"{number}号镇") for number in rows]


def blank(cell):
    return make_finding("P04", Place("评分方法", cell), head="条款原文", help="照文件")


def test_places_are_written_in_runs():
    assert cells_words(["F4", "F5", "F6", "F9", "G9"]) == "F4–F6、F9、G9"
    assert cells_words([f"A{2 * number}" for number in range(1, 11)]) == "A2、A4、A6、A8、A10、A12、A14、A16等"
    places = [Place("单位", "F4"), Place("单位", "F5"), Place("指标", "B2")]
    assert places_words(places) == "《单位》F4–F5、《指标》B2"


def test_equal_sentences_are_one_entry_with_their_places():
    entries = list_findings([blank("D4"), blank("D5"), blank("D9")])
    (one,) = entries
    assert one.all == (blank("D4"), blank("D5"), blank("D9"))
    assert one.sentence == blank("D4").sentence + "同样的还有2处：《评分方法》D5、D9。"


def test_errors_are_first_then_what_matters():
    """A wrong score stands before a difference of words, that before a mail address; errors keep their order."""
    late = make_finding("P72", Place("责任分解表", "B6"), numbers="一、二", found="治水")
    wrong = make_finding("P92", Place("评分方法", "D15"), criterion="B4", points="9", found="加8分")
    found = [*no_mail(4), late, wrong, blank("D4"), make_finding("P25", Place("评分表", "A4"), found="x")]
    assert [one.finding.code for one in list_findings(found)] == ["P04", "P25", "P92", "P72", "P97"]


def test_of_many_warnings_of_a_kind_the_first_are_shown_and_all_are_accounted_for():
    found = no_mail(*range(4, 11))
    ((shown, others),) = shorten(list_findings(found), 3)
    assert [*(one.finding for one in shown), *others] == found
    assert len(shown) == 3
    ((shown, others),) = shorten(list_findings(found[:4]), 3)
    assert (len(shown), others) == (4, ())
    wrong = [make_finding("P36", Place("评分表", f"F{n}"), head="汇总名称", found=str(n)) for n in range(9)]
    ((shown, others),) = shorten(list_findings(wrong), 3)
    assert (len(shown), others) == (9, ())
    to_do = [make_finding("P75", Place("基本信息", f"B{n}"), found=f"×× {n}") for n in range(9)]
    ((shown, others),) = shorten(list_findings(to_do), 3)
    assert (len(shown), others) == (9, ())


def test_every_weight_is_of_a_warning_there_is():
    from qz.programme.check import listing  # noqa: PLC0415

    for code in (*listing._FIRST, *listing._LAST):
        assert PROGRAMME_CATALOGUE[code].severity is Severity.WARNING


@pytest.fixture
def marked(tmp_path):
    """A programme with cells marked as import and new mark them: two to be checked, one to be changed, one cleared."""
    path = write(second_tables(), tmp_path, "2013.xlsx")
    book = openpyxl.load_workbook(path)
    for place, words in (
        ("E4", "请核：由“甲”猜。"),
        ("E5", "请核：由“乙”猜。"),
        ("E7", "请核：由“丙”猜。"),
        ("M4", "请填：“丁”的说法。"),
        ("M5", "请填：“戊”的说法。"),
        ("P4", f"{CLEARED}：请填新的。"),
        ("N4", "年度已改为2013。"),
        ("N5", "【提醒】请核对。"),
    ):
        comment_on(book["评分方法"][place], "#FFFFFF", words)
    book.save(path)
    return path


def said_of(path):
    return [(one.code, one.cell, one.sentence.partition("：")[2]) for one in open_cells(open_to_mark(path), path.name)]


def test_check_asks_about_every_marked_cell_a_column_at_a_time(marked):
    asked = said_of(marked)
    assert [(code, cell) for code, cell, _ in asked] == [("P120", "E4"), ("P76", "M4"), ("P76", "P4")]
    assert asked[0][2].startswith("“计分方式”有3格标着请核，还是原样：E4–E5、E7。")
    assert "这样的共2格：M4–M5" in asked[1][2]


def test_a_cell_that_was_changed_or_whose_comment_is_gone_is_asked_about_no_more(marked):
    book = openpyxl.load_workbook(marked)
    sheet = book["评分方法"]
    sheet["E4"].value = "扣分"
    sheet["E5"].comment = None
    sheet["P4"].value = "林业局"
    book.save(marked)
    assert [(code, cell) for code, cell, _ in said_of(marked)] == [("P76", "M4"), ("P120", "E7")]


def test_where_a_program_drops_the_author_the_cell_is_asked_about_all_the_same(marked):
    """LibreOffice writes a blank for the author; whether the cell was changed is then not known."""
    book = openpyxl.load_workbook(marked)
    cell = book["评分方法"]["E4"]
    cell.comment.author, cell.value = " ", "扣分"
    assert asks(cell.comment.text)
    assert is_untouched(cell)
    cell.comment.author = "张三"
    assert not is_untouched(cell)


@pytest.mark.office
def test_marks_outlive_libreoffice(marked, office, tmp_path):
    (saved,) = office.convert([marked], tmp_path / "saved")
    assert [(code, cell) for code, cell, _ in said_of(saved)] == [("P120", "E4"), ("P76", "M4"), ("P76", "P4")]


def test_the_terminal_is_short_and_the_annotated_copy_whole(tmp_path, capsys):
    tables = second_tables()
    for unit in tables["units"]:
        unit["email"] = None
    row(tables, "criteria", criterion_id="B4")["rate"] = Decimal(9)
    path = write(tables, tmp_path, "2013.xlsx")
    assert main(["check", "--programme", str(path), "--output", str(tmp_path)]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("提醒")]
    assert [line[:8] for line in lines] == ["提醒  《评分方", *["提醒  《单位》"] * 3, "提醒  “没有邮"]
    assert lines[-1] == "提醒  “没有邮箱”另有4处：《单位》F7–F10。逐条见批注本。"
    sheet = openpyxl.load_workbook(tmp_path / "2013" / "考核方案检查-2013.xlsx")["检查结果"]
    listed = [(sheet.cell(line, 2).value, sheet.cell(line, 4).value) for line in range(3, sheet.max_row + 1)]
    assert listed == [("P92", "D15"), *(("P97", f"F{line}") for line in range(4, 11))]


def test_equal_findings_are_one_row_of_the_annotated_copy_and_marked_in_each_cell(tmp_path):
    path = write(second_tables(), tmp_path, "2013.xlsx")
    write_annotated(open_to_mark(path), [blank("D4"), blank("D5")], tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book["检查结果"]["E3"].value.endswith("同样的还有1处：《评分方法》D5。")
    assert book["检查结果"]["E4"].value is None
    assert all("【错误】" in book["评分方法"][cell].comment.text for cell in ("D4", "D5"))
