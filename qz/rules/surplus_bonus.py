"""超额加分: points for each one beyond the target, added outside the item's cap."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.bonus import bonus_award, held_by_note
from qz.rules.operands import Operand, amount_of, meets_unit_target, rate_of, read_operands, round_points, target_of
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class SurplusBonus(RuleKind):
    """Σ rate × max(0, x − target), the target fixed or this unit's own, in steps where there are any.

    Each fact counts by itself, unless the setting gives nothing while any of them misses its target.
    """

    kind = "surplus_bonus"
    label = "超额加分"
    effect = Effect.BONUS
    needs = Needs(
        target=True,
        unit_target=True,
        rate=True,
        steps=True,
        types=(*NUMBERS, ValueType.TEXT),
        settings=("surplus_needs_target", "zero_target_met", "note_holds_bonus", "partial_step"),
    )
    summary = (
        "超过目标（不填则为本单位目标）的部分，每多一项加一定分值，填了“每少”的，每多那么多加一次，不受该项标准分限制。"
    )

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``surplus_bonus``, and "Readings that are parameters"."""
        operands = read_operands(context)
        gains = [_gain(context, operand) for operand in operands]
        parts = [_part(context, op, gain, alone=len(operands) == 1) for op, gain in zip(operands, gains, strict=True)]
        points = round_points(sum(gains, Decimal(0)))
        needed = context.criterion.settings.surplus_needs_target
        if needed and not all(meets_unit_target(context, operand) for operand in operands):
            parts.append("目标未全部完成，超额不加分")
            points = Decimal(0)
        return bonus_award(context, operands, points, parts)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The sum over usable cells above their targets; 0 while a required note is blank."""
        partial = criterion.settings.partial_step
        gains = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            above = f"MAX(0,{cell.value}-{formulas.target_formula(cell.term, refs)})"
            amount = formulas.amount_formula(cell, above, partial, from_target=True)
            gains.append(cell.choose(cell.valid(), formulas.times(rate_of(cell.term), amount), "0"))
        # A unit's target may hold a fraction of what is counted, so only the office's own whole numbers keep it whole.
        total = f"ROUND(ROUND({formulas.plus(gains)},8),2)"
        if criterion.settings.surplus_needs_target:
            met = formulas.both(formulas.unit_targets_met(criterion, facts, refs))
            total = f"IFERROR(IF({met},{total},0),0)"
        return held_by_note(criterion, facts, refs, total)


def _gain(context: RuleContext, operand: Operand) -> Decimal:
    if not operand.given:
        return Decimal(0)
    above = max(Decimal(0), operand.number - target_of(context, operand.term))
    return rate_of(operand.term) * amount_of(context, operand, above)


def _part(context: RuleContext, operand: Operand, gain: Decimal, *, alone: bool) -> str:
    target = target_of(context, operand.term)
    parts = [wording.show_fact(operand), wording.show_target(operand, target, own=operand.term.target is None)]
    if gain:
        rate = wording.points(rate_of(operand.term))
        surplus = wording.show_gap(operand.fact, operand.number - target)
        parts += [f"超出{surplus}", f"{wording.each(operand.term, operand.fact)}加{rate}"]
    if gain and not alone:
        parts.append(f"计{wording.points(gain)}")
    return "，".join(parts)
