"""Sums of what units report for an indicator; and statuses 已完成 that a fact contradicts."""

from collections.abc import Sequence
from decimal import Decimal

from qz.model.task_table import Indicator, Task
from qz.model.values import Answer, Origin
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class CountedFact:
    """One unit's fact in a sum. ``value``: what it adds (``is_yes``: 是 adds 1). ``origin``: that of its answer."""

    unit_code: str
    unit_name: str
    fact_id: str
    label: str
    unit_of_measure: str
    value: Decimal
    is_yes: bool
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of an indicator's facts over units: ``units`` are asked, ``counted`` of them have answered.

    ``parts``: the facts above 0, in roster order.
    """

    total: Decimal
    units: int
    counted: int
    parts: Sequence[CountedFact]

    @property
    def value(self) -> Decimal | None:
        """The sum; ``None`` while no unit has answered."""
        return self.total if self.counted else None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A lead reports its task as 已完成 although an indicator of the task missed its target.

    ``status``: the lead's answer. ``actual``: the indicator's value, which is the lead's own ``figure`` or the sum of
    ``facts``.
    """

    task: Task
    unit_code: str
    status: Answer
    indicator: Indicator
    actual: Decimal
    target: Decimal
    figure: Answer | None = None
    facts: Sequence[CountedFact] = ()
