"""完成目标得分: the points where every fact reaches this unit's own target."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.operands import (
    meets_unit_target,
    missing_notes,
    missing_of,
    read_operands,
    round_points,
    unit_target,
)
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class UnitTarget(RuleKind):
    """p if every fact meets this unit's own target (≥, or ≤ or = where the programme says so), else 0.

    Whether a target of 0 is met by 0 is a setting.
    """

    kind = "unit_target"
    label = "完成目标得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        unit_target=True,
        types=NUMBERS,
        comparators=tuple(Comparator),
        settings=("zero_target_met",),
        in_full_item=False,
    )
    summary = "每项数据都达到本单位的目标得全部分值，否则不得分。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``unit_target``."""
        operands = read_operands(context)
        met = [meets_unit_target(context, operand) for operand in operands]
        points = round_points(context.criterion.points or Decimal(0)) if all(met) else Decimal(0)
        targets = [wording.show_target(operand, unit_target(context, operand.term), own=True) for operand in operands]
        explanation, reasons = wording.all_or_nothing(context.criterion, operands, targets, met)
        return Award(
            points, missing=missing_of(operands, missing_notes(context)), reasons=reasons, explanation=explanation
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The points where every cell reaches its target, else 0."""
        shown = formulas.unit_targets_met(criterion, facts, refs)
        return f"IFERROR(IF({formulas.both(shown)},{formulas.points_literal(criterion.points)},0),0)"
