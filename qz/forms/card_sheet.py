"""The sheet 自评表: the unit's scorecard as the annex prints it, with a cell for each fact, and the self-score."""

from collections.abc import Mapping
from typing import Final

from qz.forms.card_groups import write_groups
from qz.forms.card_rows import Card, write_criterion, write_fact, write_item
from qz.forms.entries import Entry
from qz.forms.form_page import TO_DO, FormPage, Section
from qz.forms.live import TO_FILL, WRONG, InputState, Live
from qz.forms.lost_points import NOT_COUNTED, VETOED
from qz.forms.shown import ShownScore
from qz.forms.target_cells import write_target
from qz.layout.card_columns import FIRST, CardColumns
from qz.layout.form_plan import CARD_SHEET, SELF_TOTAL_NAME, FormPlan
from qz.layout.inputs import input_name
from qz.layout.print_columns import Shows
from qz.model.layout import InputKind, column_name
from qz.model.scores import Answers
from qz.model.values import show_number
from qz.rules.card_total import bonus_formula, total_formula
from qz.rules.compared import left_out_words
from qz.rules.computed import with_computed
from qz.rules.wording import total_caps
from qz.values.expressions import text
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute
from qz.workbook.write.page import WORKING_ZOOM

_BOX: Final = "body box"
_LABEL_WIDTH, _NAME_WIDTH = 27.0, 53.0
"""How wide the annex's label and the unit's name are at least."""


def write_card(
    book: Book, plan: FormPlan, entries: Mapping[str, Entry], answers: Answers, score: ShownScore
) -> Section:
    """Write the sheet. Returns its section for the counts on the first sheet. The unit must be scored."""
    if plan.scorecard is None or plan.card is None:
        raise ValueError(f"{plan.unit.name} is not scored")
    scorecard = plan.scorecard
    at = plan.card
    page = FormPage(book, plan, CARD_SHEET, at.widths)
    section = Section(CARD_SHEET, ((at.fact, at.state),), plan.card_total_row)
    known = with_computed(scorecard, answers, plan.targets)
    fact_rows = {fact_id: entries[input_name(InputKind.FACT, fact_id)].cell.row for fact_id in scorecard.facts}
    states = {fact_id: absolute(row, at.state) for fact_id, row in fact_rows.items()}
    card = Card(page, at, scorecard, entries, known, plan.targets, section, {}, states)
    for row in plan.card_rows:
        write_target(card, row)
    points: dict[str, str] = {}
    for row in plan.card_rows:
        write_fact(card, row)
        if row.line.criterion_span and row.line.criterion:
            points[row.line.criterion.criterion_id] = write_criterion(card, row, score.points)
    for row in plan.card_rows:
        if row.line.item_span and row.line.item:
            write_item(card, row, score.items[row.line.item.number], points)
    write_groups(card, score)
    _write_total(card, score, points)
    _write_top(card, score)
    rows = _write_closing(card)
    _mark(card)
    for line in (1, plan.card_head_row - 1):
        page.least_of(line, 15)
    page.close(rows, landscape=True, head_row=plan.card_head_row, blocks=_blocks(card))
    page.freeze_above_left(plan.card_head_row + 1, _kept(at), WORKING_ZOOM)
    return section


def _kept(at: CardColumns) -> int:
    """The columns left of this one stay in sight: the items' numbers, where the annex begins with them."""
    return FIRST + (at.printed[0].shows is Shows.NUMBER)


def _blocks(card: Card) -> list[int]:
    """The rows at which a page may begin: each item, and the readings. The total stays with the last item."""
    first = [row.row for row in card.plan.card_rows if row.line.item_span or row.line.item is None]
    return [*first, card.plan.card_total_row + 1 + bool(card.scorecard.frame.closing)]


def _heads(at: CardColumns) -> dict[int, str]:
    """Column heads: the annex's own, with the form's between."""
    own = ("条款", "填报内容", "目标或\n填什么", "填报", "佐证材料", "填报检查", "本条\n自评")
    reason, score = at.head(Shows.DEDUCTIONS, "失分原因"), at.head(Shows.SCORE, Shows.SCORE)
    closing = (reason, f"{score}\n（自评）", at.head(Shows.REMARK, Shows.REMARK))
    return dict(enumerate((*(column.head for column in at.printed), *own, *closing), start=FIRST))


def _write_top(card: Card, score: ShownScore) -> None:
    page, frame, plan = card.page, card.scorecard.frame, card.plan
    page.put(1, FIRST, frame.annex, "body black left", columns=card.at.spanning(_LABEL_WIDTH))
    page.put(2, FIRST, frame.title, "title", columns=card.at.last)
    for place, paragraph in enumerate(frame.paragraphs):
        page.put(3 + place, FIRST, paragraph, "body left", columns=card.at.last)
    row = plan.card_head_row - 1
    page.put(row, FIRST, f"填报单位：{plan.unit.name}", "body black left", columns=card.at.spanning(_NAME_WIDTH))
    total = absolute(plan.card_total_row, card.at.score)
    left = card.section.count(*TO_DO)
    lead = f'"自评总分"&ROUND({total},2)&"分"'
    rest = f'IF({left.expression}=0,"，本表已填齐","，还有"&({left.expression})&"处待填或有误")'
    shown = "，本表已填齐" if left.value == 0 else f"，还有{left.value}处待填或有误"
    if waits := left_out_words(card.scorecard):
        lead, shown = f"{lead}&{text(f'（{waits}）')}", f"（{waits}）{shown}"
    live = Live(f"{lead}&{rest}", f"自评总分{show_number(score.total)}分{shown}")
    columns = card.at.last - card.at.label + 1
    page.live(row, card.at.label, live, "body black right", columns=columns, longest=str(live.value))
    for column, head in _heads(card.at).items():
        if column <= card.at.last:
            page.put(plan.card_head_row, column, head, "head")


def _write_total(card: Card, score: ShownScore, points: Mapping[str, str]) -> None:
    page, row = card.page, card.plan.card_total_row
    first, last = card.plan.card_head_row + 1, row - 1
    style = f"{_BOX} center black"
    if card.at.standard > FIRST:
        page.put(row, FIRST, "合计", style, columns=card.at.standard - FIRST)
    page.sheet.number(row, card.at.standard, card.scorecard.standard, style)
    base, bonus = (
        f"SUM({absolute(first, column)}:{absolute(last, column)})" for column in (card.at.base, card.at.bonus)
    )
    counted = bonus_formula(bonus, card.scorecard.total_rule)
    caps = f"（{words}）" if (words := total_caps(card.scorecard.total_rule)) else ""
    parts = f'"标准分得分"&ROUND({base},2)&"分，加分"&ROUND({counted},2)&"分{caps}"'
    shown = f"标准分得分{show_number(score.base)}分，加分{show_number(score.bonus)}分{caps}"
    if waits := left_out_words(card.scorecard):
        parts, shown = f"{parts}&{text(f'（{waits}）')}", f"{shown}（{waits}）"
    page.live(
        row,
        card.at.standard + 1,
        Live(parts, shown),
        f"{_BOX} right",
        columns=card.at.reason - card.at.standard,
        longest=shown,
    )
    added = f"SUM({absolute(first, card.at.score)}:{absolute(last, card.at.score)})"
    zeroing = [points[one.criterion_id] for one in card.scorecard.zeroing]
    rule = card.scorecard.total_rule
    parts_of = (added, "") if rule.bonus_cap is None else (base, bonus)
    total = total_formula(*parts_of, zeroing, rule)
    page.live(row, card.at.score, Live(total, score.total), f"{_BOX} center black large")
    page.book.define(SELF_TOTAL_NAME, CARD_SHEET, absolute(row, card.at.score))
    if card.at.shows_remark:
        page.put(row, card.at.remark, "", _BOX)


def _write_closing(card: Card) -> int:
    """Write the annex's closing line and the readings. Returns the number of rows of the sheet."""
    page, row = card.page, card.plan.card_total_row + 1
    closing = card.scorecard.frame.closing
    width = card.at.last // max(1, len(closing))
    for place, words in enumerate(closing):
        page.put(row, FIRST + place * width, words, "body black left", columns=width)
    row += bool(closing)
    readings: dict[str, list[str]] = {}
    for criterion in card.scorecard.criteria:
        if criterion.reading:
            readings.setdefault(criterion.reading, []).append(criterion.criterion_id)
    if readings:
        page.put(row, FIRST, "填报口径（前面是条款号）", "body black left", columns=card.at.last)
        row += 1
    for reading, clauses in readings.items():
        page.put(row, FIRST, f"{'、'.join(clauses)}　{reading}", "body left small", columns=card.at.last)
        page.least_of(row, 14)
        row += 1
    return row


def _mark(card: Card) -> None:
    """Colour cells that need attention; they are bold as well, which is visible in black and white."""
    first, last = card.plan.card_head_row + 1, card.plan.card_total_row - 1
    state, points, reason = (
        f"${column_name(column)}{first + 1}" for column in (card.at.state, card.at.points, card.at.reason)
    )
    bad, quiet = "bad bold", "quiet"
    words = dict.fromkeys([VETOED, *(one.consequence.value for one in card.scorecard.consequences if one.consequence)])
    vetoes = tuple(
        (card.at.points, f'=AND({points}="{word}",{reason}<>"")', bad)  # not while nothing is filled in
        for word in words
    )
    marks = (
        (card.at.check, f"={state}>={InputState.WRONG:d}", bad),
        (card.at.check, f"={state}={InputState.BLANK:d}", quiet),
        *vetoes,
        (card.at.points, f'={points}="{TO_FILL}"', quiet),
        (card.at.points, f'={points}="{WRONG}"', bad),
        (card.at.reason, f'={reason}="{NOT_COUNTED}"', bad),
    )
    for column, condition, look in marks:
        card.page.sheet.mark((first, column), (last, column), {"type": "formula", "criteria": condition}, look)
