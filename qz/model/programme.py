"""One year's programme, as its workbook says it. Immutable; nothing here knows a year's rules.

``Place`` on a record names the sheet and cell of the programme workbook it was read from, so that
every finding about the programme can say where.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from qz.model.formula import Formula, facts_of
from qz.model.values import ValueType


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a workbook: sheet name and A1 address."""

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"《{self.sheet}》{self.cell}"


class Comparator(StrEnum):
    """How an actual value is held against its target."""

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
        """How an Excel formula writes it."""
        return {Comparator.AT_LEAST: ">=", Comparator.AT_MOST: "<=", Comparator.EQUAL: "="}[self]

    @property
    def opposite_sign(self) -> str:
        """How an Excel formula writes that it does not hold."""
        return {Comparator.AT_LEAST: "<", Comparator.AT_MOST: ">", Comparator.EQUAL: "<>"}[self]


class PartialStep(StrEnum):
    """How a fraction of a step counts: 不扣 / 按一步扣 / 按比例扣."""

    FREE = "不扣"
    WHOLE = "按一步扣"
    PROPORTIONAL = "按比例扣"


class TieBreak(StrEnum):
    """What separates equal totals in a ranking, besides the scores of items."""

    BASE = "标准分得分"
    BONUS = "加分"


class Consequence(StrEnum):
    """What a criterion of kind 一票否决 does to the whole scorecard when it holds."""

    TOTAL_ZERO = "总分为0"
    NOT_BEST = "不得评优"
    ONE_DOWN = "降一档"
    LAST = "定为末档"

    @property
    def needs_grades(self) -> bool:
        """Whether it means nothing without 等次."""
        return self in {Consequence.ONE_DOWN, Consequence.LAST}


class FilledBy(StrEnum):
    """Who fills a fact in: the unit on its form, the clause's verifier or the office in a 核定表, or the programme.

    What the programme gives is a ``Fact`` of the unit's with ``given``.
    """

    UNIT = "单位"
    VERIFIER = "核定单位"
    OFFICE = "办公室"
    PROGRAMME = "考核方案"


class GroupFigure(StrEnum):
    """What of its group's numbers a unit's number is held against."""

    MEAN = "平均值"
    GREATEST = "最高值"
    LEAST = "最低值"


class Role(StrEnum):
    """A unit's part in a task."""

    LEAD = "牵头"
    SUPPORT = "配合"


@dataclass(frozen=True, slots=True)
class Settings:
    """Readings of the rules that the office can change (scoring specification, "Readings that are parameters")."""

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
    """What separates equal totals, first things first: a ``TieBreak``, or the label of an item."""
    total_places: int = 2
    final_reason: str = ""
    """Why results are final though not all is settled, as the office says it; blank: they are final when all is."""
    deduct_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TotalRule:
    """How a scorecard's total is made of its items: so many decimal places, its caps in 分 (``None``: none)."""

    places: int = 2
    bonus_cap: Decimal | None = None
    total_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Particulars:
    """The programme's particulars: what every form, mail and report says about itself.

    ``deadline`` is naive local time of the office; what is reported is counted to the end of ``counted_until``, and
    verifiers are asked to be done by ``verify_by``, where the programme says so. The clerk raises ``edition`` when
    forms are sent anew. ``issuer``, ``addressees``, ``copies_to`` and ``printed_by`` are the bulletin's;
    ``report_to`` is whom the report of the year goes to, blank where none is drafted. ``appeal_by`` is until when
    units may ask for another look; where there is none, units are not told their results one by one. ``tells_rank``:
    whether they are told their rank too.
    ``name`` is the assessment's short name (质量振兴工作), ``district`` what is assessed (新北区).
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
        """Whether the time to ask for another look is over at ``now``, naive local time.

        One that was over before the returns were due is a slip, and never is.
        """
        return self.appeal_by is not None and now > self.appeal_by > self.deadline


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the roster.

    ``kind`` is the office's own word (镇, 街道, 部门 …); ``scorecard_id`` is ``""`` if it is not scored. ``group``:
    units of one scorecard are ranked within their group (A类), ``""`` where the scorecard has no groups. ``places``:
    how many people it may nominate to be commended; ``None``: as many as its scorecard says.
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
    """Words of the table that stand for several units (各镇、街道); ``unit_codes`` in roster order."""

    phrase: str
    unit_codes: tuple[str, ...]
    place: Place = Place()


class IndicatorKind(StrEnum):
    """What an indicator asks: that a number is reached, that something does not happen, or how many were won."""

    TARGET = "指标"
    INCIDENT = "底线"
    AWARD = "争创"


SummedFact = tuple[str, str]
"""A scorecard's id and the id of one of its facts."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something a goal sets that can be counted. ``target`` is a fraction of 1 where ``value_type`` is rate.

    ``task_id`` is where it stands: a task's id, or (``in_text``) a main goal's. ``quote`` is its words there.
    ``target`` is ``None`` where the goal sets none (争创), and where another document does (``set_elsewhere``): whoever
    reports it then gives the target too. ``reporters`` are the units that report it, by default the task's leads.
    ``sums`` names the facts that are summed over units (``sum_units``; empty: all that have the fact). A sum is held
    against the reported figure; an incident with ``sums`` is reported by nobody: the sum is its figure.
    ``formerly`` is its name in the year before, where it had another.
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
        """Whether somebody reports it; an incident with facts to sum is known from those."""
        return self.kind is not IndicatorKind.INCIDENT or not self.sums

    @property
    def is_number(self) -> bool:
        """Whether it is a number that the document itself sets: these are what totals count."""
        return self.kind is IndicatorKind.TARGET and not self.set_elsewhere

    def summed_of(self, unit: "Unit") -> tuple[str, ...]:
        """The facts of the unit that are part of the sum."""
        if self.sum_units and unit.code not in self.sum_units:
            return ()
        return tuple(fact_id for card, fact_id in self.sums if card == unit.scorecard_id)


@dataclass(frozen=True, slots=True)
class NonTarget:
    """A number in a goal that is marked as no target (8条河道, ISO9001∶2000). Where: a task id or a main goal's."""

    where: str
    quote: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the responsibility table. ``task_id`` is the printed 序号 and the place under it (``1.2``).

    ``lead_text`` and ``support_text`` are as printed (line breaks removed); ``leads`` and ``supports`` are unit codes.
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
        """The unit's role in this task, lead before support; ``None`` when it has none."""
        if unit_code in self.leads:
            return Role.LEAD
        return Role.SUPPORT if unit_code in self.supports else None


@dataclass(frozen=True, slots=True)
class MainGoal:
    """A goal of the document's text and the tasks that carry it (none: ``task_ids`` empty).

    ``indicators`` are its own, which no task has. ``counted_by`` are the ids of these and of tasks' indicators that
    stand for its words (the same words, or as the programme says), in the order of the text.
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
    """One value a criterion needs. ``minimum``/``maximum``/``step`` in the value's own unit (rates: fractions of 1).

    ``required_when``: facts any of which, above 0 or 是, makes this one (a note) required; a note is otherwise
    optional.
    ``register``: the sheet of the 台账 that feeds it, ``""`` for none. ``allows_not_applicable``: 不适用 is an answer.
    ``choices``: the options of a 选项, in the order they are offered.
    ``method``: how it is computed, numerator and denominator of a rate; ``source``: where it is found. Both in words.
    ``formula``: it is computed from other facts, as ``formula_words`` say. ``given``: nobody reports it, the programme
    gives it to each unit for use in formulas: the key of ``Programme.unit_targets`` under which it stands.
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
        """Whether nobody fills it in: it is computed from others, or the programme gives it."""
        return self.formula is not None or bool(self.given)

    @property
    def parts(self) -> tuple[str, ...]:
        """The facts a computed one is made of, by id, none of them computed; of any other, itself."""
        return (self.fact_id,) if self.formula is None else facts_of(self.formula)


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a clause: what a number from (or up to) ``bound`` earns (分), and the clause's own words for it.

    ``bound`` is a fraction of 1 for a rate, ``None`` for the rest and for an option, whose words are the option's.
    Of places ``bound`` is the last place that earns it, counted from the end where ``from_last``.
    """

    bound: Decimal | None
    points: Decimal
    comparator: Comparator = Comparator.AT_LEAST
    words: str = ""
    from_last: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One fact's part in a criterion: its fixed target, comparator, rate (分 each), step, trigger and phrase.

    ``trigger`` is 是, 否 or ``""`` (a count: ≥ 1). ``phrase`` is the words for a loss (无年度工作总结;
    专题会议缺{n}次), where ``{n}``
    stands for the number missing or counted and ``{v}`` for the value. ``bands``: what numbers earn, best first.
    ``against``: what of its group the unit is held against in place of a target.
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

    @property
    def own_target(self) -> bool:
        """Whether it is held against the unit's own target, where its kind has targets."""
        return self.target is None and self.against is None


@dataclass(frozen=True, slots=True)
class Pool:
    """Criteria of an item that are counted together: the greatest of them alone, or all up to ``most`` (分).

    ``words`` are the programme's own (同一奖项取最高), the same for all of them.
    """

    words: str
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One numbered clause inside an item and the kind of rule it is scored by.

    ``kind`` is a registered rule kind's English name. ``points`` in 分. ``verifier`` is a unit code, ``""`` for the
    office. ``most``: the most it adds or deducts (分, without sign), ``least`` the least a verifier may give at his
    discretion. ``floor``: the least that any place earns. ``pool``: what it is counted together with. ``starts_full``:
    whether its item does. ``others``: its texts in columns of the document's own (责任单位) that the annex prints, each
    with the folded head.
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


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered row of a scorecard with its standard score (分). ``starts_full``: 起评, points are lost, not won.

    ``content`` and ``method`` are the annex's printed cells (考核内容, 评分方法); ``others``: as a criterion's.
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
    """An annex's printed frame: 附件 label, title, column heads, paragraphs above the table, and its closing line."""

    annex: str
    title: str
    heads: tuple[str, ...]
    paragraphs: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactCheck:
    """Two facts of a scorecard that must agree (``late`` ≤ ``all``).

    ``right`` is a fact id, or ``""`` with the number in ``right_number``.
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
    """How a result counts in a larger assessment (折算): ``points`` for the scorecard's full total, in proportion.

    ``of_base``: what was kept of the standard score counts, without the bonus. ``capped``: never more than ``points``.
    """

    points: Decimal
    of_base: bool = False
    capped: bool = True


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The items and criteria one kind of unit is scored by.

    ``summary_name`` names the consolidated workbook (镇街道考核汇总), ``ranking_name`` the ranking's sheet
    (镇街道排名).
    ``shows_deductions``: unit sheets carry 扣分原因 and 备注 columns, as Annex 3 does. ``folding`` says how the total
    counts in a larger assessment, where it does. ``places``: how many people each of its units may nominate to be
    commended, unless the unit has a number of its own. ``bonus_cap`` and ``total_cap``: the most that all its bonus,
    and the total, come to (分).
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
        """How its items make its total."""
        return TotalRule(self.settings.total_places, self.bonus_cap, self.total_cap)

    @property
    def consequences(self) -> tuple[Criterion, ...]:
        """The criteria that concern the whole scorecard, in printed order."""
        return tuple(one for one in self.criteria if one.consequence is not None)

    @property
    def zeroing(self) -> tuple[Criterion, ...]:
        """Those of them that set the total to 0."""
        return tuple(one for one in self.criteria if one.consequence is Consequence.TOTAL_ZERO)

    @property
    def adds_up(self) -> bool:
        """Whether a total is always its items' sum to 0.01: nothing sets it to 0, rounds it further or caps it."""
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
        """Σ standard scores (分)."""
        return sum((item.standard for item in self.items), Decimal(0))


@dataclass(frozen=True, slots=True)
class ResultGrade:
    """A grade of the result (等次: 优秀, 良好 …) of a scorecard; its grades stand best first.

    ``least``: the total it asks for (分); ``None``: any. ``most``: how many units may have it in each group at most,
    ``share``: what part of the group's units (a fraction of 1, rounded down); ``None``: as many as there are.
    ``group``: the units it is for, ``""`` for all of the scorecard.
    """

    scorecard_id: str
    name: str
    least: Decimal | None = None
    most: int | None = None
    share: Decimal | None = None
    group: str = ""
    place: Place = Place()


class PartEffect(StrEnum):
    """How a part goes into the composite score: by its weight, or added or taken off as it is."""

    WEIGHTED = "加权"
    ADDED = "加分"
    TAKEN = "扣分"


@dataclass(frozen=True, slots=True)
class CompositePart:
    """A part of the composite score of a scorecard's units (《综合得分》).

    ``sources`` are the folders of other assessments, of which the mean is taken; none: this programme's own total.
    ``weight``: a fraction of 1. ``scale``: the points that ``full`` points of the source come to (``None``: the same).
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
    """Whom the bulletin commends and criticises in one scorecard. ``None``: not used.

    Commended: rank ≤ ``commend_ranks`` and total ≥ ``commend_total``, unless a veto holds (``vetoed_barred``),
    something is missing or held (``provisional_barred``), or something is not verified (``unverified_barred``;
    ``None``: as what is missing). Criticised: total < ``criticise_total``; points lost by one of
    ``criticise_criteria`` (ids); a fact of ``criticise_facts`` at its number or above (是 is 1). Facts of a criterion
    that is named too decide whether that criterion counts. Called to a talk (约谈): total < ``talk_total``.
    Proposed to be held to account (追责): a fact of ``account_facts`` at its number or above.
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
        """Whether it says who is called to a talk or held to account, so that proposals are drawn up."""
        return self.talk_total is not None or bool(self.account_facts)


@dataclass(frozen=True)
class Programme:
    """One year's assessment. ``unit_targets`` maps (unit code, fact id) to that unit's own target.

    A fact of last year's values, which formulas may name, stands there too, under its own id.

    ``district_targets`` maps fact id to the district's target the unit targets add up to. ``digest`` is the
    SHA-256 of the workbook's bytes. ``key`` is the office's key, which seals what goes out; ``b""`` for none.
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
        """The name of the assessment's folder under ``output`` and ``returns``: its year, unless it says another."""
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
        """How many people the unit may nominate to be commended."""
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
        """What separates equal totals on a scorecard: a ``TieBreak`` or an item's number; others' items are not its."""
        numbers = {**{str(one): str(one) for one in TieBreak}, **{item.label: item.number for item in scorecard.items}}
        return tuple(numbers[name] for name in self.settings.tie_break if name in numbers)

    def tasks_of(self, unit: Unit) -> tuple[tuple[Task, Role], ...]:
        """The unit's rows of the responsibility table in printed order, each with its role."""
        return self._roles.get(unit.code, ())

    def task_group_of(self, unit: Unit) -> tuple[int, ...]:
        """The same for units that have the same tasks in the same roles, and for no others."""
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
        """By unit code its tasks in printed order: their numbers from 1, those it only supports below 0."""
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
