"""The sheet 名次依据: the numbers by which units are compared, group by group. One row a unit, one column a fact.

Points for places and comparisons with a mean refer to these cells, so they change with the numbers.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.model.assessment import Assessment
from qz.model.choices import Comparator, GroupFigure
from qz.model.layout import cell_name
from qz.model.scorecards import Fact, Scorecard
from qz.model.task_table import Unit
from qz.model.values import NOT_APPLICABLE
from qz.records import dataclass
from qz.reports.consolidated.unit_plan import UnitPlan
from qz.reports.dated import dated_words
from qz.reports.grid import column_range, dollars, jump, there
from qz.reports.result_words import report_title, stage_words
from qz.rules.compared import compared_facts, compared_on, mean_formula
from qz.rules.operands import usable_number
from qz.rules.rule_kind import GroupCells
from qz.values.expressions import both, text
from qz.values.value_types import TYPES
from qz.words import NOT_APPLICABLE_WORD
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content

GROUP_SHEET: Final = "名次依据"
_NONE: Final = "没有数据"
_HOW: Final = "本表的数取自各单位的评分表，随之重算；没有数据的和不适用的不排名次，其余单位之间比较，数相同的名次并列。"
_FACTS_FROM: Final = 2
_HEAD: Final = 3
"""The row of heads: below the title, what stage it is at, and how to read it."""
_FIGURES: Final = (GroupFigure.MEAN, GroupFigure.GREATEST, GroupFigure.LEAST)
"""What stands below a group's units, a row each."""


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Where everything is. ``rows``: by unit code. ``groups``: first and last row by group. ``columns``: by fact id."""

    rows: Mapping[str, int]
    groups: Mapping[str, tuple[int, int]]
    columns: Mapping[str, int]

    def cells(self, unit: Unit) -> Mapping[str, GroupCells]:
        """The cells with the numbers of the unit's group, by fact id, as references from the unit's sheet."""
        first, last = self.groups[unit.group]
        found = {}
        for fact_id, column in self.columns.items():
            places = (self.rows[unit.code], *(last + 1 + at for at in range(len(_FIGURES))))
            own, *figures = (there(GROUP_SHEET, dollars(cell_name(row, column))) for row in places)
            found[fact_id] = GroupCells(own, there(GROUP_SHEET, column_range(column, first, last)), *figures)
        return found


def plan_groups(scorecard: Scorecard, units: Sequence[Unit]) -> GroupPlan | None:
    """The layout for all units of a scorecard; ``None`` where none of its criteria compares units."""
    facts = compared_on(scorecard)
    if not facts:
        return None
    members: dict[str, list[Unit]] = {}
    for unit in units:
        members.setdefault(unit.group, []).append(unit)
    rows: dict[str, int] = {}
    groups: dict[str, tuple[int, int]] = {}
    row = _HEAD + 1
    for group, some in members.items():
        rows |= {unit.code: row + place for place, unit in enumerate(some)}
        groups[group] = row, row + len(some) - 1
        row += len(some) + len(_FIGURES)
    return GroupPlan(rows, groups, {fact_id: _FACTS_FROM + 2 * place for place, fact_id in enumerate(facts)})


def write_groups(sheet: Sheet, assessment: Assessment, plans: Sequence[UnitPlan], groups: GroupPlan) -> None:
    """Write the numbers, as formulas that read the units' sheets, then the places and each group's figures."""
    scorecard = plans[0].scorecard
    facts = [scorecard.facts[fact_id] for fact_id in groups.columns]
    page = Page(sheet, [13, 8, *(width for _ in facts for width in (14, 7))])
    title = report_title(assessment.programme, f"{scorecard.label}名次依据")
    page.title(title, (f"阶段：{stage_words(assessment, scorecard)}", _HOW))
    heads = ["单位", "分组", *(head for fact in facts for head in (_head(fact), "名次"))]
    page.heads(_HEAD, heads)
    for plan in plans:
        row = groups.rows[plan.unit.code]
        page.put(row, 0, jump(plan.sheet, "A1", plan.unit.name), "body box center black")
        page.put(row, 1, plan.unit.group or "—", "body box center")
        span = groups.groups[plan.unit.group]
        for fact in facts:
            column = groups.columns[fact.fact_id]
            look = f"body box center {TYPES[fact.value_type].look.split()[-1]}"
            page.put(row, column, _number(plan, fact), look)
            page.put(row, column + 1, _place(plan, fact, (row, column), span), "body box center")
    for group, span in groups.groups.items():
        _write_figures(page, facts, groups, group, span, plans)
    page.freeze_above_left(_HEAD + 1, 1)
    last = max(last for _, last in groups.groups.values()) + len(_FIGURES)
    page.finish(last + 1, PrintSetup(repeat=(_HEAD, _HEAD), footer=dated_words(assessment, scorecard)))


def _head(fact: Fact) -> str:
    return f"{fact.label}\n（{fact.unit_of_measure}）" if fact.unit_of_measure else fact.label


def _smallest_first(scorecard: Scorecard, fact_id: str) -> bool:
    """Whether the smallest number is the best, according to the first criterion that compares units by the fact."""
    users = (one for one in scorecard.criteria if fact_id in compared_facts(one))
    terms = (term for one in users for term in one.terms if term.fact_id == fact_id)
    return next(terms).comparator is Comparator.AT_MOST


def _used(plan: UnitPlan, fact: Fact) -> Decimal | None:
    """The unit's number as it is compared."""
    answer = plan.answers.facts.get(fact.fact_id) if plan.answers else None
    return None if answer is None or answer.invalid else usable_number(fact, answer.value)


def _number(plan: UnitPlan, fact: Fact) -> Content:
    """The number as a formula that reads the unit's sheet; a word where the unit has no number that counts."""
    if plan.answers is None:
        return _NONE
    ref = there(plan.sheet, plan.layout.fact_cells[fact.fact_id])
    value_type, number = TYPES[fact.value_type], _used(plan, fact)
    valid = both(value_type.conditions(value_type.limits(fact), ref))
    expression = f"IF({valid},{value_type.in_cell(ref)},{text(_NONE)})"
    shown: Decimal | str = _NONE if number is None else number
    if fact.allows_not_applicable:
        word = text(NOT_APPLICABLE_WORD)
        expression = f"IF({ref}={word},{word},{expression})"
        answer = plan.answers.facts.get(fact.fact_id)
        shown = NOT_APPLICABLE_WORD if answer and answer.value is NOT_APPLICABLE else shown
    return Cell(shown, "", f"IFERROR({expression},{text(_NONE)})")


def _place(plan: UnitPlan, fact: Fact, cell: tuple[int, int], span: tuple[int, int]) -> Content:
    """The unit's place in its group by the fact, as a formula."""
    smallest = _smallest_first(plan.scorecard, fact.fact_id)
    figures = plan.answers.figures.get(fact.fact_id) if plan.answers else None
    ref = cell_name(*cell)
    place: Decimal | str = ""
    if figures is not None and _used(plan, fact) is not None:
        place = Decimal(1 + (figures.below if smallest else figures.above))
    rank = f"RANK({ref},{column_range(cell[1], *span)},{int(smallest)})"
    return Cell(place, "", f'IF(ISNUMBER({ref}),{rank},"")')


def _write_figures(  # noqa: PLR0917 - whose figures, and where
    page: Page, facts: Sequence[Fact], groups: GroupPlan, group: str, span: tuple[int, int], plans: Sequence[UnitPlan]
) -> None:
    """The group's mean, greatest and least number of each fact."""
    for at, figure in enumerate(_FIGURES, start=span[1] + 1):
        page.put(at, 0, figure.value, "body box center item")
        page.put(at, 1, group or "—", "body box center item")
        for fact in facts:
            column = groups.columns[fact.fact_id]
            numbers = column_range(column, *span)
            of = {
                GroupFigure.MEAN: mean_formula(numbers),
                GroupFigure.GREATEST: f"MAX({numbers})",
                GroupFigure.LEAST: f"MIN({numbers})",
            }
            known = (plan.answers.figures[fact.fact_id] for plan in plans if plan.answers and plan.unit.group == group)
            found = next((each for each in known if each.given), None)
            cell = Cell(found.figure(figure) if found else "", "", f'IF(COUNT({numbers})=0,"",{of[figure]})')
            page.put(at, column, cell, f"body box center item {TYPES[fact.value_type].look.split()[-1]}")
            page.put(at, column + 1, "", "body box item")
