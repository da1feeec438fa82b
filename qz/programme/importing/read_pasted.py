"""A workbook into which somebody pasted the document: rows of several cells are tables, rows of one are paragraphs."""

import io
from collections.abc import Iterator
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from qz.programme.importing.blocks import Block, TableBlock, TextBlock


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
        for values in sheet.iter_rows(values_only=True):
            cells = tuple(_text(value) for value in values)
            filled = [cell for cell in cells if cell]
            if len(filled) > 1 or (rows and filled):
                rows.append(cells)
                continue
            if rows:
                yield TableBlock(tuple(rows))
                rows = []
            if filled:
                yield from (TextBlock(line) for line in filled[0].split("\n") if line)
        if rows:
            yield TableBlock(tuple(rows))


def _text(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
