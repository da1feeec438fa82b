"""完成目标得分: the points where every fact reaches this unit's own target."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qz.model.programme import Comparator, Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import ValueType
from qz.rules import formulas, wording
from qz.rules.operands import (
    Operand,
    meets_unit_target,
    missing_notes,
    missing_of,
    read_operands,
    round_points,
    unit_target,
)
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind

NUMBER_TYPES = (ValueType.COUNT, ValueType.RATE, ValueType.GRADE, ValueType.NUMBER)


class UnitTarget(RuleKind):
    """p if every fact meets this unit's own target (≥, or ≤ or = where the programme says so), else 0.

    Whether a target of 0 is met by 0 is a setting.
    """

    kind = "unit_target"
    label = "完成目标得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        unit_target=True,
        types=NUMBER_TYPES,
        comparators=tuple(Comparator),
        settings=("zero_target_met",),
        in_full_item=False,
    )
    summary = "每项数据都达到本单位的目标得全部分值，否则不得分。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule", ``unit_target``."""
        operands = read_operands(context)
        met = [meets_unit_target(context, operand) for operand in operands]
        points = round_points(context.criterion.points or Decimal(0)) if all(met) else Decimal(0)
        targets = [wording.show_target(operand, unit_target(context, operand.term), own=True) for operand in operands]
        explanation, reasons = all_or_nothing(context.criterion, operands, targets, met)
        return Award(
            points, missing=missing_of(operands, missing_notes(context)), reasons=reasons, explanation=explanation
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The points where every cell reaches its target, else 0."""
        shown = unit_targets_met(criterion, facts, refs)
        return f"IFERROR(IF({formulas.both(shown)},{formulas.points_literal(criterion.points)},0),0)"


def unit_targets_met(criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> list[str]:
    """The conditions under which every fact reaches this unit's own target. Not safe from errors by themselves."""
    return [
        condition
        for cell in formulas.fact_cells(criterion, facts, refs)
        for condition in cell.shows(
            formulas.unit_target_conditions(
                cell,
                formulas.target_formula(cell.term, refs),
                zero_target_met=criterion.settings.zero_target_met or cell.term.target is not None,
            )
        )
    ]


def all_or_nothing(
    criterion: Criterion, operands: Sequence[Operand], targets: Sequence[str], met: Sequence[bool]
) -> tuple[str, tuple[str, ...]]:
    """The explanation and reasons of a criterion whose facts must all meet their targets."""
    full = criterion.points or Decimal(0)
    parts = [
        f"{wording.show_fact(operand)}，{target}，{'达标' if fine else '未达标'}"
        for operand, target, fine in zip(operands, targets, met, strict=True)
    ]
    result = wording.earned(round_points(full if all(met) else Decimal(0)), full)
    failed = [
        wording.phrase(operand, operand.number, f"{wording.show_fact(operand)}，未达{target}")
        for operand, target, fine in zip(operands, targets, met, strict=True)
        if not fine
    ]
    reasons = (wording.short_of("、".join(failed), full),) if failed else ()
    return wording.sentence(criterion, *parts, result=result), reasons
