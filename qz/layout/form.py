"""The layout of a form: a plan for the writer, which contains the ``FormLayout`` for the reader.

Rows and columns are zero-based. Each sheet with inputs has two hidden rulers, which move along with rows and columns.
Column A has the key of every row with inputs (``fact:<id>``, ``task:<id>``, ``indicator:<id>``, ``document:<id>``,
``nominee:<n>``, ``particular:<name>``). Row 1 has the ``InputKind`` of every column with inputs. A task's first
indicator is in the row of the task's own inputs, and the key of that row is the task's. An input is where the row with
the key ``layout.row_keys[sheet][row]`` crosses the column with its kind.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.layout.card_columns import CardColumns, card_columns
from qz.layout.inputs import (
    PARTICULARS,
    fact_evidence_spec,
    fact_spec,
    indicator_spec,
    input_name,
    insisted_particulars,
    nominee_specs,
    target_specs,
    task_specs,
)
from qz.layout.scorecard import ScorecardRow, scorecard_rows
from qz.model.finding import Finding, cell_order
from qz.model.layout import PERSONAL, FormGrid, FormLayout, InputCell, InputKind, InputSpec
from qz.model.nominations import MORE_ROWS, nominee_key, nominee_row
from qz.model.programme import Criterion, Fact, Indicator, MainGoal, Programme, Role, Scorecard, Task, Unit
from qz.model.values import ValueType
from qz.records import dataclass
from qz.values.value_types import TYPES

GUIDE_SHEET: Final = "填表说明"
TASK_SHEET: Final = "任务完成情况"
CARD_SHEET: Final = "自评表"
PARTICULARS_SHEET: Final = "报送信息"
NOMINEE_SHEET: Final = "表彰推荐"
SHEETS: Final = (GUIDE_SHEET, TASK_SHEET, CARD_SHEET, NOMINEE_SHEET, PARTICULARS_SHEET)
"""A form's sheets in its own order."""

KEY_COLUMN: Final = 0
MARKER_ROW: Final = 0
SELF_TOTAL_NAME: Final = "self_total"

TASK_COLUMNS: Final = MappingProxyType(
    {
        InputKind.INDICATOR_TARGET: 7,
        InputKind.INDICATOR_DOCUMENT: 7,
        InputKind.INDICATOR: 8,
        InputKind.TASK_STATUS: 10,
        InputKind.TASK_NOTE: 11,
        InputKind.TASK_EVIDENCE: 12,
    }
)
PARTICULARS_COLUMNS: Final = MappingProxyType({InputKind.PARTICULAR: 2})

NOMINEE_COLUMNS: Final = MappingProxyType(
    {InputKind.NOMINEE: 2, InputKind.NOMINEE_POST: 3, InputKind.NOMINEE_MERITS: 4}
)

TASK_HEAD_ROW: Final = 4
NOMINEE_FIRST_ROW: Final = 5
PARTICULARS_FIRST_ROW: Final = 4

_KINDS_KEPT: Final = 256

FormKind = tuple[str, tuple[int, ...], tuple[str, ...], int]
"""A key for a kind of form: what decides its rows and rules, without the unit's own words and numbers.

Forms of one kind differ in the unit's name and code, its own targets, and the score that follows from them. Valid as
long as its programme object lives.
"""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of 任务完成情况: an indicator that the unit reports, or a task without one.

    ``document``: the row below an indicator whose target is set by another document, for the name of that document.
    ``span``: the number of rows of the task, on its first row; 0 on the others.
    """

    row: int
    task: Task
    role: Role
    indicator: Indicator | None
    span: int
    document: bool = False


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One row under 主要目标, below the tasks: an indicator without a task. ``document``: as in ``TaskRow``."""

    row: int
    goal: MainGoal
    indicator: Indicator
    document: bool = False


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row of 自评表: a row of the scorecard and its row number."""

    row: int
    line: ScorecardRow


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The plan of one unit's form: the layout for the reader, and all rows for the writer.

    ``tasks``: the unit's tasks with its role in each. ``targets``: its own targets by fact id. ``card_head_row``: the
    row of the heads of 自评表; below it the rows of the scorecard, then the total. ``card``: the columns of 自评表. For
    a unit that is not scored, ``scorecard`` and ``card`` are ``None``, and ``card_rows`` is empty.
    """

    programme: Programme
    unit: Unit
    layout: FormLayout
    scorecard: Scorecard | None
    tasks: tuple[tuple[Task, Role], ...]
    targets: Mapping[str, Decimal]
    task_rows: tuple[TaskRow, ...]
    goal_rows: tuple[GoalRow, ...]
    card_rows: tuple[CardRow, ...]
    card_head_row: int
    card: CardColumns | None

    @property
    def goal_head_row(self) -> int:
        """The row of 任务完成情况 with the title 主要目标; the goals' rows follow."""
        return _next_row(self.task_rows)

    @property
    def card_total_row(self) -> int:
        """The row of 自评表 with 合计."""
        return self.card_head_row + 1 + len(self.card_rows)


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


def _next_row(rows: tuple[TaskRow, ...]) -> int:
    """The first row below the tasks. For a unit without tasks there is one row with a remark."""
    return rows[-1].row + 1 if rows else TASK_HEAD_ROW + 2


def _goal_rows(programme: Programme, unit: Unit, first: int) -> Iterator[GoalRow]:
    asked = programme.asked_of(unit)
    for goal in programme.main_goals:
        for indicator, document in _lines([one for one in asked if one.in_text and one.task_id == goal.goal_id]):
            yield GoalRow(first, goal, indicator, document)
            first += 1


def _indicator_inputs(row: TaskRow | GoalRow) -> Iterator[InputCell]:
    indicator = row.indicator
    if indicator is None:
        return
    key, specs = indicator.indicator_id, target_specs(indicator)
    if row.document:
        spec = specs[InputKind.INDICATOR_DOCUMENT]
        yield _input(InputKind.INDICATOR_DOCUMENT, key, TASK_SHEET, row.row, spec)
        return
    if indicator.set_elsewhere:
        yield _input(InputKind.INDICATOR_TARGET, key, TASK_SHEET, row.row, specs[InputKind.INDICATOR_TARGET])
    yield _input(InputKind.INDICATOR, key, TASK_SHEET, row.row, indicator_spec(indicator))


def _task_inputs(rows: tuple[TaskRow, ...]) -> Iterator[InputCell]:
    for row in rows:
        yield from _indicator_inputs(row)
        if row.span:
            for kind, spec in task_specs(row.task).items():
                yield _input(kind, row.task.task_id, TASK_SHEET, row.row, spec)


def _card_inputs(rows: tuple[CardRow, ...], columns: CardColumns) -> Iterator[InputCell]:
    first_use: dict[str, Criterion] = {}
    for row in rows:
        fact, criterion = row.line.fact, row.line.criterion
        if fact and criterion:
            first_use.setdefault(fact.fact_id, criterion)
        if fact is None or not row.line.asks or not fact.is_asked:
            continue
        used_by = first_use.get(fact.fact_id)
        yield _fact_input(InputKind.FACT, fact, (row.row, columns.fact), fact_spec(fact, used_by))
        if not TYPES[fact.value_type].is_note:
            spec = fact_evidence_spec(fact, used_by)
            yield _fact_input(InputKind.FACT_EVIDENCE, fact, (row.row, columns.evidence), spec)


def _fact_input(kind: InputKind, fact: Fact, at: tuple[int, int], spec: InputSpec) -> InputCell:
    return InputCell(input_name(kind, fact.fact_id), kind, fact.fact_id, CARD_SHEET, *at, spec)


def closed_cells(plan: FormPlan) -> Iterator[tuple[Fact, InputCell]]:
    """The cells of facts that the unit does not fill in, as if they were inputs."""
    for row in plan.card_rows:
        if plan.card and (fact := row.line.fact) is not None and row.line.asks and not fact.is_asked:
            spec = fact_spec(fact, row.line.criterion)
            yield fact, _fact_input(InputKind.FACT, fact, (row.row, plan.card.fact), spec)


def _particular_inputs(programme: Programme) -> Iterator[InputCell]:
    insisted = insisted_particulars(programme)
    for place, (name, known) in enumerate(PARTICULARS):
        spec = replace(known, help=f"{known.help}；没有填的要退回补正") if name in insisted else known
        if spec.value_type is ValueType.DATE:
            spec = replace(spec, example=f"{programme.particulars.year}-11-30")
        yield _input(InputKind.PARTICULAR, name, PARTICULARS_SHEET, PARTICULARS_FIRST_ROW + place, spec)


def _nominee_inputs(places: int) -> Iterator[InputCell]:
    """The inputs of 表彰推荐: the unit's places and a few more rows; none where it has no places."""
    parts = {InputKind.NOMINEE: "", InputKind.NOMINEE_POST: "post", InputKind.NOMINEE_MERITS: "merits"}
    for number in range(1, places + MORE_ROWS + 1) if places else ():
        for kind, spec in nominee_specs(number).items():
            yield _input(kind, nominee_key(number, parts[kind]), NOMINEE_SHEET, NOMINEE_FIRST_ROW + number - 1, spec)


_COLUMNS: Final[Mapping[str, Mapping[InputKind, int]]] = MappingProxyType(
    {TASK_SHEET: TASK_COLUMNS, NOMINEE_SHEET: NOMINEE_COLUMNS, PARTICULARS_SHEET: PARTICULARS_COLUMNS}
)
"""The columns of inputs of the sheets on which they are the same for every unit."""


def _columns(card: CardColumns | None, places: int) -> Mapping[str, Mapping[InputKind, int]]:
    """The column of each kind of input, by sheet in the form's order."""
    columns = {TASK_SHEET: _COLUMNS[TASK_SHEET]}
    if card is not None:
        facts = {InputKind.FACT: card.fact, InputKind.FACT_EVIDENCE: card.evidence}
        columns[CARD_SHEET] = MappingProxyType(facts)
    if places:
        columns[NOMINEE_SHEET] = _COLUMNS[NOMINEE_SHEET]
    return MappingProxyType({**columns, PARTICULARS_SHEET: _COLUMNS[PARTICULARS_SHEET]})


def _input(kind: InputKind, key: str, sheet: str, row: int, spec: InputSpec) -> InputCell:
    return InputCell(input_name(kind, key), kind, key, sheet, row, _COLUMNS[sheet][kind], spec)


_KEY_WORDS: Final = {
    InputKind.FACT: "fact",
    InputKind.FACT_EVIDENCE: "fact",
    InputKind.TASK_STATUS: "task",
    InputKind.TASK_NOTE: "task",
    InputKind.TASK_EVIDENCE: "task",
    InputKind.INDICATOR: "indicator",
    InputKind.INDICATOR_TARGET: "indicator",
    InputKind.INDICATOR_DOCUMENT: "document",
    InputKind.PARTICULAR: "particular",
}


def _row_keys(inputs: tuple[InputCell, ...]) -> Mapping[str, Mapping[int, str]]:
    """The row keys by sheet and row. A task and its first indicator share a row; its key is the task's."""
    keys: dict[str, dict[int, str]] = {}
    for cell in inputs:
        rows = keys.setdefault(cell.sheet, {})
        if _KEY_WORDS.get(cell.kind) == "indicator":
            rows.setdefault(cell.row, f"indicator:{cell.key}")
        elif cell.kind in PERSONAL:
            rows[cell.row] = f"nominee:{nominee_row(cell.key)}"
        else:
            rows[cell.row] = f"{_KEY_WORDS[cell.kind]}:{cell.key}"
    return MappingProxyType({sheet: MappingProxyType(rows) for sheet, rows in keys.items()})


def form_kind(programme: Programme, unit: Unit) -> FormKind:
    """A key for the kind of the unit's form, equal for units with the same scorecard, tasks, indicators and places."""
    asked = tuple(one.indicator_id for one in programme.asked_of(unit))
    return unit.scorecard_id, programme.task_group_of(unit), asked, programme.places_of(unit)


class FormPlanner:
    """Plans the forms of a programme. The grid and rows of each kind of form are computed once."""

    def __init__(self, programme: Programme) -> None:
        """A kind of form is planned when it is first asked for."""
        self.programme = programme
        self._programme_id = programme_id(programme)
        self._made: dict[FormKind, FormPlan] = {}

    def __reduce__(self) -> tuple[type["FormPlanner"], tuple[Programme]]:
        return FormPlanner, (self.programme,)

    def plan(self, unit: Unit) -> FormPlan:
        """The plan of the unit's form."""
        like = self._like(unit)
        return replace(like, unit=unit, layout=self.layout(unit), targets=self.programme.targets_of(unit))

    def layout(self, unit: Unit) -> FormLayout:
        """The place of each input of the unit's form, and what it accepts."""
        particulars = self.programme.particulars
        return FormLayout(
            year=particulars.year,
            programme_id=self._programme_id,
            edition=particulars.edition,
            unit_code=unit.code,
            unit_name=unit.name,
            grid=self._like(unit).layout.grid,
        )

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
    goal_rows = tuple(_goal_rows(programme, unit, _next_row(task_rows) + 1))
    card_head_row = 4 + len(scorecard.frame.paragraphs) if scorecard else 0
    lines = scorecard_rows(scorecard) if scorecard else ()
    card_rows = tuple(CardRow(card_head_row + 1 + line.index, line) for line in lines)
    goal_inputs = (cell for row in goal_rows for cell in _indicator_inputs(row))
    card_inputs, places = _card_inputs(card_rows, card) if card else (), programme.places_of(unit)
    nominee_inputs, particular_inputs = _nominee_inputs(places), _particular_inputs(programme)
    inputs = (*_task_inputs(task_rows), *goal_inputs, *card_inputs, *nominee_inputs, *particular_inputs)
    columns = _columns(card, places)
    particulars = programme.particulars
    layout = FormLayout(
        year=particulars.year,
        programme_id=programme_id(programme),
        edition=particulars.edition,
        unit_code=unit.code,
        unit_name=unit.name,
        grid=FormGrid((GUIDE_SHEET, *columns), inputs, _row_keys(inputs), columns),
    )
    return FormPlan(
        programme=programme,
        unit=unit,
        layout=layout,
        scorecard=scorecard,
        tasks=programme.tasks_of(unit),
        targets=programme.targets_of(unit),
        task_rows=task_rows,
        goal_rows=goal_rows,
        card_rows=card_rows,
        card_head_row=card_head_row,
        card=card,
    )


def build_layout(programme: Programme, unit: Unit) -> FormLayout:
    """The place of each input of the unit's form, and what it accepts. For many units use ``FormPlanner``."""
    return build_plan(programme, unit).layout


def reading_order(finding: Finding) -> tuple[int, str, tuple[int, int, str]]:
    """A sort key for the findings of one return: those without a sheet first, then in the form's order."""
    place = SHEETS.index(finding.sheet) if finding.sheet in SHEETS else len(SHEETS)
    return (place if finding.sheet else -1), finding.sheet, cell_order(finding.cell)
