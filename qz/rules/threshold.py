"""达标得分: the points where every fact meets its fixed target."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.operands import Operand, missing_notes, missing_of, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class Threshold(RuleKind):
    """p if every fact meets its fixed target (≥, or ≤ or = where the programme says so), else 0."""

    kind = "threshold"
    label = "达标得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        target=True,
        both_ends=True,
        types=NUMBERS,
        comparators=tuple(Comparator),
        in_full_item=False,
    )
    summary = "每项数据都达到规定目标得全部分值，否则不得分。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``threshold``."""
        operands = read_operands(context)
        met = [_meets(operand) for operand in operands]
        points = round_points(context.criterion.points or Decimal(0)) if all(met) else Decimal(0)
        targets = [wording.show_target(operand, operand.term.target or Decimal(0)) for operand in operands]
        explanation, reasons = wording.all_or_nothing(context.criterion, operands, targets, met)
        return Award(
            points, missing=missing_of(operands, missing_notes(context)), reasons=reasons, explanation=explanation
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The points where every cell meets its target, else 0."""
        shown = [
            condition
            for cell in formulas.fact_cells(criterion, facts, refs)
            for condition in cell.shows(
                formulas.target_conditions(cell, cell.term.comparator, cell.term.target or Decimal(0))
            )
        ]
        return f"IFERROR(IF({formulas.both(shown)},{formulas.points_literal(criterion.points)},0),0)"


def _meets(operand: Operand) -> bool:
    if not operand.given:
        return operand.excused
    return operand.term.comparator.holds(operand.number, operand.term.target or Decimal(0))
