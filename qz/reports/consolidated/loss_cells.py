"""Where a unit's sheet has the numbers from which the live losses of an item's criteria are made."""

from collections.abc import Mapping

from qz.model.programme import Item
from qz.model.scores import Effect
from qz.reports.consolidated.unit_plan import VETOED, UnitPlan, sheet_refs
from qz.reports.grid import quoted
from qz.rules.clause_losses import LossCells
from qz.rules.criterion_points import blocked_formula
from qz.rules.registry import KINDS
from qz.values.expressions import either


def loss_cells(plan: UnitPlan, item: Item) -> LossCells:
    """The cells of one item."""
    ids = [criterion.criterion_id for criterion in item.criteria]
    points, losses = (
        {criterion_id: plan.criterion_cell(criterion_id, column) for criterion_id in ids}
        for column in (plan.columns.points, plan.columns.lost)
    )
    return LossCells(points, losses, _stops(plan, item, points), plan.item_cell(item.number, plan.columns.base))


def _stops(plan: UnitPlan, item: Item, points: Mapping[str, str]) -> dict[str, str]:
    """By criterion id, an expression that is TRUE while it takes its whole item; only of those that can."""
    facts, refs, stops = plan.scorecard.facts, sheet_refs(plan, item), {}
    for criterion in item.criteria:
        kind, is_veto = KINDS[criterion.kind], KINDS[criterion.kind].effect is Effect.VETO
        if criterion.consequence is not None:
            continue
        vetoed = f"{points[criterion.criterion_id]}={quoted(VETOED)}"
        veto = vetoed if is_veto else kind.veto_formula(criterion, facts, refs)
        blocked = blocked_formula(criterion, facts, refs) if item.starts_full else None
        parts = [part for part in (veto, blocked) if part]
        if parts:
            verified = plan.criterion_cell(criterion.criterion_id, plan.columns.verified)
            stops[criterion.criterion_id] = (
                either(parts) if is_veto else f"AND(NOT(ISNUMBER({verified})),{either(parts)})"
            )
    return stops
