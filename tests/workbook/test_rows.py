"""Whole rows of tables are, cell for cell, what writing their cells one by one gives."""

import zipfile
from decimal import Decimal
from random import Random

import ooxml
import openpyxl
import pytest

from qz.engine.cells import cell_xml as bodies
from qz.engine.cells.fast_sheet import OutOfSheet
from qz.model.returns import CellState
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.book import Book
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.row_template import RowTemplates
from qz.workbook.write.table import LEAST, Cell, RowWriter, TableColumn, write_table

COLUMNS = (
    TableColumn("单位", 9, "body box center"),
    TableColumn("得分", 8, "body box score"),
    TableColumn("说明", 20, "body box left small"),
    TableColumn("编号", 6, "body box nowrap"),
)
TEXTS = (
    "",
    "孟河镇",
    "=1+1",
    " 前后有空格 ",
    'a&b<c>"d"',
    "一\n二\n三",
    "<r>甲</r>",
    "很长的说明，" * 30,
    "1.1",
)


def contents(rows, seed=8):
    chance = Random(seed)  # noqa: S311 - test data
    made = []
    for row in range(rows):
        number = Decimal(chance.randrange(100_000)) / 100
        text, style = chance.choice(TEXTS), chance.choice(("", "bad", "red bold"))
        live = chance.choice(
            (
                Cell(number, style, f'IF(A{row + 1}<>"&",ROUND(SUM($B$2:$B$9),2),0)'),
                Cell(text, style, 'IF(TRUE,"","")'),
                Cell(None, "", "A1"),
                number,
                row,
                None,
            )
        )
        made.append([Cell(text, style), live, text, chance.choice((str(row), number, Cell(None)))])
    return made


def write(path, rows, *, whole):
    with Book.create(path, "表") as book:
        sheet = book.sheet("表")
        sheet.merge((0, 0), (0, 3), "题目", "title")
        if whole:
            end = write_table(sheet, 1, COLUMNS, rows)
        else:
            write_table(sheet, 1, COLUMNS, ())
            rower = RowWriter(sheet, COLUMNS)
            for row, one in enumerate(rows, start=2):
                rower.write_charted(row, one)
            end = 2 + len(rows)
            sheet.raw.autofilter(1, 0, end - 1, 3)
        sheet.text(end + 1, 1, "表下面", "body")
        sheet.heights([33], end + 1)
        sheet.mark((2, 1), (end, 1), {"type": "cell", "criteria": ">", "value": 5}, "good")
        sheet.widths([column.width for column in COLUMNS])
        sheet.page(PrintSetup(repeat=(1, 1)))
        book.sheet("另一张").text(0, 0, "孟河镇", "body")


def seen(path):
    """Everything openpyxl tells of the sheet's cells and rows."""
    cells = {}
    for data_only in (False, True):
        sheet = openpyxl.load_workbook(path, data_only=data_only)["表"]
        for line in sheet.iter_rows():
            for cell in line:
                look = (cell.font, cell.fill, cell.border, cell.alignment, cell.number_format, cell.protection)
                cells[data_only, cell.coordinate] = (cell.value, repr(look))
        cells |= {(data_only, row): (one.height, one.hidden) for row, one in sheet.row_dimensions.items()}
    return cells


@pytest.fixture(scope="module", params=[200, 3000])
def pair(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "_HELD", 10_000)
        patch.setattr(bodies, "_CHUNK", 997)
        for whole in (True, False):
            write(folder / f"{whole}.xlsx", contents(request.param), whole=whole)
    return folder / "True.xlsx", folder / "False.xlsx"


def test_openpyxl_sees_the_same(pair):
    rows, cells = map(seen, pair)
    assert rows == cells


def test_our_reader_sees_the_same(pair):
    rows, cells = (read_workbook(path.read_bytes()).sheets[0].cells for path in pair)
    assert rows == cells
    assert {cell.state for cell in rows.values()} >= {CellState.TEXT, CellState.NUMBER}


def test_nothing_is_repaired(pair):
    assert [ooxml.lint(path) for path in pair] == [[], []]


def test_the_same_rows_are_the_same_bytes(tmp_path):
    for name in "ab":
        write(tmp_path / name, contents(50), whole=True)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_of_a_template_are_the_same_bytes(tmp_path):
    fixed = Cell("5% & “一半”\n" * 3, "red")
    rows = [(text, Cell(text, "bad"), Decimal(row) / 2) for row, text in enumerate(TEXTS * 3)]
    rows += [(None, None, None), (Decimal("1.10"), 7, Decimal("1.1"))]
    for name in "ab":
        with Book.create(tmp_path / name, "表") as book:
            sheet = book.sheet("表")
            writer, templates = RowWriter(sheet, COLUMNS), RowTemplates(sheet, COLUMNS, least=LEAST)
            template = templates.make([Cell(), Cell(style="warn"), fixed, Cell()], {0: "甲", 1: rows[0][1], 3: None})
            for row, (one, other, number) in enumerate(rows):
                last = Cell(number, "", f"ROUND(A{row + 1},2)")
                if name == "a":
                    template.write(row, (one, other), templates.cell(3, last))
                else:
                    plain = other if isinstance(other, Cell) else Cell(other, "warn")
                    writer.write(row, [Cell(one), plain, fixed, last])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_looks_like_an_escape_comes_back_as_typed(tmp_path):
    """openpyxl leaves such texts escaped where they stand in their cells; spreadsheet programs do not."""
    with Book.create(tmp_path / "a.xlsx", "表") as book:
        RowWriter(book.sheet("表"), COLUMNS).write(0, ["_x000D_", "甲_x0041_乙", None, "_x"])
    cells = read_workbook((tmp_path / "a.xlsx").read_bytes()).sheets[0].cells
    assert [cell.text for cell in cells.values()] == ["_x000D_", "甲_x0041_乙", "_x"]


def rower_on(book):
    return RowWriter(book.sheet("表"), COLUMNS)


def one_row_twice(book):
    rower = rower_on(book)
    for row in (5, 6, 6):
        rower.write(row, [None] * 4)


def upwards(book):
    rower = rower_on(book)
    for row in (5, 4):
        rower.write(row, [None] * 4)


def a_cell_more(book):
    sheet = book.sheet("表")
    rower = RowWriter(sheet, COLUMNS)
    for row in range(5):
        rower.write(row, [None] * 4)
    sheet.text(3, 9, "在旁边", "body")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(one_row_twice, "row 7 after row 7"), (upwards, "row 5 after row 6"), (a_cell_more, "row 4 was")],
)
def test_a_row_lost_or_doubled_is_an_error(tmp_path, wrong, said):
    with pytest.raises(ValueError, match=said), Book.create(tmp_path / "a.xlsx", "表") as book:
        wrong(book)
    assert not list(tmp_path.iterdir())


def test_rows_beyond_the_sheet_are_an_error(tmp_path):
    with pytest.raises(OutOfSheet, match="1048577"), Book.create(tmp_path / "a.xlsx", "表") as book:
        rower_on(book).write(1_048_576, [None] * 4)


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(bodies, "_HELD", 100)

    def rows():
        yield from contents(50)
        raise RuntimeError("中断")

    with pytest.raises(RuntimeError, match="中断"), Book.create(tmp_path / "a.xlsx", "表") as book:
        write_table(book.sheet("表"), 1, COLUMNS, rows())
    assert not list(tmp_path.iterdir())


def test_text_like_the_librarys_own_notation_stays_text(tmp_path):
    """Whoever types ``<r>…</r>`` into a form must not write into a workbook's parts."""
    typed = "<r><t>甲</t></r>"
    with Book.create(tmp_path / "a.xlsx", "表") as book:
        book.sheet("表").text(0, 0, typed, "body")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert not any(typed.encode() in package.read(name) for name in package.namelist())
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]["A1"].value == typed
    assert ooxml.lint(tmp_path / "a.xlsx") == []
