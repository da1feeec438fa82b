"""A scorecard's total as an Excel formula, as ``model/scores.py`` computes it."""

from collections.abc import Iterable

from qz.model.scorecards import TotalRule
from qz.rules import formulas


def bonus_formula(bonus: str, rule: TotalRule) -> str:
    """All bonus of a scorecard as it counts, from an Excel expression for the sum of its items'."""
    return bonus if rule.bonus_cap is None else f"MIN({formulas.literal(rule.bonus_cap)},{bonus})"


def total_formula(base: str, bonus: str, zeroing: Iterable[str], rule: TotalRule) -> str:
    """A scorecard's total as an Excel expression, 0 where one of the ``zeroing`` holds.

    ``bonus``: an expression for the sum of its items' bonus; ``""`` where it is in ``base`` and nothing caps it.
    """
    added = f"{base}+{bonus_formula(bonus, rule)}" if bonus else base
    if rule.total_cap is not None:
        added = f"MIN({formulas.literal(rule.total_cap)},{added})"
    stops, rounded = list(zeroing), f"ROUND({added},{rule.places})"
    return f"IF({formulas.either(stops)},0,{rounded})" if stops else rounded
