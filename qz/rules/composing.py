"""How parts make a composite score, computed and as an Excel formula: weights, points scaled to n, parts not assessed.

A unit that a part does not assess has that part's share spread over its others; one that did not report has 0 of it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from qz.model.assessment_rules import CompositePart
from qz.model.choices import PartEffect
from qz.model.composite import PartScore, PartState
from qz.model.values import round_score
from qz.values.expressions import literal, text

_FINE: Final = Decimal("1e-8")


def part_factor(part: CompositePart) -> tuple[Decimal, Decimal]:
    """What a part's score is multiplied by, and divided by."""
    if part.scale is None:
        return part.weight, Decimal(1)
    return part.weight * part.scale, part.full


def part_share(part: CompositePart) -> Decimal:
    """The most points a weighted part can give: what is spread where it is not assessed."""
    return part.weight * (part.full if part.scale is None else part.scale)


def count_part(part: CompositePart, score: Decimal) -> Decimal:
    """The points that count of a part's score."""
    times, by = part_factor(part)
    return (score * times / by).quantize(_FINE, ROUND_HALF_UP)


def composite_total(parts: Sequence[PartScore], places: int) -> Decimal | None:
    """What the parts come to; ``None`` where no weighted part is assessed."""
    weighted = [one for one in parts if one.part.effect is PartEffect.WEIGHTED]
    whole = sum((part_share(one.part) for one in weighted), Decimal(0))
    assessed = [one for one in weighted if one.state is not PartState.NOT_ASSESSED]
    share = sum((part_share(one.part) for one in assessed), Decimal(0))
    if not share:
        return None
    earned = sum((one.counted for one in assessed), Decimal(0))
    total = (earned * whole / share).quantize(_FINE, ROUND_HALF_UP)
    for one in parts:
        if one.part.effect is not PartEffect.WEIGHTED:
            total += one.counted if one.part.effect is PartEffect.ADDED else -one.counted
    return round_score(total, places)


def counted_formula(part: CompositePart, score: str) -> str:
    """The points that count of the score in a cell."""
    times, by = part_factor(part)
    return f"IF(ISNUMBER({score}),ROUND({score}*{literal(times)}/{literal(by)},8),0)"


def total_expression(parts: Sequence[CompositePart], scores: Sequence[str], counted: Sequence[str], places: int) -> str:
    """The composite score from the cells of the parts' scores and of what counts of each."""
    earned, shares, others = [], [], ""
    for part, score, cell in zip(parts, scores, counted, strict=True):
        if part.effect is PartEffect.WEIGHTED:
            earned.append(cell)
            shares.append(f"{literal(part_share(part))}*({score}<>{text(PartState.NOT_ASSESSED.value)})")
        else:
            others += f"{'+' if part.effect is PartEffect.ADDED else '-'}{cell}"
    whole = literal(sum((part_share(part) for part in parts if part.effect is PartEffect.WEIGHTED), Decimal(0)))
    share = "+".join(shares)
    total = f"ROUND(({'+'.join(earned)})*{whole}/({share}),8){others}"
    return f'IF(({share})=0,"",ROUND({total},{places}))'
