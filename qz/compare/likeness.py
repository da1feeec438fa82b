"""The similarity of two texts, and the best pairs between two lists by their similarities."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from qz.words import fold

_STOPS: Final = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """The text for comparison: folded (``qz.words.fold``), without white space and punctuation."""
    return _STOPS.sub("", fold(text))


def likeness(left: str, right: str) -> float:
    """The similarity of two texts, 0–1: twice the characters common to both in order, divided by all characters.

    Two empty texts have 1. The order of the two makes no difference: the library's result depends on it, so that both
    orders are tried and the larger result is taken.
    """
    one, other = plain(left), plain(right)
    if one == other:
        return 1.0
    return max(
        SequenceMatcher(None, first, second, autojunk=False).ratio() for first, second in ((one, other), (other, one))
    )


def best_pairs(scores: Sequence[Sequence[float]], least: float) -> tuple[tuple[int, int], ...]:
    """The pairs (row, column) with the greatest sum of scores; each row and column is in at most one pair.

    Only scores of ``least`` or more are used; scores are 0–1. It is an optimal assignment (Hungarian method with
    shortest augmenting paths), O(n³); a year has some dozens of tasks.
    """
    rows, columns = len(scores), len(scores[0]) if scores else 0
    size = max(rows, columns)
    gains = [[_gain(scores, row, column, least) for column in range(size)] for row in range(size)]
    owner = _assign([[-gain for gain in line] for line in gains])
    pairs = ((row, column) for column, row in enumerate(owner) if gains[row][column] > 0)
    return tuple(sorted(pairs))


def _gain(scores: Sequence[Sequence[float]], row: int, column: int, least: float) -> float:
    if row >= len(scores) or column >= len(scores[row]):
        return 0.0
    score = scores[row][column]
    return score if score >= least else 0.0


def _assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """The row assigned to each column, so that the sum of costs in a square matrix is smallest."""
    size = len(costs)
    row_price = [0.0] * size
    column_price = [0.0] * (size + 1)
    owner = [-1] * (size + 1)  # the search for each row starts from an extra last column
    for start in range(size):
        owner[size] = start
        reach = [float("inf")] * size
        before = [size] * size
        closed = [False] * (size + 1)
        here = size
        while owner[here] >= 0:
            closed[here] = True
            row = owner[here]
            for column in range(size):
                cost = costs[row][column] - row_price[row] - column_price[column]
                if not closed[column] and cost < reach[column]:
                    reach[column], before[column] = cost, here
            here = min((column for column in range(size) if not closed[column]), key=reach.__getitem__)
            step = reach[here]
            for column in range(size + 1):
                if closed[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                elif column < size:
                    reach[column] -= step
        while here != size:
            owner[here] = owner[before[here]]
            here = before[here]
    return owner[:size]
