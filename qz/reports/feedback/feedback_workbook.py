"""The 告知书 of one unit: its total and rank, a row for each clause with the points lost and why, and a signature."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from qz.layout.application_sheet import SHEET
from qz.model.assessment import Assessment
from qz.model.assessment_rules import Particulars
from qz.model.scorecards import Item, Scorecard
from qz.model.scores import Answers, Effect, ItemScore, ScoreLine, UnitScore
from qz.model.task_table import Unit
from qz.model.values import show_number
from qz.reports.clause_facts import ClauseFacts
from qz.reports.feedback.application_page import ApplicationPage
from qz.reports.feedback.notice import Notice, Notices
from qz.reports.losses import clauses_of_item, holds_bonus_only
from qz.reports.result_words import report_title
from qz.values.dates import show_moment
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content

RESULT_SHEET: Final = "考核结果"
_HEADS: Final = ("条款", "条款内容", "计分数据", "得分", "失分", "说明")
_WIDTHS: Final = (6.5, 31, 33, 7, 7, 31)
_BOX: Final = "body box left small"
_TEXTS: Final = (1, 2, 5)
_LAST: Final = len(_HEADS) - 1


def write_feedback(assessment: Assessment, unit: Unit, card: Scorecard, path: Path) -> None:
    """Write the workbook of one unit of an assessment to ``path``."""
    notice, page = Notices(assessment).of(unit, card), ApplicationPage(assessment.programme)
    write_notice(notice, assessment.answers[unit.code], assessment.scores[unit.code], page, path)


def write_notice(notice: Notice, answers: Answers, score: UnitScore, application: ApplicationPage, path: Path) -> None:
    """Write one unit's workbook to ``path``: A4 upright, the heads on every page, then the page to apply on.

    It shows nothing but what it is given: ``notice``, ``answers`` and ``score`` of the unit, and what the programme
    says. ``application`` writes that page.

    Source: product specification, "Results"; the document's text, 三 3.
    """
    programme, unit = application.programme, notice.unit
    title = report_title(programme, "考核结果告知书")
    with Book.create(path, f"{title}（{unit.name}）", author=programme.particulars.office) as book:
        words = _total_words(notice, score)
        _write(book.sheet(RESULT_SHEET), notice, score, ClauseFacts(programme, unit, answers), (title, words))
        application.write(book, unit, notice.closed, notice.dated)


def _write(sheet: Sheet, notice: Notice, score: UnitScore, facts: ClauseFacts, head: tuple[str, str]) -> None:
    page = Page(sheet, _WIDTHS, 16)
    row = page.title(head[0], [f"{notice.unit.name}：", head[1]])
    page.heads(row, _HEADS)
    top, row = row, row + 1
    card = facts.programme.scorecard_of(notice.unit)
    for item, part in zip(card.items if card else (), score.items, strict=True):
        page.across(row, (0, _LAST), _item_words(item, part), "body box left bold item")
        row += 1
        for content in _clauses(item, part, facts):
            for column, each in enumerate(content):
                page.put(row, column, each, _BOX if column in _TEXTS else "body box center")
            row += 1
    for words in _review_lines(notice):
        page.across(row, (0, _LAST), words, "body box left")
        row += 1
    for words in _closing(notice, facts.programme.particulars):
        page.across(row, (0, _LAST), words, "body left")
        row += 1
    sheet.freeze(top + 1, 1)
    sheet.numbers_as_text(row, len(_WIDTHS))
    page.finish(row, PrintSetup(landscape=False, repeat=(top, top), margins=NARROW, footer=notice.dated))
    sheet.protect()


def _total_words(notice: Notice, score: UnitScore) -> str:
    """``你单位考核总分102分（标准分得分93分，加分9分，失分7分），在9个镇街道单位中列第1名。…``."""
    parts = (("标准分得分", score.base), ("加分", score.bonus), ("失分", score.lost))
    parts_text = "，".join(f"{name}{show_number(points)}分" for name, points in parts)
    denied = "；".join(f"第{line.criterion_id}条，{line.award.denial}" for line in score.consequences)
    why_denied = f"触发一票否决：{denied}。" if denied else ""
    total = f"你单位考核总分{show_number(score.total)}分（{parts_text}）{notice.place}。"
    return f"{total}{why_denied}阶段：{notice.stage}。"


def _item_words(item: Item, part: ItemScore) -> str:
    """``1 组织领导　标准分10分，得9分，加1分，失1分``."""
    standard = (
        "加分项" if holds_bonus_only(item) else f"标准分{show_number(item.standard)}分，得{show_number(part.base)}分"
    )
    bonus = f"，加{show_number(part.bonus)}分" if part.bonus else ""
    lost = f"，失{show_number(part.lost)}分" if part.lost else ""
    return f"{item.number}　{item.label}　{standard}{bonus}{lost}"


def _clauses(item: Item, part: ItemScore, facts: ClauseFacts) -> Iterator[list[Content]]:
    for loss in clauses_of_item(item, part):
        criterion, line = loss.criterion, loss.line
        yield [
            criterion.criterion_id,
            criterion.clause,
            facts.words(criterion, line, in_full=True),
            _points(line),
            Cell(loss.points, "red") if loss.points else "",
            loss.why,
        ]


def _points(line: ScoreLine) -> Content:
    if line.effect is Effect.VETO:
        return "不得分" if line.award.vetoes and line.verified is None else "—"
    return line.points


def _review_lines(notice: Notice) -> Iterator[Content]:
    """What the unit applied for and how it was answered; nothing where it did not apply."""
    if notice.reviews:
        yield Cell("复核申请和答复", "bold item")
    yield from notice.reviews


def _closing(notice: Notice, particulars: Particulars) -> Iterator[str]:
    """The lines below the table: until when and how to ask for a review (复核), and the line for signatures."""
    if particulars.appeal_by is not None:
        whom = f"{particulars.office}（联系人：{particulars.contact}，电话：{particulars.phone}）"
        yield (
            f"{notice.closed}请签字盖章后交回{whom}。"
            if notice.closed
            else f"对以上结果有异议的，请于{show_moment(particulars.appeal_by)}前填写本文件里的《{SHEET}》，"
            f"连同佐证材料发回{whom}；没有异议的，请签字盖章后交回。"
        )
    name = notice.unit.name
    yield f"{name}（盖章）　　　　　　主要负责人（签字）：　　　　　　　　　　　　　年　　月　　日"
