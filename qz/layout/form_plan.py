"""What stands in which row and column of a form: its sheets, and the plan that a writer follows.

Rows and columns are zero-based.
"""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.layout.card_columns import CardColumns
from qz.layout.scorecard import ScorecardRow
from qz.model.choices import Role
from qz.model.finding import Finding, cell_order
from qz.model.layout import FormLayout, InputKind
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.task_table import Indicator, MainGoal, Task, Unit
from qz.records import dataclass

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
    a unit that is not scored, ``scorecard`` and ``card`` are ``None``, and ``card_rows`` is empty. ``validations``:
    those of its inputs that were written so far, by defined name; all forms of its kind share them.
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
    validations: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def goal_head_row(self) -> int:
        """The row of 任务完成情况 with the title 主要目标; the goals' rows follow."""
        return row_below_tasks(self.task_rows)

    @property
    def card_total_row(self) -> int:
        """The row of 自评表 with 合计."""
        return self.card_head_row + 1 + len(self.card_rows)


def row_below_tasks(rows: tuple[TaskRow, ...]) -> int:
    """The first row below the tasks. For a unit without tasks there is one row with a remark."""
    return rows[-1].row + 1 if rows else TASK_HEAD_ROW + 2


def reading_order(finding: Finding) -> tuple[int, str, tuple[int, int, str]]:
    """A sort key for the findings of one return: those without a sheet first, then in the form's order."""
    place = SHEETS.index(finding.sheet) if finding.sheet in SHEETS else len(SHEETS)
    return (place if finding.sheet else -1), finding.sheet, cell_order(finding.cell)
