"""Whether every text of a workbook shows in print: East Asian widths against columns, rows and merged blocks."""

from pathlib import Path
from unittest import mock

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from qz.workbook.write.text_room import columns_that_fit, count_lines, text_columns

_DEFAULT_WIDTH = 8.43
_DEFAULT_HEIGHT = 15.0
_LINE = 1.2
"""Line height over type size that no face of the look goes below; the look itself reckons with more."""


def clipped(path: Path) -> list[str]:
    """Each cell whose text (or cached value) does not show whole: ``sheet!cell: why``; hidden ones apart."""
    with mock.patch.object(MergedCellRange, "format"):  # borders, not looked at, take longer than all the rest
        book = openpyxl.load_workbook(path, data_only=True)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [f"{sheet.title}!{fault}" for sheet in shown for fault in _faults(sheet)]


def _widths(sheet: Worksheet) -> dict[int, float]:
    widths = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            widths[column] = 0.0 if dimension.hidden else dimension.width
    return widths


def _height(sheet: Worksheet, row: int) -> float:
    dimension = sheet.row_dimensions[row]
    if dimension.hidden:
        return 0.0
    return dimension.height if dimension.height is not None else _DEFAULT_HEIGHT


def _faults(sheet: Worksheet) -> list[str]:
    widths = _widths(sheet)
    blocks = {(block.min_row, block.min_col): block for block in sheet.merged_cells.ranges}
    faults = []
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in {None, ""}:
                continue
            block = blocks.get((cell.row, cell.column))
            columns = range(cell.column, (block.max_col if block else cell.column) + 1)
            rows = range(cell.row, (block.max_row if block else cell.row) + 1)
            width = sum(widths.get(column, _DEFAULT_WIDTH) for column in columns)
            height = sum(_height(sheet, number) for number in rows)
            if width and height and (fault := _fault(cell, width, height)):
                faults.append(f"{get_column_letter(cell.column)}{cell.row}: {fault}")
    return faults


def _fault(cell: openpyxl.cell.Cell, width: float, height: float) -> str:
    size = cell.font.sz or 11
    width -= 1.5 * (cell.alignment.indent or 0)
    if not isinstance(cell.value, str):
        shown = str(cell.value).removesuffix(" 00:00:00")
        return "" if text_columns(shown[:10]) <= columns_that_fit(width, size) + 1 else f"number {shown} in {width:g}"
    if not cell.alignment.wrap_text:
        shrinks = cell.alignment.shrink_to_fit
        fits = shrinks or text_columns(cell.value) <= columns_that_fit(width, size)
        return "" if fits else f"{cell.value[:20]!r} in one line of {width:g}"
    lines = count_lines(cell.value, width, size)
    return "" if lines * size * _LINE <= height else f"{lines} lines of {cell.value[:20]!r} in {height:g} points"
