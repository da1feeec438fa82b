"""复核申请 in a unit's 考核结果告知书: yellow rows for what the unit wants looked at again."""

from collections.abc import Iterator
from typing import Any, Final

from qz.layout.application_sheet import (
    APPLICANT,
    ASKED,
    CLAUSE,
    DATE,
    DATE_SPEC,
    EVIDENCE,
    LIST_SHEET,
    OPEN_HEADS,
    REASON,
    ROWS,
    SHEET,
    ClauseList,
    application_manifest,
)
from qz.model.assessment_rules import Particulars
from qz.model.programme import Programme
from qz.model.reviews import WITHDRAW
from qz.model.task_table import Unit
from qz.model.values import ValueType
from qz.reports.result_words import report_title
from qz.rules.registry import EFFECTS
from qz.values.dates import show_moment
from qz.values.expressions import is_blank, text
from qz.values.value_types import TYPES, describe_accepted
from qz.workbook.manifest_sheet import write_manifest
from qz.workbook.seal import sealed
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute, quote_sheet
from qz.workbook.write.page import SIGNATURE_HEIGHT, Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet

_WIDTHS: Final = (5, 29, 21, 31, 24, 11)
_HEADS: Final = ("序号", *OPEN_HEADS, "填写情况")
_STATUS: Final = len(_HEADS) - 1

_ROW_HEIGHT: Final = 72.0
"""Points of a row to fill in: four lines."""
_PROMPTS: Final = {
    CLAUSE: "点右边的箭头，选对哪一条有异议。一行一条。",
    ASKED: f"写认为应当怎样计：数据写改后的值，如3次、92.5%、是；本条得分写分数。要撤回提出过的申请，写“{WITHDRAW}”。",
    REASON: "写明为什么，以哪个文件、哪一笔记录为准。",
    EVIDENCE: "写佐证材料的名称、文号；材料随本表一起发来。",
}
FILLED: Final = "已填"


class ApplicationPage:
    """Writes the sheet for one unit after another of a programme."""

    def __init__(self, programme: Programme) -> None:
        """Look the clauses up once."""
        self.programme = programme
        self._clauses = ClauseList(programme, EFFECTS)

    def write(self, book: Book, unit: Unit, closed: str, dated: str) -> None:
        """Write the sheet, the hidden list of clauses, and the manifest.

        ``closed``: the sentence on why the unit can no longer apply; ``""`` while it can. ``dated``: the footer.
        """
        page = Page(book.sheet(SHEET), _WIDTHS)
        lines = [f"申请单位：{unit.name}", *_lines(self.programme.particulars, closed)]
        head = page.title(report_title(self.programme, SHEET), lines)
        page.heads(head, _HEADS)
        listed = list(self._clauses.lines(unit))
        for number in range(1, ROWS + 1):
            _write_row(page, head + number, number)
        _open(page.sheet, head + 1, len(listed))
        row = _write_signed(page, head + ROWS + 1, unit)
        page.freeze_above_left(head + 1, 2)
        page.finish(row, PrintSetup(landscape=False, one_page=True, margins=NARROW, footer=dated))
        page.sheet.protect()
        _write_list(book.sheet(LIST_SHEET), listed)
        write_manifest(book, sealed(application_manifest(self.programme, unit), self.programme.key))


def _lines(particulars: Particulars, closed: str) -> Iterator[str]:
    """The instructions: what to fill in and until when, or that the time is over."""
    if closed:
        yield f"{closed}现在才发来的只作登记，由办公室定下是否受理。"
        return
    yield (
        "对考核结果有异议的填黄色格：一行一条，选条款，写认为应当怎样计、理由和佐证材料。没有异议的不用填，也不用发回本页。"
        f"提出过又要撤回的，在答复以前再发一次：选这一条，“{ASKED}”写“{WITHDRAW}”，不用写理由。"
    )
    if particulars.appeal_by is not None:
        where = particulars.email or particulars.phone
        yield (
            f"填好存盘，在{show_moment(particulars.appeal_by)}前连同佐证材料发回{particulars.office}（{where}），"
            "文件名不限。过了这个时间才发来的只作登记，由办公室定下是否受理。"
        )


def _write_row(page: Page, row: int, number: int) -> None:
    page.put(row, 0, number, "body box center")
    for column in range(1, _STATUS):
        page.put(row, column, "", "body box input left textual")
    clause, asked, reason, evidence = (is_blank(absolute(row, column)) for column in range(1, _STATUS))
    untouched = f"AND({clause},{asked},{reason},{evidence})"
    without = f"AND({reason},TRIM({absolute(row, 2)})<>{text(WITHDRAW)})"
    lacking = f'IF({clause},"请选条款",IF({asked},"请写应计多少",IF({without},"请写理由",{text(FILLED)})))'
    page.sheet.formula(row, _STATUS, f'IF({untouched},"",{lacking})', "body box center small", "")
    page.least_of(row, _ROW_HEIGHT)


def _open(sheet: Sheet, first: int, listed: int) -> None:
    """Set up the cells to fill in: the list of clauses, prompts, and a colour where something is missing."""
    last = first + ROWS - 1
    source = f"={quote_sheet(LIST_SHEET)}!{absolute(0, 0)}:{absolute(max(listed, 1) - 1, 0)}"
    for column, head in enumerate(OPEN_HEADS, start=1):
        rule: dict[str, Any] = {"validate": "any"}
        if head == CLAUSE:
            rule = {"validate": "list", "source": source}
            rule |= {"error_title": "请核对", "error_message": f"“{CLAUSE}”请从列表中选。"}
        rule |= {"input_title": head, "input_message": _PROMPTS[head]}
        sheet.validate(first, column, rule, (last, column))
    for word, style in ((FILLED, "good"), ("请", "bad")):
        rule = {"type": "text", "criteria": "begins with", "value": word}
        sheet.mark((first, _STATUS), (last, _STATUS), rule, style)


def _write_signed(page: Page, row: int, unit: Unit) -> int:
    """Write the cells for applicant, date and seal. Returns the next free row."""
    sheet, day = page.sheet, absolute(row, _STATUS - 1)
    page.put(row, 0, APPLICANT, "body box center black", columns=2)
    page.put(row, 2, "", "body box input center textual")
    page.put(row, 3, DATE, "body box center black")
    page.put(row, 4, "", "body box input center date", columns=2)
    page.least_of(row, SIGNATURE_HEIGHT)
    who = {"validate": "any", "input_title": APPLICANT, "input_message": "写经办人姓名。"}
    sheet.validate(row, 2, who)
    accepted = describe_accepted(DATE_SPEC)
    messages = {"input_title": DATE, "input_message": f"填{accepted}。", "error_title": "请核对"}
    messages |= {"error_message": f"“{DATE}”应填{accepted}。请改正后再填下一格。"}
    sheet.validate(row, 4, TYPES[ValueType.DATE].check(DATE_SPEC, day) | messages)
    page.across(row + 1, (0, _STATUS), f"{unit.name}（盖章）　　　　　　主要负责人（签字）：", "body left")
    page.least_of(row + 1, SIGNATURE_HEIGHT)
    return row + 2


def _write_list(sheet: Sheet, listed: list[str]) -> None:
    for row, words in enumerate(listed):
        sheet.text(row, 0, words, "body")
    sheet.hide()
    sheet.protect()
