"""A programme workbook opened for marking cells, and saved where no file is yet."""

import io
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from qz.programme.load import unopened
from qz.programme.raw import PlainTables
from qz.programme.writing.cell_comments import fit_comments
from qz.programme.writing.write_programme import write_programme


def open_written(tables: PlainTables) -> Workbook:
    """The programme workbook of these tables, opened so that cells can be marked."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "programme.xlsx"
        write_programme(plain, tables)
        return openpyxl.load_workbook(plain)


def open_to_mark(source: Path) -> Workbook:
    """A programme workbook that can be read, opened so that cells can be marked.

    Raises:
        ProgrammeFault: The library that marks does not know something in it.
    """
    try:
        return openpyxl.load_workbook(io.BytesIO(source.read_bytes()))
    except Exception as fault:
        raise unopened(source, fault) from fault


def marked_bytes(book: Workbook) -> bytes:
    """The workbook as it is saved, with every comment's box as large as its text."""
    fit_comments(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def save_new(book: Workbook, target: Path) -> None:
    """Save the workbook, its comments' boxes fitted.

    Raises:
        FileExistsError: ``target`` exists; it is never overwritten.
    """
    content = marked_bytes(book)
    with target.open("xb") as stream:
        stream.write(content)
