"""The sheet 邮件 of 收件登记: the letters drafted, for which unit and when."""

from typing import Final

from qz.model.assessment import Assessment
from qz.model.letters import MailRecord
from qz.reports.report_page import Listing, write_listing
from qz.workbook.write.book import Book
from qz.workbook.write.table import Content, TableColumn

LETTER_SHEET: Final = "邮件"

_COLUMNS: Final = (
    TableColumn("序号", 6, "body box center"),
    TableColumn("拟稿时间", 17, "body box center"),
    TableColumn("种类", 9, "body box center"),
    TableColumn("单位", 16, "body box center"),
    TableColumn("邮箱", 34),
    TableColumn("草稿文件", 52),
)


def write_letters(book: Book, assessment: Assessment) -> None:
    """Write the sheet: one row for each draft, the latest first.

    The time is that of the draft; when a letter was sent by a mail program is not known here.
    """
    records = assessment.letters
    lines = (f"拟了{len(records)}封邮件草稿，新的在前；同一事由不重复拟稿。是否已点发送，以邮箱的已发送为准。",)
    units = {unit.code: unit for unit in assessment.programme.units}
    latest_first = sorted(records, key=lambda record: (record.when, record.file), reverse=True)

    def row(number: int, record: MailRecord) -> list[Content]:
        unit = units.get(record.unit_code)
        name, address = (unit.name, unit.email) if unit else (record.unit_code, "")
        return [number, record.when.strftime("%Y-%m-%d %H:%M"), record.kind.value, name, address, record.file]

    listing = Listing("收表邮件", lines, _COLUMNS, frozen=4, numbered=False)
    rows = (row(number, record) for number, record in enumerate(latest_first, start=1))
    write_listing(book.sheet(LETTER_SHEET), assessment, listing, rows)
