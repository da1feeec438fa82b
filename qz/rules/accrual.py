"""每多得分: points that grow from nothing, so many for each step beyond a target, up to the criterion's."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import Operand, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.rules.surplus_bonus import surplus_formula, surplus_words, surplus_worth
from qz.values.value_types import NUMBERS


class Accrual(RuleKind):
    """min(p, Σ rate × how far x is beyond its target), in steps where there are any: 每完成1件得0.5分，最高5分.

    A target of 0 counts from nothing. Missing earns 0; 不适用 that counts as met earns p.
    """

    kind = "accrual"
    label = "每多得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        target=True,
        unit_target=True,
        beyond=True,
        rate=True,
        steps=True,
        types=NUMBERS,
        comparators=(Comparator.AT_LEAST, Comparator.AT_MOST),
        in_full_item=False,
        settings=("partial_step",),
    )
    summary = (
        "从0分起，比目标每多一项（比较为≤的，每少一项）得一定分值，填了“每少”的，按那么多算一次，最多得该条分值；"
        "从没有算起的，目标值填0。"
    )

    def award(self, context: RuleContext) -> Award:
        """Source: the product's list of what real documents say: 每增长1个百分点得0.2分，最高5分."""
        full = context.criterion.points or Decimal(0)
        operands = read_operands(context)
        gains = [full if operand.excused else surplus_worth(context, operand) for operand in operands]
        earned = sum(gains, Decimal(0))
        points = round_points(min(full, earned))
        pairs = list(zip(operands, gains, strict=True))
        short = [wording.phrase(operand, operand.number) for operand, gain in pairs if gain < full]
        result = wording.earned(points, full)
        return explained_award(
            context,
            operands,
            points,
            reasons=(wording.short_of("、".join(short), full - points),) if points < full else (),
            parts=(_part(context, operand, gain, alone=len(pairs) == 1) for operand, gain in pairs),
            result=f"最多{wording.points(full)}，{result}" if earned > full else result,
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The sum over usable cells beyond their targets, at most the points."""
        full = formulas.points_literal(criterion.points)
        partial = criterion.settings.partial_step
        gains = [
            cell.choose(cell.valid(), surplus_formula(cell, refs, partial), "0", full)
            for cell in formulas.fact_cells(criterion, facts, refs)
        ]
        return formulas.as_points(f"MIN({full},{formulas.plus(gains)})", whole=False)


def _part(context: RuleContext, operand: Operand, gain: Decimal, *, alone: bool) -> str:
    if not operand.given:
        return wording.show_fact(operand)
    return surplus_words(context, operand, gain, alone=alone, verb="得")
