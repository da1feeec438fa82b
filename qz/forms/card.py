"""自评表: the unit's scorecard as its annex prints it, with a cell for each fact and the self-score live."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qz.forms.checks import fact_check_text, fact_state
from qz.forms.entries import Entry
from qz.forms.frame import Page, Section
from qz.forms.inputs import write_input
from qz.forms.live import TO_FILL, WRONG, Live, State
from qz.forms.reasons import NOT_VETOED, VETOED, Reasoner
from qz.forms.refs import FormRefs
from qz.layout.form import CARD_COLUMNS, CARD_SHEET, SELF_TOTAL_NAME, CardRow, FormPlan
from qz.layout.inputs import input_name
from qz.model.layout import InputKind
from qz.model.programme import Criterion, Fact, Item, Scorecard, Term
from qz.model.scores import Answers, Effect, ItemScore, ScoreLine, UnitScore
from qz.model.values import ValueType, show_number, show_percent
from qz.rules.base import RuleContext, TaskMark
from qz.rules.item import criterion_formula, item_formulas
from qz.rules.registry import KINDS
from qz.workbook.writer import Book, absolute

_NUMBER, _CONTENT, _METHOD, _STANDARD, _CLAUSE, _LABEL, _TARGET = range(1, 8)
_FACT, _EVIDENCE, _CHECK, _POINTS, _REASON, _SCORE, _REMARK = range(8, 15)
_STATE, _BASE, _BONUS = 15, 16, 17
_WIDTHS: Final = (0, 5, 22, 26, 7, 6, 22, 9, 10, 17, 12, 8, 20, 9)
_REMARK_WIDTH: Final = 12
_BOX: Final = "body box"
_ROW_STATES: Final = ((CARD_COLUMNS[InputKind.FACT], _STATE),)


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the sheet is written from."""

    page: Page
    scorecard: Scorecard
    entries: Mapping[str, Entry]
    answers: Answers
    score: UnitScore
    unit_targets: Mapping[str, Decimal]
    section: Section
    target_cells: dict[str, str]

    @property
    def plan(self) -> FormPlan:
        """The form's plan."""
        return self.page.plan

    @property
    def last_column(self) -> int:
        """The last column that is shown."""
        return _REMARK if self.scorecard.shows_deductions else _SCORE

    def refs(self, criterion: Criterion) -> FormRefs:
        """Where the criterion's formula finds what it needs."""
        return FormRefs(self.plan, self.entries, self.target_cells, criterion.settings.scored_roles)

    def fact_entry(self, fact_id: str) -> Entry:
        """The cell a fact is filled in at."""
        return self.entries[input_name(InputKind.FACT, fact_id)]

    def marks(self, criterion: Criterion) -> tuple[TaskMark, ...]:
        """The unit's tasks in the roles the criterion scores."""
        found = []
        for task, role in self.plan.programme.tasks_of(self.plan.unit):
            if role in criterion.settings.scored_roles:
                answer = self.answers.statuses.get(task.task_id)
                done = answer.value if answer is not None and not answer.invalid else None
                found.append(TaskMark(task.task_id, done if isinstance(done, bool) else None))
        return tuple(found)

    def context(self, criterion: Criterion) -> RuleContext:
        """What the criterion's rule is computed from."""
        facts = self.scorecard.facts
        return RuleContext(criterion, facts, self.answers.facts, self.unit_targets, self.marks(criterion))


def write_card(book: Book, plan: FormPlan, entries: Mapping[str, Entry], answers: Answers, score: UnitScore) -> Section:
    """Write the sheet; returns what the first sheet counts. The unit must be scored."""
    if plan.scorecard is None:
        raise ValueError(f"{plan.unit.name} is not scored")
    scorecard = plan.scorecard
    tail = (_REMARK_WIDTH, 0, 0, 0) if scorecard.shows_deductions else (0, 0, 0, 0)
    page = Page(book, plan, CARD_SHEET, (*_WIDTHS, *tail))
    section = Section(CARD_SHEET, _ROW_STATES, plan.card_total_row)
    targets = plan.programme.targets_of(plan.unit)
    card = Card(page, scorecard, entries, answers, score, targets, section, {})
    for row in plan.card_rows:
        _write_target(card, row)
    lines = {line.criterion_id: line for item in score.items for line in item.lines}
    items = {item.number: item for item in score.items}
    points: dict[str, str] = {}
    for row in plan.card_rows:
        _write_fact(card, row)
        if row.line.criterion_span and row.line.criterion:
            points[row.line.criterion.criterion_id] = _write_criterion(card, row, lines)
    for row in plan.card_rows:
        if row.line.item_span and row.line.item:
            _write_item(card, row, items[row.line.item.number], points)
    _write_total(card)
    _write_top(card)
    rows = _write_closing(card)
    _mark(card)
    page.sheet.raw.freeze_panes(plan.card_head_row + 1, _CONTENT)
    page.finish(rows, landscape=True, head_row=plan.card_head_row, blocks=_blocks(card))
    return section


def _blocks(card: Card) -> list[int]:
    """Pages begin at an item; the total and what closes the sheet keep together."""
    first = [row.row for row in card.plan.card_rows if row.line.item_span or row.line.item is None]
    return [*first, card.plan.card_total_row]


def _heads(scorecard: Scorecard) -> dict[int, str]:
    """The annex's printed heads with the form's own between; the annex's closing heads where it prints deductions."""
    printed = scorecard.frame.heads
    first = (*printed[:4], *("序号", "考核内容", "评分方法", "标准分")[len(printed[:4]) :])
    rest = printed[4:]
    reason, score, remark = "失分原因", rest[0] if rest else "实得分", "备注"
    if scorecard.shows_deductions and len(rest) >= 3:
        reason, score, remark = rest[:3]
    own = ("条款", "填报内容", "目标", "填报", "佐证材料", "填报检查", "本条\n自评")
    return dict(enumerate((*first, *own, reason, f"{score}\n（自评）", remark), start=_NUMBER))


def _write_top(card: Card) -> None:
    page, frame, plan = card.page, card.scorecard.frame, card.plan
    page.put(1, _NUMBER, frame.annex, "body black left", columns=2)
    page.put(2, _NUMBER, frame.title, "title", columns=card.last_column)
    for place, paragraph in enumerate(frame.paragraphs):
        page.put(3 + place, _NUMBER, paragraph, "body left", columns=card.last_column)
    row = plan.card_head_row - 1
    page.put(row, _NUMBER, f"填报单位：{plan.unit.name}", "body black left", columns=3)
    total = absolute(plan.card_total_row, _SCORE)
    left = card.section.count(State.BLANK, State.WRONG, State.CONTRADICTS)
    lead = f'"自评总分"&ROUND({total},2)&"分"'
    rest = f'IF({left.expression}=0,"，本表已填齐","，还有"&({left.expression})&"处待填或有误")'
    shown = "，本表已填齐" if left.value == 0 else f"，还有{left.value}处待填或有误"
    live = Live(f"{lead}&{rest}", f"自评总分{show_number(card.score.total)}分{shown}")
    columns = card.last_column - _LABEL + 1
    page.live(row, _LABEL, live, "body black right", columns=columns, longest=str(live.value))
    for column, head in _heads(card.scorecard).items():
        if column <= card.last_column:
            page.put(plan.card_head_row, column, head, "head")


def _show_target(term: Term, fact: Fact, target: Decimal) -> str:
    shown = show_percent(target) if fact.value_type is ValueType.RATE else show_number(target) + fact.unit_of_measure
    return f"{term.comparator.value}{shown}"


def _write_target(card: Card, row: CardRow) -> None:
    """The fixed target as words, this unit's own as a number the formulas refer to, or a dash."""
    line, page = row.line, card.page
    style = f"{_BOX} center"
    if line.criterion is None or line.term is None or line.fact is None:
        page.put(row.row, _TARGET, "—", f"{style} quiet")
        return
    needs = KINDS[line.criterion.kind].needs
    if line.term.target is not None and needs.target:
        page.put(row.row, _TARGET, _show_target(line.term, line.fact, line.term.target), style)
    elif needs.unit_target:
        target = card.unit_targets.get(line.fact.fact_id, Decimal(0))
        percent = " percent" if line.fact.value_type is ValueType.RATE else ""
        page.sheet.number(row.row, _TARGET, target, style + percent)
        card.target_cells.setdefault(line.fact.fact_id, absolute(row.row, _TARGET))
    else:
        page.put(row.row, _TARGET, "—", f"{style} quiet")


def _write_fact(card: Card, row: CardRow) -> None:
    line, page = row.line, card.page
    if line.fact is None:
        _write_task_count(card, row)
        return
    page.put(row.row, _LABEL, line.fact.label, f"{_BOX} left")
    entry = card.fact_entry(line.fact.fact_id)
    if not line.asks:
        first = next(other for other in card.plan.card_rows if other.line.fact is line.fact)
        content = entry.content if entry.content is not None else ""
        style = f"{_BOX} center" + (" percent" if line.fact.value_type is ValueType.RATE else "")
        page.sheet.formula(row.row, _FACT, f'IF({entry.ref}="","",{entry.ref})', style, content)
        asked = first.line.criterion.criterion_id if first.line.criterion else ""
        page.put(row.row, _EVIDENCE, f"同{asked}，不必重填", f"{_BOX} left quiet")
        page.put(row.row, _CHECK, "—", f"{_BOX} center quiet")
        return
    notes = _notes(line.criterion)
    wide = line.fact.value_type is ValueType.TEXT
    write_input(page.book, page.sheet, entry, notes, columns=2 if wide else 1)
    page.fit.need(row.row, _FACT, str(entry.content or ""), _BOX, columns=2 if wide else 1)
    if not wide:
        evidence = card.entries[input_name(InputKind.FACT_EVIDENCE, line.fact.fact_id)]
        write_input(page.book, page.sheet, evidence, notes)
        page.fit.need(row.row, _EVIDENCE, str(evidence.content or ""), _BOX)
    state = fact_state(card.scorecard, line.fact, card.entries)
    page.flag(card.section, entry, state)
    check, longest = fact_check_text(card.scorecard, line.fact, card.entries, absolute(row.row, _STATE), state)
    page.live(row.row, _CHECK, check, f"{_BOX} center", longest=longest)


def _notes(criterion: Criterion | None) -> tuple[str, ...]:
    """What a prompt adds about the clause: its words and how they are read."""
    if criterion is None:
        return ()
    reading = f"口径：{criterion.reading}" if criterion.reading else ""
    clause = (
        f"第{criterion.criterion_id}条：{criterion.clause}" if criterion.clause else f"第{criterion.criterion_id}条"
    )
    return (clause, reading)


def _write_task_count(card: Card, row: CardRow) -> None:
    """A criterion on the unit's tasks: how many of them are done, counted from the other sheet."""
    page, criterion = card.page, row.line.criterion
    if criterion is None:
        return
    refs, marks = card.refs(criterion), card.marks(criterion)
    roles = "、".join(role.value for role in criterion.settings.scored_roles)
    page.put(row.row, _LABEL, f"{roles}任务已完成项数", f"{_BOX} left")
    page.put(row.row, _TARGET, f"{len(marks)}项", f"{_BOX} center")
    done = Decimal(sum(mark.done is True for mark in marks))
    page.sheet.formula(row.row, _FACT, refs.tasks_done(), f"{_BOX} center", done)
    page.put(row.row, _EVIDENCE, "按《任务完成情况》自动统计，不必填", f"{_BOX} left quiet")
    missing = Decimal(sum(mark.done is None for mark in marks))
    expression = f'IF({refs.tasks_missing()}>0,{refs.tasks_missing()}&"项待填","√")'
    page.live(row.row, _CHECK, Live(expression, f"{missing}项待填" if missing else "√"), f"{_BOX} center")


def _write_criterion(card: Card, row: CardRow, lines: Mapping[str, ScoreLine]) -> str:
    """Clause number, points and reason; returns what the item's formula takes as the criterion's points."""
    criterion, page, span = row.line.criterion, card.page, row.line.criterion_span
    if criterion is None:
        raise ValueError("a criterion's first row without a criterion")
    line, refs, ref = lines[criterion.criterion_id], card.refs(criterion), absolute(row.row, _POINTS)
    page.put(row.row, _CLAUSE, criterion.criterion_id, f"{_BOX} center textual", rows=span)
    formula = criterion_formula(criterion, card.scorecard.facts, refs)
    if line.effect is Effect.VETO:
        live = Live(f'IF({formula},"{VETOED}","{NOT_VETOED}")', VETOED if line.award.vetoes else NOT_VETOED)
    else:
        live = Live(formula, line.award.points)
    page.live(row.row, _POINTS, live, f"{_BOX} center", rows=span, longest=NOT_VETOED)
    reasoner = Reasoner(card.context(criterion), card.entries, refs)
    words = reasoner.reason(line, ref)
    longest = reasoner.longest(line.effect)
    page.live(row.row, _REASON, words, f"{_BOX} left small", rows=span, longest=longest)
    return f'({ref}="{VETOED}")' if line.effect is Effect.VETO else ref


def _write_item(card: Card, row: CardRow, score: ItemScore, points: Mapping[str, str]) -> None:
    item, page, span = row.line.item, card.page, row.line.item_span
    if item is None:
        raise ValueError("an item's first row without an item")
    page.put(row.row, _NUMBER, item.number, f"{_BOX} center textual", rows=span)
    page.put(row.row, _CONTENT, item.content, f"{_BOX} left", rows=span)
    page.put(row.row, _METHOD, item.method, f"{_BOX} left", rows=span)
    page.sheet.merge((row.row, _STANDARD), (row.row + span - 1, _STANDARD), "", f"{_BOX} center")
    page.sheet.number(row.row, _STANDARD, item.standard, f"{_BOX} center")
    formulas = _item_formulas(card, item, points)
    page.sheet.formula(row.row, _BASE, formulas[0], "body small quiet", score.base)
    page.sheet.formula(row.row, _BONUS, formulas[1], "body small quiet", score.bonus)
    total = f"ROUND({absolute(row.row, _BASE)}+{absolute(row.row, _BONUS)},2)"
    page.live(row.row, _SCORE, Live(total, score.score), f"{_BOX} center black large", rows=span)
    if card.scorecard.shows_deductions:
        remark = _remark(card, row)
        page.live(row.row, _REMARK, remark, f"{_BOX} left small", rows=span, longest=str(remark.value))


def _item_formulas(card: Card, item: Item, points: Mapping[str, str]) -> tuple[str, str]:
    """The item's base and bonus; vetoes that lie in other kinds need the criterion's own references."""
    criteria = item.criteria
    roles = next((each for each in criteria if not KINDS[each.kind].needs.facts), criteria[0] if criteria else None)
    refs = FormRefs(
        card.plan, card.entries, card.target_cells, roles.settings.scored_roles if roles else item.settings.scored_roles
    )
    made = item_formulas(item, card.scorecard.facts, refs, points)
    return made.base, made.bonus


def _remark(card: Card, row: CardRow) -> Live:
    """What the annex's 备注 carries: the item's notes, as they are typed."""
    span = range(row.row, row.row + row.line.item_span)
    for other in card.plan.card_rows:
        fact = other.line.fact
        if other.row in span and fact and fact.fact_id in card.scorecard.remark_fact_ids:
            entry = card.fact_entry(fact.fact_id)
            return Live(f'IF({entry.ref}="","",{entry.ref}&"")', str(entry.content or ""))
    return Live('""', "")


def _write_total(card: Card) -> None:
    page, row, score = card.page, card.plan.card_total_row, card.score
    first, last = card.plan.card_head_row + 1, row - 1
    style = f"{_BOX} center black"
    page.put(row, _NUMBER, "合计", style, columns=3)
    page.sheet.number(row, _STANDARD, card.scorecard.standard, style)
    base, bonus = (f"SUM({absolute(first, column)}:{absolute(last, column)})" for column in (_BASE, _BONUS))
    parts = f'"标准分得分"&ROUND({base},2)&"分，加分"&ROUND({bonus},2)&"分"'
    shown = f"标准分得分{show_number(score.base)}分，加分{show_number(score.bonus)}分"
    page.live(row, _CLAUSE, Live(parts, shown), f"{_BOX} right", columns=_REASON - _CLAUSE + 1, longest=shown)
    total = f"ROUND(SUM({absolute(first, _SCORE)}:{absolute(last, _SCORE)}),2)"
    page.live(row, _SCORE, Live(total, score.total), f"{_BOX} center black large")
    page.book.define(SELF_TOTAL_NAME, CARD_SHEET, absolute(row, _SCORE))
    if card.scorecard.shows_deductions:
        page.put(row, _REMARK, "", _BOX)


def _write_closing(card: Card) -> int:
    """The annex's closing line as printed, then the readings; returns the number of rows of the sheet."""
    page, row = card.page, card.plan.card_total_row + 1
    closing = card.scorecard.frame.closing
    width = card.last_column // max(1, len(closing))
    for place, words in enumerate(closing):
        page.put(row, _NUMBER + place * width, words, "body black left", columns=width)
    row += bool(closing)
    readings: dict[str, list[str]] = {}
    for criterion in card.scorecard.criteria:
        if criterion.reading:
            readings.setdefault(criterion.reading, []).append(criterion.criterion_id)
    if readings:
        page.put(row, _NUMBER, "填报口径（前面是条款号）", "body black left", columns=card.last_column)
        row += 1
    for reading, clauses in readings.items():
        page.put(row, _NUMBER, f"{'、'.join(clauses)}　{reading}", "body left small", columns=card.last_column)
        page.fit.least_of(row, 14)
        row += 1
    return row


def _mark(card: Card) -> None:
    """Colours that say in words too: what wants attention stands out in grey print as well."""
    raw, book = card.page.sheet.raw, card.page.book
    first, last = card.plan.card_head_row + 1, card.plan.card_total_row - 1
    bad, quiet = book.style("bad bold"), book.style("quiet")
    state = absolute(first, _STATE).replace("$" + str(first + 1), str(first + 1))
    raw.conditional_format(
        first, _CHECK, last, _CHECK, {"type": "formula", "criteria": f"={state}>={State.WRONG:d}", "format": bad}
    )
    raw.conditional_format(
        first, _CHECK, last, _CHECK, {"type": "cell", "criteria": "==", "value": f'"{TO_FILL}"', "format": quiet}
    )
    points, reason = (absolute(first, column).replace(f"${first + 1}", f"{first + 1}") for column in (_POINTS, _REASON))
    vetoed = f'=AND({points}="{VETOED}",{reason}<>"")'  # quiet while nothing is filled in
    raw.conditional_format(first, _POINTS, last, _POINTS, {"type": "formula", "criteria": vetoed, "format": bad})
    raw.conditional_format(
        first, _REASON, last, _REASON, {"type": "cell", "criteria": "==", "value": f'"{WRONG}"', "format": bad}
    )
