"""Every unit's status for a task; each is made when it is asked for, for a country's units have a million of them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from qz.model.choices import Role
from qz.model.task_table import Task, Unit
from qz.model.values import Answer
from qz.records import dataclass

StatusWords = tuple[str, Answer, str]
"""A unit's status for a task in words, its answer, and its note."""


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """A unit's status for one of its tasks. ``word``: 已完成, 未完成, 未填报 or 未报送."""

    task: Task
    unit: Unit
    role: Role
    word: str
    answer: Answer
    note: str


@dataclass(frozen=True, slots=True)
class UnitStatuses:
    """The statuses of all units that have a task, leads first, each in roster order.

    ``unit_of`` gives the unit of a code, ``words_of`` what it reported.
    """

    task: Task
    unit_of: Callable[[str], Unit]
    words_of: Callable[[str], StatusWords]

    def of(self, role: Role) -> Iterator[UnitStatus]:
        """The statuses of the leads or of the supporting units."""
        codes: Iterable[str] = self.task.leads if role is Role.LEAD else self.task.supports
        return (UnitStatus(self.task, self.unit_of(code), role, *self.words_of(code)) for code in codes)

    def __iter__(self) -> Iterator[UnitStatus]:
        return chain(self.of(Role.LEAD), self.of(Role.SUPPORT))

    def __len__(self) -> int:
        return len(self.task.leads) + len(self.task.supports)
