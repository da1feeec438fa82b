"""缺数扣分: so many points off for each one short of what is due."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, words
from qz.rules.base import CellRefs, Needs, RuleContext, RuleKind
from qz.rules.operands import (
    Operand,
    missing_notes,
    missing_of,
    rate_of,
    read_operands,
    round_points,
    target_of,
)
from qz.rules.unit_target import NUMBER_TYPES


class DeductMissing(RuleKind):
    """−rate × max(0, t − x); a missing value counts as 0."""

    kind = "deduct_missing"
    label = "缺数扣分"
    effect = Effect.DEDUCT
    needs = Needs(target=True, unit_target=True, rate=True, types=NUMBER_TYPES)
    summary = "比应有数每缺一次扣一定分值。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``deduct_missing``."""
        operands = read_operands(context)
        gaps = [_gap(context, operand) for operand in operands]
        pairs = list(zip(operands, gaps, strict=True))
        points = round_points(-sum((rate_of(op.term) * gap for op, gap in pairs), Decimal(0)))
        return Award(
            points,
            missing=missing_of(operands, missing_notes(context)),
            reasons=tuple(
                words.loss(
                    words.phrase(op, gap, f"{op.fact.label}缺{words.show_gap(op.fact, gap)}"), rate_of(op.term) * gap
                )
                for op, gap in pairs
                if rate_of(op.term) * gap
            ),
            explanation=words.sentence(
                context.criterion,
                *(_part(context, operand, gap, alone=len(pairs) == 1) for operand, gap in pairs),
                result=words.altogether(words.deducted(points), operands),
            ),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The loss as a number ≤ 0; a cell without a usable value counts as 0."""
        losses, rates, whole = [], [], True
        for cell in formulas.fact_cells(criterion, facts, refs):
            rate, target = rate_of(cell.term), formulas.target_formula(cell.term, refs)
            # rate × min(0, x − t), not −rate × max(0, t − x): the latter is minus zero in some programs.
            lost = formulas.times(rate, f"MIN(0,{cell.value}-{target})")
            if cell.term.target is None:
                unshown = formulas.times(rate, f"MIN(0,0-{target})")
            else:
                unshown = formulas.literal(-rate * max(Decimal(0), cell.term.target))
            losses.append(cell.choose(cell.valid(), lost, unshown))
            rates += [rate, cell.term.target]
            whole = whole and cell.whole and cell.term.target is not None
        return formulas.as_points(formulas.plus(losses), *rates, whole=whole)


def _gap(context: RuleContext, operand: Operand) -> Decimal:
    if operand.excused:
        return Decimal(0)
    return max(Decimal(0), target_of(context, operand.term) - operand.number)


def _part(context: RuleContext, operand: Operand, gap: Decimal, *, alone: bool) -> str:
    rate = rate_of(operand.term)
    parts = [words.show_counted(operand), f"应有{words.show_amount(operand.fact, target_of(context, operand.term))}"]
    if gap:
        unit = operand.fact.unit_of_measure or "次"
        parts += [f"缺{words.show_gap(operand.fact, gap)}", f"每缺一{unit}扣{words.points(rate)}"]
    if not alone:
        parts.append(words.deducted(rate * gap))
    return "，".join(parts)
