"""缺数扣分: points off for each one that is missing from a fixed number."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qz.model.choices import Comparator, PartialStep
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import (
    Operand,
    amount_of,
    count_steps,
    gap_of,
    rate_of,
    read_operands,
    round_points,
    target_of,
)
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class DeductMissing(RuleKind):
    """−rate × how far x is on the wrong side of t, counted in steps where there are any.

    A missing value counts as 0 where more is better (≥); where it is not (≤, =) it is a missing incident.
    """

    kind = "deduct_missing"
    label = "缺数扣分"
    effect = Effect.DEDUCT
    needs = Needs(
        target=True,
        unit_target=True,
        rate=True,
        steps=True,
        types=NUMBERS,
        comparators=tuple(Comparator),
        settings=("partial_step",),
    )
    summary = "比应有数每缺一次（比较为≤的，每超一次）扣一定分值；填了“每少”的，按那么多算一次。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``deduct_missing``."""
        operands = read_operands(context)
        pairs = [(operand, _times(context, operand)) for operand in operands]
        points = round_points(-sum((rate_of(op.term) * times for op, times in pairs), Decimal(0)))
        unshown = [operand for operand in operands if _is_incident(operand)]
        reasons = (_reason(context, op, times) for op, times in pairs if rate_of(op.term) * times)
        return explained_award(
            context,
            operands,
            points,
            reasons=(*reasons, *wording.unshown(unshown)),
            parts=(_part(context, operand, times, alone=len(pairs) == 1) for operand, times in pairs),
            result=wording.altogether(wording.deducted(points), operands),
            blocks_item=bool(unshown),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The loss as a number ≤ 0; a cell without a usable value counts as 0, or takes nothing (≤, =)."""
        losses, rates, whole = [], [], True
        partial = criterion.settings.partial_step
        for cell in formulas.fact_cells(criterion, facts, refs):
            rate, target = rate_of(cell.term), formulas.target_formula(cell.term, refs)
            losses.append(cell.choose(cell.valid(), *_lost(cell, rate, target, partial)))
            rates += [rate, cell.term.target]
            whole = whole and formulas.counted_whole(cell, partial) and cell.term.target is not None
        return formulas.as_points(formulas.plus(losses), *rates, whole=whole)

    def blocked_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE while a number is missing for which 0 cannot stand in (≤, =)."""
        cells = formulas.fact_cells(criterion, facts, refs)
        parts = [cell.missing() for cell in cells if cell.term.comparator is not Comparator.AT_LEAST]
        return formulas.either(parts) if parts else None


def _is_incident(operand: Operand) -> bool:
    return operand.missing and operand.term.comparator is not Comparator.AT_LEAST


def _lost(cell: formulas.FactCell, rate: Decimal, target: str, partial: PartialStep) -> tuple[str, str]:
    """The loss of a usable cell and of one without an answer, each ≤ 0."""
    term = cell.term
    if term.step is None and term.comparator is not Comparator.EQUAL:
        # rate × min(0, x − t), not −rate × max(0, t − x): the latter is minus zero in some programs.
        lost = formulas.times(rate, f"MIN(0,{formulas.signed_surplus(term.comparator, target, cell.value)})")
    else:
        gap = formulas.signed_gap(term.comparator, target, cell.value)
        lost = f"0-{formulas.times(rate, formulas.amount_formula(cell, f'({gap})', partial, from_target=True))}"
    if term.comparator is not Comparator.AT_LEAST:
        return lost, "0"
    if term.target is not None:
        due = max(Decimal(0), term.target)
        return lost, formulas.literal(-rate * (count_steps(due, term.step, partial) if term.step else due))
    if term.step is None:
        return lost, formulas.times(rate, f"MIN(0,0-{target})")
    return lost, f"0-{formulas.times(rate, formulas.amount_formula(cell, target, partial, from_target=True))}"


def _times(context: RuleContext, operand: Operand) -> Decimal:
    if operand.excused or _is_incident(operand):
        return Decimal(0)
    return amount_of(context, operand, gap_of(context, operand))


_WORD: Final = {Comparator.AT_LEAST: "缺", Comparator.AT_MOST: "超", Comparator.EQUAL: "差"}


def _reason(context: RuleContext, operand: Operand, times: Decimal) -> str:
    gap = gap_of(context, operand)
    default = f"{operand.fact.label}{_WORD[operand.term.comparator]}{wording.show_gap(operand.fact, gap)}"
    return wording.loss(wording.phrase(operand, gap, default, is_gap=True), rate_of(operand.term) * times)


def _part(context: RuleContext, operand: Operand, times: Decimal, *, alone: bool) -> str:
    rate, term, fact = rate_of(operand.term), operand.term, operand.fact
    target = wording.show_amount(fact, target_of(context, term))
    if term.comparator is Comparator.AT_LEAST:
        aim = f"应有{target}" if term.against is None else wording.show_target(operand, target_of(context, term))
        parts = [wording.show_counted(operand), aim]
    else:
        parts = [wording.show_fact(operand), wording.show_target(operand, target_of(context, term))]
    if times:
        word = _WORD[term.comparator]
        unit = wording.show_gap(fact, term.step) if term.step else f"一{fact.unit_of_measure or '次'}"
        parts += [
            f"{word}{wording.show_gap(fact, gap_of(context, operand))}",
            f"每{word}{unit}扣{wording.points(rate)}",
        ]
    if not alone:
        parts.append(wording.deducted(rate * times))
    return "，".join(parts)
