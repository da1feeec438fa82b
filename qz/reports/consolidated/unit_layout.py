"""Where everything of a unit's sheet lies: the annex as printed, and below it the score details.

All cells are planned before any sheet is written, because sheets refer to one another.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from qz.layout.print_columns import Shows
from qz.layout.scorecard import scorecard_rows
from qz.model.layout import cell_name
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Fact, Item, Scorecard, Term
from qz.model.task_table import Task, Unit
from qz.records import dataclass
from qz.reports.consolidated.unit_columns import UnitColumns, fact_head_row
from qz.reports.grid import column_range, dollars
from qz.rules.registry import KINDS
from qz.values.expressions import text

VETOED: Final = "不得分"


def veto_word(criterion: Criterion) -> str:
    """The word in the points cell of a veto that applies."""
    return criterion.consequence.value if criterion.consequence else VETOED


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the score details: a fact of a criterion, or one of the tasks it counts.

    ``item`` is ``None`` for a fact that no criterion uses. ``item_span``, ``criterion_span``: how many rows the item or
    criterion has, on its first row; 0 on the others. ``asks``: the value stands in this row; rows that use it again
    refer to it.
    """

    row: int
    item: Item | None
    criterion: Criterion | None
    term: Term | None
    fact: Fact | None
    task: Task | None
    item_span: int
    criterion_span: int
    asks: bool

    @property
    def key(self) -> str:
        """The key of the row's value: ``fact …`` or ``task …`` with its id, ``""`` for none."""
        return f"task {self.task.task_id}" if self.task else f"fact {self.fact.fact_id}" if self.fact else ""


@dataclass(frozen=True)
class UnitLayout:
    """A unit's sheet: the annex, one row for each item, with its heads in ``head_row``; below it the score details.

    Units of one scorecard that are scored by the same tasks share one. ``split``: see ``second_page``.
    """

    scorecard: Scorecard
    columns: UnitColumns
    head_row: int
    split: int
    rows: tuple[UnitRow, ...]

    @cached_property
    def annex_rows(self) -> Mapping[str, int]:
        """The annex's row of each item, by the item's number."""
        first = self.head_row + 1
        return {
            item.number: first + place + bool(self.split and place >= self.split)
            for place, item in enumerate(self.scorecard.items)
        }

    @property
    def second_head(self) -> int | None:
        """The row of the annex's heads on its second page; ``None`` where it has one page."""
        return self.head_row + 1 + self.split if self.split else None

    @property
    def annex_total(self) -> int:
        """The annex's row of 合计."""
        return self.head_row + 1 + len(self.scorecard.items) + bool(self.split)

    @property
    def fact_head(self) -> int:
        """The row of the heads of the score details; their title is above it."""
        return fact_head_row(self.head_row, self.scorecard, self.split)

    @property
    def first_row(self) -> int:
        """The first row of the score details."""
        return self.fact_head + 1

    @cached_property
    def total_row(self) -> int:
        """The row of 合计 of the score details, below the last row of an item."""
        return self.first_row + sum(1 for row in self.rows if row.item is not None)

    @cached_property
    def _item_rows(self) -> Mapping[str, int]:
        return {row.item.number: row.row for row in self.rows if row.item and row.item_span}

    @cached_property
    def _criterion_rows(self) -> Mapping[str, int]:
        return {row.criterion.criterion_id: row.row for row in self.rows if row.criterion and row.criterion_span}

    @cached_property
    def asking(self) -> Mapping[str, UnitRow]:
        """The row in which each fact's or task's value stands, by ``UnitRow.key``."""
        return {row.key: row for row in self.rows if row.asks}

    @cached_property
    def fact_cells(self) -> Mapping[str, str]:
        """The cell of each fact's value, absolute, by fact id."""
        return {row.fact.fact_id: self.value_cell(row.key) for row in self.rows if row.fact and row.asks}

    @cached_property
    def target_cells(self) -> Mapping[str, str]:
        """The first cell that shows the unit's own target for a fact, absolute, by fact id."""
        targets: dict[str, str] = {}
        for row in self.rows:
            if row.fact and has_own_target(row):
                targets.setdefault(row.fact.fact_id, dollars(cell_name(row.row, self.columns.target)))
        return targets

    def score_cell(self, number: str) -> str:
        """The cell of an item's 实得分 in the annex, absolute."""
        return dollars(cell_name(self.annex_rows[number], self.columns.annex.of(Shows.SCORE)[0]))

    @property
    def score_total_cell(self) -> str:
        """The cell of the annex's total, absolute."""
        return dollars(cell_name(self.annex_total, self.columns.annex.of(Shows.SCORE)[0]))

    def item_cell(self, number: str, column: int) -> str:
        """The cell of an item in one column of the score details, absolute."""
        return dollars(cell_name(self._item_rows[number], column))

    def criterion_cell(self, criterion_id: str, column: int) -> str:
        """The cell of a criterion in one of the sheet's columns, absolute."""
        return dollars(cell_name(self._criterion_rows[criterion_id], column))

    def value_cell(self, key: str) -> str:
        """The cell with a fact's or task's value, absolute. ``key`` is a ``UnitRow.key``."""
        return self._value_cells[key]

    @cached_property
    def _value_cells(self) -> Mapping[str, str]:
        return {key: dollars(cell_name(row.row, self.columns.value)) for key, row in self.asking.items()}

    @property
    def zeroing(self) -> tuple[str, ...]:
        """Formula expressions that are TRUE where a criterion sets the total to 0."""
        points = ((one, self.criterion_cell(one.criterion_id, self.columns.points)) for one in self.scorecard.zeroing)
        return tuple(f"{cell}={text(veto_word(one))}" for one, cell in points)

    def total_cell(self, column: int) -> str:
        """The cell of 合计 in one column of the score details, absolute."""
        return dollars(cell_name(self.total_row, column))

    def task_range(self, item: Item) -> str:
        """The cells with the statuses of the item's tasks, as a range; ``""`` where none count."""
        tasked = [row for row in self.rows if row.item is item and row.task]
        first = [row.row for row in tasked if row.criterion is tasked[0].criterion]
        return column_range(self.columns.value, first[0], first[-1]) if first else ""


def has_own_target(row: UnitRow) -> bool:
    """Whether the row's criterion compares its fact with the unit's own target."""
    if row.criterion is None or row.fact is None or row.term is None:
        return False
    return row.term.own_target and KINDS[row.criterion.kind].needs.unit_target


def counts_tasks(criterion: Criterion) -> bool:
    """Whether the criterion is scored by statuses of tasks instead of facts."""
    return KINDS[criterion.kind].needs.tasks


def unit_tasks(programme: Programme, scorecard: Scorecard, unit: Unit) -> tuple[tuple[str, ...], ...]:
    """The ids of the tasks by which a unit is scored, for each criterion on tasks in turn."""
    counted = [programme.scored_tasks(unit, one) for one in scorecard.criteria if counts_tasks(one)]
    return tuple(tuple(task.task_id for task in tasks) for tasks in counted)


def _expanded(programme: Programme, scorecard: Scorecard, unit: Unit) -> Iterator[UnitRow]:
    """The scorecard's rows, with one row for each task of a criterion on tasks; row numbers and spans are not set."""
    shown: set[str] = set()
    seen: set[str] = set()
    for line in scorecard_rows(scorecard):
        criterion = line.criterion
        if criterion is None or not counts_tasks(criterion):
            yield UnitRow(0, line.item, criterion, line.term, line.fact, None, 0, 0, line.asks)
            continue
        if criterion.criterion_id in seen:
            continue
        seen.add(criterion.criterion_id)
        for task in programme.scored_tasks(unit, criterion) or (None,):
            asks = task is not None and task.task_id not in shown
            if task:
                shown.add(task.task_id)
            yield UnitRow(0, line.item, criterion, None, None, task, 0, 0, asks)


def plan_rows(programme: Programme, scorecard: Scorecard, unit: Unit, first_row: int) -> tuple[UnitRow, ...]:
    """All rows of the unit's sheet. Facts that no criterion uses come below the row of 合计."""
    pairs = list(_expanded(programme, scorecard, unit))
    rows: list[UnitRow] = []
    for place, line in enumerate(pairs):
        before = pairs[place - 1] if place else None
        opens_item = line.item is not None and (before is None or before.item is not line.item)
        opens = line.criterion is not None and (before is None or before.criterion is not line.criterion)
        rows.append(
            UnitRow(
                first_row + place + (0 if line.item else 1),
                line.item,
                line.criterion,
                line.term,
                line.fact,
                line.task,
                sum(other.item is line.item for other in pairs) if opens_item else 0,
                sum(other.criterion is line.criterion for other in pairs) if opens else 0,
                line.asks,
            )
        )
    return tuple(rows)
