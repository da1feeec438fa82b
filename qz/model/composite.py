"""The composite score (综合得分), which combines several scores of a unit, and the ranking by it. Points in 分."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from qz.model.assessment_rules import CompositePart
from qz.records import dataclass

JSON_NAME: Final = "数据.json"
"""The result with everything as plain values, in which another assessment finds the scores it combines."""


class PartState(StrEnum):
    """Why a part has no points."""

    SCORED = ""
    NOT_ASSESSED = "不考核"
    NOT_RECEIVED = "未报送"
    NO_RESULT = "没有结果"


@dataclass(frozen=True, slots=True)
class OtherScores:
    """The results of another assessment: each unit's total (分) by name; ``None`` for one without a return."""

    totals: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of a unit's composite score: its source's score (the mean of several rounds), and what it counts."""

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
        """Whether the result of a part is not known yet."""
        return any(part.state in {PartState.NO_RESULT, PartState.NOT_RECEIVED} for part in self.parts)
