"""Where the columns of a scorecard's 自评表 lie: the annex's own, then the form's, then what closes the annex."""

from dataclasses import dataclass
from typing import Final

from qz.model.programme import Scorecard

FIRST: Final = 1
"""The first column that is shown; the one before holds the rows' keys."""
_PRINTED: Final = 4
"""序号, 考核内容, 评分方法, 标准分."""


@dataclass(frozen=True, slots=True)
class CardColumns:
    """The sheet's columns (zero-based): ``number`` to ``standard`` are the annex's, ``last`` is the last that is shown.

    Hidden are those from ``state`` on, and ``remark`` where the annex has no 备注.
    """

    number: int
    content: int
    method: int
    standard: int
    clause: int
    label: int
    target: int
    fact: int
    evidence: int
    check: int
    points: int
    reason: int
    score: int
    remark: int
    state: int
    base: int
    bonus: int
    last: int


def card_columns(scorecard: Scorecard) -> CardColumns:
    """The columns of a scorecard's sheet."""
    number, content, method, standard, clause = range(FIRST, FIRST + _PRINTED + 1)
    score = clause + 8
    return CardColumns(
        number=number,
        content=content,
        method=method,
        standard=standard,
        clause=clause,
        label=clause + 1,
        target=clause + 2,
        fact=clause + 3,
        evidence=clause + 4,
        check=clause + 5,
        points=clause + 6,
        reason=clause + 7,
        score=score,
        remark=score + 1,
        state=score + 2,
        base=score + 3,
        bonus=score + 4,
        last=score + scorecard.shows_deductions,
    )
