"""扣分: points off for each one counted, or once."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import (
    NO,
    YES,
    Operand,
    amount_of,
    rate_of,
    read_operands,
    round_points,
)
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class Deduct(RuleKind):
    """−Σ rate × x for numbers, in steps where there are any; −rate once when x is 是, or x ≥ 1 where it counts once.

    A missing answer takes no points, but a 是否 that is set off by 否 is taken as 否 while it is missing.
    """

    kind = "deduct"
    label = "扣分"
    effect = Effect.DEDUCT
    needs = Needs(
        rate=True,
        steps=True,
        types=(*NUMBERS, ValueType.YES_NO),
        triggers=(YES, NO),
        once=True,
        settings=("partial_step",),
    )
    summary = "每发生一次扣一定分值，填了“每少”的，每满那么多扣一次；填“是”，或注明只扣一次的，扣一次。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``deduct``."""
        operands = read_operands(context)
        once = context.criterion.once
        losses = [rate_of(operand.term) * _times(context, operand) for operand in operands]
        pairs = list(zip(operands, losses, strict=True))
        points = round_points(-sum(losses, Decimal(0)))
        unshown = [operand for operand in operands if operand.unshown_incident]
        reasons = (wording.loss(wording.phrase(op, op.number or Decimal(1)), lost) for op, lost in pairs if lost)
        return explained_award(
            context,
            operands,
            points,
            reasons=(*reasons, *wording.unshown(unshown)),
            parts=(_part(operand, lost, once=once, alone=len(pairs) == 1) for operand, lost in pairs),
            result=wording.altogether(wording.deducted(points), operands),
            blocks_item=bool(unshown),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The loss as a number ≤ 0; cells without a usable value take nothing."""
        losses, rates, whole = [], [], True
        partial = criterion.settings.partial_step
        for cell in formulas.fact_cells(criterion, facts, refs):
            rate = rate_of(cell.term)
            rates.append(rate)
            if not cell.numeric:
                losses.append(_word_loss(cell, rate))
            elif criterion.once:
                conditions = [*cell.valid(above=Decimal(1)), f"{cell.value}>=1"]
                losses.append(cell.choose(conditions, formulas.literal(-rate), "0"))
            else:
                conditions = [*cell.valid(above=Decimal(0)), f"{cell.value}>0"]
                amount = formulas.amount_formula(cell, cell.value, partial)
                losses.append(cell.choose(conditions, f"-{formulas.times(rate, amount)}", "0"))
                whole = whole and formulas.counted_whole(cell, partial)
        return formulas.as_points(formulas.plus(losses), *rates, whole=whole)

    def blocked_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE while one of its incidents is missing."""
        return formulas.incident_missing_formula(criterion, facts, refs)


def _times(context: RuleContext, operand: Operand) -> Decimal:
    """How often the rate is taken. A 是否 that is set off by 否 is taken as 否 while it is missing."""
    if operand.fact.value_type is ValueType.YES_NO:
        if operand.term.trigger == NO:
            return Decimal(int(not operand.yes and not operand.excused))
        return Decimal(int(operand.yes))
    if context.criterion.once:
        return Decimal(int(operand.number >= 1))
    return amount_of(context, operand, max(Decimal(0), operand.number))


def _word_loss(cell: formulas.FactCell, rate: Decimal) -> str:
    if cell.term.trigger == NO:
        fine = formulas.either([f"{cell.cell}={formulas.text(word)}" for word in _fine_words(cell)])
        return f"IFERROR(IF({fine},0,{formulas.literal(-rate)}),{formulas.literal(-rate)})"
    return f"IFERROR(IF({cell.cell}={formulas.text(YES)},{formulas.literal(-rate)},0),0)"


def _fine_words(cell: formulas.FactCell) -> list[str]:
    return [YES, *(["不适用"] if cell.excuses else [])]


def _part(operand: Operand, lost: Decimal, *, once: bool, alone: bool) -> str:
    parts = [wording.show_fact(operand)]
    if lost and operand.fact.value_type is not ValueType.YES_NO:
        rate = wording.points(rate_of(operand.term))
        parts.append("不论次数只扣一次" if once else f"{wording.each(operand.term, operand.fact)}扣{rate}")
    if not alone:
        parts.append(wording.deducted(lost))
    return "，".join(parts)
