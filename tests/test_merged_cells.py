"""Workbooks opened with borders summed once are those that openpyxl opens by itself."""

from copy import copy
from pathlib import Path

import merged_cells
import openpyxl
import pytest
from openpyxl.worksheet.merge import MergedCellRange

ROOT = Path(__file__).parents[1]


def styles(path):
    return {
        (sheet.title, cell.coordinate): (cell.value, copy(cell.border), copy(cell.protection), copy(cell.fill))
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    }


@pytest.mark.parametrize("name", ["samples/2011/孟河镇.xlsx", "samples/programmes/2012.xlsx"])
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_every_cell_has_the_style_it_has_without(name, monkeypatch):
    found = styles(ROOT / name)
    assert len({border for _, border, *_ in found.values()}) > 2
    for part, plain in zip(("format", "_get_borders"), merged_cells.PLAIN, strict=True):
        monkeypatch.setattr(MergedCellRange, part, plain)
    assert found == styles(ROOT / name)
