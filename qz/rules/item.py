"""How an item's criteria make its score, computed and as Excel formulas.

Source: scoring specification, "Kinds of rule" (item score) and "Readings that are parameters".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.model.scorecards import Criterion, Fact, Item, Pool
from qz.model.scores import Effect, ItemScore, ScoreLine
from qz.model.values import round_score
from qz.records import dataclass
from qz.rules import formulas, wording
from qz.rules.criterion_points import blocked_formula, criterion_formula, noted
from qz.rules.operands import ZERO
from qz.rules.pools import pooled, pooled_formula, pools_of
from qz.rules.registry import KINDS
from qz.rules.rule_kind import CellRefs

_NO_CELLS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemFormulas:
    """An item's 标准分得分 and 加分 as Excel expressions (no leading ``=``); its score is their sum."""

    base: str
    bonus: str


def combine_item(item: Item, lines: Sequence[ScoreLine]) -> ItemScore:
    """The item's score from its criteria's outcomes, in the item's order.

    0 under a veto, or while an item that starts full lacks an answer about an incident. Else what was earned less what
    was lost, kept between 0 and the standard score, and the bonus beside it. In an item that starts full, points that a
    criterion does not earn are lost. A verified score replaces what its criterion's rule gives.
    """
    criteria = {criterion.criterion_id: criterion for criterion in item.criteria}
    lines = [*lines]
    surplus = _pool_surplus(criteria, lines)
    vetoing = tuple(line.criterion_id for line in lines if line.award.vetoes and line.verified is None)
    blocking = {
        line.criterion_id for line in lines if item.starts_full and line.award.blocks_item and line.verified is None
    }
    base, bonus = item.standard if item.starts_full else ZERO, ZERO
    for line in lines:
        if line.effect is Effect.BONUS:
            bonus += line.points
        elif line.effect is not Effect.VETO:
            base += line.points
            if item.starts_full and line.effect is Effect.EARN:
                base -= criteria[line.criterion_id].points or ZERO
    base, bonus = base - surplus[Effect.DEDUCT], bonus - surplus[Effect.BONUS]
    deducted = surplus[Effect.DEDUCT] - sum((line.points for line in lines if line.effect is Effect.DEDUCT), ZERO)
    base = _with_deduct_cap(item, lines, base, deducted)
    base = min(item.standard, max(ZERO, base))
    if item.settings.bonus_cap is not None:
        bonus = min(bonus, item.settings.bonus_cap)
    if vetoing or blocking:
        base = ZERO
    if blocking or any(criteria[criterion_id].settings.veto_takes_bonus for criterion_id in vetoing):
        bonus = ZERO
    shown = tuple(_say_blocked(line) if line.criterion_id in blocking else line for line in lines)
    return ItemScore(item.number, item.standard, round_score(base), round_score(bonus), vetoing, bool(blocking), shown)


def _pool_surplus(criteria: Mapping[str, Criterion], lines: list[ScoreLine]) -> Mapping[Effect, Decimal]:
    """By effect, what pools leave out of the sum of their lines' points; the lines are made to say so."""
    surplus = dict.fromkeys(Effect, ZERO)
    for pool, members in pools_of(criteria.values()).items():
        effect = KINDS[members[0].kind].effect
        places = [place for place, line in enumerate(lines) if criteria[line.criterion_id] in members]
        points = [lines[place].points for place in places]
        total = pooled(pool, effect, points)
        if total != sum(points, ZERO):
            surplus[effect] += sum(points, ZERO) - total
            note = f"按“{pool.words}”，几条合计{effect.value[0]}{wording.points(total)}"
            for place in (place for place in places if lines[place].points):
                lines[place] = replace(lines[place], award=noted(lines[place].award, note))
    return surplus


def _with_deduct_cap(item: Item, lines: list[ScoreLine], base: Decimal, deducted: Decimal) -> Decimal:
    """The item's ``base`` (not yet kept within its bounds) where its losses are capped; the lines are made to say so.

    ``deducted`` (≥ 0): what its deductions come to. In an item that starts full every loss counts among them.
    """
    cap = item.settings.deduct_cap
    lost = item.standard - base if item.starts_full else deducted
    if cap is None or lost <= cap:
        return base
    note = f"本项合计最多扣{wording.points(cap)}"
    full = {one.criterion_id: one.points or ZERO for one in item.criteria if item.starts_full}
    for place, line in enumerate(lines):
        most = full.get(line.criterion_id, ZERO) if line.effect is Effect.EARN else ZERO
        if line.effect in {Effect.EARN, Effect.DEDUCT} and line.points < most:
            lines[place] = replace(line, award=noted(line.award, note))
    return base + lost - cap


def _say_blocked(line: ScoreLine) -> ScoreLine:
    reasons = (
        f"{reason}，本项暂不得分" if reason.endswith(wording.UNSHOWN) else reason for reason in line.award.reasons
    )
    explanation = f"{line.award.explanation.removesuffix('。')}；起评的项目缺此数据，本项暂不得分。"
    return replace(line, award=replace(line.award, reasons=tuple(reasons), explanation=explanation))


def item_formulas(
    item: Item,
    facts: Mapping[str, Fact],
    refs: CellRefs,
    points: Mapping[str, str],
    verified: Mapping[str, str] = _NO_CELLS,
) -> ItemFormulas:
    """The item's base and bonus as Excel expressions.

    Args:
        item: The item, its settings resolved.
        facts: The scorecard's facts by id.
        refs: Where facts, targets and tasks stand.
        points: By criterion id, the cell that holds its ``criterion_formula`` (a veto's: TRUE or FALSE); a criterion
            without a cell is written out in place.
        verified: By criterion id, the cell of a score given directly.
    """
    cells = {
        one.criterion_id: points.get(one.criterion_id)
        or criterion_formula(one, facts, refs, verified.get(one.criterion_id, ""))
        for one in item.criteria
    }
    sums = _summands(item, cells)
    bonus = _bonus_formula(item, sums[Effect.BONUS])
    stops = list(_stops(item, facts, refs, cells, verified))
    bonus_stops = [condition for condition, takes_bonus in stops if takes_bonus and sums[Effect.BONUS]]
    return ItemFormulas(
        _unless_stopped(_base_formula(item, sums), [condition for condition, _ in stops]),
        _unless_stopped(bonus, bonus_stops),
    )


def _stops(
    item: Item, facts: Mapping[str, Fact], refs: CellRefs, cells: Mapping[str, str], verified: Mapping[str, str]
) -> Iterator[tuple[str, bool]]:
    """The conditions under which the item has no points, each with whether it takes the bonus too."""
    for criterion in item.criteria:
        kind = KINDS[criterion.kind]
        verified_cell = "" if kind.effect is Effect.VETO else verified.get(criterion.criterion_id, "")
        whole = kind.effect is Effect.VETO and kind.takes_items
        veto = cells[criterion.criterion_id] if whole else kind.veto_formula(criterion, facts, refs)
        if veto is not None:
            yield _unless_verified(veto, verified_cell), criterion.settings.veto_takes_bonus
        blocked = blocked_formula(criterion, facts, refs) if item.starts_full else None
        if blocked is not None:
            yield _unless_verified(blocked, verified_cell), True


def _summands(item: Item, cells: Mapping[str, str]) -> Mapping[Effect, Sequence[str]]:
    """By effect, the expressions to be added up: ``cells`` by criterion id, those of one pool as one expression."""
    sums: dict[Effect, list[str]] = {effect: [] for effect in Effect}
    pools: dict[Pool, tuple[Effect, list[str]]] = {}
    for criterion in item.criteria:
        effect, cell = KINDS[criterion.kind].effect, cells[criterion.criterion_id]
        if criterion.pool is None:
            sums[effect].append(cell)
        else:
            pools.setdefault(criterion.pool, (effect, []))[1].append(cell)
    for pool, (effect, members) in pools.items():
        sums[effect].append(pooled_formula(pool, effect, members))
    return sums


def _base_formula(item: Item, sums: Mapping[Effect, Sequence[str]]) -> str:
    """What was earned less what was lost, from 0 to the standard score, where nothing stops the item."""
    start = [formulas.literal(_start(item))] if item.starts_full else []
    least, cap, deductions = "0", item.settings.deduct_cap, sums[Effect.DEDUCT]
    if cap is not None and item.starts_full:
        least = formulas.literal(max(ZERO, item.standard - cap))
    elif cap is not None and deductions:
        deductions = [f"MAX({formulas.literal(-cap)},{formulas.plus(deductions)})"]
    total = formulas.plus([*start, *sums[Effect.EARN], *deductions])
    return f"MIN({formulas.literal(item.standard)},MAX({least},{total}))"


def _bonus_formula(item: Item, bonuses: Sequence[str]) -> str:
    """The item's bonus, no more than its cap, where nothing stops it."""
    bonus = formulas.plus(bonuses)
    if not bonuses or item.settings.bonus_cap is None:
        return bonus
    return f"MIN({formulas.literal(item.settings.bonus_cap)},{bonus})"


def _start(item: Item) -> Decimal:
    """What an item that starts full starts from: its standard score, less the points its criteria earn back."""
    earned = (criterion.points or ZERO for criterion in item.criteria if KINDS[criterion.kind].effect is Effect.EARN)
    return item.standard - sum(earned, ZERO)


def _unless_verified(condition: str, verified: str) -> str:
    return f"AND(NOT(ISNUMBER({verified})),{condition})" if verified else condition


def _unless_stopped(expression: str, stops: list[str]) -> str:
    rounded = expression if expression == "0" else f"ROUND({expression},2)"
    return f"IF({formulas.either(stops)},0,{rounded})" if stops else rounded
