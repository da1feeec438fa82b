"""按比例得分: the points times how much of the target is reached."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.operands import Operand, missing_notes, missing_of, read_operands, round_points, target_of
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class Proportional(RuleKind):
    """p × x ÷ t, at least 0 and at most p; t fixed or this unit's own.

    A target of 0 or less has no proportion: p where the number reaches it, else 0. Whether 0 reaches an own target of
    0 is a setting. Missing earns 0; 不适用 that counts as met earns p.
    """

    kind = "proportional"
    label = "按比例得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        target=True,
        unit_target=True,
        types=NUMBERS,
        at_most_one_fact=True,
        in_full_item=False,
        settings=("zero_target_met",),
    )
    summary = "完成数÷目标×分值，超过目标的按分值计，负数按0计；目标是固定的填目标值，按各单位目标计的不填。"

    def award(self, context: RuleContext) -> Award:
        """Source: the product's list of what real documents say: 未完成的按完成比例得分."""
        full = context.criterion.points or Decimal(0)
        operands = read_operands(context)
        points = round_points(sum((_earned(context, operand, full) for operand in operands), Decimal(0)))
        short = (
            wording.phrase(op, max(Decimal(0), _target(context, op) - op.number), _shortage(context, op))
            for op in operands
            if points < full
        )
        return Award(
            points,
            missing=missing_of(operands, missing_notes(context)),
            reasons=tuple(wording.short_of(reason, full - points) for reason in short),
            explanation=wording.sentence(
                context.criterion,
                *(_part(context, operand) for operand in operands),
                result=wording.earned(points, full),
            ),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The share of the points, 0 for a cell without a usable number."""
        full = criterion.points or Decimal(0)
        parts = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            target = formulas.target_formula(cell.term, refs)
            if cell.term.own_target and not criterion.settings.zero_target_met:
                target = f"IF({target}=0,1,{target})"
            share = f"MAX(0,MIN(1,{cell.value}/{target}))"
            if cell.term.target is None:
                share = f"IF({target}>0,{share},IF({cell.value}>={target},1,0))"
            parts.append(cell.choose(cell.valid(), formulas.times(full, share), "0", formulas.literal(full)))
        return formulas.as_points(formulas.plus(parts), whole=False)


def _target(context: RuleContext, operand: Operand) -> Decimal:
    """The target as it is divided by; an own target of 0 that 0 does not reach is 1."""
    target = target_of(context, operand.term)
    own = operand.term.target is None
    return Decimal(1) if own and target == 0 and not context.criterion.settings.zero_target_met else target


def _earned(context: RuleContext, operand: Operand, full: Decimal) -> Decimal:
    if operand.excused:
        return full
    if not operand.given:
        return Decimal(0)
    target = _target(context, operand)
    if target <= 0:
        return full if operand.number >= target else Decimal(0)
    return full * max(Decimal(0), min(Decimal(1), operand.number / target))


def _shortage(context: RuleContext, operand: Operand) -> str:
    aim = wording.show_target(operand, target_of(context, operand.term), own=operand.term.target is None)
    return f"{wording.show_fact(operand)}，未达{aim}"


def _part(context: RuleContext, operand: Operand) -> str:
    target = _target(context, operand)
    aim = wording.show_target(operand, target_of(context, operand.term), own=operand.term.target is None)
    parts = [wording.show_fact(operand), aim]
    if operand.given and target > 0:
        share = min(Decimal(1), max(Decimal(0), operand.number / target))
        shown = f"{round(share * 100, 2):f}".rstrip("0").rstrip(".") if share % 1 else f"{share * 100:f}"
        parts.append(f"完成{shown}%，按比例计")
    return "，".join(parts)
