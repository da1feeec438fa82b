"""《综合得分》: what several scores of a unit come to together, and the ranking of it. Points in 分."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from qz.model.programme import CompositePart


class PartState(StrEnum):
    """Why a part has no points."""

    SCORED = ""
    NOT_ASSESSED = "不考核"
    NOT_RECEIVED = "未报送"
    NO_RESULT = "没有结果"


@dataclass(frozen=True, slots=True)
class OtherScores:
    """What another assessment's results say: each of its units' total by name, ``None`` for one with no return."""

    totals: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of one unit: the score it comes from (the mean of several rounds), and the points that count of it."""

    part: CompositePart
    state: PartState
    score: Decimal | None
    counted: Decimal


@dataclass(frozen=True, slots=True)
class CompositeRow:
    """One row of the ranking by composite score. ``total`` and ``rank`` are ``None`` where no part is assessed."""

    rank: int | None
    unit_code: str
    total: Decimal | None
    parts: tuple[PartScore, ...]
    group: str = ""

    @property
    def provisional(self) -> bool:
        """Whether a part's result is not there yet."""
        return any(part.state in {PartState.NO_RESULT, PartState.NOT_RECEIVED} for part in self.parts)
