"""选项得分: the points of the option that is chosen."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import Operand, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind


class ByChoice(RuleKind):
    """The points its clause gives the option, 0 while none is chosen; 不适用 earns p where it counts as met."""

    kind = "by_choice"
    label = "选项得分"
    effect = Effect.EARN
    needs = Needs(points=True, bands=True, types=(ValueType.CHOICE,), at_most_one_fact=True, in_full_item=False)
    summary = "选了哪一项得哪一项的分；“分档”里给每个选项写明分数，分值填最高一项的分。"

    def award(self, context: RuleContext) -> Award:
        """Source: the product's list of what real documents say: 纳入规划1分、部门规划0.5分、未纳入0."""
        full = context.criterion.points or Decimal(0)
        operands = read_operands(context)
        points = round_points(sum((_earned(operand, full) for operand in operands), Decimal(0)))
        short = (wording.short_of(wording.phrase(op, None), full - points) for op in operands if points < full)
        parts, result = map(wording.show_fact, operands), wording.earned(points, full)
        return explained_award(context, operands, points, reasons=short, parts=parts, result=result)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """One IF for each option; 0 for anything else."""
        full = formulas.points_literal(criterion.points)
        parts = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            found = "0"
            for band in reversed(cell.term.bands):
                condition = f"{cell.cell}={formulas.text(band.words)}"
                found = f"IF({condition},{formulas.points_literal(band.points)},{found})"
            if cell.excuses:
                found = f"IF({cell.cell}={formulas.NOT_APPLICABLE_TEXT},{full},{found})"
            parts.append(f"IFERROR({found},0)")
        return formulas.plus(parts)


def _earned(operand: Operand, full: Decimal) -> Decimal:
    if operand.excused:
        return full
    return next((band.points for band in operand.term.bands if band.words == operand.word), Decimal(0))
