"""评分: the grade itself."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind


class ByGrade(RuleKind):
    """x, 0 ≤ x ≤ p; a grade outside is not accepted, and 不适用 that counts as met earns p."""

    kind = "grade"
    label = "评分"
    effect = Effect.EARN
    needs = Needs(points=True, types=(ValueType.GRADE,), at_most_one_fact=True, in_full_item=False)
    summary = "填报的评分就是得分，从0分到该条分值。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``grade``."""
        criterion = context.criterion
        full = criterion.points or Decimal(0)
        operands = read_operands(context, full)
        points = round_points(sum((full if op.excused else op.number for op in operands), Decimal(0)))
        reasons = (wording.short_of(wording.phrase(op, op.number), full - points) for op in operands if points < full)
        parts, result = map(wording.show_fact, operands), wording.earned(points, full)
        return explained_award(context, operands, points, reasons=reasons, parts=parts, result=result)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The grade where it is one, else 0."""
        full = criterion.points or Decimal(0)
        return formulas.plus(
            cell.choose(cell.valid(), f"ROUND({cell.cell},2)", "0", formulas.points_literal(full))
            for cell in formulas.fact_cells(criterion, facts, refs, full)
        )
