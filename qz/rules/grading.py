"""等次: which grade each unit of a ranking gets, by its total, the places there are, and what bars it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.model.assessment_rules import ResultGrade
from qz.model.choices import Consequence
from qz.model.scores import UnitScore
from qz.records import dataclass
from qz.values.expressions import literal, text


@dataclass(frozen=True, slots=True)
class GradeLimits:
    """The best grade a unit may have by what a 一票否决 says: its place among the grades, from 0."""

    best: int = 0


NO_LIMITS: Final = GradeLimits()

Standing = tuple[tuple[Decimal, ...], Decimal, GradeLimits]
"""What a unit is ranked by, its total, and what bars it."""


def limits_of(score: UnitScore, grades: Sequence[ResultGrade]) -> GradeLimits:
    """The best grade a unit may have.

    不得评优 bars the first grade; 降一档 gives the one below what the total earns; 定为末档 and 总分为0 leave the last.
    """
    consequences = {line.award.consequence for line in score.consequences}
    last = max(len(grades) - 1, 0)
    if consequences & {Consequence.LAST, Consequence.TOTAL_ZERO}:
        return GradeLimits(last)
    best = 1 if Consequence.NOT_BEST in consequences else 0
    if Consequence.ONE_DOWN in consequences:
        best = max(best, 1 + earned(grades, score.total))
    return GradeLimits(min(best, last))


def grade_formula(grades: Sequence[ResultGrade], score: UnitScore, total: str) -> str:
    """The grade as an Excel expression over the cell ``total``; ``""`` where places are limited: others decide too."""
    if any(places_of(grade, 1) is not None for grade in grades):
        return ""
    consequences = {line.award.consequence for line in score.consequences}
    last = len(grades) - 1
    is_last = bool(consequences & {Consequence.LAST, Consequence.TOTAL_ZERO})
    floor = last if is_last else min(last, Consequence.NOT_BEST in consequences)
    expression = text("")
    for place, grade in reversed(tuple(enumerate(grades))):
        name = text(grades[min(last, max(place + (Consequence.ONE_DOWN in consequences), floor))].name)
        least = grade.least
        expression = name if least is None else f"IF({total}>={literal(least)},{name},{expression})"
    return expression


def earned(grades: Sequence[ResultGrade], total: Decimal) -> int:
    """The place of the best grade whose least total is reached; beyond the last where none is."""
    reached = (place for place, grade in enumerate(grades) if grade.least is None or total >= grade.least)
    return next(reached, len(grades))


def places_of(grade: ResultGrade, units: int) -> int | None:
    """How many of a group's ``units`` may have the grade; ``None``: all."""
    if grade.share is not None:
        return int(grade.share * units)
    return grade.most


def give_grades(grades: Sequence[ResultGrade], standings: Sequence[Standing], units: int) -> list[str]:
    """Each unit's grade, in the order of ``standings``, which is that of the ranking; ``""`` where none is reached.

    Grade by grade from the best: those who reach it, are not barred from it and have no better one, in the order of
    the ranking, as far as there are places; who is level with the last to get one gets it too.

    Args:
        grades: Of the group, best first.
        standings: Of the units with a score.
        units: How many units the group has in all, which shares are of.
    """
    given: list[str] = [""] * len(standings)
    for place, grade in enumerate(grades):
        left, taken = places_of(grade, units), 0
        previous: tuple[Decimal, ...] | None = None
        for at, (key, total, limits) in enumerate(standings):
            if given[at] or limits.best > place or (grade.least is not None and total < grade.least):
                continue
            if left is not None and taken >= left and key != previous:
                break
            given[at], previous = grade.name, key
            taken += 1
    return given
