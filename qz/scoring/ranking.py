"""Units in the order of their totals."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.programme import Programme, Scorecard, TieBreak
from qz.model.scores import RankRow, UnitScore


def rank_units(programme: Programme, scorecard: Scorecard, scores: Mapping[str, UnitScore]) -> tuple[RankRow, ...]:
    """Every unit of the scorecard, highest total first; those without a score last, in roster order, unranked.

    Equal totals share a rank and the next rank skips (1, 2, 2, 4), unless the programme's tie-break separates them;
    within a rank the roster's order stands. ``scores`` by unit code.

    Source: scoring specification, "Ranking".
    """
    codes = [unit.code for unit in programme.units if unit.scorecard_id == scorecard.scorecard_id]
    scored = [(_key(scores[code], programme.settings.tie_break), scores[code]) for code in codes if code in scores]
    scored.sort(key=lambda pair: pair[0], reverse=True)
    rows: list[RankRow] = []
    rank, previous = 0, None
    for place, (key, score) in enumerate(scored, start=1):
        if key != previous:
            rank, previous = place, key
        rows.append(RankRow(rank, score.unit_code, score))
    rows += [RankRow(None, code, None) for code in codes if code not in scores]
    return tuple(rows)


def _key(score: UnitScore, tie_break: TieBreak) -> tuple[Decimal, ...]:
    if tie_break is TieBreak.BASE:
        return score.total, score.base
    if tie_break is TieBreak.BONUS:
        return score.total, score.bonus
    return (score.total,)
