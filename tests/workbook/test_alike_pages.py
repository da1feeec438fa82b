"""Pages that take what others of their workbook have made come out as if each were written by itself."""

from decimal import Decimal
from io import BytesIO

from qz.workbook.write.alike_pages import AlikePages
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Cell

WIDTHS = (8.0, 6.0, 20.0)
LONG = "依据长的一句话，要折成许多行才写得下" * 3


def write(page_of):
    """Three sheets that have most of their cells in common."""
    file = BytesIO()
    with Book.create(file, "册") as book:
        for number, name in enumerate(("甲镇", "乙镇", "丙镇")):
            page = page_of(book.sheet(name), WIDTHS, 18)
            page.across(0, (0, 2), "表", "title")
            page.put(1, 0, name, "body box", rows=3)
            for row, value in enumerate((Decimal(number), Decimal("2.5"), None), start=1):
                page.put(row, 1, Cell(value, "bold" if number else "", "SUM(A1:A2)"), "body box")
                page.put(row, 2, "<r>" if row == 3 else LONG, "body box left")
            page.put(4, 0, Decimal(number // 2), "body box")
            page.put(4, 1, "", "body box", columns=2)
            page.put(5, 0, LONG, "body box", rows=2, columns=2)
            page.least_of(6, 40)
            page.freeze_above_left(5, 1)
            page.finish(8, PrintSetup())
    return file.getvalue()


def test_a_page_that_takes_what_another_made_is_the_same():
    assert write(AlikePages().page) == write(Page)
