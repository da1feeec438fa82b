"""Scores and the reasons for them, from the scoring engine to the reports. Points in 分, ``Decimal`` to 0.01."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from qz.model.choices import Consequence
from qz.model.group_figures import GroupFigures
from qz.model.scorecards import TotalRule
from qz.model.values import Answer, Origin, round_score
from qz.records import dataclass


class Effect(StrEnum):
    """How a criterion's points enter the score of its item."""

    EARN = "得分"
    BONUS = "加分"
    DEDUCT = "扣分"
    VETO = "不得分"


@dataclass(frozen=True, slots=True)
class Award:
    """The result of a rule for one criterion: points (≥ 0 earned or bonus, ≤ 0 deducted), or a veto.

    ``consequence``: the effect on the whole scorecard, where a criterion of that kind applies. ``missing``: the ids of
    facts (or ``task_…`` keys) that are missing or invalid. ``blocks_item``: one of them is an incident, so an item that
    starts full cannot be scored. ``waits``: no points are counted until a verifier or the office gives the value, or
    until units are compared. ``tentative``: why points from a comparison of units may still change, in words.
    ``reasons``: phrases for 扣分原因. ``explanation``: one sentence for the clerk.
    """

    points: Decimal
    vetoes: bool = False
    missing: tuple[str, ...] = ()
    blocks_item: bool = False
    waits: bool = False
    reasons: tuple[str, ...] = ()
    explanation: str = ""
    consequence: Consequence | None = None
    tentative: str = ""

    @property
    def denial(self) -> str:
        """The word for a veto that applies: 不得分, or its consequence for the scorecard; ``""`` for none."""
        if self.consequence is not None:
            return self.consequence.value
        return Effect.VETO.value if self.vetoes else ""


@dataclass(frozen=True, slots=True)
class VerifiedScore:
    """A score that a verifier gave directly for a criterion (核定分), in place of the rule's."""

    points: Decimal
    reason: str
    given_by: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The outcome of one criterion for one unit."""

    criterion_id: str
    effect: Effect
    award: Award
    verified: VerifiedScore | None = None

    @property
    def points(self) -> Decimal:
        """The points that count: the verified ones, else the rule's."""
        return self.award.points if self.verified is None else self.verified.points

    @property
    def provisional(self) -> bool:
        """Whether a value it needs is missing: the unit's own (待补), or one of a unit it is compared with (暂定)."""
        return bool(self.award.missing or self.award.tentative) and self.verified is None

    @property
    def mark(self) -> str:
        """待补 where a value of the unit is missing, 暂定 where one of another unit is; else ``""``."""
        return "" if not self.provisional else "待补" if self.award.missing else "暂定"


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The outcome of one item: ``base`` (at most the standard score) and ``bonus``; both are 0 under a veto."""

    number: str
    standard: Decimal
    base: Decimal
    bonus: Decimal
    vetoed_by: tuple[str, ...]
    blocked: bool
    lines: tuple[ScoreLine, ...]

    @property
    def score(self) -> Decimal:
        """实得分: ``base`` + ``bonus``."""
        return self.base + self.bonus

    @property
    def bonus_only(self) -> bool:
        """Whether the item has only bonus to win, so that its standard score cannot be lost."""
        return bool(self.lines) and all(line.effect is Effect.BONUS for line in self.lines)

    @property
    def lost(self) -> Decimal:
        """失分: ``standard`` − ``base``; 0 for an item with bonus only."""
        return Decimal(0) if self.bonus_only else self.standard - self.base


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of a unit's score (分); a ranking of many units stores only these."""

    base: Decimal
    bonus: Decimal
    lost: Decimal
    total: Decimal
    provisional: bool = False


PLAIN_TOTAL: Final = TotalRule()
"""A total to 0.01, without caps."""


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's score, with the total computed by ``rule``. Source: scoring specification, "Ranking"."""

    unit_code: str
    scorecard_id: str
    items: tuple[ItemScore, ...]
    rule: TotalRule = PLAIN_TOTAL

    @property
    def lines(self) -> tuple[ScoreLine, ...]:
        """The lines of all items, in order."""
        return tuple(line for item in self.items for line in item.lines)

    @property
    def lines_by_id(self) -> Mapping[str, ScoreLine]:
        """The lines by criterion id."""
        return {line.criterion_id: line for line in self.lines}

    @property
    def base(self) -> Decimal:
        """标准分得分."""
        return sum((item.base for item in self.items), Decimal(0))

    @property
    def bonus(self) -> Decimal:
        """加分, at most its cap."""
        return card_bonus(sum((item.bonus for item in self.items), Decimal(0)), self.rule)

    @property
    def lost(self) -> Decimal:
        """失分."""
        return sum((item.lost for item in self.items), Decimal(0))

    @property
    def total(self) -> Decimal:
        """总分; 0 where a criterion sets it to 0."""
        return card_total(self.base, self.bonus, self.rule, zeroed=self.zeroed)

    @property
    def consequences(self) -> tuple[ScoreLine, ...]:
        """The criteria with an effect on the whole scorecard that apply, in printed order."""
        return tuple(line for line in self.lines if line.award.consequence is not None)

    @property
    def zeroed(self) -> bool:
        """Whether a criterion sets the total to 0."""
        return any(line.award.consequence is Consequence.TOTAL_ZERO for line in self.consequences)

    @property
    def provisional(self) -> bool:
        """Whether any criterion is marked 待补 or 暂定."""
        return any(line.provisional for line in self.lines)

    @property
    def totals(self) -> Totals:
        """The score's numbers, without its items."""
        return Totals(self.base, self.bonus, self.lost, self.total, self.provisional)


def card_bonus(bonus: Decimal, rule: TotalRule) -> Decimal:
    """The bonus that counts of the items' ``bonus``: at most the cap of ``rule`` (分)."""
    return bonus if rule.bonus_cap is None else min(bonus, rule.bonus_cap)


def card_total(base: Decimal, bonus: Decimal, rule: TotalRule, *, zeroed: bool) -> Decimal:
    """The total of a scorecard (分), rounded by ``rule``; ``bonus`` is what counts after its cap."""
    if zeroed:
        return Decimal(0)
    total = base + bonus
    return round_score(total if rule.total_cap is None else min(total, rule.total_cap), rule.places)


@dataclass(frozen=True, slots=True)
class Answers:
    """One unit's answers: facts by fact id; task statuses, notes and evidence by task id; indicators by indicator id.

    ``targets``, by indicator id: targets set by another document, which is named as their evidence. ``nominations``, by
    key of the input: who is nominated for commendation (``qz.model.nominations``). ``figures``, by fact id: how the
    unit compares with its group, where a criterion compares units and all answers are known.
    """

    facts: Mapping[str, Answer]
    statuses: Mapping[str, Answer]
    notes: Mapping[str, Answer]
    indicators: Mapping[str, Answer]
    particulars: Mapping[str, Answer]
    verified_scores: Mapping[str, VerifiedScore]
    targets: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    nominations: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    figures: Mapping[str, GroupFigures] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RankRow:
    """One row of a ranking. ``rank`` and ``totals`` are ``None`` for a unit without a return (未报送).

    ``rank`` counts within the unit's ``group``; it is ``None`` with ``totals`` for a unit that is not ranked yet
    (暂不排名). ``grade``: its 等次; ``""`` for none.
    """

    rank: int | None
    unit_code: str
    totals: Totals | None
    group: str = ""
    grade: str = ""
