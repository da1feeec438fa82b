"""Units in the order of their totals."""

from collections.abc import Container, Mapping
from decimal import Decimal

from qz.model.programme import Programme, Scorecard, TieBreak
from qz.model.scores import RankRow, Totals, UnitScore


def rank_units(
    programme: Programme, scorecard: Scorecard, scores: Mapping[str, UnitScore], held: Container[str] = ()
) -> tuple[RankRow, ...]:
    """Every unit of the scorecard, highest total first; those without a score last, in roster order, unranked.

    Equal totals share a rank and the next rank skips (1, 2, 2, 4), unless the programme's tie-break separates them;
    within a rank the roster's order stands. ``scores`` by unit code: each is looked at once, and its totals are kept.
    Where the programme does not rank what is provisional, units with a provisional total, or of which a return is
    ``held``, come after the ranked ones, in the same order.

    Source: scoring specification, "Ranking".
    """
    codes = [unit.code for unit in programme.units if unit.scorecard_id == scorecard.scorecard_id]
    scored = [(code, scores[code].totals) for code in codes if code in scores]
    settings = programme.settings
    scored.sort(key=lambda pair: _key(pair[1], settings.tie_break), reverse=True)
    ranked, waiting = scored, []
    if not settings.provisional_ranked:
        waiting = [one for one in scored if one[1].provisional or one[0] in held]
        ranked = [one for one in scored if not (one[1].provisional or one[0] in held)]
    rows: list[RankRow] = []
    rank, previous = 0, None
    for place, (code, totals) in enumerate(ranked, start=1):
        if (key := _key(totals, settings.tie_break)) != previous:
            rank, previous = place, key
        rows.append(RankRow(rank, code, totals))
    rows += [RankRow(None, code, totals) for code, totals in waiting]
    rows += [RankRow(None, code, None) for code in codes if code not in scores]
    return tuple(rows)


def _key(totals: Totals, tie_break: TieBreak) -> tuple[Decimal, ...]:
    if tie_break is TieBreak.BASE:
        return totals.total, totals.base
    if tie_break is TieBreak.BONUS:
        return totals.total, totals.bonus
    return (totals.total,)
