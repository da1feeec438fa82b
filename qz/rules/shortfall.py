"""每少扣分: the points less so many for each step below target."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Criterion, Fact, PartialStep
from qz.model.scores import Award, Effect
from qz.rules import formulas, words
from qz.rules.base import CellRefs, Needs, RuleContext, RuleKind
from qz.rules.operands import (
    Operand,
    count_steps,
    missing_notes,
    missing_of,
    rate_of,
    read_operands,
    round_points,
    step_size,
    target_of,
)
from qz.rules.unit_target import NUMBER_TYPES

_PARTIAL = {PartialStep.FREE: "不足的不扣", PartialStep.WHOLE: "不足的也扣", PartialStep.PROPORTIONAL: "不足的按比例扣"}


class Shortfall(RuleKind):
    """max(0, p − Σ d × steps below target): d points a step, the criterion's facts sharing p; missing counts as 0."""

    kind = "shortfall"
    label = "每少扣分"
    effect = Effect.EARN
    needs = Needs(points=True, target=True, unit_target=True, step=True, rate=True, types=NUMBER_TYPES)
    summary = "从该条分值起，每项数据比目标每少一步扣一定分值，扣完为止。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``shortfall``."""
        operands = read_operands(context)
        full = context.criterion.points or Decimal(0)
        losses = [_loss(context, operand) for operand in operands]
        points = round_points(max(Decimal(0), full - sum(losses, Decimal(0))))
        short = [
            words.phrase(op, gap, f"{words.show_fact(op)}，比目标少{words.show_gap(op.fact, gap)}")
            for op, loss in zip(operands, losses, strict=True)
            if loss and (gap := target_of(context, op.term) - op.number)
        ]
        result = words.earned(points, full)
        if sum(losses, Decimal(0)) > full:
            result = f"扣完为止，{result}"
        parts = [_part(context, op, loss, alone=len(operands) == 1) for op, loss in zip(operands, losses, strict=True)]
        return Award(
            points,
            missing=missing_of(operands, missing_notes(context)),
            reasons=(words.short_of("、".join(short), full - points),) if points < full else (),
            explanation=words.sentence(context.criterion, *parts, result=result),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The points left, at least 0; a cell without a usable value counts as 0."""
        partial = criterion.settings.partial_step
        whole = partial is not PartialStep.PROPORTIONAL
        losses, rates = [], []
        for cell in formulas.fact_cells(criterion, facts, refs):
            target = formulas.target_formula(cell.term, refs)
            step, rate = step_size(cell.term, cell.fact), rate_of(cell.term)
            integral = cell.whole and cell.term.target is not None and cell.term.target == int(cell.term.target)
            lost, unshown = (
                formulas.times(rate, formulas.steps_formula(gap, step, partial, whole=integral))
                for gap in (f"{target}-{cell.value}", target)
            )
            if cell.term.target is not None:
                unshown = formulas.literal(rate * count_steps(cell.term.target, step, partial))
            losses.append(cell.choose(cell.valid(), lost, unshown))
            rates.append(rate)
        left = f"MAX(0,{formulas.points_literal(criterion.points)}-{'-'.join(losses)})"
        return formulas.as_points(left, criterion.points, *rates, whole=whole)


def _loss(context: RuleContext, operand: Operand) -> Decimal:
    if operand.excused:
        return Decimal(0)
    gap = target_of(context, operand.term) - operand.number
    steps = count_steps(gap, step_size(operand.term, operand.fact), context.criterion.settings.partial_step)
    return rate_of(operand.term) * steps


def _part(context: RuleContext, operand: Operand, loss: Decimal, *, alone: bool) -> str:
    target = target_of(context, operand.term)
    parts = [words.show_counted(operand), words.show_target(operand, target, own=operand.term.target is None)]
    gap = target - operand.number
    if gap > 0 and not operand.excused:
        step, partial = step_size(operand.term, operand.fact), context.criterion.settings.partial_step
        fraction = f"（{_PARTIAL[partial]}）" if gap % step else ""
        rate = words.points(rate_of(operand.term))
        parts.append(f"少{words.show_gap(operand.fact, gap)}")
        parts.append(f"每少{words.show_gap(operand.fact, step)}扣{rate}{fraction}")
        parts.append(words.deducted(loss))
    elif not alone:
        parts.append("不扣分")
    return "，".join(parts)
