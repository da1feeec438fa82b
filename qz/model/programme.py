"""One year's programme as its workbook defines it. Immutable; no rule of any year is written here.

``place`` on a record is the cell of the programme workbook it was read from, which findings about it name.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from qz.model.formula import Formula, facts_of
from qz.model.values import ValueType
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a workbook: sheet name and A1 address."""

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"《{self.sheet}》{self.cell}"


class Comparator(StrEnum):
    """How an actual value is compared with its target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="

    def holds(self, actual: Decimal, target: Decimal) -> bool:
        """Whether ``actual`` meets ``target``."""
        if self is Comparator.AT_LEAST:
            return actual >= target
        if self is Comparator.AT_MOST:
            return actual <= target
        return actual == target

    @property
    def sign(self) -> str:
        """The operator in an Excel formula."""
        return {Comparator.AT_LEAST: ">=", Comparator.AT_MOST: "<=", Comparator.EQUAL: "="}[self]

    @property
    def opposite_sign(self) -> str:
        """The operator in an Excel formula for the opposite: TRUE where the comparison does not hold."""
        return {Comparator.AT_LEAST: "<", Comparator.AT_MOST: ">", Comparator.EQUAL: "<>"}[self]


class PartialStep(StrEnum):
    """How a part of a step is counted: 不扣 / 按一步扣 / 按比例扣."""

    FREE = "不扣"
    WHOLE = "按一步扣"
    PROPORTIONAL = "按比例扣"


class TieBreak(StrEnum):
    """By what units with equal totals are ranked, besides the scores of items."""

    BASE = "标准分得分"
    BONUS = "加分"


class Consequence(StrEnum):
    """What a criterion of the kind 一票否决 does to the whole scorecard where it applies."""

    TOTAL_ZERO = "总分为0"
    NOT_BEST = "不得评优"
    ONE_DOWN = "降一档"
    LAST = "定为末档"

    @property
    def needs_grades(self) -> bool:
        """Whether it only makes sense where the programme has 等次."""
        return self in {Consequence.ONE_DOWN, Consequence.LAST}


class FilledBy(StrEnum):
    """Who fills in a fact: the unit on its form, the clause's verifier or the office in a 核定表, or nobody (考核方案).

    A value given by the programme is a ``Fact`` of the unit with ``given`` set.
    """

    UNIT = "单位"
    VERIFIER = "核定单位"
    OFFICE = "办公室"
    PROGRAMME = "考核方案"


class GroupFigure(StrEnum):
    """The figure of a group with which a unit's number is compared."""

    MEAN = "平均值"
    GREATEST = "最高值"
    LEAST = "最低值"


class Role(StrEnum):
    """A unit's part in a task."""

    LEAD = "牵头"
    SUPPORT = "配合"


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters of the rules that the office can change.

    Source: scoring specification, "Readings that are parameters".
    """

    partial_step: PartialStep = PartialStep.FREE
    bonus_cap: Decimal | None = None
    veto_takes_bonus: bool = True
    surplus_needs_target: bool = False
    not_applicable_met: bool = True
    zero_target_met: bool = True
    scored_roles: tuple[Role, ...] = (Role.LEAD,)
    note_holds_bonus: bool = True
    denied_is_done: bool = True
    none_done_vetoes: bool = False
    provisional_ranked: bool = True
    reviewer_required: bool = False
    tie_break: tuple[str, ...] = ()
    """What separates equal totals, in this order: a ``TieBreak``, or the label of an item."""
    total_places: int = 2
    final_reason: str = ""
    """Why results are final though not all is settled, as the office says it; blank: they are final when all is."""
    deduct_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TotalRule:
    """How a scorecard's total is computed from its items: decimal places, and caps in 分 (``None``: no cap)."""

    places: int = 2
    bonus_cap: Decimal | None = None
    total_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Particulars:
    """General information about the assessment, which is printed on forms, mails and reports.

    ``deadline``: naive local time of the office. ``counted_until``: the last day whose events count. ``verify_by``: the
    day by which verifiers should be done. ``appeal_by``: until when units may apply for a review; ``None``: units are
    not sent their results. ``tells_rank``: whether the result sent to a unit includes its rank. ``edition``: raised by
    the clerk when forms are sent again. ``issuer``, ``addressees``, ``copies_to`` and ``printed_by``: printed on the
    bulletin. ``report_to``: the addressee of the yearly report; ``""``: none is drafted. ``name``: the assessment's
    short name (质量振兴工作). ``district``: what is assessed (新北区).
    """

    year: int
    district: str
    name: str
    title: str
    document_number: str
    issued: dt.date | None
    edition: str
    deadline: dt.datetime
    office: str
    contact: str
    phone: str
    email: str
    address: str = ""
    issuer: str = ""
    addressees: str = ""
    copies_to: str = ""
    printed_by: str = ""
    report_to: str = ""
    appeal_by: dt.datetime | None = None
    tells_rank: bool = True
    counted_until: dt.date | None = None
    verify_by: dt.date | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def is_appeal_over(self, now: dt.datetime) -> bool:
        """Whether the time to apply for a review is over at ``now`` (naive local time).

        A time before the deadline of the returns is taken for a typing error: it is never over.
        """
        return self.appeal_by is not None and now > self.appeal_by > self.deadline


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the roster.

    ``kind``: the office's own word (镇, 街道, 部门 …). ``scorecard_id``: ``""`` if the unit is not scored. ``group``:
    the units of one scorecard with the same group (A类) are ranked together; ``""`` where there are no groups.
    ``places``: how many people it may nominate for commendation; ``None``: the number of its scorecard.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    scorecard_id: str
    email: str = ""
    contact: str = ""
    phone: str = ""
    place: Place = Place()
    group: str = ""
    places: int | None = None


@dataclass(frozen=True, slots=True)
class GroupPhrase:
    """A phrase of the responsibility table for several units (各镇、街道); ``unit_codes`` in roster order."""

    phrase: str
    unit_codes: tuple[str, ...]
    place: Place = Place()


class IndicatorKind(StrEnum):
    """What an indicator is about: reaching a number, something that must not happen, or awards to be won."""

    TARGET = "指标"
    INCIDENT = "底线"
    AWARD = "争创"


SummedFact = tuple[str, str]
"""A scorecard's id and the id of one of its facts."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something countable in a goal. ``target`` is a fraction of 1 where ``value_type`` is a rate.

    ``task_id``: the id of its task, or (``in_text``) of its main goal. ``quote``: its words in the goal. ``target``:
    ``None`` where the goal sets none (争创), and where another document sets it (``set_elsewhere``): then the units
    that report the indicator also report its target. ``reporters``: the codes of these units; by default the task's
    leads. ``sums``: the facts that are added up over units; ``sum_units``: the units over which (empty: all that have
    the fact). The sum is compared with the reported figure. An incident with ``sums`` is not reported: its figure is
    the sum. ``formerly``: its name in the year before, where that was different.
    """

    indicator_id: str
    task_id: str
    label: str
    comparator: Comparator
    target: Decimal | None
    unit_of_measure: str
    value_type: ValueType
    quote: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    sums: tuple[SummedFact, ...] = ()
    kind: IndicatorKind = IndicatorKind.TARGET
    set_elsewhere: bool = False
    in_text: bool = False
    reporters: tuple[str, ...] = ()
    sum_units: tuple[str, ...] = ()
    formerly: str = ""
    place: Place = Place()

    @property
    def is_asked(self) -> bool:
        """Whether units report it; an incident with facts to sum is computed from these."""
        return self.kind is not IndicatorKind.INCIDENT or not self.sums

    @property
    def is_number(self) -> bool:
        """Whether the document itself sets a number for it; totals count only such indicators."""
        return self.kind is IndicatorKind.TARGET and not self.set_elsewhere

    def summed_of(self, unit: "Unit") -> tuple[str, ...]:
        """The ids of the unit's facts that are added up."""
        if self.sum_units and unit.code not in self.sum_units:
            return ()
        return tuple(fact_id for card, fact_id in self.sums if card == unit.scorecard_id)


@dataclass(frozen=True, slots=True)
class NonTarget:
    """A number in a goal that is not a target (8条河道, ISO9001∶2000). ``where``: the id of the task or main goal."""

    where: str
    quote: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the responsibility table. ``task_id``: the printed 序号 and the position under it (``1.2``).

    ``lead_text`` and ``support_text``: as printed, without line breaks. ``leads`` and ``supports``: unit codes.
    """

    task_id: str
    number: str
    category: str
    subcategory: str
    goal: str
    lead_text: str
    support_text: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    indicators: tuple[Indicator, ...] = ()
    place: Place = Place()

    def role_of(self, unit_code: str) -> Role | None:
        """The unit's role in this task; ``None`` if it has none. A unit that is named twice is a lead."""
        if unit_code in self.leads:
            return Role.LEAD
        return Role.SUPPORT if unit_code in self.supports else None


@dataclass(frozen=True, slots=True)
class MainGoal:
    """A goal in the document's text, and the ids of the tasks that carry it out (``()`` for none).

    ``indicators``: its own, which belong to no task. ``counted_by``: the ids of all indicators, its own and those of
    tasks, that measure it (the same words, or named by the programme), in the order of the text.
    """

    goal_id: str
    section: str
    text: str
    task_ids: tuple[str, ...]
    indicators: tuple[Indicator, ...] = ()
    counted_by: tuple[str, ...] = ()
    place: Place = Place()


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


@dataclass(frozen=True, slots=True)
class ResultGrade:
    """A grade (等次: 优秀, 良好 …) of a scorecard's result. The grades are listed best first.

    ``least``: the total it requires (分); ``None``: any. ``most``: how many units of a group may have it; ``share``:
    what part of a group's units (a fraction of 1, rounded down); ``None``: any number. ``group``: the group it applies
    to; ``""`` for all units of the scorecard.
    """

    scorecard_id: str
    name: str
    least: Decimal | None = None
    most: int | None = None
    share: Decimal | None = None
    group: str = ""
    place: Place = Place()


class PartEffect(StrEnum):
    """How a part enters the composite score: weighted, added, or deducted."""

    WEIGHTED = "加权"
    ADDED = "加分"
    TAKEN = "扣分"


@dataclass(frozen=True, slots=True)
class CompositePart:
    """A part of the composite score of a scorecard's units (《综合得分》).

    ``sources``: the folders of other assessments; the mean of their totals is used. ``()``: this programme's own total.
    ``weight``: a fraction of 1. ``scale``: the points that ``full`` points of the source count; ``None``: no scaling.
    """

    scorecard_id: str
    name: str
    sources: tuple[str, ...] = ()
    weight: Decimal = Decimal(1)
    scale: Decimal | None = None
    full: Decimal = Decimal(100)
    effect: PartEffect = PartEffect.WEIGHTED
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class BulletinThresholds:
    """The conditions under which the bulletin names units of one scorecard. ``None``: not used. Totals in 分.

    Commended: rank ≤ ``commend_ranks`` and total ≥ ``commend_total``; not where a veto applies (``vetoed_barred``), a
    value is missing or in doubt (``provisional_barred``), or a value is not verified (``unverified_barred``; ``None``:
    the same as ``provisional_barred``). Criticised: total < ``criticise_total``; a criterion of ``criticise_criteria``
    (ids) lost points; or a fact of ``criticise_facts`` reached its number (是 is 1). Where such facts belong to a named
    criterion, it counts only if one of them reached its number, and they do not count by themselves. Called in (约谈):
    total < ``talk_total``. Proposed to be held to account (追责): a fact of ``account_facts`` reached its number.
    """

    scorecard_id: str
    commend_ranks: int | None = None
    commend_total: Decimal | None = None
    criticise_total: Decimal | None = None
    criticise_criteria: tuple[str, ...] = ()
    criticise_facts: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    vetoed_barred: bool = True
    provisional_barred: bool = True
    unverified_barred: bool | None = None
    talk_total: Decimal | None = None
    account_facts: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def proposes(self) -> bool:
        """Whether it has conditions for 约谈 or 追责, so that proposals are drafted."""
        return self.talk_total is not None or bool(self.account_facts)


@dataclass(frozen=True)
class Programme:
    """One year's assessment, as its workbook defines it.

    ``unit_targets``: by (unit code, fact id) the unit's own target; values of the year before, which formulas use, are
    there too, each under an id of its own. ``district_targets``: by fact id the district's target, to which the units'
    add up. ``digest``: SHA-256 of the workbook's bytes. ``key``: the office's key for seals; ``b""`` for none.
    ``folder``: see ``home``.
    """

    particulars: Particulars
    units: tuple[Unit, ...]
    phrases: tuple[GroupPhrase, ...]
    table_frame: AnnexFrame
    tasks: tuple[Task, ...]
    non_targets: tuple[NonTarget, ...]
    main_goals: tuple[MainGoal, ...]
    scorecards: tuple[Scorecard, ...]
    unit_targets: Mapping[tuple[str, str], Decimal]
    district_targets: Mapping[str, Decimal]
    settings: Settings
    bulletin: tuple[BulletinThresholds, ...]
    grades: tuple[ResultGrade, ...] = ()
    composite: tuple[CompositePart, ...] = ()
    path: str = ""
    digest: str = ""
    key: bytes = field(default=b"", repr=False)
    folder: str = ""

    @property
    def home(self) -> str:
        """The assessment's folder in ``output`` and ``returns``: ``folder``, or the year where that is blank."""
        return self.folder or str(self.particulars.year)

    def unit(self, code: str) -> Unit:
        """The unit of that code; ``KeyError`` if the roster has none."""
        return self._units[code]

    def find_unit(self, code: str) -> Unit | None:
        """The unit of that code; ``None`` if the roster has none."""
        return self._units.get(code)

    def scorecard_of(self, unit: Unit) -> Scorecard | None:
        """The scorecard the unit is scored by; ``None`` when it is not scored."""
        return self._scorecards.get(unit.scorecard_id)

    def places_of(self, unit: Unit) -> int:
        """How many people the unit may nominate for commendation."""
        if unit.places is not None:
            return unit.places
        card = self.scorecard_of(unit)
        return card.places if card is not None else 0

    def grades_of(self, scorecard_id: str, group: str = "") -> tuple[ResultGrade, ...]:
        """The grades of a scorecard's group, best first."""
        return tuple(one for one in self.grades if one.scorecard_id == scorecard_id and one.group in {"", group})

    def parts_of(self, scorecard_id: str) -> tuple[CompositePart, ...]:
        """The parts of the composite score of a scorecard's units; none where there is no composite."""
        return tuple(one for one in self.composite if one.scorecard_id == scorecard_id)

    def tie_breaks_of(self, scorecard: Scorecard) -> tuple[str, ...]:
        """By what equal totals of a scorecard are ranked: each a ``TieBreak`` or the number of an item."""
        numbers = {**{str(one): str(one) for one in TieBreak}, **{item.label: item.number for item in scorecard.items}}
        return tuple(numbers[name] for name in self.settings.tie_break if name in numbers)

    @cached_property
    def asked_units(self) -> tuple[Unit, ...]:
        """The units that are asked for something, in roster order: these get a form, and only they can be 未报送.

        Whoever has no scorecard, task, indicator or nomination only verifies others, or only stands in the roster.
        """
        return tuple(filter(self.is_asked, self.units))

    def is_asked(self, unit: Unit) -> bool:
        """Whether the unit is asked for something: it is scored, has a task or an indicator, or may nominate people."""
        scored = self.scorecard_of(unit) is not None
        return scored or bool(self.tasks_of(unit) or self.asked_of(unit) or self.places_of(unit))

    def tasks_of(self, unit: Unit) -> tuple[tuple[Task, Role], ...]:
        """The unit's rows of the responsibility table in printed order, each with its role."""
        return self._roles.get(unit.code, ())

    def task_group_of(self, unit: Unit) -> tuple[int, ...]:
        """A key that is equal for units with the same tasks in the same roles, and different for all others."""
        return self._task_groups.get(unit.code, ())

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator by its id: the tasks' in printed order, then the main goals' own."""
        owners: tuple[Task | MainGoal, ...] = (*self.tasks, *self.main_goals)
        return {one.indicator_id: one for owner in owners for one in owner.indicators}

    def asked_of(self, unit: Unit) -> tuple[Indicator, ...]:
        """The indicators the unit reports, in the order of ``indicators``."""
        return self._asked.get(unit.code, ())

    def targets_of(self, unit: Unit) -> Mapping[str, Decimal]:
        """The unit's own targets by fact id."""
        return self._targets.get(unit.code, MappingProxyType({}))

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in reversed(self.units)}

    @cached_property
    def _scorecards(self) -> Mapping[str, Scorecard]:
        return {scorecard.scorecard_id: scorecard for scorecard in self.scorecards}

    @cached_property
    def _roles(self) -> Mapping[str, tuple[tuple[Task, Role], ...]]:
        tasks = self.tasks
        shared = {
            group: tuple((tasks[abs(place) - 1], Role.LEAD if place > 0 else Role.SUPPORT) for place in group)
            for group in set(self._task_groups.values())
        }  # 40,000 units hold a few
        return {code: shared[group] for code, group in self._task_groups.items()}

    @cached_property
    def _task_groups(self) -> Mapping[str, tuple[int, ...]]:
        """By unit code the positions of its tasks in the table, from 1; negative for tasks that it only supports."""
        found: dict[str, list[int]] = {}
        for number, task in enumerate(self.tasks, start=1):
            for code, signed in (dict.fromkeys(task.supports, -number) | dict.fromkeys(task.leads, number)).items():
                found.setdefault(code, []).append(signed)
        groups: dict[tuple[int, ...], tuple[int, ...]] = {}
        return {code: groups.setdefault(tuple(numbers), tuple(numbers)) for code, numbers in found.items()}

    @cached_property
    def _asked(self) -> Mapping[str, tuple[Indicator, ...]]:
        asked: dict[str, list[Indicator]] = {}
        for indicator in self.indicators.values():
            for code in indicator.reporters if indicator.is_asked else ():
                asked.setdefault(code, []).append(indicator)
        shared: dict[tuple[str, ...], tuple[Indicator, ...]] = {}
        return {
            code: shared.setdefault(tuple(one.indicator_id for one in found), tuple(found))
            for code, found in asked.items()
        }

    @cached_property
    def _targets(self) -> Mapping[str, Mapping[str, Decimal]]:
        targets: dict[str, dict[str, Decimal]] = {}
        for (code, fact_id), target in self.unit_targets.items():
            targets.setdefault(code, {})[fact_id] = target
        return {code: MappingProxyType(mine) for code, mine in targets.items()}
