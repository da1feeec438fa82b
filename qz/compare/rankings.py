"""Compares two years' rankings, unit by unit."""

from collections.abc import Mapping, Sequence

from qz.compare.differences import ResultChange
from qz.compare.roles import Roster
from qz.model.programme import Programme
from qz.model.scores import RankRow, Totals
from qz.records import dataclass

Rankings = Mapping[str, Sequence[RankRow]]
"""A year's rankings by scorecard id."""


@dataclass(frozen=True, slots=True)
class _RankAndTotals:
    rank: int
    totals: Totals


def compare_results(
    new: Programme, roster: Roster, old_rankings: Rankings, new_rankings: Rankings
) -> tuple[ResultChange, ...]:
    """Every unit ranked in both years, by the new year's scorecards and ranks.

    A unit that has another scorecard now is compared with its own earlier result as well.
    """
    before = _standings(old_rankings)
    changes = []
    for card in new.scorecards:
        for code, standing in _standings({card.scorecard_id: new_rankings.get(card.scorecard_id, ())}).items():
            pair = roster.of_new.get(code)
            earlier = before.get(pair.old.code) if pair is not None and pair.old is not None else None
            if pair is None or earlier is None:
                continue
            old, now = earlier.totals, standing.totals
            changes.append(
                ResultChange(
                    pair,
                    card.label,
                    earlier.rank,
                    standing.rank,
                    old.base,
                    now.base,
                    old.bonus,
                    now.bonus,
                    old.provisional,
                    now.provisional,
                )
            )
    return tuple(changes)


def _standings(rankings: Rankings) -> dict[str, _RankAndTotals]:
    rows = (row for ranking in rankings.values() for row in ranking)
    return {
        row.unit_code: _RankAndTotals(row.rank, row.totals)
        for row in rows
        if row.rank is not None and row.totals is not None
    }
