"""收件确认.xlsx: every file in doubt, what would change if it counted, and three cells for a person's decision.

Files that were decided before are listed as well, as long as they are in the returns folder, for a decision may be
changed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from qz.findings import DECIDE
from qz.layout.confirmation_workbook import (
    ADOPT,
    DECISION,
    FILE_NAME,
    PERSON,
    REASON,
    REJECT,
    SHEET,
    confirmation_manifest,
)
from qz.model.assessment import Assessment
from qz.model.returns import ReceivedFile, Verdict
from qz.reports.receipts.counts import received_files
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import report_title
from qz.workbook.manifest_sheet import write_manifest
from qz.workbook.seal import sealed
from qz.workbook.write.book import Book
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, NamedColumns

CONFIRMATION_NAME: Final = FILE_NAME


class ConfirmationColumn(NamedColumns):
    """Columns of the sheet."""

    KEY = "", 0, "body small quiet nowrap"
    NUMBER = "序号", 5, "body box center"
    FILE = "文件", 20
    KIND = "种类", 8, "body box center"
    UNIT = "单位", 10, "body box center black"
    SENDER = "发件人", 16
    TIME = "收到时间", 12, "body box center"
    WHY = "为什么待确认", 38
    EFFECT = "采用后会怎样", 25
    DECISION = DECISION, 9, "body box center textual input"
    REASON = REASON, 18, "body box left textual input"
    PERSON = PERSON, 9, "body box center textual input"


_LINES: Final = (
    f"这些文件还没有计入，要由人定：核实来历后，在黄色格“{DECISION}”里选“{ADOPT}”或“{REJECT}”，写明{REASON}、{PERSON}。",
    "存盘后放进收件文件夹，重新运行 make collect。几份里挑一份的，只在要用的那一份上选“采用”。",
    "不选的继续待确认。处理只对这一个文件的内容有效：同一单位以后再报来的，照常办理。已作的处理也列在这里，可以改。",
)


def waiting_files(assessment: Assessment) -> tuple[ReceivedFile, ...]:
    """The files that wait for a decision, then those decided before."""
    files = received_files(assessment)
    held = [file for file in files if file.verdict is Verdict.HELD]
    return (*held, *(file for file in files if file.decision is not None and file.verdict is not Verdict.HELD))


def write_confirmation(assessment: Assessment, path: Path) -> None:
    """Write 收件确认.xlsx to ``path``; the same assessment gives the same bytes.

    Source: product specification, "Trust".
    """
    programme, files = assessment.programme, waiting_files(assessment)
    title = report_title(programme, "收件确认")
    with Book.create(path, title, author=programme.particulars.office) as book:
        sheet = book.sheet(SHEET)
        listing = Listing("收件确认", _LINES, ConfirmationColumn.heads(), ConfirmationColumn.FILE + 1, margins=NARROW)
        top, end = write_listing(sheet, assessment, listing, _rows(assessment, files))
        _open(sheet, top + 1, end - 1)
        write_manifest(book, sealed(confirmation_manifest(programme, [file.sha256 for file in files]), programme.key))


def _rows(assessment: Assessment, files: Sequence[ReceivedFile]) -> Iterator[list[Content]]:
    names = {unit.code: unit.name for unit in assessment.programme.units}
    for number, file in enumerate(files, start=1):
        when = file.mailed_at or file.saved_at
        decision = file.decision
        held = file.verdict is Verdict.HELD
        yield [
            file.sha256,
            number,
            file.path,
            file.kind,
            names.get(file.unit_code, ""),
            file.sender or "直接放进收件文件夹",
            when.strftime("%Y-%m-%d\n%H:%M") if when else "不详",
            Cell(_why(file), "small"),
            Cell(assessment.effects.get(file.path, "") if held else "已按处理办理", "small"),
            (ADOPT if decision.adopted else REJECT) if decision else "",
            decision.reason if decision else "",
            decision.person if decision else "",
        ]


def _why(file: ReceivedFile) -> str:
    """Why the file waits (the reason without file name and advice); of a decided one, how it was decided."""
    return file.reason.partition("：")[2].removesuffix(f"{DECIDE}。") if file.verdict is Verdict.HELD else file.reason


def _open(sheet: Sheet, first: int, last: int) -> None:
    """Set up the cells to fill in: a list of decisions, prompts for reason and name."""
    sheet.validate(
        first,
        ConfirmationColumn.DECISION,
        {
            "validate": "list",
            "source": [ADOPT, REJECT],
            "input_title": DECISION,
            "input_message": f"核实来历后选“{ADOPT}”或“{REJECT}”；还没有定的留空。",
            "error_title": "请核对",
            "error_message": f"“{DECISION}”请从列表中选“{ADOPT}”或“{REJECT}”。",
        },
        (last, ConfirmationColumn.DECISION),
    )
    for column, words in (
        (ConfirmationColumn.REASON, "写明怎么核实的，如：已电话向该单位确认。"),
        (ConfirmationColumn.PERSON, "写姓名。"),
    ):
        rule = {"validate": "any", "input_title": column.head.title, "input_message": words}
        sheet.validate(first, column, rule, (last, column))
    sheet.protect(sortable=True)
