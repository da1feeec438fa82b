"""A return saved as ``.xlsb``: read by its rows' keys; what its library does not tell is told all the same."""

from dataclasses import replace

import pytest
from damage import pack, unpack
from filled import form, good_answers, input_of, layout_of, programme, unit_of
from xlsb_made import xlsb_of

from qz.intake.receive import read_returns
from qz.model.layout import InputKind
from qz.model.returns import CellState, RawCell
from qz.workbook.read.xlsb_marks import read_marks
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWN, COUNT = "孟河镇", "fact_quality_meetings"
ALWAYS = {"I12", "L01"}
"""The format's library tells neither names nor when it was saved."""


def changed(**marks):
    """The form with something of the sheet of one input changed; ``cells`` are put in."""
    book = read_workbook(form(TOWN))
    sheets = [
        replace(
            sheet, cells={**sheet.cells, **marks.get("cells", {})}, **{k: v for k, v in marks.items() if k != "cells"}
        )
        if sheet.name == input_of(TOWN, COUNT).sheet
        else sheet
        for sheet in book.sheets
    ]
    return replace(book, sheets=tuple(sheets))


def place():
    where = input_of(TOWN, COUNT)
    return where.row, where.column


def read(tmp_path, data):
    (tmp_path / "a.xlsb").write_bytes(data)
    return read_returns(programme(), tmp_path, layout_of)


def test_a_return_is_read(tmp_path):
    intake = read(tmp_path, xlsb_of(changed(), charts=["图表1"]))
    code = unit_of(TOWN).code
    assert {finding.code for finding in intake.findings} == ALWAYS
    given = good_answers(unit_of(TOWN)).facts
    for cell in layout_of(unit_of(TOWN)).inputs:
        if cell.kind is InputKind.FACT:
            assert intake.answers[code].facts[cell.key].value == given[cell.key].value


CHANGES = {
    "V10": lambda: {"cells": {place(): RawCell(CellState.ERROR, "#REF!")}},
    "L13": lambda: {"merged": ((*place(), place()[0] + 1, place()[1]),)},
    "L14": lambda: {"hidden_rows": frozenset({place()[0]})},
}


@pytest.mark.parametrize("code", CHANGES)
def test_what_the_library_leaves_out_is_told(tmp_path, code):
    intake = read(tmp_path, xlsb_of(changed(**CHANGES[code]())))
    assert {finding.code for finding in intake.findings} - ALWAYS == {code}


def test_a_part_that_is_cut_short_ends_where_it_does():
    data = xlsb_of(changed(hidden_rows=frozenset({place()[0]})))
    whole = unpack(data)
    for end in range(0, 4000, 37):
        cut = whole | {"xl/worksheets/sheet3.bin": whole["xl/worksheets/sheet3.bin"][:end]}
        assert len(read_marks(pack(cut.items(), 0))) == len(read_marks(data))
