"""The ranking by composite score: this programme's totals and those of other assessments, part by part."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from qz.model.assessment_rules import CompositePart
from qz.model.composite import CompositeRow, OtherScores, PartScore, PartState
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow
from qz.model.task_table import Unit
from qz.rules.composing import composite_total, count_part
from qz.words import fold

_FINE = Decimal("1e-8")


def compose(
    programme: Programme, rankings: Mapping[str, tuple[RankRow, ...]], others: Mapping[str, OtherScores]
) -> Mapping[str, tuple[CompositeRow, ...]]:
    """By scorecard id, every unit of the scorecards that have a composite, group by group, best first.

    Args:
        programme: Has the parts of each composite.
        rankings: This programme's rankings.
        others: The totals of other assessments, by the names that the programme uses for them.
    """
    return {
        card.scorecard_id: tuple(_rank(programme, card, parts, rankings[card.scorecard_id], others))
        for card in programme.scorecards
        if (parts := programme.parts_of(card.scorecard_id))
    }


def _rank(
    programme: Programme,
    card: Scorecard,
    parts: tuple[CompositePart, ...],
    ranking: tuple[RankRow, ...],
    others: Mapping[str, OtherScores],
) -> list[CompositeRow]:
    own = {row.unit_code: row.totals.total if row.totals else None for row in ranking}
    groups: dict[str, list[CompositeRow]] = {}
    for unit in programme.units:
        if unit.scorecard_id == card.scorecard_id:
            scores = tuple(_score(part, unit, own, others) for part in parts)
            total = composite_total(scores, card.settings.total_places)
            groups.setdefault(unit.group, []).append(CompositeRow(None, unit.code, total, scores, unit.group))
    return [row for rows in groups.values() for row in _in_order(rows)]


def _in_order(rows: list[CompositeRow]) -> list[CompositeRow]:
    """The rows, highest first; equal ones share a rank and the next is skipped; rows without a total last, unranked."""
    scored = sorted((row for row in rows if row.total is not None), key=lambda row: -(row.total or Decimal(0)))
    totals = [row.total for row in scored]
    ranked = [
        CompositeRow(1 + totals.index(row.total), row.unit_code, row.total, row.parts, row.group) for row in scored
    ]
    return ranked + [row for row in rows if row.total is None]


def _score(
    part: CompositePart, unit: Unit, own: Mapping[str, Decimal | None], others: Mapping[str, OtherScores]
) -> PartScore:
    """A unit's part; of several sources the mean of those that assess it."""
    if not part.sources:
        found, state = [own[unit.code]], PartState.NOT_RECEIVED
    else:
        known = [others[source] for source in part.sources if source in others]
        names = {fold(name) for name in (unit.name, *unit.aliases)}
        found = [total for one in known for name, total in one.totals.items() if fold(name) in names]
        state = PartState.NOT_RECEIVED if found else PartState.NOT_ASSESSED if known else PartState.NO_RESULT
    scores = [score for score in found if score is not None]
    if not scores:
        return PartScore(part, state, None, Decimal(0))
    mean = (sum(scores, Decimal(0)) / len(scores)).quantize(_FINE, ROUND_HALF_UP)
    mean = mean.normalize() + Decimal(0)
    return PartScore(part, PartState.SCORED, mean, count_part(part, mean))
