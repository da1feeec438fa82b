"""按比例得分: the points times how much of the target is reached."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import Operand, read_operands, round_points, target_of
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class Proportional(RuleKind):
    """p × x ÷ t, at least 0 and at most p; t fixed, this unit's own or its group's. Of ≤, p × t ÷ x for x above t.

    A target of 0 or less has no proportion: p where the number reaches it, else 0. Whether 0 reaches an own target of
    0 is a setting. Where the group's figure is 0 or less, nobody has done anything that there could be a share of:
    nothing is earned (of ≤, p by who is no worse than it). Missing earns 0; 不适用 that counts as met earns p.
    """

    kind = "proportional"
    label = "按比例得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        target=True,
        unit_target=True,
        above_zero=True,
        types=NUMBERS,
        at_most_one_fact=True,
        comparators=(Comparator.AT_LEAST, Comparator.AT_MOST),
        in_full_item=False,
        settings=("zero_target_met",),
    )
    summary = (
        "完成数÷目标×分值，超过目标的按分值计，负数按0计；比较为≤的，不超过目标得分值，超过的按目标÷完成数×分值。"
        "目标是固定的填目标值，按各单位目标计的不填；与本组最高值、平均值比，而它不大于0的，无从按比例，都不得分。"
    )

    def award(self, context: RuleContext) -> Award:
        """Source: the product's list of what real documents say: 未完成的按完成比例得分."""
        full = context.criterion.points or Decimal(0)
        operands = read_operands(context)
        points = round_points(sum((_earned(context, operand, full) for operand in operands), Decimal(0)))
        short = (
            wording.phrase(op, abs(_target(context, op) - op.number), _shortage(context, op), is_gap=True)
            for op in operands
            if points < full
        )
        return explained_award(
            context,
            operands,
            points,
            reasons=(wording.short_of(reason, full - points) for reason in short),
            parts=(_part(context, operand) for operand in operands),
            result=wording.earned(points, full),
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The share of the points, 0 for a cell without a usable number."""
        full = criterion.points or Decimal(0)
        parts = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            target = formulas.target_formula(cell.term, refs)
            at_least = cell.term.comparator is Comparator.AT_LEAST
            if at_least and cell.term.own_target and not criterion.settings.zero_target_met:
                target = f"IF({target}=0,1,{target})"
            share = _share_formula(cell, target)
            parts.append(cell.choose(cell.valid(), formulas.times(full, share), "0", formulas.literal(full)))
        return formulas.as_points(formulas.plus(parts), whole=False)


def _share_formula(cell: formulas.FactCell, target: str) -> str:
    """The twin of ``_share``."""
    if cell.term.comparator is Comparator.AT_MOST:
        return f"IF({cell.value}<={target},1,{_beyond_formula(cell, target)})"
    share = f"MAX(0,MIN(1,{cell.value}/{target}))"
    if cell.term.target is not None:
        return share
    reached = "0" if cell.term.against is not None else f"IF({cell.value}>={target},1,0)"
    return f"IF({target}>0,{share},{reached})"


def _beyond_formula(cell: formulas.FactCell, target: str) -> str:
    """The share of a number above a target of ≤."""
    share = f"{target}/{cell.value}"
    return share if cell.term.target is not None else f"IF({target}>0,{share},0)"


def _target(context: RuleContext, operand: Operand) -> Decimal:
    """The target as it is divided by; an own target of 0 that 0 does not reach is 1."""
    target = target_of(context, operand.term)
    own = operand.term.target is None and operand.term.comparator is Comparator.AT_LEAST
    return Decimal(1) if own and target == 0 and not context.criterion.settings.zero_target_met else target


def _earned(context: RuleContext, operand: Operand, full: Decimal) -> Decimal:
    if operand.excused:
        return full
    if not operand.given:
        return Decimal(0)
    return full * _share(context, operand)


def _share(context: RuleContext, operand: Operand) -> Decimal:
    """How much of the target a usable number reaches, from 0 to 1."""
    target, number = _target(context, operand), operand.number
    if operand.term.comparator is Comparator.AT_MOST:
        if number <= target:
            return Decimal(1)
        return target / number if target > 0 else Decimal(0)
    if target <= 0:
        return Decimal(operand.term.against is None and number >= target)
    return max(Decimal(0), min(Decimal(1), number / target))


def _shortage(context: RuleContext, operand: Operand) -> str:
    aim = wording.show_target(operand, target_of(context, operand.term), own=operand.term.target is None)
    return f"{wording.show_fact(operand)}，未达{aim}"


def _part(context: RuleContext, operand: Operand) -> str:
    target = _target(context, operand)
    aim = wording.show_target(operand, target_of(context, operand.term), own=operand.term.target is None)
    parts = [wording.show_fact(operand), aim]
    at_most = operand.term.comparator is Comparator.AT_MOST
    if operand.given and operand.term.against is not None and target <= 0 and not at_most:
        parts.append("不大于0，无从按比例")
    elif operand.given and target > 0:
        share = _share(context, operand)
        shown = f"{round(share * 100, 2):f}".rstrip("0").rstrip(".") if share % 1 else f"{share * 100:f}"
        parts.append(f"{'按目标÷完成数' if at_most else '完成'}{shown}%，按比例计")
    return "，".join(parts)
