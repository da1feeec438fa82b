"""The live formulas of a unit's sheet, made once for all units that have the same."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Final

from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Item, Scorecard
from qz.model.scores import Effect
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.consolidated.unit_columns import fact_head_row, second_page, unit_columns
from qz.reports.consolidated.unit_layout import VETOED, UnitLayout, plan_rows, unit_tasks, veto_word
from qz.rules.clause_losses import LossCells, has_loss, loss_formula
from qz.rules.compared import compared_facts
from qz.rules.criterion_points import blocked_formula, criterion_formula
from qz.rules.item import ItemFormulas, item_formulas
from qz.rules.registry import KINDS
from qz.rules.rule_kind import GroupCells
from qz.values.expressions import either, text
from qz.words import DONE

_Tasks = tuple[tuple[str, ...], ...]
CLEAR: Final = "—"
"""Stands for a veto that does not apply."""


@dataclass(frozen=True, slots=True)
class SheetRefs:
    """The cells of a unit's sheet that the rules' formulas refer to (see ``qz.rules.rule_kind.CellRefs``)."""

    facts: Mapping[str, str]
    targets: Mapping[str, str]
    own_targets: Mapping[str, Decimal]
    tasks: str
    groups: Mapping[str, GroupCells] | None = None

    def fact(self, fact_id: str) -> str:
        """The cell of a fact's value."""
        return self.facts[fact_id]

    def unit_target(self, fact_id: str) -> str:
        """The cell of the unit's own target, or the number where no row shows it."""
        return self.targets.get(fact_id) or str(self.own_targets.get(fact_id, Decimal(0)))

    def group(self, fact_id: str) -> GroupCells | None:
        """Where the numbers of the unit's group stand; ``None`` where this workbook has not got all of them."""
        return None if self.groups is None else self.groups.get(fact_id)

    def tasks_scored(self) -> str:
        """The number of tasks, as an expression."""
        return f"ROWS({self.tasks})" if self.tasks else "0"

    def tasks_done(self) -> str:
        """The number of tasks that are 已完成, as an expression."""
        return f"COUNTIF({self.tasks},{text(DONE)})" if self.tasks else "0"

    def tasks_missing(self) -> str:
        """The number of tasks without a status, as an expression."""
        return f"COUNTBLANK({self.tasks})" if self.tasks else "0"


@dataclass(frozen=True)
class UnitFormulas:
    """The formulas of the sheets that share a layout.

    ``group``: where the numbers of the unit's group stand; ``None`` where this workbook has not got all of them.
    ``own_targets``: by fact id, the unit's own targets that no row shows.
    """

    layout: UnitLayout
    group: Mapping[str, GroupCells] | None
    own_targets: Mapping[str, Decimal]

    def refs(self, item: Item) -> SheetRefs:
        """The cells that the formulas of one item refer to."""
        layout = self.layout
        return SheetRefs(layout.fact_cells, layout.target_cells, self.own_targets, layout.task_range(item), self.group)

    def _is_live(self, *criteria: Criterion) -> bool:
        """Whether the points of these can be computed here: not if they compare units that are elsewhere."""
        return self.group is not None or not any(map(compared_facts, criteria))

    @cached_property
    def points(self) -> Mapping[str, str]:
        """Each criterion's points by criterion id, a veto's: whether it applies; ``""`` where that is not live."""
        facts, columns = self.layout.scorecard.facts, self.layout.columns
        found: dict[str, str] = {}
        for item in self.layout.scorecard.items:
            refs = self.refs(item)
            for one in item.criteria:
                if KINDS[one.kind].effect is Effect.VETO:
                    vetoed = criterion_formula(one, facts, refs)
                    found[one.criterion_id] = f"IF({vetoed},{text(veto_word(one))},{text(CLEAR)})"
                elif self._is_live(one):
                    verified = self.layout.criterion_cell(one.criterion_id, columns.verified)
                    found[one.criterion_id] = criterion_formula(one, facts, refs, verified)
                else:
                    found[one.criterion_id] = ""
        return found

    @cached_property
    def items(self) -> Mapping[str, ItemFormulas]:
        """Each item's 标准分得分 and 加分 by the item's number; without those that are not live."""
        layout, found = self.layout, {}
        for item in layout.scorecard.items:
            if self._is_live(*item.criteria):
                points, verified = (
                    {one.criterion_id: layout.criterion_cell(one.criterion_id, column) for one in item.criteria}
                    for column in (layout.columns.points, layout.columns.verified)
                )
                for one in item.criteria:
                    if KINDS[one.kind].effect is Effect.VETO:
                        points[one.criterion_id] += f"={text(VETOED)}"
                facts = layout.scorecard.facts
                found[item.number] = item_formulas(item, facts, self.refs(item), points, verified)
        return found

    @cached_property
    def losses(self) -> Mapping[str, str]:
        """What each criterion that can cost anything cost after all caps, by criterion id; ``""`` if not live."""
        found: dict[str, str] = {}
        for item in self.layout.scorecard.items:
            cells, live = self._loss_cells(item), self._is_live(*item.criteria)
            for one in item.criteria:
                if has_loss(one, cells):
                    found[one.criterion_id] = loss_formula(one, item, cells) if live else ""
        return found

    def _loss_cells(self, item: Item) -> LossCells:
        """The numbers from which an item's losses are made."""
        layout, ids = self.layout, [criterion.criterion_id for criterion in item.criteria]
        points, losses = (
            {criterion_id: layout.criterion_cell(criterion_id, column) for criterion_id in ids}
            for column in (layout.columns.points, layout.columns.lost)
        )
        base = layout.item_cell(item.number, layout.columns.base)
        return LossCells(points, losses, self._stops(item, points), base)

    def _stops(self, item: Item, points: Mapping[str, str]) -> dict[str, str]:
        """By criterion id, an expression that is TRUE while it takes its whole item; only of those that can."""
        facts, refs, stops = self.layout.scorecard.facts, self.refs(item), {}
        for criterion in item.criteria:
            kind, is_veto = KINDS[criterion.kind], KINDS[criterion.kind].effect is Effect.VETO
            if criterion.consequence is not None:
                continue
            vetoed = f"{points[criterion.criterion_id]}={text(VETOED)}"
            veto = vetoed if is_veto else kind.veto_formula(criterion, facts, refs)
            blocked = blocked_formula(criterion, facts, refs) if item.starts_full else None
            parts = [part for part in (veto, blocked) if part]
            if parts:
                verified = self.layout.criterion_cell(criterion.criterion_id, self.layout.columns.verified)
                stops[criterion.criterion_id] = (
                    either(parts) if is_veto else f"AND(NOT(ISNUMBER({verified})),{either(parts)})"
                )
        return stops


class SharedFormulas:
    """Layouts and formulas of a scorecard's unit sheets, each made once for all units that have the same."""

    def __init__(self, programme: Programme, scorecard: Scorecard) -> None:
        """Nothing is made yet."""
        self._programme = programme
        self._scorecard = scorecard
        self._columns, self._split = unit_columns(scorecard), second_page(scorecard)
        self._layouts: dict[_Tasks, UnitLayout] = {}
        self._formulas: dict[tuple[_Tasks, tuple[tuple[str, Decimal], ...]], UnitFormulas] = {}

    def of(self, unit: Unit, group: Mapping[str, GroupCells] | None) -> UnitFormulas:
        """A unit's. ``group``: where the numbers of its group stand; then its formulas are its own."""
        tasks = unit_tasks(self._programme, self._scorecard, unit)
        layout = self._layouts.get(tasks)
        if layout is None:
            layout = self._layouts[tasks] = self._layout(unit)
        shown = layout.target_cells
        targets = {
            fact_id: target for fact_id, target in self._programme.targets_of(unit).items() if fact_id not in shown
        }
        if group is not None:
            return UnitFormulas(layout, group, targets)
        key = tasks, tuple(targets.items())
        if key not in self._formulas:
            self._formulas[key] = UnitFormulas(layout, None, targets)
        return self._formulas[key]

    def _layout(self, unit: Unit) -> UnitLayout:
        head_row = 3 + len(self._scorecard.frame.paragraphs)
        first_row = fact_head_row(head_row, self._scorecard, self._split) + 1
        rows = plan_rows(self._programme, self._scorecard, unit, first_row)
        return UnitLayout(self._scorecard, self._columns, head_row, self._split, rows)
