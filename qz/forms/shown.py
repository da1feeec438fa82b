"""The numbers of a score that a form shows."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scores import UnitScore
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item's numbers (分)."""

    base: Decimal
    bonus: Decimal
    score: Decimal


@dataclass(frozen=True, slots=True)
class ShownScore:
    """The numbers that a form shows (分): points by criterion id, items by number, and the totals."""

    points: Mapping[str, Decimal]
    items: Mapping[str, ShownItem]
    base: Decimal
    bonus: Decimal
    total: Decimal


def shown_score(score: UnitScore) -> ShownScore:
    """The numbers of a score."""
    return ShownScore(
        points={line.criterion_id: line.award.points for line in score.lines},
        items={item.number: ShownItem(item.base, item.bonus, item.score) for item in score.items},
        base=score.base,
        bonus=score.bonus,
        total=score.total,
    )
