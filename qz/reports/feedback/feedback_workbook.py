"""The 告知书 of one unit: its total and rank, a row for each clause with the points lost and why, and a signature."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from qz.layout.application_sheet import SHEET
from qz.layout.review_words import review_sentence
from qz.model.assessment import Assessment
from qz.model.programme import Item, Scorecard, Unit
from qz.model.scores import Effect, ItemScore, ScoreLine
from qz.model.values import show_number
from qz.reports.clause_facts import ClauseFacts
from qz.reports.dated import dated_words
from qz.reports.feedback.application_page import ApplicationPage, closed_words
from qz.reports.losses import clauses_of_item, holds_bonus_only
from qz.reports.result_words import report_title, stage_words
from qz.values.dates import show_moment
from qz.workbook.write.book import Book, Sheet
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Cell, Content

RESULT_SHEET: Final = "考核结果"
_HEADS: Final = ("条款", "条款内容", "计分数据", "得分", "失分", "说明")
_WIDTHS: Final = (6.5, 31, 33, 7, 7, 31)
_BOX: Final = "body box left small"
_TEXTS: Final = (1, 2, 5)
_LAST: Final = len(_HEADS) - 1


def write_feedback(  # noqa: PLR0917 - whose, whereto, and what many have in common
    assessment: Assessment,
    unit: Unit,
    card: Scorecard,
    path: Path,
    application: ApplicationPage | None = None,
    among: int | None = None,
) -> None:
    """Write one unit's workbook to ``path``: A4 upright, the heads on every page, then the page to apply on.

    ``application`` writes that page; given where many workbooks of one programme are written. ``among``: units ranked
    together with it, where ``assessment`` is a part; ``None``: those in its ranking.

    Source: product specification, "Results"; the document's text, 三 3.
    """
    programme = assessment.programme
    title = report_title(programme, "考核结果告知书")
    with Book.create(path, f"{title}（{unit.name}）", author=programme.particulars.office) as book:
        words = _total_words(assessment, unit, card, among)
        _write(book.sheet(RESULT_SHEET), assessment, unit, card, (title, words))
        (application or ApplicationPage(programme)).write(book, assessment, unit)


def _write(sheet: Sheet, assessment: Assessment, unit: Unit, card: Scorecard, head: tuple[str, str]) -> None:
    page = Page(sheet, _WIDTHS, 16)
    row = page.title(head[0], [f"{unit.name}：", head[1]])
    page.heads(row, _HEADS)
    top, row = row, row + 1
    facts = ClauseFacts(assessment, unit, assessment.answers[unit.code])
    for item, part in zip(card.items, assessment.scores[unit.code].items, strict=True):
        page.across(row, (0, _LAST), _item_words(item, part), "body box left bold item")
        row += 1
        for content in _clauses(item, part, facts):
            for column, each in enumerate(content):
                page.put(row, column, each, _BOX if column in _TEXTS else "body box center")
            row += 1
    for words in _review_lines(assessment, unit):
        page.across(row, (0, _LAST), words, "body box left")
        row += 1
    for words in _closing(assessment, unit, card):
        page.across(row, (0, _LAST), words, "body left")
        row += 1
    sheet.freeze(top + 1, 1)
    sheet.numbers_as_text(row, len(_WIDTHS))
    page.finish(row, PrintSetup(landscape=False, repeat=(top, top), margins=NARROW, footer=dated_words(assessment)))
    sheet.protect()


def _total_words(assessment: Assessment, unit: Unit, card: Scorecard, among: int | None) -> str:
    """``你单位考核总分102分（标准分得分93分，加分9分，失分7分），在9个镇街道单位中列第1名。…``.

    The rank is the one in the unit's group, where units are ranked by group.
    """
    score = assessment.scores[unit.code]
    parts = (("标准分得分", score.base), ("加分", score.bonus), ("失分", score.lost))
    parts_text = "，".join(f"{name}{show_number(points)}分" for name, points in parts)
    rows = assessment.rankings[card.scorecard_id]
    row = next(row for row in rows if row.unit_code == unit.code)
    place = ""
    if row.rank is not None and assessment.programme.particulars.tells_rank:
        among = sum(other.group == row.group for other in rows) if among is None else among
        place = f"，在{among}个{row.group or card.label}单位中列第{row.rank}名"
    grade = f"，等次{row.grade}" if row.grade else ""
    denied = "；".join(f"第{line.criterion_id}条，{line.award.denial}" for line in score.consequences)
    why_denied = f"触发一票否决：{denied}。" if denied else ""
    stage = f"阶段：{stage_words(assessment, card)}。"
    return f"你单位考核总分{show_number(score.total)}分（{parts_text}）{place}{grade}。{why_denied}{stage}"


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


def _review_lines(assessment: Assessment, unit: Unit) -> Iterator[Content]:
    """What the unit applied for and how it was answered; nothing where it did not apply."""
    rows = [row for row in assessment.reviews.standing if row.unit_code == unit.code]
    if rows:
        yield Cell("复核申请和答复", "bold item")
    for row in rows:
        yield review_sentence(assessment.programme, row)


def _closing(assessment: Assessment, unit: Unit, card: Scorecard) -> Iterator[str]:
    """The lines below the table: until when and how to ask for a review (复核), and the line for signatures."""
    particulars, stage = assessment.programme.particulars, assessment.stage_of(card.scorecard_id)
    if particulars.appeal_by is not None:
        whom = f"{particulars.office}（联系人：{particulars.contact}，电话：{particulars.phone}）"
        yield (
            f"{closed_words(particulars, stage)}请签字盖章后交回{whom}。"
            if stage.is_closed
            else f"对以上结果有异议的，请于{show_moment(particulars.appeal_by)}前填写本文件里的《{SHEET}》，"
            f"连同佐证材料发回{whom}；没有异议的，请签字盖章后交回。"
        )
    yield f"{unit.name}（盖章）　　　　　　主要负责人（签字）：　　　　　　　　　　　　　年　　月　　日"
