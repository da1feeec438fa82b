"""A lean worksheet gives what the library's own gives, byte by byte."""

import inspect
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.worksheet import Worksheet

import qz
from qz.engine.cells.cell_xml import Runs
from qz.engine.cells.fast_sheet import OutOfSheet
from qz.engine.cells.package_rows import FastWorkbook, _PartsOnly
from qz.workbook.write import book as writer
from qz.workbook.write.book import Book


class _Plain(Worksheet):
    """The library's sheet under the same names."""

    def __init__(self):
        super().__init__()
        self.runs = Runs()

    def check(self):
        pass

    def put_blank(self, row, column, form):
        assert self.write_blank(row, column, None, form) == 0

    def put_text(self, row, column, text, form):
        assert self.write_string(row, column, text, form) == 0

    def put_number(self, row, column, number, form):
        assert self.write_number(row, column, number, form) == 0

    def put_formula(self, row, column, expression, form, value):
        assert self.write_formula(row, column, f"={expression}", form, value) == 0

    def put_block(self, first, last, form):
        assert self.merge_range(*first, *last, "", form) == 0

    def take_validation(self):
        return self.validations.pop()

    def put_heights(self, row, heights):
        for place, height in enumerate(heights, start=row):
            assert self.set_row(place, height or None, None, {"hidden": 1} if height == 0 else {}) == 0


def write(path):
    with Book.create(path, "表") as book:
        sheet = book.sheet("一")
        sheet.text(40, 30, "最右", "body box")
        for row, text in enumerate(("甲", "", "=1+1", " 前后 ", 'a&b<c>"d"', "一\n二", "_x000D_", "甲")):
            sheet.text(row, row % 3, text, "body box")
        for row, number in enumerate((0, -1, Decimal("0.1"), Decimal("93.25"), 1e-7, 123456789012345678, 1.5e300)):
            sheet.number(row, 4, number, "body center number")
        cached = (Decimal(3), Decimal("2.50"), "甲&乙", True, False, "#N/A", 7)
        for row, value in enumerate(cached):
            sheet.formula(row, 5, 'IF(A1<>"&",B$2&"<",SUM($A$1:C3))', "body", value)
        sheet.merge((10, 0), (12, 3), "并", "head")
        sheet.merge_formula((14, 0), (14, 3), "ROUND(A1,2)", "head", Decimal(1))
        sheet.link(16, 0, "'二'!A1", "去", tip="看")
        sheet.validate(18, 0, {"validate": "custom", "value": '=AND(A19<>"",COUNTIF($A$1:$A$9,A19)<2)'})
        sheet.validate(
            19, 0, {"validate": "decimal", "criteria": "between", "minimum": "=$B$1", "maximum": "=MAX(B2,1)"}
        )
        sheet.mark((18, 0), (19, 3), {"type": "formula", "criteria": '=IFERROR(A1="{甲}",TRUE)'}, "red")
        sheet.heights([30, 0, 409, 15], 15)
        sheet.heights([20], 60)
        sheet.raw.write_rich_string(20, 1, "甲<_x0041_", book.style("red"), "乙", book.style("body"))
        sheet.raw.write_comment(33, 2, "批注")
        sheet.raw.write_string(34, 2, "没有样式")
        far = book.sheet("不从A列起")
        far.text(7, 3, "甲", "body")
        far.heights([18], 2)
        far.merge((3, 2), (5, 4), "并", "body box")
        book.sheet("只有行高").heights([18], 2)
        other = book.sheet("二")
        other.number(0, 0, 1, "body")
        other.text(16, 0, "甲", "body")
        other.mark((0, 0), (0, 0), {"type": "data_bar", "data_bar_2010": True})
        book.sheet("空")
        for place, name in enumerate(("reporter", "fact_two_2", "Fact_一", "a_b", "date1_x")):
            book.define(name, "二", f"$A${place + 1}")


def test_the_bytes_are_the_librarys(tmp_path, monkeypatch):
    _written(tmp_path / "before.xlsx", ("text", 0, 0, "甲", "red"), ("text", 1, 0, "甲", "body"))
    write(tmp_path / "lean.xlsx")
    monkeypatch.setattr(writer, "FastSheet", _Plain)
    monkeypatch.setattr(FastWorkbook, "put_format", FastWorkbook.add_format)
    monkeypatch.setattr(FastWorkbook, "put_name", lambda book, name, cell: book.define_name(name, f"={cell}"))
    monkeypatch.delattr(_PartsOnly, "_write_shared_strings_file")
    write(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "lean.xlsx") as lean, zipfile.ZipFile(tmp_path / "plain.xlsx") as plain:
        assert lean.namelist() == plain.namelist()
        for name in lean.namelist():
            assert lean.read(name) == plain.read(name), name


def test_no_formula_here_needs_the_librarys_search_for_newer_functions():
    newer = re.findall(r'"_xlfn\.(?:_xlws\.)?([A-Z0-9.]+)\(', inspect.getsource(Worksheet))
    used = re.compile(rf"\b(?:{'|'.join(map(re.escape, newer))})\(")
    assert len(newer) > 100
    found = {path.name: used.findall(path.read_text("utf-8")) for path in Path(qz.__file__).parent.rglob("*.py")}
    assert {name: those for name, those in found.items() if those} == {}


def test_an_empty_cached_text_is_a_text(tmp_path):
    """The library takes it for a blank number."""
    with Book.create(tmp_path / "a.xlsx", "表") as book:
        book.sheet("一").formula(0, 0, 'IF(TRUE,"","")', "body", "")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert b' t="str"><f>IF(TRUE,"","")</f><v></v></c>' in package.read("xl/worksheets/sheet1.xml")


def _written(path, *calls):
    with Book.create(path, "表") as book:
        sheet = book.sheet("一")
        for name, *place in calls:
            getattr(sheet, name)(*place)


def test_a_cell_is_merged_once(tmp_path):
    twice = [("merge", (1, 0), (2, 1), "甲", "body"), ("merge", (2, 1), (2, 2), "乙", "body")]
    with pytest.raises(OverlappingRange, match="一: B3"):
        _written(tmp_path / "a.xlsx", *twice)


@pytest.mark.parametrize(
    "call",
    [
        *(("text", row, column, "甲", "body") for row, column in ((1_048_576, 0), (0, 16_384), (-1, 0))),
        *(("merge", (row, column), (row + 1, column), "甲", "body") for row, column in ((1_048_575, 0), (-1, 0))),
        *(("heights", [20], row) for row in (1_048_576, -1)),
    ],
)
def test_a_cell_beyond_the_sheet_is_an_error(tmp_path, call):
    with pytest.raises(OutOfSheet, match="一"):
        _written(tmp_path / "a.xlsx", call)
    assert not list(tmp_path.iterdir())
