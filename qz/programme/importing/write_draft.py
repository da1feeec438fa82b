"""A draft programme as a workbook: guesses coloured and commented, and a sheet of what could not be read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.workbook import Workbook

from qz.programme.importing.guesses.guess import GuessedRow, Unread
from qz.programme.importing.programme_draft import ProgrammeDraft
from qz.programme.sheets.programme_sheets import SHEETS, UNREAD_TITLE, SheetSpec
from qz.programme.writing.cell_comments import comment_on, solid
from qz.programme.writing.marked_book import open_written, save_new
from qz.programme.writing.write_programme import HEAD_ROW
from qz.workbook.write.look import BODY_FONT, HEAD_FILL, HEAD_FONT, WARN_FILL
from qz.workbook.write.text_room import height_for

_HEADS: Final = ("出处", "原文", "为什么", "处理")
_WIDTHS: Final = (16.0, 60.0, 44.0, 24.0)
_SIZE: Final = 10


def write_draft(draft: ProgrammeDraft, target: Path) -> int:
    """Write the workbook; how many cells are marked.

    Raises:
        FileExistsError: there is a ``target`` already; it is never overwritten.
        OSError: it cannot be written.
    """
    book = open_written(draft.tables())
    marked = sum(_mark_sheet(book, spec, draft.rows.get(spec.key, ())) for spec in SHEETS)
    _list_unread(book, draft.unread)
    save_new(book, target)
    return marked


def _mark_sheet(book: Workbook, spec: SheetSpec, rows: Sequence[GuessedRow]) -> int:
    names = [column.field for column in spec.columns]
    names += dict.fromkeys(name for row in rows for name in row.values if name not in names)
    marked = 0
    for number, row in enumerate(rows, HEAD_ROW + 2):
        for name, source in row.sources.items():
            comment_on(book[spec.title].cell(number, names.index(name) + 1), WARN_FILL, source)
            marked += 1
    return marked


def _list_unread(book: Workbook, unread: Sequence[Unread]) -> None:
    """The sheet 读不成规则, after 目录: a row a clause or number; the last column is for the clerk."""
    sheet = book.create_sheet(UNREAD_TITLE, 1)
    sheet["A1"] = (
        f"文件里有{len(unread)}处没有读成规则，请照原文在各表里补上；办完一处在“处理”里记一笔。本表不影响考核。"
    )
    sheet["A1"].font = Font(name=HEAD_FONT, size=12)
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(2, column, head)
        cell.font, cell.fill = Font(name=HEAD_FONT, size=_SIZE), solid(HEAD_FILL)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, each in enumerate(unread, 3):
        for column, words in enumerate((each.where, each.words, each.why), 1):
            cell = sheet.cell(row, column, words)
            cell.data_type = "s"
            cell.font = Font(name=BODY_FONT, size=_SIZE)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = max(18.0, height_for(each.words, _WIDTHS[1], _SIZE))
    sheet.freeze_panes = "A3"
