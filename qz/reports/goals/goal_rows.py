"""What the tasks came to: every indicator as each lead reports it, every unit's status, and what stays unmet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from qz.layout import many_units
from qz.model.programme import Comparator, Indicator, Role, Task, Unit
from qz.model.values import NOT_APPLICABLE, Answer, round_rate
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED, list_words
from qz.values.value_types import indicator_target, show_value
from qz.words import DONE, MISSED, NOT_APPLICABLE_WORD, REACHED, UNDONE

DETAIL_SHEET: Final = "任务和指标"
NOT_GIVEN = "未填报"
EXCUSED = NOT_APPLICABLE_WORD
WORD_STYLES: Final[Mapping[str, str]] = {
    DONE: "good",
    REACHED: "good",
    UNDONE: "bad",
    MISSED: "bad",
    NO_STATUS: "warn",
    NOT_RECEIVED: "warn",
    EXCUSED: "quiet",
}
BAR: Final[dict[str, Any]] = {
    "type": "data_bar", "bar_solid": True, "bar_color": "#9DB4CF", "min_type": "num", "min_value": 0, "max_type": "num",
    "max_value": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator as one reports it: a lead, or (``unit`` is ``None``) what the units of a scorecard report, summed.

    ``by`` names who reports; ``note`` says what a sum rests on, or that it differs from a lead's figure.
    """

    task: Task
    indicator: Indicator
    unit: Unit | None
    by: str
    answer: Answer
    note: str = ""

    @property
    def actual(self) -> Decimal | None:
        """The figure, ``None`` where there is none."""
        value = self.answer.value
        return value if isinstance(value, Decimal) else None

    @property
    def state(self) -> str:
        """达到, 未达到, 未填报 or 不适用."""
        if self.answer.value is NOT_APPLICABLE:
            return EXCUSED
        if self.actual is None:
            return NOT_GIVEN
        return (
            REACHED
            if self.indicator.comparator.holds(round_rate(self.actual), round_rate(self.indicator.target))
            else MISSED
        )

    @property
    def gap(self) -> Decimal | None:
        """Actual less target."""
        return None if self.actual is None else self.actual - self.indicator.target


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """How a unit stands with one of its tasks: 已完成, 未完成, 未填报 or 未报送."""

    task: Task
    unit: Unit
    role: Role
    word: str
    answer: Answer
    note: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing unmet: a lead's status or an indicator. ``target`` and ``actual`` in words."""

    task: Task
    what: str
    who: str
    target: str
    actual: str
    gap: str
    note: str


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """What one task came to: every unit's status, leads first, and every indicator's figures."""

    task: Task
    statuses: tuple[UnitStatus, ...]
    figures: tuple[Figure, ...]

    @property
    def leads(self) -> tuple[UnitStatus, ...]:
        """The leads' statuses."""
        return tuple(status for status in self.statuses if status.role is Role.LEAD)

    @property
    def supports(self) -> tuple[UnitStatus, ...]:
        """The supporting units' statuses."""
        return tuple(status for status in self.statuses if status.role is Role.SUPPORT)

    @property
    def reported(self) -> tuple[Figure, ...]:
        """The leads' own figures, sums apart."""
        return tuple(figure for figure in self.figures if figure.unit is not None)

    @property
    def word(self) -> str:
        """The task as its leads report it."""
        return task_word(self.leads)


def task_word(leads: Sequence[UnitStatus]) -> str:
    """A task as its leads report it: 已完成 when all did, 未完成 when any did not, else 未填报."""
    words = {status.word for status in leads}
    if UNDONE in words:
        return UNDONE
    return DONE if words == {DONE} else NO_STATUS


def lead_words(outcome: TaskOutcome) -> str:
    """The leads' statuses: each by name where they are few, else counted with the names of those not done."""
    if len(outcome.leads) <= many_units.POLICY.named:
        return "\n".join(f"{status.unit.name}：{status.word}" for status in outcome.leads)
    return counted_words(outcome.leads)


def support_words(outcome: TaskOutcome) -> str:
    """The supporting units' statuses, counted."""
    return counted_words(outcome.supports) if outcome.supports else "—"


def counted_words(found: Sequence[UnitStatus]) -> str:
    """``已完成18个；未完成1个（科技局）``."""
    parts = []
    for word in (DONE, UNDONE, NO_STATUS, NOT_RECEIVED):
        names = [status.unit.name for status in found if status.word == word]
        if names:
            parts.append(
                f"{word}{len(names)}个" + ("" if word == DONE else f"（{list_words(names, many_units.POLICY.named)}）")
            )
    return "；".join(parts)


def unmet_of(outcome: TaskOutcome) -> Iterator[Unmet]:
    """What of a task is unmet: leads that did not complete it or say nothing, then indicators missed or not given."""
    task = outcome.task
    for word in (UNDONE, NO_STATUS, NOT_RECEIVED):
        some = [status for status in outcome.leads if status.word == word]
        if some:
            who = list_words([status.unit.name for status in some], many_units.POLICY.named)
            noted = [status for status in some if status.note][: many_units.POLICY.named]
            notes = [f"{status.unit.name}：{status.note}" if len(some) > 1 else status.note for status in noted]
            yield Unmet(task, f"任务{word}", who, "已完成", word, "", "；".join(notes))
    for indicator in task.indicators:
        found = [figure for figure in outcome.reported if figure.indicator is indicator]
        yield from (_missed(figure) for figure in found if figure.state == MISSED)
        if found and all(figure.state == NOT_GIVEN for figure in found):
            who, target = (
                list_words([figure.by for figure in found], many_units.POLICY.named),
                indicator_target(indicator),
            )
            yield Unmet(task, f"指标{NOT_GIVEN}：{indicator.label}", who, target, NOT_GIVEN, "", "")


def _missed(figure: Figure) -> Unmet:
    indicator, gap = figure.indicator, figure.gap or Decimal(0)
    actual = show_value(figure.actual, indicator.value_type, indicator.unit_of_measure)
    distance = show_value(abs(gap), indicator.value_type, indicator.unit_of_measure)
    word = "差" if indicator.comparator is not Comparator.AT_MOST else "超"
    return Unmet(
        figure.task,
        f"指标未达到：{indicator.label}",
        figure.by,
        indicator_target(indicator),
        actual,
        f"{word}{distance}",
        figure.note,
    )


def by_category(outcomes: Sequence[TaskOutcome]) -> dict[str, list[TaskOutcome]]:
    """Tasks by category in printed order; a category printed again under another number goes with its first."""
    grouped: dict[str, list[TaskOutcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.task.category, []).append(outcome)
    return grouped
