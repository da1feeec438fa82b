"""分档得分: the points of the band a number lies in."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Band, Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import Operand, read_operands, round_points
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS


class ByBand(RuleKind):
    """The points of the first band the number meets, else 0; 不适用 earns p where it counts as met."""

    kind = "by_band"
    label = "分档得分"
    effect = Effect.EARN
    needs = Needs(points=True, bands=True, types=NUMBERS, at_most_one_fact=True, in_full_item=False)
    summary = "数据落在哪一档得哪一档的分（“以上”“以下”都含本数），不在任何一档的不得分；分值填最高一档的分。"

    def award(self, context: RuleContext) -> Award:
        """Source: scoring specification, "Kinds of rule"; the bands are the clause's own."""
        full = context.criterion.points or Decimal(0)
        operands = read_operands(context)
        points = round_points(sum((_earned(operand, full) for operand in operands), Decimal(0)))
        short = (wording.short_of(wording.phrase(op, op.number), full - points) for op in operands if points < full)
        return explained_award(
            context, operands, points, reasons=short, parts=map(_part, operands), result=wording.earned(points, full)
        )

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """One IF for each band, in their order; 0 for a cell without a usable number."""
        full = formulas.points_literal(criterion.points)
        parts = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            found = "0"
            for band in reversed(cell.term.bands):
                points = formulas.points_literal(band.points)
                found = points if band.bound is None else f"IF({_condition(cell.value, band)},{points},{found})"
            parts.append(cell.choose(cell.valid(), found, "0", full))
        return formulas.plus(parts)


def _condition(value: str, band: Band) -> str:
    return f"{value}{band.comparator.sign}{formulas.literal(band.bound or Decimal(0))}"


def _band_of(operand: Operand) -> Band | None:
    """The first band the number meets; ``None`` where it meets none or is missing."""
    if not operand.given:
        return None
    met = (
        band for band in operand.term.bands if band.bound is None or band.comparator.holds(operand.number, band.bound)
    )
    return next(met, None)


def _earned(operand: Operand, full: Decimal) -> Decimal:
    if operand.excused:
        return full
    band = _band_of(operand)
    return band.points if band else Decimal(0)


def _part(operand: Operand) -> str:
    band = _band_of(operand)
    if band is None:
        return wording.show_fact(operand) + ("，不在任何一档" if operand.given else "")
    return f"{wording.show_fact(operand)}，属于“{band.words}”一档"
