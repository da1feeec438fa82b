"""The scorecard of a kind of units (Annexes 2 and 3): items, their criteria, and the facts these are scored by."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.assessment_rules import Settings
from qz.model.choices import Comparator, Consequence, FilledBy, GroupFigure
from qz.model.formula import Formula, facts_of
from qz.model.place import Place
from qz.model.values import ValueType
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class TotalRule:
    """How a scorecard's total is computed from its items: decimal places, and caps in 分 (``None``: no cap)."""

    places: int = 2
    bonus_cap: Decimal | None = None
    total_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that criteria need. ``minimum``, ``maximum`` and ``step`` are in its own unit (rates: fractions of 1).

    ``required_when``: a note is required when any of these facts is above 0 or 是; otherwise it is optional.
    ``register``: the sheet of the 台账 from which it is counted; ``""`` for none. ``allows_not_applicable``: 不适用 is
    accepted. ``choices``: the options of a 选项, in order. ``method``: how it is computed (numerator and denominator of
    a rate); ``source``: where the value is found; both in words. ``formula``: set for a fact computed from other facts;
    ``formula_words`` is its text. ``given``: set for a value that the programme gives each unit for use in formulas:
    its key in ``Programme.unit_targets``.
    """

    fact_id: str
    scorecard_id: str
    label: str
    value_type: ValueType
    unit_of_measure: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    help: str = ""
    allows_not_applicable: bool = False
    required_when: tuple[str, ...] = ()
    register: str = ""
    choices: tuple[str, ...] = ()
    filled_by: FilledBy = FilledBy.UNIT
    method: str = ""
    source: str = ""
    formula: Formula | None = None
    formula_words: str = ""
    given: str = ""
    place: Place = Place()

    @property
    def is_asked(self) -> bool:
        """Whether the unit fills it in on its form."""
        return self.filled_by is FilledBy.UNIT and not self.is_derived

    @property
    def is_derived(self) -> bool:
        """Whether nobody fills it in, because it is computed from other facts or given by the programme."""
        return self.formula is not None or bool(self.given)

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the facts in its formula, none of them computed; without a formula, its own id."""
        return (self.fact_id,) if self.formula is None else facts_of(self.formula)


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a clause: what a number from (or up to) ``bound`` earns (分), and the clause's words for it.

    ``bound``: a fraction of 1 for a rate; ``None`` for the remaining numbers (其余), and for an option, which is named
    by ``words``. For places, ``bound`` is the last place of the band; it is counted from the end if ``from_last``.
    """

    bound: Decimal | None
    points: Decimal
    comparator: Comparator = Comparator.AT_LEAST
    words: str = ""
    from_last: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One fact in a criterion, and how it is scored: target, comparator, ``rate`` (分 for each step), step, trigger.

    ``trigger``: 是 or 否; ``""`` for a count, where it is ≥ 1. ``phrase``: the words for a loss (无年度工作总结;
    专题会议缺{n}次), in which ``{n}`` is the number missing or counted, and ``{v}`` the value. ``bands``: what numbers
    earn, best first. ``against``: the figure of the group that replaces the target. ``stops``: it gives no
    points; where it applies, as the kind 不得分 does, its criterion has none.
    """

    fact_id: str
    comparator: Comparator = Comparator.AT_LEAST
    target: Decimal | None = None
    step: Decimal | None = None
    rate: Decimal | None = None
    trigger: str = ""
    phrase: str = ""
    bands: tuple[Band, ...] = ()
    place: Place = Place()
    against: GroupFigure | None = None
    stops: bool = False

    @property
    def own_target(self) -> bool:
        """Whether the target is the unit's own, provided that its kind of rule uses targets."""
        return self.target is None and self.against is None and not self.stops


@dataclass(frozen=True, slots=True)
class Pool:
    """Criteria of an item that are counted together (并计): only the greatest of them, or all up to ``most`` (分).

    ``words``: as written in the programme (同一奖项取最高), the same for all of them.
    """

    words: str
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One numbered clause of an item, scored by one kind of rule.

    ``kind``: the English name of a registered kind of rule. ``points``: in 分. ``verifier``: a unit code; ``""`` for
    the office. ``most``: the most it adds or deducts (分, without sign); ``most_of_item``: the programme names none for
    what a verifier gives at discretion, so that it is the item's standard score. ``least``: the least a verifier may
    give at discretion (分). ``floor``: the least that any place earns (分). ``pool``: the criteria it is counted
    together with. ``starts_full``: as for its item. ``others``: (folded head, text) for the document's own columns
    (责任单位), which the annex prints.
    """

    criterion_id: str
    item_number: str
    clause: str
    kind: str
    points: Decimal | None
    terms: tuple[Term, ...]
    once: bool = False
    reading: str = ""
    verifier: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    starts_full: bool = False
    pool: Pool | None = None
    settings: Settings = Settings()
    place: Place = Place()
    consequence: Consequence | None = None
    floor: Decimal | None = None
    others: tuple[tuple[str, str], ...] = ()
    most_of_item: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered row of a scorecard with its standard score (分). ``starts_full``: 起评; points are lost, not earned.

    ``content`` and ``method``: the annex's cells 考核内容 and 评分方法. ``others``: as for ``Criterion``.
    """

    number: str
    label: str
    content: str
    method: str
    standard: Decimal
    starts_full: bool
    criteria: tuple[Criterion, ...]
    settings: Settings = Settings()
    place: Place = Place()
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnexFrame:
    """What an annex prints around its table: label (附件), title, column heads, paragraphs above, closing line."""

    annex: str
    title: str
    heads: tuple[str, ...]
    paragraphs: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactCheck:
    """A comparison that must hold between two facts of a scorecard (``late`` ≤ ``all``), or a fact and a number.

    ``right``: a fact id; ``""`` where the fact is compared with ``right_number``.
    """

    scorecard_id: str
    left: str
    comparator: Comparator
    right: str
    right_number: Decimal | None
    message: str
    severity: str = "错误"
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Folding:
    """How a result counts in a larger assessment (折算): the full total counts ``points``, less counts in proportion.

    ``of_base``: only 标准分得分 counts, without bonus. ``capped``: it never counts more than ``points``.
    """

    points: Decimal
    of_base: bool = False
    capped: bool = True


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The items and criteria by which one kind of unit is scored.

    ``summary_name``: the file name of the consolidated workbook (镇街道考核汇总). ``ranking_name``: the ranking's sheet
    (镇街道排名). ``shows_deductions``: unit sheets have the columns 扣分原因 and 备注, as in Annex 3. ``folding``: how
    the total counts in a larger assessment; ``None`` where it does not. ``places``: how many people each unit may
    nominate for commendation, unless the unit has a number of its own. ``bonus_cap`` and ``total_cap``: the most that
    all bonus, and the total, may count (分).
    """

    scorecard_id: str
    label: str
    frame: AnnexFrame
    summary_name: str
    ranking_name: str
    shows_deductions: bool
    nominal_total: Decimal
    items: tuple[Item, ...]
    facts: Mapping[str, Fact]
    checks: tuple[FactCheck, ...] = ()
    remark_fact_ids: tuple[str, ...] = ()
    place: Place = Place()
    settings: Settings = Settings()
    folding: Folding | None = None
    places: int = 0
    bonus_cap: Decimal | None = None
    total_cap: Decimal | None = None

    @property
    def total_rule(self) -> TotalRule:
        """How the total is computed from the items."""
        return TotalRule(self.settings.total_places, self.bonus_cap, self.total_cap)

    @property
    def consequences(self) -> tuple[Criterion, ...]:
        """The criteria that affect the whole scorecard, in printed order."""
        return tuple(one for one in self.criteria if one.consequence is not None)

    @property
    def zeroing(self) -> tuple[Criterion, ...]:
        """The criteria that set the total to 0."""
        return tuple(one for one in self.criteria if one.consequence is Consequence.TOTAL_ZERO)

    @property
    def adds_up(self) -> bool:
        """Whether the total is always the sum of the items: nothing sets it to 0, rounds it further or caps it."""
        return not self.zeroing and self.total_rule == TotalRule()

    @property
    def computed(self) -> tuple[Fact, ...]:
        """The facts that are computed from others."""
        return tuple(fact for fact in self.facts.values() if fact.formula is not None)

    @property
    def given(self) -> tuple[Fact, ...]:
        """The facts that the programme gives to each unit."""
        return tuple(fact for fact in self.facts.values() if fact.given)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in printed order."""
        return tuple(criterion for item in self.items for criterion in item.criteria)

    @property
    def standard(self) -> Decimal:
        """The sum of all standard scores (分)."""
        return sum((item.standard for item in self.items), Decimal(0))
