"""The sheet 复核 of a verifier's workbook: the applications of units, with what they ask for and why.

It has the columns of the other sheets and is read like them. A verifier either confirms the first decision with one
word, or enters what counts instead; both need a reason.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from qz.layout.row_words import subject_words
from qz.layout.verification_row import COLUMN_OF, COLUMNS, VerificationColumn, VerificationRow, points_spec, value_spec
from qz.layout.verification_workbook import FIRST_ROW, HEAD_ROW, KEY_COLUMN, MARKER_ROW, VerificationLayout
from qz.model.assessment import Assessment
from qz.model.reviews import Review
from qz.model.values import ValueType
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.rules.registry import EFFECTS
from qz.values.expressions import text
from qz.values.type_of_value import Content
from qz.values.value_types import TYPES, describe_accepted
from qz.verification.cells import CLOSED, PERSON_PROMPT, points_rule, ref, value_style, word_or_value_rule
from qz.verification.workbook_rows import NO_REASON, RowContent, RowMaker
from qz.workbook.write.page import WORKING_ZOOM, Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, RowWriter, TableColumn

C = VerificationColumn
REVIEW_SHEET: Final = "复核"
MARK: Final = "【复核】"
TO_REVIEW: Final = "待复核"
REVIEWED: Final = "已复核"
BOTH: Final = "维持不填分"
FIRST_HEAD: Final = "第一次核定"
APPLIED_HEAD: Final = "申请的内容"
SAME: Final = "与现在计入的相同"
"""What the verifier is told where an application asks for what counts already."""
_HEADS: Final = {C.TARGET: FIRST_HEAD, C.EVIDENCE: APPLIED_HEAD}
"""Heads of columns that hold something else here."""
_WIDTHS: Final = {C.ITEM: 11, C.CLAUSE: 27, C.SUBJECT: 15, C.TARGET: 18, C.EVIDENCE: 34, C.REASON: 24}
_TABLE: Final = tuple(
    TableColumn(_HEADS.get(kind, head), _WIDTHS.get(kind, width), "") for kind, head, width in COLUMNS
)
_LAST: Final = len(COLUMNS) - 1
_LEAST: Final = 20.0
_HOW: Final = (
    f"这些行有单位申请复核。黄色格：第一次的核定不变的，“核定值”填“{UPHELD}”；要改的，填改后的核定值或核定分。"
    "都要写核定理由，会反馈给申请的单位。第一次的核定仍留在后面的表里，不用改。"
)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One application as its verifier sees it. ``content``: the contents of its row on the other sheets."""

    review: Review
    content: RowContent
    value: Content
    points: Decimal | None
    reason: str
    person: str

    @property
    def key(self) -> str:
        """The row's key, that of the application with it."""
        return str(self.content.row.key._replace(review=self.review.application.review_id))

    @property
    def state(self) -> str:
        """The state of the row, the same word as its formula gives."""
        if self.value is None and self.points is None:
            return TO_REVIEW
        if self.value == UPHELD and self.points is not None:
            return BOTH
        return REVIEWED if self.reason.strip() else NO_REASON


def review_rows(assessment: Assessment, layout: VerificationLayout, maker: RowMaker) -> tuple[ReviewRow, ...]:
    """The accepted applications to this verifier, from the units of the layout."""
    codes = {unit.code for unit in layout.units}
    mine = [each for each in assessment.reviews.rows if each.is_put and each.verifier == layout.verifier]
    mine = [each for each in mine if each.unit_code in codes]
    if not mine:
        return ()
    rows = {str(row.key): row for sheet in layout.sheets for row in sheet.rows}
    verification = assessment.verification
    by_review: dict[tuple[str, str], list[VerifiedEntry]] = {}
    for entry in (*verification.pending, *verification.answers):
        if entry.review:
            by_review.setdefault((entry.unit_code, entry.review), []).append(entry)
    return tuple(
        _row(
            each,
            maker.make(rows[each.application.key]),
            by_review.get((each.unit_code, each.application.review_id), []),
            maker,
        )
        for each in mine
        if each.application.key in rows
    )


def _row(review: Review, content: RowContent, entries: Sequence[VerifiedEntry], maker: RowMaker) -> ReviewRow:
    row = content.row
    values = [entry for entry in entries if entry.kind is not EntryKind.CRITERION or entry.typed == UPHELD]
    points = [entry for entry in entries if entry not in values]
    value: Content = None
    if values:
        value_type = TYPES[row.fact.value_type if row.fact else ValueType.STATUS]
        value = UPHELD if values[0].typed == UPHELD else value_type.content(values[0].value)
    given = points[0].value if points else None
    entry = next(iter([*values, *points]), None)
    return ReviewRow(
        review,
        content,
        value,
        given if isinstance(given, Decimal) else None,
        entry.origin.reason if entry else "",
        maker.person(entry) if entry else "",
    )


def write_reviews(sheet: Sheet, layout: VerificationLayout, rows: Sequence[ReviewRow]) -> None:
    """Write the sheet."""
    page = Page(sheet, [column.width for column in _TABLE], _LEAST)
    for place, (kind, _, _) in enumerate(COLUMNS):
        sheet.text(MARKER_ROW, place, kind.value, "body small quiet nowrap")
        if _TABLE[place].title:
            page.put(HEAD_ROW, place, _TABLE[place].title, "head")
    title = f"{layout.programme.particulars.year}年考核复核表（{layout.verifier_name}复核）"
    page.across(1, (1, _LAST), title, "title")
    page.across(2, (1, _LAST), _HOW, "body left")
    writer = RowWriter(sheet, _TABLE, least=_LEAST)
    for number, each in enumerate(rows, start=FIRST_ROW):
        writer.write(number, _cells(layout, each, number))
        _validate(sheet, each.content.row, number)
    page.least_of(MARKER_ROW, 0)
    _finish(page, layout, FIRST_ROW + len(rows) - 1)


def _cells(layout: VerificationLayout, each: ReviewRow, number: int) -> list[Cell]:
    content, key = each.content, each.content.row.key
    style = value_style(content.row)
    shown: Mapping[VerificationColumn, Cell] = {
        C.KEY: Cell(each.key, "body small quiet nowrap"),
        C.UNIT: Cell(content.row.unit.name, "body box center warn" if content.is_own else "body box center"),
        C.ITEM: Cell(f"{MARK}\n{content.item}", "body box left"),
        C.CLAUSE_ID: Cell(content.kind.clause_id, "body box center"),
        C.CLAUSE: Cell(content.kind.clause, "body box left small"),
        C.SUBJECT: Cell(subject_words(layout.programme, content.row), "body box left"),
        C.TARGET: Cell(_first_words(each.review), "body box left small"),
        C.SELF_VALUE: Cell(content.self_value, f"{style} warn" if content.self_bad else style),
        C.EVIDENCE: Cell(_applied_words(each.review), "body box left small"),
        C.SELF_POINTS: Cell(content.self_points, "body box center number"),
        C.VALUE: Cell(each.value, f"{style} input"),
        C.POINTS: Cell(each.points, "body box center number input" if key.criterion_id else CLOSED),
        C.REASON: Cell(each.reason, "body box left textual input"),
        C.PERSON: Cell(each.person, "body box center textual input"),
        C.STATUS: Cell(each.state, "body box center small", _state_formula(number)),
    }
    return [shown[kind] for kind, _, _ in COLUMNS]


def _first_words(review: Review) -> str:
    return f"{review.first}（{review.first_by}）" if review.first_by else review.first


def _applied_words(review: Review) -> str:
    """What is asked for, why, on what evidence, and who applies."""
    application = review.application
    same = f"（{SAME}）" if review.asks_same else ""
    lines = [f"申请计为：{application.asked}{same}", f"理由：{application.reason}"]
    lines += [f"佐证：{application.evidence}"] if application.evidence else []
    who = "　".join(part for part in (application.applicant, application.date) if part)
    return "\n".join([*lines, *([f"申请人：{who}"] if who else [])])


def _state_formula(row: int) -> str:
    value, points, reason = (ref(row, column) for column in (C.VALUE, C.POINTS, C.REASON))
    judged = f'IF(TRIM({reason})="",{text(NO_REASON)},{text(REVIEWED)})'
    judged = f'IF(AND({value}={text(UPHELD)},{points}<>""),{text(BOTH)},{judged})'
    return f'IF(AND({value}="",{points}=""),{text(TO_REVIEW)},{judged})'


def _value_rule(row: VerificationRow, number: int) -> dict[str, Any]:
    """The validation of 核定值: the word that confirms the first decision, or a value that the form accepts."""
    spec = value_spec(row) if row.key.kind else None
    other = f"改后的{describe_accepted(spec)}。" if spec else "在“核定分”里填改后的分。"
    return word_or_value_rule(UPHELD, spec, number, f"填“{UPHELD}”，或{other}", "都须写核定理由。")


def _validate(sheet: Sheet, row: VerificationRow, number: int) -> None:
    sheet.validate(number, COLUMN_OF[C.VALUE], _value_rule(row, number))
    spec = points_spec(row.criterion, EFFECTS[row.criterion.kind]) if row.criterion and row.key.criterion_id else None
    if spec is not None and row.criterion is not None:
        sheet.validate(number, COLUMN_OF[C.POINTS], points_rule(row.criterion, spec, ref(number, C.POINTS)))
    reason = "写明依据：查了什么材料、为什么维持或为什么改。会反馈给申请的单位。"
    sheet.validate(number, COLUMN_OF[C.REASON], {"validate": "any", "input_title": "核定理由", "input_message": reason})
    sheet.validate(number, COLUMN_OF[C.PERSON], dict(PERSON_PROMPT))


def _finish(page: Page, layout: VerificationLayout, last: int) -> None:
    sheet, status = page.sheet, COLUMN_OF[C.STATUS]
    for word, style in ((NO_REASON, "bad"), (BOTH, "bad"), (TO_REVIEW, "warn"), (REVIEWED, "good")):
        sheet.mark((FIRST_ROW, status), (last, status), {"type": "cell", "criteria": "==", "value": f'"{word}"'}, style)
    sheet.filter_buttons(HEAD_ROW, last, len(COLUMNS), first=KEY_COLUMN)
    page.freeze_above_left(FIRST_ROW, COLUMN_OF[C.CLAUSE], WORKING_ZOOM)
    sheet.numbers_as_text(last, _LAST)
    particulars = layout.programme.particulars
    header = f"{particulars.document_number}　{layout.verifier_name}复核　第{particulars.edition}版"
    area = (1, 0, last, _LAST)
    page.finish(FIRST_ROW, PrintSetup(repeat=(HEAD_ROW, HEAD_ROW), header=header, margins=NARROW, area=area))
    sheet.protect(sortable=True)
