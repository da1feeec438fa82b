"""按名次得分, 按名次加分 and 按名次扣分: points by the unit's place among the units of its group."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.choices import Comparator
from qz.model.group_figures import GroupFigures
from qz.model.scorecards import Band, Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import formulas, wording
from qz.rules.explained_award import explained_award
from qz.rules.operands import Operand, rate_of, read_operands, round_points
from qz.rules.rule_kind import CellRefs, GroupCells, Needs, RuleContext, RuleKind
from qz.values.value_types import NUMBERS

_COMPARATORS = (Comparator.AT_LEAST, Comparator.AT_MOST)
_NOWHERE = GroupFigures()


def place_of(operand: Operand, figures: GroupFigures, *, from_last: bool) -> int | None:
    """The place of a number in its group, 1 for the best (≥: the greatest, ≤: the least), equal numbers sharing one.

    ``from_last``: 1 for the worst; ``None`` where all numbers are equal, for then nobody is last. ``None`` for a unit
    without a number.
    """
    if not operand.given or (from_last and figures.greatest == figures.least):
        return None
    greatest_first = (operand.term.comparator is not Comparator.AT_MOST) is not from_last
    return 1 + (figures.above if greatest_first else figures.below)


class ByPlace(RuleKind):
    """The points of the first band that the unit's place lies in; or p less a rate for each place after the first.

    A unit without a number has no place and gets nothing; 不适用 earns p where it counts as met.
    """

    kind = "by_place"
    label = "按名次得分"
    effect = Effect.EARN
    needs = Needs(
        points=True,
        places=True,
        least_points=True,
        types=NUMBERS,
        at_most_one_fact=True,
        comparators=_COMPARATORS,
        in_full_item=False,
    )
    summary = (
        "按本组（《单位》的分组，没有分组的是本评分表全部单位）有数据的单位排名次得分，比较为≤的小的在前，并列的同名次："
        "“分档”写各名次的分，或者“每次分数”写每退后一名减几分（最少分数为止）。填报表上待统计，收齐以后计分。"
    )

    def award(self, context: RuleContext) -> Award:
        """Source: the product's list of what real documents say: 第一名满分，依次减0.5分; 前三名加3、2、1分."""
        full = context.criterion.points or Decimal(0)
        operands = read_operands(context)
        worth = sum((_worth(context, operand, full) for operand in operands), Decimal(0))
        points = round_points(-worth if self.effect is Effect.DEDUCT else worth)
        return explained_award(
            context,
            operands,
            points,
            reasons=self._reasons(context, operands, points),
            parts=(_part(context, operand) for operand in operands),
            result=self._result(points, full),
        )

    def _result(self, points: Decimal, full: Decimal) -> str:
        if self.effect is Effect.EARN:
            return wording.earned(points, full)
        if self.effect is Effect.DEDUCT:
            return wording.deducted(points)
        return f"加{wording.points(points)}" if points else "不加分"

    def _reasons(self, context: RuleContext, operands: tuple[Operand, ...], points: Decimal) -> list[str]:
        """The words for what was not earned, or taken."""
        lost = (context.criterion.points or Decimal(0)) - points if self.effect is Effect.EARN else -points
        if self.effect is Effect.BONUS or lost <= 0:
            return []
        describe = wording.short_of if self.effect is Effect.EARN else wording.loss
        return [describe(_loss_words(context, op), lost) for op in operands]

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The place by RANK in the group's range, and one IF for each band; 0 for a cell without a usable number."""
        full = formulas.points_literal(criterion.points)
        earns = self.effect is Effect.EARN
        parts = []
        for cell in formulas.fact_cells(criterion, facts, refs):
            group = refs.group(cell.term.fact_id)
            if group is None:
                raise ValueError(f"{criterion.criterion_id} compares units, and no cells of theirs are known")
            found = _found_formula(criterion, cell, group)
            parts.append(cell.choose(cell.valid(), found, "0", full if earns else "0"))
        total = formulas.plus(parts)
        return f"0-{total}" if self.effect is Effect.DEDUCT else total


class PlaceBonus(ByPlace):
    """Points added for a place: 前三名加3、2、1分."""

    kind = "place_bonus"
    label = "按名次加分"
    effect = Effect.BONUS
    needs = Needs(places=True, bands=True, types=NUMBERS, at_most_one_fact=True, comparators=_COMPARATORS)
    summary = "按本组里的名次加分，“分档”写各名次的分，如 第1名3分、第2名2分、第3名1分；名次怎样排同按名次得分。"


class PlaceDeduct(ByPlace):
    """Points taken for a place, from the end as a rule: 末位扣2分."""

    kind = "place_deduct"
    label = "按名次扣分"
    effect = Effect.DEDUCT
    needs = Needs(places=True, bands=True, types=NUMBERS, at_most_one_fact=True, comparators=_COMPARATORS)
    summary = (
        "按本组里的名次扣分，“分档”写扣几分，如 倒数第1名2分、倒数第2名1分；各单位都一样的没有末位。"
        "名次怎样排同按名次得分。"
    )


def _figures(context: RuleContext, operand: Operand) -> GroupFigures:
    return context.figures.get(operand.term.fact_id, _NOWHERE)


def _counted_from_last(operand: Operand) -> bool:
    return any(band.from_last for band in operand.term.bands)


def _band_of(context: RuleContext, operand: Operand) -> Band | None:
    """The first band the place lies in; ``None`` where it lies in none."""
    place = place_of(operand, _figures(context, operand), from_last=_counted_from_last(operand))
    if not operand.given:
        return None
    bands = operand.term.bands
    met = (band for band in bands if band.bound is None or (place is not None and place <= band.bound))
    return next(met, None)


def _worth(context: RuleContext, operand: Operand, full: Decimal) -> Decimal:
    """What a place earns, adds or takes (分, ≥ 0)."""
    if not operand.given:
        return full if operand.excused else Decimal(0)
    if operand.term.bands:
        band = _band_of(context, operand)
        return band.points if band else Decimal(0)
    place = place_of(operand, _figures(context, operand), from_last=False) or 1
    least = context.criterion.floor or Decimal(0)
    return max(least, full - rate_of(operand.term) * (place - 1))


def _standing(context: RuleContext, operand: Operand) -> str:
    """``增速8.5%，16个单位中第3名``."""
    figures, from_last = _figures(context, operand), _counted_from_last(operand)
    place = place_of(operand, figures, from_last=from_last)
    shown = wording.show_fact(operand)
    if not operand.given:
        return f"{shown}，没有名次"
    if place is None:
        return f"{shown}，{figures.given}个单位都一样"
    return f"{shown}，{figures.given}个单位中{'倒数' if from_last else ''}第{place}名"


def _loss_words(context: RuleContext, operand: Operand) -> str:
    """The programme's words for the loss, in which ``{n}`` is the place; else the standing."""
    phrase, from_last = operand.term.phrase, _counted_from_last(operand)
    place = place_of(operand, _figures(context, operand), from_last=from_last)
    if place is None or not phrase:
        return _standing(context, operand)
    return wording.fill(phrase, str(place), wording.show_value(operand))


def _part(context: RuleContext, operand: Operand) -> str:
    """The place, the ends of the group, and what the place is worth."""
    figures, fact = _figures(context, operand), operand.fact
    parts = [_standing(context, operand)]
    if figures.given > 1 and figures.greatest != figures.least:
        most, least = (wording.show_amount(fact, number) for number in (figures.greatest, figures.least))
        parts[0] += f"（最高{most}，最低{least}）"
    if operand.given and operand.term.bands:
        band = _band_of(context, operand)
        parts.append(f"属于“{band.words}”一档" if band else "不在任何一档")
    elif operand.given:
        parts.append(f"第1名满分，每退后一名减{wording.points(rate_of(operand.term))}")
    return "，".join(parts)


def _found_formula(criterion: Criterion, cell: formulas.FactCell, group: GroupCells) -> str:
    """What the place of a usable number is worth."""
    term = cell.term
    from_last = any(band.from_last for band in term.bands)
    greatest_first = (term.comparator is not Comparator.AT_MOST) is not from_last
    place = f"RANK({group.own},{group.numbers},{0 if greatest_first else 1})"
    if not term.bands:
        left = f"{formulas.points_literal(criterion.points)}-{formulas.times(rate_of(term), f'({place}-1)')}"
        least = formulas.literal(criterion.floor or Decimal(0))
        return formulas.as_points(f"MAX({least},{left})", whole=False)
    found = "0"
    for band in reversed(term.bands):
        points = formulas.points_literal(band.points)
        if band.bound is None:
            found = points
            continue
        condition = f"{place}<={formulas.literal(band.bound)}"
        if from_last:
            condition = f"AND({group.greatest}>{group.least},{condition})"
        found = f"IF({condition},{points},{found})"
    return found
