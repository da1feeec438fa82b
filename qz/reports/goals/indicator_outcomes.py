"""Outcomes of tasks: each indicator as each lead reports it, each unit's status, and what is not met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from qz.layout import many_units
from qz.model.choices import Comparator, IndicatorKind, Role
from qz.model.task_table import Indicator, Task, Unit
from qz.model.unit_sums import Contradiction
from qz.model.values import NOT_APPLICABLE, Answer, round_rate
from qz.records import dataclass
from qz.reports.goals.unit_statuses import UnitStatus, UnitStatuses
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED, list_words
from qz.values.value_types import indicator_target, show_value
from qz.words import DONE, MISSED, NOT_APPLICABLE_WORD, REACHED, UNDONE

DETAIL_SHEET: Final = "任务和指标"
NOT_GIVEN = "未填报"
NO_TARGET = "目标未报"
GIVEN = "已填报"
EXCUSED = NOT_APPLICABLE_WORD
WORD_STYLES: Final[Mapping[str, str]] = {
    DONE: "good",
    REACHED: "good",
    UNDONE: "bad",
    MISSED: "bad",
    NO_STATUS: "warn",
    NO_TARGET: "warn",
    NOT_RECEIVED: "warn",
    EXCUSED: "quiet",
}
BAR: Final[dict[str, Any]] = {
    "type": "data_bar", "bar_solid": True, "bar_color": "#9DB4CF", "min_type": "num", "min_value": 0, "max_type": "num",
    "max_value": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportedIndicator:
    """An indicator as a unit reports it, or (``unit`` is ``None``) as the sum of what units report.

    ``by``: the name of who reports it. ``target``: the target that applies, ``None`` where there is none yet. ``note``:
    what is summed, that the sum differs from a reported figure, or which document sets the target.
    """

    indicator: Indicator
    unit: Unit | None
    by: str
    answer: Answer
    target: Decimal | None
    note: str = ""

    @property
    def actual(self) -> Decimal | None:
        """The value, rounded as it is compared with the target; ``None`` where there is none."""
        value = self.answer.value
        return _as_compared(value) if isinstance(value, Decimal) else None

    @property
    def state(self) -> str:
        """达到, 未达到, 未填报, 目标未报, 不适用, or (for an indicator without a target) 已填报."""
        if self.answer.value is NOT_APPLICABLE:
            return EXCUSED
        if self.actual is None:
            return NOT_GIVEN
        if self.target is None:
            return GIVEN if self.indicator.kind is IndicatorKind.AWARD else NO_TARGET
        held = self.indicator.comparator.holds(round_rate(self.actual), round_rate(self.target))
        return REACHED if held else MISSED

    @property
    def gap(self) -> Decimal | None:
        """Actual less target; ``None`` where either is missing."""
        return None if self.actual is None or self.target is None else _as_compared(self.actual - self.target)


@dataclass(frozen=True, slots=True)
class IndicatorOutcome:
    """The outcome of one indicator: the figures of all who report it, and their common state."""

    indicator: Indicator
    figures: tuple[ReportedIndicator, ...]

    @property
    def counting(self) -> tuple[ReportedIndicator, ...]:
        """The figures that decide the state: those that units report; the sum where no unit is asked."""
        return tuple(one for one in self.figures if one.unit is not None) or self.figures

    @property
    def state(self) -> str:
        """The first of these states that any of its figures has: 未达到, 达到, 已填报, 目标未报, 未填报, 不适用."""
        states = {figure.state for figure in self.counting}
        return next((state for state in _STATES if state in states), NOT_GIVEN)


def _as_compared(value: Decimal) -> Decimal:
    """The value rounded to 6 places, as it is compared and shown, without zeros at the end."""
    rounded = round_rate(value)
    return value if rounded == value else rounded.normalize()


_STATES: Final = (MISSED, REACHED, GIVEN, NO_TARGET, NOT_GIVEN, EXCUSED)


@dataclass(frozen=True, slots=True)
class Unmet:
    """Something that is not met: a lead's status, an indicator, or a status that a fact contradicts.

    ``where``: the id of the task or main goal; ``name``: its name. ``target``, ``actual``, ``gap``: in words.
    """

    where: str
    name: str
    what: str
    who: str
    target: str
    actual: str
    gap: str
    note: str


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """The outcome of one task: every unit's status, leads first; its indicators; facts that contradict a status."""

    task: Task
    statuses: UnitStatuses
    indicators: tuple[IndicatorOutcome, ...]
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def leads(self) -> tuple[UnitStatus, ...]:
        """The leads' statuses."""
        return tuple(self.statuses.of(Role.LEAD))

    @property
    def supports(self) -> tuple[UnitStatus, ...]:
        """The supporting units' statuses."""
        return tuple(self.statuses.of(Role.SUPPORT))

    @property
    def figures(self) -> tuple[ReportedIndicator, ...]:
        """All figures of all its indicators."""
        return tuple(figure for one in self.indicators for figure in one.figures)

    @property
    def word(self) -> str:
        """The task's status by what its leads report."""
        return task_word(self.leads)

    @property
    def word_marked(self) -> str:
        """``word``, with （与事实不符） where a fact contradicts it."""
        return f"{self.word}（{DENIED}）" if self.contradictions else self.word


def task_word(leads: Sequence[UnitStatus]) -> str:
    """A task's status: 已完成 where all leads report that, 未完成 where any lead reports that, else 未填报."""
    words = {status.word for status in leads}
    if UNDONE in words:
        return UNDONE
    return DONE if words == {DONE} else NO_STATUS


DENIED: Final = "与事实不符"


def lead_words(outcome: TaskOutcome) -> str:
    """The leads' statuses: each with its name, or of many the counts; those that a fact contradicts are marked."""
    denied = {one.unit_code for one in outcome.contradictions}
    if len(outcome.leads) <= many_units.POLICY.named:
        marks = dict.fromkeys(denied, f"（{DENIED}）")
        return "\n".join(f"{each.unit.name}：{each.word}{marks.get(each.unit.code, '')}" for each in outcome.leads)
    names = [each.unit.name for each in outcome.leads if each.unit.code in denied]
    marked = f"；{DENIED}{len(names)}个（{list_words(names, many_units.POLICY.named)}）" if names else ""
    return counted_words(outcome.leads) + marked


def support_words(outcome: TaskOutcome) -> str:
    """The counts of the supporting units' statuses, in words."""
    return counted_words(outcome.supports) if outcome.supports else "—"


def counted_words(found: Sequence[UnitStatus]) -> str:
    """The counts of statuses in words: ``已完成18个；未完成1个（科技局）``."""
    parts = []
    for word in (DONE, UNDONE, NO_STATUS, NOT_RECEIVED):
        names = [status.unit.name for status in found if status.word == word]
        if names:
            parts.append(
                f"{word}{len(names)}个" + ("" if word == DONE else f"（{list_words(names, many_units.POLICY.named)}）")
            )
    return "；".join(parts)


def unmet_of(outcome: TaskOutcome) -> Iterator[Unmet]:
    """What is not met of a task: leads without 已完成, statuses that facts contradict, then indicators."""
    task = outcome.task
    name = task.subcategory or task.category
    for word in (UNDONE, NO_STATUS, NOT_RECEIVED):
        some = [status for status in outcome.leads if status.word == word]
        if some:
            who = list_words([status.unit.name for status in some], many_units.POLICY.named)
            noted = [status for status in some if status.note][: many_units.POLICY.named]
            notes = [f"{status.unit.name}：{status.note}" if len(some) > 1 else status.note for status in noted]
            yield Unmet(task.task_id, name, f"任务{word}", who, "已完成", word, "", "；".join(notes))
    for one in outcome.indicators:
        yield from unmet_indicator(one, task.task_id, name)


def unmet_indicator(one: IndicatorOutcome, where: str, name: str) -> Iterator[Unmet]:
    """What is not met of an indicator: each figure that missed the target; once, that it or its target is missing."""
    for figure in one.figures:
        if figure.state == MISSED and (figure.unit is not None or not one.indicator.is_asked):
            yield _missed(figure, where, name)
    if one.state in {NOT_GIVEN, NO_TARGET}:
        indicator = one.indicator
        who = list_words([figure.by for figure in one.counting], many_units.POLICY.named) if one.counting else "—"
        actual = _actual(one.counting[0]) if one.counting else NOT_GIVEN
        what = f"指标{one.state}：{indicator.label}" if one.state == NOT_GIVEN else f"{one.state}：{indicator.label}"
        yield Unmet(where, name, what, who, indicator_target(indicator), actual, "", "")


def _actual(figure: ReportedIndicator) -> str:
    one = figure.indicator
    return NOT_GIVEN if figure.actual is None else show_value(figure.actual, one.value_type, one.unit_of_measure)


def target_words(figure: ReportedIndicator) -> str:
    """The target with which a figure is compared, in words."""
    one = figure.indicator
    if figure.target is None:
        return indicator_target(one)
    return f"{one.comparator.value}{show_value(figure.target, one.value_type, one.unit_of_measure)}"


def _missed(figure: ReportedIndicator, where: str, name: str) -> Unmet:
    one, gap = figure.indicator, figure.gap or Decimal(0)
    distance = show_value(abs(gap), one.value_type, one.unit_of_measure)
    word = "差" if one.comparator is not Comparator.AT_MOST else "超"
    what, target = f"指标未达到：{one.label}", target_words(figure)
    return Unmet(where, name, what, figure.by, target, _actual(figure), f"{word}{distance}", figure.note)


class Tally:
    """Counts indicators by state, each indicator once.

    ``numbers``: indicators with a number in the document; ``elsewhere``: those whose target another document sets;
    ``incidents``: what must not happen; ``awards``: what is striven for.
    """

    def __init__(self, indicators: Iterable[IndicatorOutcome]) -> None:
        """Count ``indicators``."""
        found = tuple(indicators)
        self.numbers = Counter(one.state for one in found if one.indicator.is_number)
        self.elsewhere = Counter(one.state for one in found if one.indicator.set_elsewhere)
        self.incidents = Counter(one.state for one in found if one.indicator.kind is IndicatorKind.INCIDENT)
        self.awards = Counter(one.state for one in found if one.indicator.kind is IndicatorKind.AWARD)

    @property
    def words(self) -> str:
        """``指标37个：达到30、未达到7；另行下达目标的2个：达到2；不得发生的4项：达到3、未达到1；争创2项``."""
        some = ((self.elsewhere, "另行下达目标的{}个"), (self.incidents, "不得发生的{}项"), (self.awards, "争创{}项"))
        others = [_tallied(each, words) for each, words in some if each]
        numbers = [_tallied(self.numbers, "指标{}个")] if self.numbers or not others else []
        return "；".join(numbers + others)


def _tallied(states: Counter[str], words: str) -> str:
    shown = "、".join(f"{state}{states[state]}" for state in _SHOWN if states[state])
    return words.format(states.total()) + (f"：{shown}" if shown else "")


_SHOWN: Final = (REACHED, MISSED, GIVEN, NO_TARGET, NOT_GIVEN, EXCUSED)
"""The states in the order in which counts are written."""


def by_number(outcomes: Sequence[TaskOutcome]) -> Mapping[tuple[str, str], Sequence[TaskOutcome]]:
    """Tasks by printed number and category, in printed order; several numbers may have the same category."""
    grouped: dict[tuple[str, str], list[TaskOutcome]] = {}
    for outcome in outcomes:
        grouped.setdefault((outcome.task.number, outcome.task.category), []).append(outcome)
    return grouped
