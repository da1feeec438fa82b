"""是则得分: the points where every fact is 是."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import NO, YES, Operand, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind


class IfYes(RuleKind):
    """p if every fact is 是 (or the word its term names), else 0; a missing answer is not 是."""

    kind = "if_yes"
    label = "是则得分"
    effect = Effect.EARN
    needs = Needs(points=True, types=(ValueType.YES_NO,), triggers=(YES, NO), in_full_item=False)
    summary = "填报“是”得全部分值，否则不得分；有多项数据时须全部为“是”。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``if_yes``."""
        operands = read_operands(context)
        full = context.criterion.points or Decimal(0)
        lacking = [operand for operand in operands if not _shown(operand)]
        points = round_points(Decimal(0) if lacking else full)
        reasons = (wording.short_of("、".join(wording.phrase(op, None) for op in lacking), full),)
        parts, result = map(wording.show_fact, operands), wording.earned(points, full)
        return explained_award(
            context, operands, points, reasons=reasons if lacking else (), parts=parts, result=result
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The points, 0 for anything but the word asked for."""
        shown = [
            formulas.either([f"{cell.cell}={formulas.text(word)}" for word in _words(cell)])
            for cell in formulas.fact_cells(criterion, facts, refs)
        ]
        return f"IFERROR(IF({formulas.both(shown)},{formulas.points_literal(criterion.points)},0),0)"


def _shown(operand: Operand) -> bool:
    return operand.excused or (operand.given and operand.yes is (operand.term.trigger != NO))


def _words(cell: formulas.FactCell) -> list[str]:
    return [cell.term.trigger or YES, *(["不适用"] if cell.excuses else [])]
