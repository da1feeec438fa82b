"""Applications as units fill them in, read back without a file."""

import datetime as dt
import io
from functools import cache

from verified_round import NOTHING, programme_2011, received, with_cells

from qz.layout.application_sheet import CLAUSE, OPEN_HEADS, ClauseList
from qz.model.returns import RawCell
from qz.reports.feedback.application_page import ApplicationPage
from qz.reviews.read_application import read_application
from qz.reviews.take_up import take_up
from qz.rules.registry import EFFECTS
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.book import Book

IN_TIME = dt.datetime(2012, 1, 5, 9)  # noqa: DTZ001 - the office's clock
MEETINGS = "1.2 质量工作专题会议次数"
POINTS = "2.5 本条得分"
FULL = (MEETINGS, "4", "补交了会议纪要", "会议纪要4份")
SIGNED = ("王芳", "2012-01-05")


@cache
def clauses():
    return ClauseList(programme_2011(), EFFECTS)


def unit_of(name):
    return next(unit for unit in programme_2011().units if unit.name == name)


@cache
def sent(name="孟河镇"):
    """The bytes of a unit's application as it goes out."""
    programme, made = programme_2011(), io.BytesIO()
    with Book.create(made, "复核申请") as book:
        ApplicationPage(programme).write(book, unit_of(name), "", "阶段：自评")
    return made.getvalue()


@cache
def blank(name="孟河镇"):
    """A unit's application as it goes out, read back."""
    return read_workbook(sent(name))


def places(raw):
    """The sheet of the application, its row of heads and the column of each head."""
    for number, sheet in enumerate(raw.sheets):
        for (row, _), cell in sheet.cells.items():
            if cell.text == CLAUSE:
                columns = {found.text: column for (at, column), found in sheet.cells.items() if at == row}
                return number, row, columns
    raise AssertionError("no application")


def filled(*rows, name="孟河镇", signed=SIGNED, cells=None):
    """The application with rows of clause, what is asked for, reason and evidence; ``cells``: more, by address."""
    raw = blank(name)
    number, head, columns = places(raw)
    typed = {
        (head + place, columns[column]): words
        for place, row in enumerate(rows, start=1)
        for column, words in zip(OPEN_HEADS, row, strict=True)
        if words
    }
    typed |= {(head + 9, column): words for column, words in zip((2, 4), signed, strict=True) if words}
    return with_cells(raw, number, typed | (cells or {}))


def with_raw_cell(raw, row, head, cell):
    """The application with one cell as a file may hold it; ``row`` from 1."""
    number, top, columns = places(raw)
    sheet = raw.sheets[number]
    sheet.cells[top + row, columns[head]] = cell
    assert isinstance(cell, RawCell)
    return raw


def read(raw, path="申请.xlsx", name="孟河镇", **file):
    """What one application says."""
    return read_application(
        clauses(), received(path, unit_code=unit_of(name).code, **({"saved_at": IN_TIME} | file)), raw
    )


def taken(*readings):
    """What becomes of several."""
    return take_up(programme_2011(), readings)


__all__ = ["NOTHING"]
