"""The layout of a form: a plan for the writer, which contains the ``FormLayout`` for the reader."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from qz.layout.card_columns import card_columns
from qz.layout.form_inputs import (
    card_inputs,
    indicator_inputs,
    input_columns,
    nominee_inputs,
    particular_inputs,
    row_keys,
    task_inputs,
)
from qz.layout.form_plan import (
    GUIDE_SHEET,
    TASK_HEAD_ROW,
    CardRow,
    FormPlan,
    GoalRow,
    TaskRow,
    row_below_tasks,
)
from qz.layout.scorecard import scorecard_rows
from qz.model.layout import FormGrid, FormLayout
from qz.model.programme import Programme
from qz.model.task_table import Indicator, Unit

_KINDS_KEPT: Final = 256

FormKind = tuple[str, tuple[int, ...], tuple[str, ...], int]
"""A key for a kind of form: what decides its rows and rules, without the unit's own words and numbers.

Forms of one kind differ in the unit's name and code, its own targets, and the score that follows from them. Valid as
long as its programme object lives.
"""


def programme_id(programme: Programme) -> str:
    """The identifier of a programme: district, short name and year (``新北区-质量振兴工作-2011``)."""
    particulars = programme.particulars
    return f"{particulars.district}-{particulars.name}-{particulars.year}"


def _task_rows(programme: Programme, unit: Unit) -> Iterator[TaskRow]:
    row = TASK_HEAD_ROW + 1
    asked = programme.asked_of(unit)
    for task, role in programme.tasks_of(unit):
        rows: list[tuple[Indicator | None, bool]] = list(_lines([one for one in asked if one.task_id == task.task_id]))
        rows = rows or [(None, False)]
        for place, (indicator, document) in enumerate(rows):
            yield TaskRow(row, task, role, indicator, 0 if place else len(rows), document)
            row += 1


def _lines(indicators: Iterable[Indicator]) -> Iterator[tuple[Indicator, bool]]:
    """The rows for indicators; an indicator whose target is set by another document has a second row for its name."""
    for indicator in indicators:
        yield indicator, False
        if indicator.set_elsewhere:
            yield indicator, True


def _goal_rows(programme: Programme, unit: Unit, first: int) -> Iterator[GoalRow]:
    asked = programme.asked_of(unit)
    for goal in programme.main_goals:
        for indicator, document in _lines([one for one in asked if one.in_text and one.task_id == goal.goal_id]):
            yield GoalRow(first, goal, indicator, document)
            first += 1


def form_kind(programme: Programme, unit: Unit) -> FormKind:
    """A key for the kind of the unit's form, equal for units with the same scorecard, tasks, indicators and places."""
    asked = tuple(one.indicator_id for one in programme.asked_of(unit))
    return unit.scorecard_id, programme.task_group_of(unit), asked, programme.places_of(unit)


class FormPlanner:
    """Plans the forms of a programme. The grid and rows of each kind of form are computed once."""

    def __init__(self, programme: Programme) -> None:
        """A kind of form is planned when it is first asked for."""
        self.programme = programme
        self._made: dict[FormKind, FormPlan] = {}

    def __reduce__(self) -> tuple[type["FormPlanner"], tuple[Programme]]:
        return FormPlanner, (self.programme,)

    def plan(self, unit: Unit) -> FormPlan:
        """The plan of the unit's form."""
        like = self._like(unit)
        return replace(like, unit=unit, layout=self.layout(unit), targets=self.programme.targets_of(unit))

    def layout(self, unit: Unit) -> FormLayout:
        """The place of each input of the unit's form, and what it accepts."""
        return _layout(self.programme, unit, self._like(unit).layout.grid)

    def _like(self, unit: Unit) -> FormPlan:
        """The plan of a form of the unit's kind; the last few kinds are cached."""
        kind = form_kind(self.programme, unit)
        plan = self._made.get(kind)
        if plan is None:
            if len(self._made) >= _KINDS_KEPT:
                self._made.pop(next(iter(self._made)), None)
            plan = self._made[kind] = build_plan(self.programme, unit)
        return plan


def build_plan(programme: Programme, unit: Unit) -> FormPlan:
    """The plan of one unit's form. Source: product specification, "Return form"."""
    scorecard = programme.scorecard_of(unit)
    card = card_columns(scorecard) if scorecard else None
    task_rows = tuple(_task_rows(programme, unit))
    goal_rows = tuple(_goal_rows(programme, unit, row_below_tasks(task_rows) + 1))
    card_head_row = 4 + len(scorecard.frame.paragraphs) if scorecard else 0
    lines = scorecard_rows(scorecard) if scorecard else ()
    card_rows = tuple(CardRow(card_head_row + 1 + line.index, line) for line in lines)
    places = programme.places_of(unit)
    inputs = (
        *task_inputs(task_rows),
        *(cell for row in goal_rows for cell in indicator_inputs(row)),
        *(card_inputs(card_rows, card) if card else ()),
        *nominee_inputs(places),
        *particular_inputs(programme),
    )
    columns = input_columns(card, places)
    grid = FormGrid((GUIDE_SHEET, *columns), inputs, row_keys(inputs), columns)
    return FormPlan(
        programme=programme,
        unit=unit,
        layout=_layout(programme, unit, grid),
        scorecard=scorecard,
        tasks=programme.tasks_of(unit),
        targets=programme.targets_of(unit),
        task_rows=task_rows,
        goal_rows=goal_rows,
        card_rows=card_rows,
        card_head_row=card_head_row,
        card=card,
    )


def _layout(programme: Programme, unit: Unit, grid: FormGrid) -> FormLayout:
    """The unit's own layout over the grid that all forms of its kind have."""
    particulars = programme.particulars
    return FormLayout(
        year=particulars.year,
        programme_id=programme_id(programme),
        edition=particulars.edition,
        unit_code=unit.code,
        unit_name=unit.name,
        grid=grid,
    )


def build_layout(programme: Programme, unit: Unit) -> FormLayout:
    """The place of each input of the unit's form, and what it accepts. For many units use ``FormPlanner``."""
    return build_plan(programme, unit).layout
