"""A Word document (.docx): its paragraphs and tables in the order they stand."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from qz.programme.importing.document.blocks import Block, TableBlock, TextBlock


def read_docx(content: bytes) -> Iterator[Block]:
    """The blocks of a Word document. Numbers that Word counts by itself are no text, and are not there.

    Raises:
        ValueError: no Word document, or a damaged one.
    """
    try:
        body = docx.Document(io.BytesIO(content))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as fault:
        raise ValueError("不是完好的 Word 文档") from fault
    for part in body.iter_inner_content():
        if isinstance(part, WordTable):
            rows = part._tbl.tr_lst  # noqa: SLF001 - grid as stored
            continued = frozenset((place, column) for place, row in enumerate(rows) for column in _continued(row))
            yield TableBlock(tuple(tuple(_cells(row, part)) for row in rows), continued)
        elif isinstance(part, WordParagraph) and part.text.strip():
            yield TextBlock(part.text.strip())


def _cells(row: Any, table: WordTable) -> Iterator[str]:
    """The texts of a row's grid columns: a block merged over rows or columns speaks once."""
    for _ in range(row.grid_before):
        yield ""
    for cell in row.tc_lst:
        text = WordCell(cell, table).text if cell.vMerge != "continue" else ""
        yield "\n".join(line.strip() for line in text.split("\n") if line.strip())
        for _ in range(cell.grid_span - 1):
            yield ""


def _continued(row: Any) -> Iterator[int]:
    """The grid columns at which a cell goes on that began in a row above."""
    column = row.grid_before
    for cell in row.tc_lst:
        if cell.vMerge == "continue":
            yield column
        column += cell.grid_span
