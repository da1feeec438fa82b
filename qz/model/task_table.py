"""The responsibility table of a programme (Annex 1): units, and the tasks and indicators each has to do."""

from decimal import Decimal

from qz.model.choices import Comparator, IndicatorKind, Role
from qz.model.place import Place
from qz.model.values import ValueType
from qz.records import dataclass


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
