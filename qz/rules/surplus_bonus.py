"""超额加分: points for each one beyond the target, added outside the item's cap."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator, PartialStep
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.bonus import bonus_award, held_by_note
from qz.rules.operands import (
    Operand,
    amount_of,
    meets_unit_target,
    rate_of,
    read_operands,
    round_points,
    surplus_of,
    target_of,
)
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class SurplusBonus(RuleKind):
    """Σ rate × how far x is beyond its target, fixed or this unit's own, in steps where there are any.

    Beyond ≤ is below.

    Each fact counts by itself, unless the setting gives nothing while any of them misses its target.
    """

    kind = "surplus_bonus"
    label = "超额加分"
    effect = Effect.BONUS
    needs = Needs(
        target=True,
        unit_target=True,
        beyond=True,
        rate=True,
        steps=True,
        types=(*NUMBERS, ValueType.TEXT),
        comparators=(Comparator.AT_LEAST, Comparator.AT_MOST),
        settings=("surplus_needs_target", "zero_target_met", "note_holds_bonus", "partial_step"),
    )
    summary = (
        "超过目标（不填则为本单位目标）的部分，每多一项（比较为≤的，低于目标，每少一项）加一定分值，"
        "填了“每少”的，按那么多算一次，不受该项标准分限制。"
    )

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``surplus_bonus``, and "Readings that are parameters"."""
        operands = read_operands(context)
        gains = [surplus_worth(context, operand) for operand in operands]
        pairs = zip(operands, gains, strict=True)
        parts = [surplus_words(context, op, gain, alone=len(operands) == 1) for op, gain in pairs]
        points = round_points(sum(gains, Decimal(0)))
        needed = context.criterion.settings.surplus_needs_target
        if needed and not all(meets_unit_target(context, operand) for operand in operands):
            parts.append("目标未全部完成，超额不加分")
            points = Decimal(0)
        return bonus_award(context, operands, points, parts)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The sum over usable cells above their targets; 0 while a required note is blank."""
        partial = criterion.settings.partial_step
        gains = [
            cell.choose(cell.valid(), surplus_formula(cell, refs, partial), "0")
            for cell in formulas.fact_cells(criterion, facts, refs)
        ]
        # A unit's target may hold a fraction of what is counted, so only the office's own whole numbers keep it whole.
        total = f"ROUND(ROUND({formulas.plus(gains)},8),2)"
        if criterion.settings.surplus_needs_target:
            met = formulas.both(formulas.unit_targets_met(criterion, facts, refs))
            total = f"IFERROR(IF({met},{total},0),0)"
        return held_by_note(criterion, facts, refs, total)


def surplus_worth(context: RuleContext, operand: Operand) -> Decimal:
    """What a fact's part beyond its target is worth (分): nothing for one that is not given."""
    if not operand.given:
        return Decimal(0)
    return rate_of(operand.term) * amount_of(context, operand, surplus_of(context, operand))


def surplus_formula(cell: formulas.FactCell, refs: CellRefs, partial: PartialStep) -> str:
    """The same of a cell that holds a usable number."""
    target = formulas.target_formula(cell.term, refs)
    beyond = f"MAX(0,{formulas.signed_surplus(cell.term.comparator, target, cell.value)})"
    return formulas.times(rate_of(cell.term), formulas.amount_formula(cell, beyond, partial, from_target=True))


def surplus_words(context: RuleContext, operand: Operand, gain: Decimal, *, alone: bool, verb: str = "加") -> str:
    """``省名牌5只，本单位目标3只，超出2只，每只加1分``."""
    target = target_of(context, operand.term)
    parts = [wording.show_fact(operand), wording.show_target(operand, target, own=operand.term.target is None)]
    if gain:
        beyond = "低于" if operand.term.comparator is Comparator.AT_MOST else "超出"
        surplus = wording.show_gap(operand.fact, surplus_of(context, operand))
        rate = wording.points(rate_of(operand.term))
        parts += [f"{beyond}{surplus}", f"{wording.each(operand.term, operand.fact)}{verb}{rate}"]
    if gain and not alone:
        parts.append(f"计{wording.points(gain)}")
    return "，".join(parts)
