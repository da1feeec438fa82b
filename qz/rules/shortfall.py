"""每少扣分: the points, less a rate for each step below the target."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator, PartialStep
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import (
    Operand,
    count_steps,
    gap_of,
    rate_of,
    read_operands,
    round_points,
    step_size,
    target_of,
)
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS

_PARTIAL = {PartialStep.FREE: "不足的不扣", PartialStep.WHOLE: "不足的也扣", PartialStep.PROPORTIONAL: "不足的按比例扣"}


class Shortfall(RuleKind):
    """max(0, p − Σ d × steps on the wrong side of the target): d points a step, the criterion's facts sharing p.

    A missing value counts as 0 where more is better (≥); where it is not (≤, =) nothing is earned without it. In an
    item that starts full what is not earned is taken off.
    """

    kind = "shortfall"
    label = "每少扣分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        target=True,
        unit_target=True,
        step=True,
        rate=True,
        types=NUMBERS,
        comparators=tuple(Comparator),
        settings=("partial_step",),
    )
    summary = "从该条分值起，每项数据比目标每少一步（比较为≤的，每多一步）扣一定分值，扣完为止。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``shortfall``."""
        operands = read_operands(context)
        full = context.criterion.points or Decimal(0)
        losses = [_loss(context, operand) for operand in operands]
        points = round_points(max(Decimal(0), full - sum(losses, Decimal(0))))
        short = [
            wording.phrase(op, gap_of(context, op), _shortage(context, op), is_gap=True)
            for op, loss in zip(operands, losses, strict=True)
            if loss
        ]
        result = wording.earned(points, full)
        if sum(losses, Decimal(0)) > full:
            result = f"扣完为止，{result}"
        parts = [_part(context, op, loss, alone=len(operands) == 1) for op, loss in zip(operands, losses, strict=True)]
        reasons = (wording.short_of("、".join(short), full - points),) if points < full else ()
        return explained_award(context, operands, points, reasons=reasons, parts=parts, result=result)

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The points left, at least 0; a cell without a usable value counts as 0."""
        partial = criterion.settings.partial_step
        whole = partial is not PartialStep.PROPORTIONAL
        losses, rates = [], []
        for cell in formulas.fact_cells(criterion, facts, refs):
            target = formulas.target_formula(cell.term, refs)
            step, rate = step_size(cell.term, cell.fact), rate_of(cell.term)
            integral = cell.whole and cell.term.target is not None and cell.term.target == int(cell.term.target)
            comparator = cell.term.comparator
            lost, unshown = (
                formulas.times(rate, formulas.steps_formula(gap, step, partial, whole=integral))
                for gap in (formulas.signed_gap(comparator, target, cell.value), target)
            )
            if comparator is not Comparator.AT_LEAST:
                unshown = formulas.points_literal(criterion.points)
            elif cell.term.target is not None:
                unshown = formulas.literal(rate * count_steps(cell.term.target, step, partial))
            losses.append(cell.choose(cell.valid(), lost, unshown))
            rates.append(rate)
        left = f"MAX(0,{formulas.points_literal(criterion.points)}-{'-'.join(losses)})"
        return formulas.as_points(left, criterion.points, *rates, whole=whole)


def _loss(context: RuleContext, operand: Operand) -> Decimal:
    if operand.excused:
        return Decimal(0)
    if operand.missing and operand.term.comparator is not Comparator.AT_LEAST:
        return context.criterion.points or Decimal(0)
    gap = gap_of(context, operand)
    steps = count_steps(gap, step_size(operand.term, operand.fact), context.criterion.settings.partial_step)
    return rate_of(operand.term) * steps


def _shortage(context: RuleContext, operand: Operand) -> str:
    gap = wording.show_gap(operand.fact, gap_of(context, operand))
    return f"{wording.show_fact(operand)}，比{wording.aim_word(operand.term)}{wording.off_target(operand.term)}{gap}"


def _part(context: RuleContext, operand: Operand, loss: Decimal, *, alone: bool) -> str:
    target = target_of(context, operand.term)
    at_least = operand.term.comparator is Comparator.AT_LEAST
    shown = wording.show_counted(operand) if at_least else wording.show_fact(operand)
    parts = [shown, wording.show_target(operand, target, own=operand.term.target is None)]
    gap, off = gap_of(context, operand), wording.off_target(operand.term)
    if operand.missing and not at_least:
        parts.append("没有填报的不得分")
    elif gap > 0 and not operand.excused:
        step, partial = step_size(operand.term, operand.fact), context.criterion.settings.partial_step
        fraction = f"（{_PARTIAL[partial]}）" if gap % step else ""
        rate = wording.points(rate_of(operand.term))
        parts.append(f"{off}{wording.show_gap(operand.fact, gap)}")
        parts.append(f"每{off}{wording.show_gap(operand.fact, step)}扣{rate}{fraction}")
        parts.append(wording.deducted(loss))
    elif not alone:
        parts.append("不扣分")
    return "，".join(parts)
