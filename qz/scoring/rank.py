"""Units in the order of their totals, group by group, each with its grade."""

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from qz.model.assessment_rules import ResultGrade
from qz.model.choices import TieBreak
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow, Totals, UnitScore
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.rules.grading import NO_LIMITS, GradeLimits, give_grades, limits_of

Key = tuple[Decimal, ...]
"""The numbers by which a unit is ranked, the total first."""


def rank_units(
    programme: Programme, scorecard: Scorecard, scores: Mapping[str, UnitScore], held: Container[str] = ()
) -> tuple[RankRow, ...]:
    """Every unit of the scorecard, group after group as the roster first names them.

    In a group the highest total comes first, those without a score last, in roster order, unranked. Equal totals share
    a rank and the next rank skips (1, 2, 2, 4), unless the programme's tie-breaks separate them; within a rank the
    roster's order stands. ``scores`` by unit code: each is looked at once, and its totals are kept.
    Where the programme does not rank what is provisional, units with a provisional total, or of which a return is
    ``held``, come after the ranked ones, in the same order, and have no grade.

    Source: scoring specification, "Ranking".
    """
    groups: dict[str, list[Unit]] = {}
    for unit in programme.units:
        if unit.scorecard_id == scorecard.scorecard_id:
            groups.setdefault(unit.group, []).append(unit)
    rows: list[RankRow] = []
    for group, units in groups.items():
        grades = programme.grades_of(scorecard.scorecard_id, group)
        ranked, waiting = _in_order(programme, scorecard, units, grades, scores, held)
        given = give_grades(grades, [(one.key, one.totals.total, one.limits) for one in ranked], len(units))
        rank, previous = 0, None
        for place, (one, grade) in enumerate(zip(ranked, given, strict=True), start=1):
            if one.key != previous:
                rank, previous = place, one.key
            rows.append(RankRow(rank, one.code, one.totals, group, grade))
        rows += [RankRow(None, one.code, one.totals, group) for one in waiting]
        rows += [RankRow(None, unit.code, None, group) for unit in units if unit.code not in scores]
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Scored:
    """One unit with a score: the numbers by which it is ranked, and the limits of its grade."""

    key: Key
    code: str
    totals: Totals
    limits: GradeLimits


def _in_order(  # noqa: PLR0917 - whose, and what they are ordered by
    programme: Programme,
    scorecard: Scorecard,
    units: Sequence[Unit],
    grades: Sequence[ResultGrade],
    scores: Mapping[str, UnitScore],
    held: Container[str],
) -> tuple[list[_Scored], list[_Scored]]:
    """The units with a score, best first: those that are ranked, and those that are not yet."""
    breaks = programme.tie_breaks_of(scorecard)
    scored = []
    for unit in units:
        if unit.code in scores:
            score = scores[unit.code]
            totals = score.totals
            limits = limits_of(score, grades) if grades else NO_LIMITS
            scored.append(_Scored(_key(score, totals, breaks), unit.code, totals, limits))
    scored.sort(key=lambda one: one.key, reverse=True)
    if programme.settings.provisional_ranked:
        return scored, []
    waits = [one.totals.provisional or one.code in held for one in scored]
    pairs = list(zip(scored, waits, strict=True))
    return [one for one, wait in pairs if not wait], [one for one, wait in pairs if wait]


def _key(score: UnitScore, totals: Totals, breaks: tuple[str, ...]) -> Key:
    named: dict[str, Decimal] = {TieBreak.BASE: totals.base, TieBreak.BONUS: totals.bonus}
    items = {} if set(breaks) <= set(named) else {item.number: item.score for item in score.items}
    return (totals.total, *(named[name] if name in named else items[name] for name in breaks))
