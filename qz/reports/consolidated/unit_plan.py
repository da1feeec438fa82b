"""Plans a unit's sheet: what stands in its cells, and what its formulas refer to."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.scores import Answers, UnitScore
from qz.model.task_table import Unit
from qz.model.values import round_score, show_number
from qz.records import dataclass
from qz.reports.consolidated.unit_columns import UnitColumns
from qz.reports.consolidated.unit_formulas import UnitFormulas
from qz.reports.consolidated.unit_layout import UnitLayout, UnitRow, has_own_target
from qz.rules.compared import figure_cell
from qz.rules.rule_kind import GroupCells
from qz.values.expressions import text
from qz.values.value_types import TYPES


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """One unit's sheet. ``layout``, ``formulas``: where everything lies, and its live formulas.

    ``score`` and ``answers`` are ``None`` for a unit without a return. ``group``: where its group's numbers of a fact
    stand in this workbook, by fact id; ``None`` where they do not. ``shows_rank``: whether the workbook shows ranks; a
    volume does not, as a rank changes with other units' returns.
    """

    programme: Programme
    unit: Unit
    sheet: str
    layout: UnitLayout
    formulas: UnitFormulas
    score: UnitScore | None
    rank: int | None
    answers: Answers | None
    group: Mapping[str, GroupCells] | None = None
    shows_rank: bool = True

    @property
    def scorecard(self) -> Scorecard:
        """The unit's scorecard."""
        return self.layout.scorecard

    @property
    def columns(self) -> UnitColumns:
        """The sheet's columns."""
        return self.layout.columns

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """The rows of the score details."""
        return self.layout.rows


def own_target(plan: UnitPlan, row: UnitRow) -> Decimal | None:
    """The unit's own target, with which the row's criterion compares its fact; ``None`` where there is none."""
    if row.fact is None or not has_own_target(row):
        return None
    return plan.programme.targets_of(plan.unit).get(row.fact.fact_id, Decimal(0))


def group_target(plan: UnitPlan, row: UnitRow) -> tuple[str, str] | None:
    """The figure of its group that the row's fact is compared with, in words (``平均3.75``), and as an expression.

    ``None`` where there is none; no expression where this workbook has not got the whole group.
    """
    if row.term is None or row.term.against is None or row.fact is None or plan.answers is None:
        return None
    figures = plan.answers.figures.get(row.fact.fact_id)
    if figures is None or not figures.given:
        return None
    word, number = row.term.against.value.removesuffix("值"), figures.figure(row.term.against)
    sign, times = ("%", 100) if TYPES[row.fact.value_type].is_fraction else ("", 1)
    shown = f"{word}{show_number(round_score(number * times))}{sign}"
    cells = plan.group.get(row.fact.fact_id) if plan.group else None
    if cells is None:
        return shown, ""
    cell = figure_cell(cells, row.term.against)
    amount = f"ROUND({f'{times}*' if sign else ''}{cell},2)"
    return shown, f'IF(ISNUMBER({cell}),{text(word)}&{amount}{f"&{text(sign)}" if sign else ""},"")'
