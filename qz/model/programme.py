"""One year's programme as its workbook defines it. Immutable; no rule of any year is written here."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from qz.model.assessment_rules import BulletinThresholds, CompositePart, Particulars, ResultGrade, Settings
from qz.model.choices import Role, TieBreak
from qz.model.scorecards import AnnexFrame, Criterion, Scorecard
from qz.model.task_table import GroupPhrase, Indicator, MainGoal, NonTarget, Task, Unit
from qz.records import dataclass


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

    def scored_tasks(self, unit: Unit, criterion: Criterion) -> tuple[Task, ...]:
        """The unit's tasks in those roles (牵头, 配合) that a criterion scored by tasks counts."""
        return tuple(task for task, role in self.tasks_of(unit) if role in criterion.settings.scored_roles)

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
