"""Scores and their reasons, as the engine gives them and the reports show them. Points in 分, ``Decimal`` to 0.01."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from qz.model.group_figures import GroupFigures
from qz.model.programme import Consequence, TotalRule
from qz.model.values import Answer, Origin, Packable, round_score


class Effect(StrEnum):
    """What a criterion's points do to its item."""

    EARN = "得分"
    BONUS = "加分"
    DEDUCT = "扣分"
    VETO = "不得分"


@dataclass(frozen=True, slots=True)
class Award(Packable):
    """What a rule says of one criterion: points (≥ 0 earned or bonus, ≤ 0 deducted), or a veto.

    ``consequence``: what it does to the whole scorecard, where it holds and is of that kind.
    ``missing`` are the fact ids (or ``task_…`` keys) still missing or invalid; ``blocks_item`` when one of them is an
    incident that an item starting full needs. ``waits``: no points are moved until a verifier or the office has given
    what it rests on, or until units have been compared. ``tentative``: why points that compare units may still change
    by what others report, in words. ``reasons`` are phrases for 扣分原因, ``explanation`` one sentence a clerk reads.
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
        """What a veto that holds says: 不得分, or what becomes of the whole scorecard; ``""`` where none holds."""
        if self.consequence is not None:
            return self.consequence.value
        return Effect.VETO.value if self.vetoes else ""


@dataclass(frozen=True, slots=True)
class VerifiedScore(Packable):
    """A score given directly for a criterion (核定分), in place of the rule's."""

    points: Decimal
    reason: str
    given_by: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class ScoreLine(Packable):
    """One criterion's outcome for one unit. ``provisional``: marked 待补, or 暂定 where it hangs on other units."""

    criterion_id: str
    effect: Effect
    award: Award
    verified: VerifiedScore | None = None

    @property
    def points(self) -> Decimal:
        """The points that count."""
        return self.award.points if self.verified is None else self.verified.points

    @property
    def provisional(self) -> bool:
        """Whether an answer it needs is still missing, its own or one of a unit it is compared with."""
        return bool(self.award.missing or self.award.tentative) and self.verified is None

    @property
    def mark(self) -> str:
        """The word for a provisional outcome: 待补 for its own answer, 暂定 for another unit's; ``""`` for none."""
        return "" if not self.provisional else "待补" if self.award.missing else "暂定"


@dataclass(frozen=True, slots=True)
class ItemScore(Packable):
    """One item's outcome: ``base`` (at most the standard score) and ``bonus``; both 0 under a veto."""

    number: str
    standard: Decimal
    base: Decimal
    bonus: Decimal
    vetoed_by: tuple[str, ...]
    blocked: bool
    lines: tuple[ScoreLine, ...]

    @property
    def score(self) -> Decimal:
        """实得分."""
        return self.base + self.bonus

    @property
    def bonus_only(self) -> bool:
        """Whether the item has nothing but bonus to win, so that nobody can lose its standard score."""
        return bool(self.lines) and all(line.effect is Effect.BONUS for line in self.lines)

    @property
    def lost(self) -> Decimal:
        """失分: standard − base; 0 where the item holds bonus only."""
        return Decimal(0) if self.bonus_only else self.standard - self.base


@dataclass(frozen=True, slots=True)
class Totals:
    """What a unit's score comes to (分): all that a ranking of many units holds of each."""

    base: Decimal
    bonus: Decimal
    lost: Decimal
    total: Decimal
    provisional: bool = False


PLAIN_TOTAL: Final = TotalRule()
"""A total to 0.01, without caps."""


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's total, by the scorecard's ``rule``. Source: scoring specification, "Ranking"."""

    unit_code: str
    scorecard_id: str
    items: tuple[ItemScore, ...]
    rule: TotalRule = PLAIN_TOTAL

    @property
    def base(self) -> Decimal:
        """标准分得分."""
        return sum((item.base for item in self.items), Decimal(0))

    @property
    def bonus(self) -> Decimal:
        """加分, up to its cap."""
        return card_bonus(sum((item.bonus for item in self.items), Decimal(0)), self.rule)

    @property
    def lost(self) -> Decimal:
        """失分."""
        return sum((item.lost for item in self.items), Decimal(0))

    @property
    def total(self) -> Decimal:
        """总分: 0 where a criterion sets it so."""
        return card_total(self.base, self.bonus, self.rule, zeroed=self.zeroed)

    @property
    def consequences(self) -> tuple[ScoreLine, ...]:
        """What holds of the criteria that concern the whole scorecard, in printed order."""
        return tuple(line for item in self.items for line in item.lines if line.award.consequence is not None)

    @property
    def zeroed(self) -> bool:
        """Whether a criterion sets the total to 0."""
        return any(line.award.consequence is Consequence.TOTAL_ZERO for line in self.consequences)

    @property
    def provisional(self) -> bool:
        """Whether any criterion is 待补 or 暂定."""
        return any(line.provisional for item in self.items for line in item.lines)

    @property
    def totals(self) -> Totals:
        """What it comes to, without the items."""
        return Totals(self.base, self.bonus, self.lost, self.total, self.provisional)


def card_bonus(bonus: Decimal, rule: TotalRule) -> Decimal:
    """What the bonus of all items counts."""
    return bonus if rule.bonus_cap is None else min(bonus, rule.bonus_cap)


def card_total(base: Decimal, bonus: Decimal, rule: TotalRule, *, zeroed: bool) -> Decimal:
    """What a scorecard comes to; ``bonus`` as it counts."""
    if zeroed:
        return Decimal(0)
    total = base + bonus
    return round_score(total if rule.total_cap is None else min(total, rule.total_cap), rule.places)


@dataclass(frozen=True, slots=True)
class Answers:
    """What one unit answered, by fact id; task statuses, notes and evidence by task id; indicators by indicator id.

    ``targets`` are those that another document sets, by indicator id; the document is their evidence.
    ``nominations``: who is to be commended, by key of the input (``qz.model.nominations``). ``figures``: how the unit
    stands in its group, by fact id, where all answers are known and a criterion compares units.
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
    """One row of a ranking. ``rank`` and ``totals`` are ``None`` for a unit with no return (未报送).

    ``rank`` is the rank in the unit's ``group``, and alone is ``None`` for one that is not ranked yet (暂不排名).
    ``grade`` is its 等次, ``""`` where there is none.
    """

    rank: int | None
    unit_code: str
    totals: Totals | None
    group: str = ""
    grade: str = ""
