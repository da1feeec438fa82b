"""The sheet 复核 of 收件登记: every row of every application, where it stands and how it was answered."""

from typing import Final

from qz.layout import many_units
from qz.layout.review_words import count_words, review_state
from qz.model.assessment import Assessment
from qz.model.reviews import DECIDED, Review, ReviewState
from qz.reports.report_page import Listing, write_listing
from qz.workbook.write.book import Book
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.table import Cell, Content, NamedColumns

REVIEWS_SHEET: Final = "复核"
_STYLES: Final = {
    ReviewState.OPEN: "warn",
    ReviewState.LATE: "warn",
    ReviewState.HELD: "warn",
    ReviewState.FAULTY: "bad",
    ReviewState.UPHELD: "good",
    ReviewState.CHANGED: "good",
    ReviewState.REPLACED: "quiet",
    ReviewState.REFUSED: "quiet",
    ReviewState.WITHDRAWN: "quiet",
}


class ReviewColumn(NamedColumns):
    """Columns of the sheet."""

    NUMBER = "序号", 5, "body box center"
    UNIT = "单位", 11, "body box center"
    CLAUSE = "条款", 22
    ASKED = "应计的内容或数值", 13
    REASON = "申请理由", 24
    EVIDENCE = "佐证材料", 16
    APPLICANT = "申请人", 8, "body box center"
    DATE = "申请日期", 11, "body box center"
    FILE = "文件", 22
    CELL = "单元格", 7, "body box center"
    FIRST = "第一次核定", 14
    FIRST_BY = "核定人", 8, "body box center"
    STATE = "状态", 18
    WHY = "复核理由或说明", 30
    SECOND_BY = "复核人", 8, "body box center"


def write_reviews_sheet(book: Book, assessment: Assessment) -> None:
    """Write the sheet: one row for each row of an application, in roster order."""
    most, rows = many_units.POLICY.sheet_rows, assessment.reviews.rows
    left = f"本表列前{most}条，共{len(rows)}条。" if len(rows) > most else ""
    line = (
        f"{count_words(assessment.reviews)}。{left}"
        "第一次核定和复核的结果都留在这里；逾期和待确认的，在《收件确认》里定下采用或不采用。"
    )
    listing = Listing("复核登记", (line,), ReviewColumn.heads(), frozen=ReviewColumn.CLAUSE + 1, margins=NARROW)
    written = (_row(assessment, number, review) for number, review in enumerate(rows[:most], start=1))
    write_listing(book.sheet(REVIEWS_SHEET), assessment, listing, written)


def _row(assessment: Assessment, number: int, review: Review) -> list[Content]:
    application, outcome = review.application, review.outcome
    return [
        number,
        assessment.programme.unit(review.unit_code).name,
        application.clause,
        application.asked,
        application.reason,
        application.evidence,
        application.applicant,
        application.date,
        application.origin.file,
        application.origin.cell,
        review.first,
        review.first_by,
        Cell(review_state(assessment.programme, review), _STYLES[review.state]),
        outcome.reason if outcome and review.state in DECIDED else review.why,
        outcome.second_by if outcome else "",
    ]
