"""The records of a comparison of two programmes; ``old`` always comes before ``new``."""

from decimal import Decimal
from enum import StrEnum

from qz.model.choices import Role
from qz.model.programme import Programme
from qz.model.task_table import Indicator, MainGoal, Task, Unit
from qz.records import dataclass


class TaskFate(StrEnum):
    """How a task changed between two years."""

    KEPT = "保留"
    REWORDED = "改写"
    REPLACED = "更换内容"
    SPLIT = "拆分"
    MERGED = "合并"
    ADDED = "新增"
    DROPPED = "取消"


class IndicatorFate(StrEnum):
    """How an indicator changed between two years.

    Raised: harder to reach (a higher target for ≥, a lower one for ≤); lowered: easier. Changed: another target that is
    neither (=). Redefined: another comparator, unit of measure or object counted.
    """

    RAISED = "提高"
    LOWERED = "降低"
    KEPT = "不变"
    CHANGED = "调整"
    REDEFINED = "口径有变"
    ADDED = "新增"
    DROPPED = "取消"


class RoleFate(StrEnum):
    """How a unit's role in a task changed between two years."""

    LEAD_GAINED = "新增牵头"
    LEAD_LOST = "不再牵头"
    SUPPORT_GAINED = "新增配合"
    SUPPORT_LOST = "不再配合"
    PROMOTED = "配合改牵头"
    DEMOTED = "牵头改配合"
    CONTINUED = "随任务拆并"


Home = Task | MainGoal
"""The place of an indicator: a task, or a main goal of the document's text."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words; ``changed``: removed (on the old side) or added (on the new side)."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ChangedGoal:
    """One task's goal with the changed words marked. The segments joined are the goal on one line."""

    task: Task
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class UnitPair:
    """One unit in the two rosters; ``None`` where a year does not have it."""

    old: Unit | None
    new: Unit | None

    @property
    def name(self) -> str:
        """Its name in the new year, else in the old one."""
        unit = self.new or self.old
        return unit.name if unit else ""

    @property
    def renamed(self) -> bool:
        """Whether both years have it, under different names."""
        return self.old is not None and self.new is not None and self.old.name != self.new.name


@dataclass(frozen=True, slots=True)
class RoleChange:
    """One change of a unit's role: its task and role in each year, ``None`` where it has none.

    The role is the same in both years where a task was split and the unit has another part of it, or where a task was
    merged into one that the unit had already.
    """

    unit: UnitPair
    old_task: Task | None
    new_task: Task | None
    old_role: Role | None
    new_role: Role | None

    @property
    def fate(self) -> RoleFate:
        """The kind of change."""
        if self.old_role is None:
            return RoleFate.LEAD_GAINED if self.new_role is Role.LEAD else RoleFate.SUPPORT_GAINED
        if self.old_role is self.new_role:
            return RoleFate.CONTINUED
        if self.new_role is None:
            return RoleFate.LEAD_LOST if self.old_role is Role.LEAD else RoleFate.SUPPORT_LOST
        return RoleFate.PROMOTED if self.new_role is Role.LEAD else RoleFate.DEMOTED


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task of the old year and what it became: one or several tasks on either side, none where it is new or dropped.

    ``likeness``: 0–1, of the most similar pair; 0 where a side is empty.
    """

    fate: TaskFate
    old: tuple[ChangedGoal, ...]
    new: tuple[ChangedGoal, ...]
    roles: tuple[RoleChange, ...]
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """One indicator in both years, with its places and a remark.

    An indicator that the other year's goal mentions without listing it is kept or redefined, with one side ``None``.
    """

    fate: IndicatorFate
    old: Indicator | None
    new: Indicator | None
    old_task: Home | None
    new_task: Home | None
    note: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is a number that the document itself sets; only these are counted in totals."""
        one = self.new or self.old
        return one is not None and one.is_number

    @property
    def difference(self) -> Decimal | None:
        """New target less old target (rates: fractions of 1); ``None`` where they cannot be compared."""
        if self.old is None or self.new is None or self.fate is IndicatorFate.REDEFINED:
            return None
        if self.old.target is None or self.new.target is None:
            return None
        return self.new.target - self.old.target


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit: how many tasks it leads and supports in each year, and every change of its roles."""

    unit: UnitPair
    old_leads: int
    new_leads: int
    old_supports: int
    new_supports: int
    changes: tuple[RoleChange, ...]


class RuleFate(StrEnum):
    """How a rule of a scorecard changed between two years."""

    KEPT = "不变"
    CHANGED = "调整"
    ADDED = "新增"
    DROPPED = "取消"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule of a year: its name (of a clause, its text), and its contents in words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule in both years: an item, a clause, a setting, or a unit's own target."""

    scorecard: str
    kind: str
    old: RuleWords | None
    new: RuleWords | None

    @property
    def fate(self) -> RuleFate:
        """The kind of change. A clause with another text counts as changed."""
        if self.old is None:
            return RuleFate.ADDED
        if self.new is None:
            return RuleFate.DROPPED
        return RuleFate.KEPT if self.old == self.new else RuleFate.CHANGED


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One unit's results in both years (分), with its rank of each year; ``scorecard``: the new year's label."""

    unit: UnitPair
    scorecard: str
    old_rank: int
    new_rank: int
    old_base: Decimal
    new_base: Decimal
    old_bonus: Decimal
    new_bonus: Decimal
    old_provisional: bool = False
    new_provisional: bool = False

    @property
    def old_total(self) -> Decimal:
        """总分 of the old year."""
        return self.old_base + self.old_bonus

    @property
    def new_total(self) -> Decimal:
        """总分 of the new year."""
        return self.new_base + self.new_bonus


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two programmes. ``results`` and ``rules`` are empty unless both years have them."""

    old: Programme
    new: Programme
    tasks: tuple[TaskChange, ...]
    indicators: tuple[IndicatorChange, ...]
    units: tuple[UnitChange, ...]
    results: tuple[ResultChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()
