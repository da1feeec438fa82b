"""超额加分: so many points for each beyond this unit's own target, outside the item's cap."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, words
from qz.rules.base import CellRefs, Needs, RuleContext, RuleKind
from qz.rules.bonus import bonus_award, held_by_note
from qz.rules.operands import Operand, meets_unit_target, rate_of, read_operands, round_points, unit_target
from qz.rules.unit_target import NUMBER_TYPES, unit_targets_met


class SurplusBonus(RuleKind):
    """Σ rate × max(0, x − this unit's target), level by level unless the setting asks for the target at every level."""

    kind = "surplus_bonus"
    label = "超额加分"
    effect = Effect.BONUS
    needs = Needs(unit_target=True, rate=True, types=(*NUMBER_TYPES, ValueType.TEXT))
    summary = "超过本单位目标的部分，每多一项加一定分值，不受该项标准分限制。"

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
        """The sum over usable cells above their targets; 0 while a note that holds it is blank."""
        cells = formulas.fact_cells(criterion, facts, refs)
        gains = [
            cell.choose(
                cell.valid(),
                formulas.times(rate_of(cell.term), f"MAX(0,{cell.value}-{refs.unit_target(cell.term.fact_id)})"),
                "0",
            )
            for cell in cells
        ]
        # A unit's target may hold a fraction of what is counted, so only the office's own whole numbers keep it whole.
        total = f"ROUND(ROUND({formulas.plus(gains)},8),2)"
        if criterion.settings.surplus_needs_target:
            met = formulas.both(unit_targets_met(criterion, facts, refs))
            total = f"IFERROR(IF({met},{total},0),0)"
        return held_by_note(criterion, facts, refs, total)


def _gain(context: RuleContext, operand: Operand) -> Decimal:
    if not operand.given:
        return Decimal(0)
    return rate_of(operand.term) * max(Decimal(0), operand.number - unit_target(context, operand.term))


def _part(context: RuleContext, operand: Operand, gain: Decimal, *, alone: bool) -> str:
    target = unit_target(context, operand.term)
    parts = [words.show_fact(operand), words.show_target(operand, target, own=True)]
    if gain:
        rate = words.points(rate_of(operand.term))
        surplus = words.show_gap(operand.fact, operand.number - target)
        parts += [f"超出{surplus}", f"{words.each(operand.fact)}加{rate}"]
    if gain and not alone:
        parts.append(f"计{words.points(gain)}")
    return "，".join(parts)
