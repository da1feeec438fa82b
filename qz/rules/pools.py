"""Criteria of an item that are counted together (并计): the greatest of them alone, or all of them up to so much."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from qz.model.scorecards import Criterion, Pool
from qz.model.scores import Effect
from qz.rules import formulas
from qz.rules.operands import ZERO


def pools_of(criteria: Iterable[Criterion]) -> Mapping[Pool, list[Criterion]]:
    """The pools of an item's criteria, each with its members in printed order."""
    found: dict[Pool, list[Criterion]] = {}
    for criterion in criteria:
        if criterion.pool is not None:
            found.setdefault(criterion.pool, []).append(criterion)
    return found


def pooled(pool: Pool, effect: Effect, points: Sequence[Decimal]) -> Decimal:
    """The points of a pool together. Deductions are below 0, so that the greatest deduction is the least number."""
    if pool.most is None:
        return max(points) if effect is Effect.BONUS else min(points)
    total = sum(points, ZERO)
    return min(pool.most, total) if effect is Effect.BONUS else max(-pool.most, total)


def shares(pool: Pool, effect: Effect, points: Sequence[Decimal]) -> list[Decimal]:
    """How much of each counts in ``pooled``: all of the greatest (the first of equals), or each up to the most."""
    left = pooled(pool, effect, points)
    if pool.most is None:
        greatest = points.index(left)
        return [left if place == greatest else ZERO for place in range(len(points))]
    counted = []
    for each in points:
        counted.append(min(each, left, key=abs))
        left -= counted[-1]
    return counted


def pooled_formula(pool: Pool, effect: Effect, cells: Sequence[str]) -> str:
    """The twin of ``pooled``."""
    if pool.most is None:
        return f"{'MAX' if effect is Effect.BONUS else 'MIN'}({','.join(cells)})"
    if effect is Effect.BONUS:
        return f"MIN({formulas.literal(pool.most)},{formulas.plus(cells)})"
    return f"MAX({formulas.literal(-pool.most)},{formulas.plus(cells)})"
