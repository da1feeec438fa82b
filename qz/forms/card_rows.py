"""Writes the rows of 自评表: facts with targets and checks, criteria with points and reasons, items with scores."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Final

from qz.forms.checks import fact_check_text, fact_state
from qz.forms.entries import Entry, blank
from qz.forms.form_page import FormPage, Section
from qz.forms.input_cells import write_input
from qz.forms.live import Live
from qz.forms.lost_points import NOT_VETOED, Reasoner
from qz.forms.refs import FormRefs
from qz.forms.shown import ShownItem
from qz.layout.card_columns import FIRST, CardColumns
from qz.layout.form_plan import CardRow, FormPlan
from qz.layout.inputs import input_name
from qz.layout.print_columns import PrintColumn, Shows, criterion_text, other_text
from qz.model.layout import InputKind
from qz.model.scorecards import Criterion, Fact, Item, Scorecard
from qz.model.scores import Answers, Effect
from qz.records import dataclass
from qz.rules.computed import computed_formula
from qz.rules.criterion_points import criterion_formula
from qz.rules.formulas import both, text
from qz.rules.item import item_formulas
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext, TaskMark
from qz.rules.wording import discretion
from qz.values.expressions import is_blank
from qz.values.value_types import TYPES
from qz.workbook.write.cell_references import absolute

_BOX: Final = "body box"


@dataclass(frozen=True, slots=True)
class Card:
    """Everything from which the sheet is written. ``at``: its columns. ``states``: each fact's cell of its state."""

    page: FormPage
    at: CardColumns
    scorecard: Scorecard
    entries: Mapping[str, Entry]
    answers: Answers
    unit_targets: Mapping[str, Decimal]
    section: Section
    target_cells: dict[str, str]
    states: Mapping[str, str]
    _reasoners: dict[str, Reasoner] = field(default_factory=dict)

    @property
    def plan(self) -> FormPlan:
        """The form's plan."""
        return self.page.plan

    def refs(self, criterion: Criterion) -> FormRefs:
        """The cells to which the criterion's formula refers."""
        return FormRefs(self.plan, self.entries, self.target_cells, criterion.settings.scored_roles)

    def fact_entry(self, fact_id: str) -> Entry:
        """The cell in which a fact is filled in."""
        return self.entries[input_name(InputKind.FACT, fact_id)]

    def reasoner(self, criterion: Criterion) -> Reasoner:
        """Gives the formulas for the reason of the criterion's loss and for the state of its inputs."""
        made = self._reasoners.get(criterion.criterion_id)
        if made is None:
            made = Reasoner(self.context(criterion), self.entries, self.refs(criterion), self.states)
            self._reasoners[criterion.criterion_id] = made
        return made

    def marks(self, criterion: Criterion) -> tuple[TaskMark, ...]:
        """The unit's tasks in those roles (牵头, 配合) that the criterion counts, with their status."""
        found = []
        for task, role in self.plan.tasks:
            if role in criterion.settings.scored_roles:
                answer = self.answers.statuses.get(task.task_id)
                done = answer.value if answer is not None and not answer.invalid else None
                found.append(TaskMark(task.task_id, done if isinstance(done, bool) else None))
        return tuple(found)

    def context(self, criterion: Criterion) -> RuleContext:
        """The values from which the criterion's rule is computed."""
        facts = self.scorecard.facts
        return RuleContext(criterion, facts, self.answers.facts, self.unit_targets, self.marks(criterion))


def write_fact(card: Card, row: CardRow) -> None:
    """Write the fact's label, its cells to fill in, and the check of what is filled in."""
    line, page = row.line, card.page
    if line.fact is None:
        _write_without_fact(card, row)
        return
    page.put(row.row, card.at.label, line.fact.label, f"{_BOX} left")
    entry = card.fact_entry(line.fact.fact_id)
    if not line.asks:
        _write_again(card, row, line.fact, entry)
        return
    if line.fact.formula is not None:
        _write_computed(card, row, line.fact, entry)
        return
    if line.fact.given:
        _write_given(card, row, line.fact, entry)
        return
    if not line.fact.is_asked:
        _write_closed(card, row, str(entry.content))
        return
    notes = _notes(line.criterion)
    wide = TYPES[line.fact.value_type].is_note
    write_input(page, entry, notes, columns=2 if wide else 1)
    page.room(row.row, card.at.fact, str(entry.content or ""), _BOX, columns=2 if wide else 1)
    if not wide:
        evidence = card.entries[input_name(InputKind.FACT_EVIDENCE, line.fact.fact_id)]
        write_input(page, evidence, notes)
        page.room(row.row, card.at.evidence, str(evidence.content or ""), _BOX)
    state = fact_state(card.scorecard, line.fact, card.entries)
    page.flag(card.section, entry, state)
    check, longest = fact_check_text(card.scorecard, line.fact, card.entries, absolute(row.row, card.at.state), state)
    page.live(row.row, card.at.check, check, f"{_BOX} center", longest=longest)


def _write_again(card: Card, row: CardRow, fact: Fact, entry: Entry) -> None:
    """Write the cells of a fact that an earlier criterion asks for: what is filled in there, and where."""
    page = card.page
    first = next(other for other in card.plan.card_rows if other.line.fact is fact)
    content = entry.content if entry.content is not None else ""
    asked = first.line.criterion.criterion_id if first.line.criterion else ""
    same = f"同{asked}" if asked else ""
    again = Live(f"IF({is_blank(entry.ref)},{text(same)},{entry.ref})", same if blank(content) else content)
    if TYPES[fact.value_type].is_note:
        page.live(row.row, card.at.fact, again, f"{_BOX} item quiet left", columns=2, longest=str(again.value))
    else:
        style = f"{_BOX} item quiet center" + (" percent" if TYPES[fact.value_type].is_fraction else "")
        longest = same if fact.is_asked else max(same, str(content), key=len)
        page.live(row.row, card.at.fact, again, style, longest=longest)
        page.put(row.row, card.at.evidence, f"同{asked}，不必重填", f"{_BOX} left quiet")
    page.put(row.row, card.at.check, "—", f"{_BOX} center quiet")


def _write_computed(card: Card, row: CardRow, fact: Fact, entry: Entry) -> None:
    """Write the cells of a computed fact: its value as a formula, and how it is computed."""
    page = card.page
    refs = FormRefs(card.plan, card.entries, card.target_cells, ())
    content = entry.content if entry.content is not None else ""
    live = Live(computed_formula(fact, card.scorecard.facts, refs), content)
    look = " percent" if TYPES[fact.value_type].is_fraction else " number"
    page.live(row.row, card.at.fact, live, f"{_BOX} item quiet center{look}", longest=str(content))
    page.put(row.row, card.at.evidence, f"自动计算：{fact.formula_words}", f"{_BOX} left quiet")
    page.put(row.row, card.at.check, "—", f"{_BOX} center quiet")


def _write_given(card: Card, row: CardRow, fact: Fact, entry: Entry) -> None:
    """Write the cells of a value that the programme gives the unit, to which formulas refer."""
    page, style = card.page, f"{_BOX} center quiet" + (" percent" if TYPES[fact.value_type].is_fraction else "")
    if isinstance(entry.content, Decimal):
        page.sheet.number(row.row, card.at.fact, entry.content, style)
    else:
        page.put(row.row, card.at.fact, str(entry.content), style)
    page.put(row.row, card.at.evidence, "考核方案给定，不必填", f"{_BOX} left quiet")
    page.put(row.row, card.at.check, "—", f"{_BOX} center quiet")


def _write_closed(card: Card, row: CardRow, words: str) -> None:
    """Write the cells of a row that the unit does not fill in; ``words``: who does."""
    page = card.page
    page.put(row.row, card.at.fact, words, f"{_BOX} center quiet small")
    page.put(row.row, card.at.evidence, "由考核方评定，不必填", f"{_BOX} left quiet")
    page.put(row.row, card.at.check, "—", f"{_BOX} center quiet")


def _notes(criterion: Criterion | None) -> tuple[str, ...]:
    """What a prompt adds about the clause: its text and its reading (口径)."""
    if criterion is None:
        return ()
    reading = f"口径：{criterion.reading}" if criterion.reading else ""
    clause = (
        f"第{criterion.criterion_id}条：{criterion.clause}" if criterion.clause else f"第{criterion.criterion_id}条"
    )
    return (clause, reading)


def _write_without_fact(card: Card, row: CardRow) -> None:
    """Write a criterion without facts: one on tasks, which are counted on the other sheet, or one for the verifier."""
    page, criterion = card.page, row.line.criterion
    if criterion is None:
        return
    kind = KINDS[criterion.kind]
    if kind.needs.by_hand:
        page.put(row.row, card.at.label, discretion(criterion, kind.effect), f"{_BOX} left")
        page.put(row.row, card.at.target, "—", f"{_BOX} center quiet")
        _write_closed(card, row, "由核定单位评定")
        return
    refs, marks = card.refs(criterion), card.marks(criterion)
    roles = "、".join(role.value for role in criterion.settings.scored_roles)
    page.put(row.row, card.at.label, f"{roles}任务已完成项数", f"{_BOX} left")
    page.put(row.row, card.at.target, f"{len(marks)}项", f"{_BOX} center")
    done = Decimal(sum(mark.done is True for mark in marks))
    page.sheet.formula(row.row, card.at.fact, refs.tasks_done(), f"{_BOX} center", done)
    page.put(row.row, card.at.evidence, "按《任务完成情况》自动统计，不必填", f"{_BOX} left quiet")
    missing = Decimal(sum(mark.done is None for mark in marks))
    expression = f'IF({refs.tasks_missing()}>0,{refs.tasks_missing()}&"项待填","√")'
    page.live(row.row, card.at.check, Live(expression, f"{missing}项待填" if missing else "√"), f"{_BOX} center")


def write_criterion(card: Card, row: CardRow, points: Mapping[str, Decimal]) -> str:
    """Write clause number, points (from ``points``, by criterion id) and reason.

    Returns the expression of the points for the item's formula.
    """
    criterion, page, span = row.line.criterion, card.page, row.line.criterion_span
    if criterion is None:
        raise ValueError("a criterion's first row without a criterion")
    refs, ref = card.refs(criterion), absolute(row.row, card.at.points)
    page.put(row.row, card.at.clause, criterion.criterion_id, f"{_BOX} center textual", rows=span)
    for place, column in enumerate(card.at.printed, FIRST):
        if column.of_criteria:
            page.put(row.row, place, criterion_text(column, criterion), f"{_BOX} left", rows=span)
    formula = criterion_formula(criterion, card.scorecard.facts, refs)
    reasoner = card.reasoner(criterion)
    vetoes, mine = reasoner.effect is Effect.VETO, points[criterion.criterion_id]
    live = reasoner.veto if vetoes else Live(formula, mine)
    look = " as_to_compare" if reasoner.compares else ""
    page.live(row.row, card.at.points, live, f"{_BOX} center{look}", rows=span, longest=NOT_VETOED)
    page.live(
        row.row,
        card.at.reason,
        reasoner.reason(mine, ref),
        f"{_BOX} left small",
        rows=span,
        longest=reasoner.longest(),
    )
    if not vetoes:  # the cell keeps the number for the item's formula, but shows the state of its inputs
        _show_as(page, (row.row, card.at.points), reasoner.unfilled(), "as_to_fill")
        _show_as(page, (row.row, card.at.points), reasoner.wrong(), "as_wrong")
    # The item's formula uses the rule, not the word shown: a blank that counts as a veto takes the item in any case.
    return f"({formula})" if vetoes else ref


def _show_as(page: FormPage, cell: tuple[int, int], condition: str, style: str) -> None:
    if condition:
        page.sheet.mark(cell, cell, {"type": "formula", "criteria": f"={condition}"}, style)


def write_item(card: Card, row: CardRow, score: ShownItem, points: Mapping[str, str]) -> None:
    """Write the item as its annex prints it, and its self-score; ``points``: the expressions of its criteria."""
    item, page, span = row.line.item, card.page, row.line.item_span
    if item is None:
        raise ValueError("an item's first row without an item")
    for place, column in enumerate(card.at.printed, FIRST):
        _write_printed(card, (row.row, place), column, item, span)
    formulas = _item_formulas(card, item, points)
    page.sheet.formula(row.row, card.at.base, formulas[0], "body small quiet", score.base)
    page.sheet.formula(row.row, card.at.bonus, formulas[1], "body small quiet", score.bonus)
    total = f"ROUND({absolute(row.row, card.at.base)}+{absolute(row.row, card.at.bonus)},2)"
    page.live(row.row, card.at.score, Live(total, score.score), f"{_BOX} center black large", rows=span)
    unfilled = [words for each in item.criteria if (words := card.reasoner(each).unfilled())]
    _show_as(page, (row.row, card.at.score), both(unfilled) if unfilled else "", "as_to_fill")
    if card.at.shows_remark:
        remark = _remark(card, row)
        page.live(row.row, card.at.remark, remark, f"{_BOX} left small", rows=span, longest=str(remark.value))


def _write_printed(card: Card, at: tuple[int, int], column: PrintColumn, item: Item, span: int) -> None:
    """One of the annex's own columns beside an item; groups and what criteria have are written apart."""
    texts = {Shows.CONTENT: item.content, Shows.METHOD: item.method}
    if column.shows is Shows.STANDARD:
        card.page.sheet.merge(at, (at[0] + span - 1, at[1]), "", f"{_BOX} center")
        card.page.sheet.number(*at, item.standard, f"{_BOX} center")
    elif column.shows is Shows.NUMBER:
        card.page.put(*at, item.number, f"{_BOX} center textual", rows=span)
    elif column.shows in texts:
        card.page.put(*at, texts[column.shows], f"{_BOX} left", rows=span)
    elif not column.is_group and not column.of_criteria:
        card.page.put(*at, other_text(column, item), f"{_BOX} left", rows=span)


def _item_formulas(card: Card, item: Item, points: Mapping[str, str]) -> tuple[str, str]:
    """The formulas of the item's 标准分得分 and 加分; a veto by tasks refers to the other sheet."""
    criteria = item.criteria
    roles = next((each for each in criteria if KINDS[each.kind].needs.tasks), criteria[0] if criteria else None)
    refs = FormRefs(
        card.plan, card.entries, card.target_cells, roles.settings.scored_roles if roles else item.settings.scored_roles
    )
    made = item_formulas(item, card.scorecard.facts, refs, points)
    return made.base, made.bonus


def _remark(card: Card, row: CardRow) -> Live:
    """The formula of the annex's 备注: the item's note, as it is typed."""
    span = range(row.row, row.row + row.line.item_span)
    for other in card.plan.card_rows:
        fact = other.line.fact
        if other.row in span and fact and fact.fact_id in card.scorecard.remark_fact_ids:
            entry = card.fact_entry(fact.fact_id)
            return Live(f'IF({entry.ref}="","",{entry.ref}&"")', str(entry.content or ""))
    return Live('""', "")
