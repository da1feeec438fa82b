"""How much room text takes, where pages break, and what the writer refuses."""

import zipfile
from functools import partial

import openpyxl
import pytest

from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import safe_sheet_name
from qz.workbook.write.page_breaks import page_breaks, print_scale, printable_points
from qz.workbook.write.row_heights import Fit
from qz.workbook.write.sheet import WriterFault
from qz.workbook.write.text_room import (
    columns_that_fit,
    count_lines,
    height_for,
    spread_heights,
    text_columns,
)
from qz.workbook.write.written_values import clean_text


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("中文", 4), ("“是”", 6), ("≥92%", 5), ("", 0), ("ａ", 2)])
def test_a_full_width_character_is_two_columns(text, columns):
    assert text_columns(text) == columns


def test_lines_wrap_at_the_columns_room():
    room = columns_that_fit(20, 10)
    assert room == 20
    assert count_lines("中" * 10, 20, 10) == 1
    assert count_lines("中" * 11, 20, 10) == 2
    assert count_lines("一\n二\n三", 20, 10) == 3
    assert count_lines("", 20, 10) == 1


def test_a_latin_run_and_closing_punctuation_stay_whole():
    assert count_lines("中" * 8 + "ISO9001", 20, 10) == 2
    assert count_lines("中" * 10 + "。", 20, 10) == 2
    assert count_lines("x" * 45, 20, 10) == 3


def test_height_grows_by_the_line():
    one, two = height_for("中", 20, 10), height_for("中" * 11, 20, 10)
    assert one < two < 2 * one


def test_a_merged_block_gets_what_its_rows_lack():
    assert spread_heights([20, 20, 20], [(0, 2, 50)]) == [25, 25, 20]
    assert spread_heights([20, 20], [(0, 2, 30)]) == [20, 20]
    assert spread_heights([20], [(0, 1, 5000)]) == [409]


def test_heights_satisfy_small_blocks_before_those_around_them():
    fit = Fit((10, 10), least=20)
    fit.need(0, 0, "中" * 40, "body", rows=3)
    fit.need(1, 1, "中" * 20, "body")
    fit.least_of(2, 14)
    heights = fit.heights(3)
    assert heights[1] >= height_for("中" * 20, 10, 10)
    assert sum(heights) >= height_for("中" * 40, 10, 10)
    assert Fit((10,), least=20).heights(2) == [20, 20]


def test_columns_fit_the_page_and_are_never_enlarged():
    assert print_scale([10, 10], landscape=False) == 100
    wide, _ = printable_points(landscape=True)
    scale = print_scale([20] * 12, landscape=True)
    assert 12 * 145 * 0.75 * scale / 100 <= wide


def test_pages_break_between_blocks():
    _, tall = printable_points(landscape=True)
    block = [tall / 5] * 2
    heights = [20, *block, *block, *block]
    assert page_breaks(heights, [1, 3, 5], repeated=20, scale=100, landscape=True) == [5]
    assert page_breaks(heights, [1, 3, 5], repeated=20, scale=50, landscape=True) == []


def test_a_block_taller_than_a_page_runs_on():
    heights = [20, 5000, 100]
    breaks = page_breaks(heights, [1, 2], repeated=20, scale=100, landscape=True)
    assert breaks in ([], [2])
    assert 1 not in breaks


def test_what_looks_like_a_formula_or_a_link_is_written_as_text(tmp_path):
    path = tmp_path / "x.xlsx"
    words = ["=1+1", "+1", "-1", "@a", "http://example.com", "=cmd|'/c calc'!A0", "_x000D_", "01", ""]
    with Book.create(path, "题") as book:
        sheet = book.sheet("表")
        for row, word in enumerate(words):
            sheet.text(row, 0, word, "body")
    cells = [cell.value for (cell,) in openpyxl.load_workbook(path)["表"].iter_rows()]
    assert cells == [*words[:-1], None]
    assert {cell.data_type for (cell,) in openpyxl.load_workbook(path)["表"].iter_rows()} == {"s", "n"}


def test_an_empty_cached_text_is_a_text(tmp_path):
    path = tmp_path / "x.xlsx"
    with Book.create(path, "题") as book:
        book.sheet("表").formula(0, 0, 'IF(TRUE,"","")', "body", "")
    with zipfile.ZipFile(path) as package:
        assert b't="str"><f>IF(TRUE,"","")</f><v></v>' in package.read("xl/worksheets/sheet1.xml")


def test_what_a_workbook_cannot_hold_is_left_out():
    assert clean_text("一\x00二\x0b三\n四\ud800五\ufffe") == "一二三\n四五"
    assert len(clean_text("长" * 40_000)) == 32_767


def _long_list(book):
    book.sheet("表").validate(0, 0, {"validate": "list", "source": ["长" * 300]})


def _long_prompt(book):
    book.sheet("表").validate(0, 0, {"validate": "any", "input_message": "长" * 256})


def _bad_name(name, book):
    book.sheet("表")
    book.define(name, "表", "$A$1")


BAD_NAMES = [partial(_bad_name, name) for name in ("1bad name", "ab12", "xfd7", "r1c1", "c", "fact" * 70)]


@pytest.mark.parametrize("write", [_long_list, _long_prompt, *BAD_NAMES])
def test_what_the_library_would_drop_is_an_error(tmp_path, write):
    def make():
        with Book.create(tmp_path / "x.xlsx", "题") as book:
            write(book)

    with pytest.raises((WriterFault, UserWarning)):
        make()
    assert not (tmp_path / "x.xlsx").exists()


def test_sheet_names_are_those_a_workbook_takes():
    assert safe_sheet_name("甲/乙[丙]") == "甲_乙_丙_"
    assert safe_sheet_name("'" * 3) == "表"
    assert safe_sheet_name("长" * 40, lambda name: name == "长" * 31) == "长" * 28 + "(2)"
