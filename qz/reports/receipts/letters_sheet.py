"""The sheet 邮件 of 收件登记: which drafts were made for whom, and when."""

from collections.abc import Sequence
from typing import Final

from qz.model.letters import MailRecord
from qz.model.programme import Programme
from qz.reports.grid import write_title
from qz.reports.result_words import report_title
from qz.workbook.write.book import Book
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Column, Content, write_table

LETTER_SHEET: Final = "邮件"

_COLUMNS: Final = (
    Column("序号", 6, "body box center"),
    Column("拟稿时间", 17, "body box center"),
    Column("种类", 9, "body box center"),
    Column("单位", 16, "body box center"),
    Column("邮箱", 34),
    Column("草稿文件", 52),
)


def write_letters(book: Book, programme: Programme, records: Sequence[MailRecord]) -> None:
    """Write the sheet: a row a draft, the latest first.

    The time is that of the draft: when 发送 was clicked, only the mail program knows.
    """
    sheet = book.sheet(LETTER_SHEET)
    widths = [column.width for column in _COLUMNS]
    lines = (f"拟了{len(records)}封邮件草稿，新的在前；同一事由不重复拟稿。是否已点发送，以邮箱的已发送为准。",)
    top = write_title(sheet, report_title(programme, "收表邮件"), lines, widths)
    units = {unit.code: unit for unit in programme.units}
    latest_first = sorted(records, key=lambda record: (record.when, record.file), reverse=True)

    def row(number: int, record: MailRecord) -> list[Content]:
        unit = units.get(record.unit_code)
        name, address = (unit.name, unit.email) if unit else (record.unit_code, "")
        return [number, record.when.strftime("%Y-%m-%d %H:%M"), record.kind.value, name, address, record.file]

    write_table(sheet, top, _COLUMNS, (row(number, record) for number, record in enumerate(latest_first, start=1)))
    sheet.widths(widths)
    sheet.freeze(top + 1, 4)
    sheet.page(PrintSetup(repeat=(top, top)))
