"""不得分: what sets a whole item to zero."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.operands import NO, YES, Operand, missing_notes, missing_of, read_operands
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class Veto(RuleKind):
    """The item scores 0 when x is 是, x ≥ 1 or its term's bound (≥, ≤ or =) for a number, or 否 where worded so.

    A missing answer sets nothing to 0, but a 是否 that is set off by 否 is taken as 否 while it is missing.
    """

    kind = "veto"
    label = "不得分"
    effect = Effect.VETO
    needs = Needs(
        types=(ValueType.YES_NO, *NUMBERS),
        triggers=(YES, NO),
        least=True,
        comparators=tuple(Comparator),
        settings=("veto_takes_bonus",),
    )
    summary = "触发时该项不得分（加分一并取消，另有规定的除外）。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``veto``."""
        operands = read_operands(context)
        fired = [operand for operand in operands if fires(operand)]
        return Award(
            Decimal(0),
            vetoes=bool(fired),
            missing=missing_of(operands, missing_notes(context)),
            blocks_item=any(operand.unshown_incident for operand in operands),
            reasons=tuple(f"{wording.phrase(op, op.number or Decimal(1))}，不得分" for op in fired)
            + wording.unshown(operand for operand in operands if operand.unshown_incident),
            explanation=wording.sentence(
                context.criterion, *map(wording.show_fact, operands), result="本项不得分" if fired else "不影响本项得分"
            ),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """TRUE when it holds."""
        return formulas.either(fires_formula(cell) for cell in formulas.fact_cells(criterion, facts, refs))

    def veto_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE when it holds."""
        return self.formula(criterion, facts, refs)

    def blocked_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE while one of its incidents is missing."""
        return formulas.incident_missing_formula(criterion, facts, refs)


def fires(operand: Operand) -> bool:
    """Whether the answer sets it off."""
    if operand.fact.value_type is ValueType.YES_NO:
        if operand.term.trigger == NO:
            return not operand.yes and not operand.excused
        return operand.yes
    return operand.given and operand.term.comparator.holds(operand.number, _least(operand))


def _least(operand: Operand) -> Decimal:
    return Decimal(1) if operand.term.target is None else operand.term.target


def fires_formula(cell: formulas.FactCell) -> str:
    """TRUE while what the cell holds sets it off."""
    if cell.numeric:
        least = Decimal(1) if cell.term.target is None else cell.term.target
        return f"IFERROR({formulas.both(formulas.target_conditions(cell, cell.term.comparator, least))},FALSE)"
    if cell.term.trigger != NO:
        return f"IFERROR({cell.cell}={formulas.text(YES)},FALSE)"
    fine = [f"{cell.cell}<>{formulas.text(YES)}"]
    if cell.excuses:
        fine.append(f"{cell.cell}<>{formulas.NOT_APPLICABLE_TEXT}")
    return f"IFERROR({formulas.both(fine)},TRUE)"
