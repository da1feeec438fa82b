"""否则扣分: points off where something that should be so is not."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import YES, Operand, rate_of, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind


class DeductIfNo(RuleKind):
    """−rate if x is 否; a missing answer is 否."""

    kind = "deduct_if_no"
    label = "否则扣分"
    effect = Effect.DEDUCT
    needs = Needs(rate=True, types=(ValueType.YES_NO,))
    summary = "填报“否”扣一定分值；没有填报的按“否”计。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``deduct_if_no``."""
        operands = read_operands(context)
        points = round_points(-sum(map(_loss, operands), Decimal(0)))
        parts = [
            wording.show_fact(op) + (f"，{wording.deducted(_loss(op))}" if len(operands) > 1 else "") for op in operands
        ]
        reasons = (wording.loss(wording.phrase(op, None), _loss(op)) for op in operands if _loss(op))
        result = wording.altogether(wording.deducted(points), operands)
        return explained_award(context, operands, points, reasons=reasons, parts=parts, result=result)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The loss as a number ≤ 0, taken for anything but 是."""
        losses = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            fine = [f"{cell.cell}={formulas.text(YES)}"]
            if cell.excuses:
                fine.append(f"{cell.cell}={formulas.NOT_APPLICABLE_TEXT}")
            lost = formulas.literal(-rate_of(cell.term))
            losses.append(f"IFERROR(IF({formulas.either(fine)},0,{lost}),{lost})")
        return formulas.as_points(
            formulas.plus(losses), *(rate_of(term) for term in criterion.terms if term.fact_id), whole=True
        )


def _loss(operand: Operand) -> Decimal:
    return Decimal(0) if operand.yes or operand.excused else rate_of(operand.term)
