"""What each criterion of an item counts for once every cap is applied: what it cost, and what its bonus added.

Every page, ``qz explain`` and 数据.json ask here, so that the losses of an item's criteria add up to its 失分, and what
they added to its 加分.
"""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Item
from qz.model.scores import Effect, ItemScore, ScoreLine
from qz.records import dataclass
from qz.rules import formulas
from qz.rules.operands import ZERO
from qz.rules.pools import pools_of, shares
from qz.rules.registry import KINDS


def stops_item(item: Item, line: ScoreLine) -> bool:
    """Whether the whole item is lost: a veto applies, or a value is missing in an item that starts full."""
    return line.verified is None and (line.award.vetoes or (item.starts_full and line.award.blocks_item))


def lost_by_rule(criterion: Criterion, item: Item, line: ScoreLine) -> Decimal:
    """What the criterion's own rule takes (分), before other criteria and caps are looked at."""
    if stops_item(item, line):
        return item.standard
    if line.effect is Effect.EARN:
        return (criterion.points or ZERO) - line.points
    return -line.points if line.effect is Effect.DEDUCT else ZERO


def clause_dues(item: Item, score: ItemScore) -> Mapping[str, Decimal]:
    """By criterion id, what each criterion takes (分, ≥ 0), however much is left of its item.

    A criterion that takes the whole item takes all of it, and the others nothing. Of criteria counted together (并计)
    the later ones take what their pool leaves them.
    """
    criteria = {criterion.criterion_id: criterion for criterion in item.criteria}
    stopping = {line.criterion_id for line in score.lines if stops_item(item, line)}
    dues = {
        line.criterion_id: ZERO
        if stopping and line.criterion_id not in stopping
        else lost_by_rule(criteria[line.criterion_id], item, line)
        for line in score.lines
    }
    pooled = {} if stopping else _shares(item, score, Effect.DEDUCT)
    return dues | {criterion_id: -points for criterion_id, points in pooled.items()}


def clause_losses(item: Item, score: ItemScore) -> Mapping[str, Decimal]:
    """By criterion id, what each criterion cost its item (分, ≥ 0); together they are the item's 失分."""
    return in_turn(clause_dues(item, score), score.lost)


def clause_bonuses(item: Item, score: ItemScore) -> Mapping[str, Decimal]:
    """By criterion id, what each criterion's bonus added (分, ≥ 0); together they are the item's 加分."""
    points = {line.criterion_id: line.points if line.effect is Effect.BONUS else ZERO for line in score.lines}
    return in_turn({**points, **_shares(item, score, Effect.BONUS)}, score.bonus)


def _shares(item: Item, score: ItemScore, effect: Effect) -> Mapping[str, Decimal]:
    """By criterion id, the points that pools (并计) count of their criteria with this effect."""
    lines = {line.criterion_id: line for line in score.lines}
    counted: dict[str, Decimal] = {}
    for pool, members in pools_of(item.criteria).items():
        pooled = [lines[one.criterion_id] for one in members if one.criterion_id in lines]
        if pooled and pooled[0].effect is effect:
            each = shares(pool, effect, [line.points for line in pooled])
            counted |= {line.criterion_id: share for line, share in zip(pooled, each, strict=True)}
    return counted


def in_turn(amounts: Mapping[str, Decimal], left: Decimal) -> Mapping[str, Decimal]:
    """Each amount in turn, as far as ``left`` reaches."""
    counted: dict[str, Decimal] = {}
    for one, amount in amounts.items():
        counted[one] = min(max(amount, ZERO), left)
        left -= counted[one]
    return counted


@dataclass(frozen=True, slots=True)
class LossCells:
    """Where the numbers stand that an item's ``loss_formula`` refers to.

    ``points``, ``losses``: by criterion id, the cells with its points and its loss. ``stops``: by criterion id, an
    expression that is TRUE while it takes the whole item; only of those that can. ``base``: the item's 标准分得分.
    """

    points: Mapping[str, str]
    losses: Mapping[str, str]
    stops: Mapping[str, str]
    base: str


def loss_formula(criterion: Criterion, item: Item, cells: LossCells) -> str:
    """The twin of ``clause_losses`` for one criterion that has a loss, as an Excel expression."""
    whole, own = formulas.literal(item.standard), cells.stops.get(criterion.criterion_id)
    due = _due_formula(criterion, item, cells.points)
    if own and len(cells.stops) == 1:
        due = f"IF({own},{whole},{due})"
    elif cells.stops:
        alone = f"IF({own},{whole},0)" if own else "0"
        due = f"IF({formulas.either(cells.stops.values())},{alone},{due})"
    elif not _can_run_out(item):
        return due
    above = item.criteria[: item.criteria.index(criterion)]
    before = [cells.losses[one.criterion_id] for one in above if has_loss(one, cells)]
    return f"MIN({due},ROUND({'-'.join([whole, cells.base, *before])},2))"


def has_loss(criterion: Criterion, cells: LossCells) -> bool:
    """Whether it can cost its item anything: all but a bonus without a stop that the whole item may wait for."""
    return KINDS[criterion.kind].effect is not Effect.BONUS or criterion.criterion_id in cells.stops


def _can_run_out(item: Item) -> bool:
    """Whether the criteria's own losses can come to more than the item lost: not where its points are only earned."""
    earned = sum((one.points or ZERO for one in item.criteria if KINDS[one.kind].effect is Effect.EARN), ZERO)
    deducts = any(KINDS[one.kind].effect is Effect.DEDUCT for one in item.criteria)
    return item.starts_full or deducts or earned > item.standard


def _due_formula(criterion: Criterion, item: Item, points: Mapping[str, str]) -> str:
    """What it takes while nothing takes the whole item, by its own rule and its pool."""
    effect = KINDS[criterion.kind].effect
    if effect is Effect.EARN:
        return f"ROUND({formulas.literal(criterion.points or ZERO)}-{points[criterion.criterion_id]},2)"
    if effect is not Effect.DEDUCT:
        return "0"
    cell = points[criterion.criterion_id]
    if criterion.pool is None:
        return f"ROUND(0-{cell},2)"
    members = [points[one.criterion_id] for one in pools_of(item.criteria)[criterion.pool]]
    earlier = members[: members.index(cell)]
    if criterion.pool.most is not None:
        limit = formulas.literal(criterion.pool.most)
        upto = f"MIN({limit},-({formulas.plus([*earlier, cell])}))"
        return f"ROUND({upto}-MIN({limit},-({formulas.plus(earlier)})),2)" if earlier else f"ROUND({upto},2)"
    greatest = f"{cell}=MIN({','.join(members)})"
    first = f"AND({greatest},{cell}<MIN({','.join(earlier)}))" if earlier else greatest
    return f"IF({first},ROUND(0-{cell},2),0)"
