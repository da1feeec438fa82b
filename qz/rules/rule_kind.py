"""What every kind of rule is: points from answers, the same as a formula over cells, and the words for why."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import ClassVar, Protocol

from qz.model.choices import Comparator
from qz.model.group_figures import GroupFigures
from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.model.values import Answer, ValueType
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class TaskMark:
    """One scored task of the unit: done (True), not done (False), no status (None)."""

    task_id: str
    done: bool | None


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule is computed from: its criterion, the facts' definitions and the unit's answers.

    The criterion's settings are resolved. ``unit_targets``: this unit's own targets by fact id. ``tasks``: the unit's
    tasks in the roles that are scored. ``figures``: how the unit stands in its group, by fact id; none while units
    have not been compared.
    """

    criterion: Criterion
    facts: Mapping[str, Fact]
    answers: Mapping[str, Answer]
    unit_targets: Mapping[str, Decimal] = field(default_factory=dict)
    tasks: tuple[TaskMark, ...] = ()
    figures: Mapping[str, GroupFigures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupCells:
    """Where a sheet keeps what a unit's group reported of one fact.

    ``own``: the unit's number as it is compared, no number where it has none. ``numbers``: the range of the group's.
    ``mean``, ``greatest`` and ``least`` are cells or expressions, good only where the range holds a number.
    """

    own: str
    numbers: str
    mean: str
    greatest: str
    least: str


class CellRefs(Protocol):
    """Where a sheet keeps what a formula needs.

    References are absolute A1 (``$H$5``), in the formula's own sheet or qualified.
    """

    def fact(self, fact_id: str) -> str:
        """The cell of a fact's value as typed: number, 是/否, 不适用, text or blank."""

    def unit_target(self, fact_id: str) -> str:
        """The cell of this unit's own target (a number), or a literal number."""

    def group(self, fact_id: str) -> GroupCells | None:
        """Where the group's numbers of a fact stand; ``None`` where units are not compared (a form)."""

    def tasks_scored(self) -> str:
        """An expression for the number of scored tasks: those the unit has in the roles its settings score."""

    def tasks_done(self) -> str:
        """An expression for the number of scored tasks that are 已完成."""

    def tasks_missing(self) -> str:
        """An expression for the number of scored tasks without a status."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a kind takes from the programme workbook. Reading, ``make check`` and the manual ask it.

    Of the criterion: ``points``; ``by_hand``: no facts, a verifier gives the points; ``most`` and ``least_points``: the
    greatest and the least points it may come to; ``once``: 只计一次 may be 是; ``consequence``: it says what becomes of
    the whole scorecard; ``in_full_item``: it may stand in an item that starts full; ``settings``: the fields of
    ``Settings`` it looks at, besides how 不适用 counts, which every kind with facts asks.

    Of a term: ``rate`` and ``step``; ``steps``: a number may be counted in steps, and a percentage must be; ``target``
    and ``unit_target`` together: a fixed target, or this unit's own where none is given; ``least``: a number may have a
    target from which on it counts, and a percentage must; ``bands``: what a number earns band by band; ``comparators``
    and ``triggers`` (是, 否): those it may use. ``places``: its points go by the unit's place in its group.
    ``both_ends``: a fact may have a lower and an upper target; ``above_zero``: a fixed target must be more than 0;
    ``beyond``: its points come from what lies beyond the target.

    A text among the terms is a note: never scored, but it may be required.
    """

    points: bool = False
    target: bool = False
    unit_target: bool = False
    step: bool = False
    steps: bool = False
    rate: bool = False
    facts: bool = True
    bands: bool = False
    places: bool = False
    by_hand: bool = False
    most: bool = False
    least_points: bool = False
    types: tuple[ValueType, ...] = ()
    at_most_one_fact: bool = False
    comparators: tuple[Comparator, ...] = (Comparator.AT_LEAST,)
    triggers: tuple[str, ...] = ()
    once: bool = False
    least: bool = False
    both_ends: bool = False
    above_zero: bool = False
    beyond: bool = False
    consequence: bool = False
    in_full_item: bool = True
    settings: tuple[str, ...] = ()

    @property
    def tasks(self) -> bool:
        """Whether it is scored by the statuses of the unit's tasks."""
        return not self.facts and not self.by_hand


class RuleKind(ABC):
    """One kind of rule. Stateless; registered in ``qz.rules.registry``."""

    kind: ClassVar[str]
    label: ClassVar[str]
    effect: ClassVar[Effect]
    needs: ClassVar[Needs]
    summary: ClassVar[str]

    @property
    def takes_items(self) -> bool:
        """Whether it can set a whole item to zero."""
        return type(self).veto_formula is not RuleKind.veto_formula and not self.needs.consequence

    @abstractmethod
    def award(self, context: RuleContext) -> Award:
        """The criterion's points for these answers (分, rounded to 0.01), what is missing, and why."""

    @abstractmethod
    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """The same points as an Excel expression (no leading ``=``); a veto's is TRUE when it holds."""

    def blocked_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE while an incident it needs is missing, for items that start full; ``None`` if it needs none."""
        del criterion, facts, refs
        return None

    def veto_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """TRUE while this criterion sets its whole item to zero; ``None`` for a kind that never does."""
        del criterion, facts, refs
        return None
