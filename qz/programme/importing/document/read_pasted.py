"""A workbook into which somebody pasted the document: rows of several cells are tables, rows of one are paragraphs."""

import io
from collections.abc import Collection, Iterator, Sequence
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from qz.programme.importing.document.blocks import Block, TableBlock, TextBlock


def read_pasted(content: bytes) -> Iterator[Block]:
    """The blocks of every sheet, one after another; a blank row ends a table.

    Raises:
        ValueError: no workbook, or a damaged one.
    """
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError) as fault:
        raise ValueError("不是完好的 Excel 工作簿") from fault
    for sheet in book.worksheets:
        rows: list[tuple[str, ...]] = []
        merged = _continued(sheet)
        for number, values in enumerate(sheet.iter_rows(values_only=True)):
            cells = tuple(_text(value) for value in values)
            filled = [cell for cell in cells if cell]
            if len(filled) > 1 or (rows and filled):
                rows.append(cells)
                continue
            if rows:
                yield _table(rows, merged, number)
                rows = []
            if filled:
                yield from (TextBlock(line) for line in filled[0].split("\n") if line)
        if rows:
            yield _table(rows, merged, sheet.max_row)


def _continued(sheet: Worksheet) -> frozenset[tuple[int, int]]:
    """The cells (row and column from 0) that a block merged over rows covers below its first row."""
    return frozenset(
        (row - 1, block.min_col - 1)
        for block in sheet.merged_cells.ranges
        for row in range(block.min_row + 1, block.max_row + 1)
    )


def _table(rows: Sequence[tuple[str, ...]], merged: Collection[tuple[int, int]], end: int) -> TableBlock:
    """A table of these rows, which end before the sheet's row ``end``."""
    first = end - len(rows)
    return TableBlock(tuple(rows), frozenset((row - first, column) for row, column in merged if first <= row < end))


def _text(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
