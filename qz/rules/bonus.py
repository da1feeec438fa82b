"""加分: points for each one counted, added outside the item's cap."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.operands import Operand, amount_of, missing_notes, missing_of, rate_of, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class Bonus(RuleKind):
    """Σ rate × x, in steps where there are any (once for 是), added outside the item's cap.

    A missing value or 不适用 adds nothing.
    """

    kind = "bonus"
    label = "加分"
    effect = Effect.BONUS
    needs = Needs(
        rate=True,
        steps=True,
        types=(*NUMBERS, ValueType.YES_NO, ValueType.TEXT),
        settings=("note_holds_bonus", "partial_step"),
    )
    summary = "每有一项加一定分值，填了“每少”的，每满那么多加一次，不受该项标准分限制；“是”加一次。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``bonus``; the note, "Readings that are parameters"."""
        operands = read_operands(context)
        gains = [_gain(context, operand) for operand in operands]
        parts = [_part(op, gain, alone=len(operands) == 1) for op, gain in zip(operands, gains, strict=True)]
        return bonus_award(context, operands, round_points(sum(gains, Decimal(0))), parts)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The sum over usable cells; 0 while a required note is blank."""
        gains, rates, whole = [], [], True
        partial = criterion.settings.partial_step
        for cell in formulas.fact_cells(criterion, facts, refs):
            rate = rate_of(cell.term)
            if cell.numeric:
                conditions = [*cell.valid(above=Decimal(0)), f"{cell.value}>0"]
                amount = formulas.amount_formula(cell, cell.value, partial)
                gains.append(cell.choose(conditions, formulas.times(rate, amount), "0"))
                whole = whole and formulas.counted_whole(cell, partial)
            else:
                gains.append(f"IFERROR(IF({cell.cell}={formulas.text('是')},{formulas.literal(rate)},0),0)")
            rates.append(rate)
        total = formulas.as_points(formulas.plus(gains), *rates, whole=whole)
        return held_by_note(criterion, facts, refs, total)


def bonus_award(context: RuleContext, operands: tuple[Operand, ...], points: Decimal, parts: list[str]) -> Award:
    """The award of a bonus; 0 while a required note is blank, where the setting says so."""
    notes = missing_notes(context)
    result = wording.altogether(f"加{wording.points(points)}" if points else "不加分", operands)
    if notes and points and context.criterion.settings.note_holds_bonus:
        labels = "、".join(context.facts[fact_id].label for fact_id in notes)
        result = f"按规定应加{wording.points(points)}，但{labels}未填报，暂不加分"
        points = Decimal(0)
    return Award(
        points,
        missing=missing_of(operands, notes),
        explanation=wording.sentence(context.criterion, *parts, result=result),
    )


def held_by_note(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs, total: str) -> str:
    """The formula ``total``, or 0 while a required note is blank."""
    blank = formulas.blank_note_formula(criterion, facts, refs) if criterion.settings.note_holds_bonus else None
    return total if blank is None else f"IF({blank},0,{total})"


def _gain(context: RuleContext, operand: Operand) -> Decimal:
    if operand.yes:
        return rate_of(operand.term)
    return rate_of(operand.term) * amount_of(context, operand, max(Decimal(0), operand.number))


def _part(operand: Operand, gain: Decimal, *, alone: bool) -> str:
    parts = [wording.show_fact(operand)]
    if gain and operand.fact.value_type is not ValueType.YES_NO:
        parts.append(f"{wording.each(operand.term, operand.fact)}加{wording.points(rate_of(operand.term))}")
    if gain and not alone:
        parts.append(f"计{wording.points(gain)}")
    return "，".join(parts)
