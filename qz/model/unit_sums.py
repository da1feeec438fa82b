"""What units report of one thing, summed; and statuses that say 已完成 where a fact says otherwise."""

from dataclasses import dataclass
from decimal import Decimal

from qz.model.programme import Indicator, Task
from qz.model.values import Answer


@dataclass(frozen=True, slots=True)
class CountedFact:
    """A unit's fact that adds to a sum. ``label`` is the fact's, ``value`` what it adds (是 is 1)."""

    unit_code: str
    unit_name: str
    fact_id: str
    label: str
    unit_of_measure: str
    value: Decimal
    answer: Answer


@dataclass(frozen=True, slots=True)
class Sum:
    """An indicator's facts over the units that are asked them: ``counted`` of ``units`` have said something.

    ``parts`` are what is above nought, in roster order.
    """

    total: Decimal
    units: int
    counted: int
    parts: tuple[CountedFact, ...]

    @property
    def value(self) -> Decimal | None:
        """The sum, ``None`` while nobody has said anything."""
        return self.total if self.counted else None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A lead says its task is 已完成, and an indicator of the task is missed.

    ``status`` is what the lead said. The indicator's ``actual`` is the lead's own ``figure``, or the sum of ``facts``.
    """

    task: Task
    unit_code: str
    status: Answer
    indicator: Indicator
    actual: Decimal
    target: Decimal
    figure: Answer | None = None
    facts: tuple[CountedFact, ...] = ()
