"""The outcomes of all tasks and goals, collected in a pass over the units, so that their answers are read only once."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Final

from qz.layout import many_units
from qz.layout.denials import part_words
from qz.model.assessment import Assessment
from qz.model.scores import Answers
from qz.model.task_table import Indicator, MainGoal, Task, Unit
from qz.model.unit_sums import Contradiction
from qz.model.values import BLANK_ANSWER, Answer, ValueType
from qz.records import dataclass
from qz.reports.goals.indicator_outcomes import IndicatorOutcome, ReportedIndicator, TaskOutcome
from qz.reports.goals.unit_statuses import StatusWords, UnitStatuses
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED
from qz.values.value_types import show_value
from qz.words import DONE

_SILENT: Final[StatusWords] = (NOT_RECEIVED, BLANK_ANSWER, "")
_DONE: Final[StatusWords] = (DONE, BLANK_ANSWER, "")


@dataclass(frozen=True, slots=True)
class GoalOutcome:
    """The outcome of a goal of the document's text: its indicators, in the order of its words."""

    goal: MainGoal
    indicators: tuple[IndicatorOutcome, ...]

    @property
    def own(self) -> tuple[IndicatorOutcome, ...]:
        """The indicators that no task has."""
        return tuple(one for one in self.indicators if one.indicator.in_text)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of all tasks and of all goals of the text, each in printed order."""

    tasks: tuple[TaskOutcome, ...]
    goals: tuple[GoalOutcome, ...]


def outcomes_of(assessment: Assessment) -> Outcomes:
    """The outcomes of all tasks and main goals."""
    gathered = _Gathered(assessment)
    tasks = tuple(gathered.outcome(task) for task in assessment.programme.tasks)
    known = {one.indicator.indicator_id: one for task in tasks for one in task.indicators}
    for goal in assessment.programme.main_goals:
        known |= {one.indicator_id: gathered.indicator(one) for one in goal.indicators}
    goals = tuple(
        GoalOutcome(goal, tuple(known[indicator_id] for indicator_id in goal.counted_by))
        for goal in assessment.programme.main_goals
    )
    return Outcomes(tasks, goals)


class _Gathered:
    """The units' statuses and figures. Of very many statuses, those that are 已完成 have no answer and no note."""

    def __init__(self, assessment: Assessment) -> None:
        self._programme = assessment.programme
        self._answers = assessment.answers
        tasks = self._programme.tasks
        self._brief = sum(len(task.leads) + len(task.supports) for task in tasks) > many_units.POLICY.every_status
        self._statuses: dict[str, dict[str, StatusWords]] = {task.task_id: {} for task in tasks}
        self._actuals: dict[tuple[str, str], Answer] = {}
        self._targets: dict[tuple[str, str], Answer] = {}
        self._sums = assessment.sums
        self._denied: dict[str, list[Contradiction]] = {}
        for one in assessment.contradictions:
            self._denied.setdefault(one.task.task_id, []).append(one)
        for unit in self._programme.units:
            answers = assessment.answers.get(unit.code)
            if answers is not None:
                self._add(unit, answers)

    def _add(self, unit: Unit, answers: Answers) -> None:
        for task, _ in self._programme.tasks_of(unit):
            answer = answers.statuses.get(task.task_id, BLANK_ANSWER)
            word = NO_STATUS if answer.value is None else show_value(answer.value, ValueType.STATUS)
            note = str(answers.notes.get(task.task_id, BLANK_ANSWER).value or "")
            if not (self._brief and word == DONE):
                self._statuses[task.task_id][unit.code] = word, answer, note
        for indicator in self._programme.asked_of(unit):
            key = indicator.indicator_id, unit.code
            self._actuals[key] = answers.indicators.get(indicator.indicator_id, BLANK_ANSWER)
            if indicator.set_elsewhere:
                self._targets[key] = answers.targets.get(indicator.indicator_id, BLANK_ANSWER)

    def outcome(self, task: Task) -> TaskOutcome:
        """The outcome of a task: its units' statuses, its indicators, and what contradicts it."""
        statuses = UnitStatuses(task, self._programme.unit, partial(self._words, self._statuses[task.task_id]))
        indicators = tuple(self.indicator(indicator) for indicator in task.indicators)
        return TaskOutcome(task, statuses, indicators, tuple(self._denied.get(task.task_id, ())))

    def _words(self, given: Mapping[str, StatusWords], code: str) -> StatusWords:
        return given.get(code) or (_DONE if code in self._answers else _SILENT)

    def indicator(self, indicator: Indicator) -> IndicatorOutcome:
        """The outcome of an indicator: each reporting unit's figure, then the sum where facts are summed."""
        given = {}
        if indicator.is_asked:
            given = {
                code: self._actuals.get((indicator.indicator_id, code), BLANK_ANSWER) for code in indicator.reporters
            }
        actuals = {answer.value for answer in given.values() if isinstance(answer.value, Decimal)}
        differ = "牵头部门所报不一致" if len(actuals) > 1 else ""
        figures = [self._figure(indicator, code, answer, differ) for code, answer in given.items()]
        if indicator.sums:
            figures.append(self._sum(indicator, actuals))
        return IndicatorOutcome(indicator, tuple(figures))

    def _figure(self, indicator: Indicator, code: str, answer: Answer, differ: str) -> ReportedIndicator:
        unit, target, document = self._programme.unit(code), indicator.target, ""
        if indicator.set_elsewhere:
            given = self._targets.get((indicator.indicator_id, code), BLANK_ANSWER)
            target = given.value if isinstance(given.value, Decimal) else None
            document = f"目标依据：{given.evidence}" if given.evidence else ""
        silent = "" if code in self._answers else NOT_RECEIVED
        notes = (silent, differ if isinstance(answer.value, Decimal) else "", document)
        return ReportedIndicator(indicator, unit, unit.name, answer, target, "；".join(part for part in notes if part))

    def _sum(self, indicator: Indicator, actuals: set[Decimal]) -> ReportedIndicator:
        summed = self._sums[indicator.indicator_id]
        cards = dict.fromkeys(card for card, _ in indicator.sums)
        label = "、".join(card.label for card in self._programme.scorecards if card.scorecard_id in cards)
        silent = f"，另{summed.units - summed.counted}个未报" if summed.counted < summed.units else ""
        note = f"{summed.counted}个单位所报相加{silent}"
        if actuals and actuals != {summed.total}:
            note += "；与牵头部门所报不符"
        if not indicator.is_asked and summed.parts:
            named = "；".join(part_words(part) for part in summed.parts[: many_units.POLICY.named])
            note += f"：{named}" + (f"等{len(summed.parts)}处" if len(summed.parts) > many_units.POLICY.named else "")
        return ReportedIndicator(indicator, None, f"{label}合计", Answer(summed.value), indicator.target, note)
