"""What every task came to, gathered in one pass over the units: what each answered is looked at once and not held."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.programme import Indicator, Role, Task, Unit
from qz.model.scores import Answers
from qz.model.values import Answer, ValueType
from qz.reports.goals.goal_rows import Figure, TaskOutcome, UnitStatus
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED
from qz.values.value_types import show_value
from qz.words import DONE

_Said = tuple[str, Answer, str]
"""How a unit stands with a task in words, its answer, and its note."""
_BLANK: Final = Answer()
_SILENT: Final[_Said] = (NOT_RECEIVED, _BLANK, "")
_DONE: Final[_Said] = (DONE, _BLANK, "")


def task_outcomes(assessment: Assessment) -> tuple[TaskOutcome, ...]:
    """What every task came to, in printed order."""
    gathered = _Gathered(assessment)
    return tuple(gathered.outcome(task) for task in assessment.programme.tasks)


class _Gathered:
    """What units said of their tasks; of very many statuses those 已完成 bear neither answer nor note."""

    def __init__(self, assessment: Assessment) -> None:
        self._programme = assessment.programme
        self._heard = assessment.answers
        tasks = self._programme.tasks
        self._brief = sum(len(task.leads) + len(task.supports) for task in tasks) > many_units.POLICY.every_status
        self._said: dict[str, dict[str, _Said]] = {task.task_id: {} for task in tasks}
        self._actuals: dict[tuple[str, str], Answer] = {}
        self._sums = {one.indicator_id: _Sum(one) for task in tasks for one in task.indicators if one.sums}
        for unit in self._programme.units:
            answers = assessment.answers.get(unit.code)
            for one in self._sums.values():
                one.add(unit, answers)
            if answers is not None:
                self._add(unit, answers)

    def _add(self, unit: Unit, answers: Answers) -> None:
        for task, role in self._programme.tasks_of(unit):
            answer = answers.statuses.get(task.task_id, _BLANK)
            word = NO_STATUS if answer.value is None else show_value(answer.value, ValueType.STATUS)
            note = str(answers.notes.get(task.task_id, _BLANK).value or "")
            self._said[task.task_id][unit.code] = _DONE if self._brief and word == DONE else (word, answer, note)
            for indicator in task.indicators if role is Role.LEAD else ():
                actual = answers.indicators.get(indicator.indicator_id)
                if actual is not None:
                    self._actuals[indicator.indicator_id, unit.code] = actual

    def outcome(self, task: Task) -> TaskOutcome:
        """What a task came to: leads first, in roster order. Asked for once: what was gathered of it is let go."""
        said = self._said.pop(task.task_id)
        pairs = [(code, Role.LEAD) for code in task.leads]
        pairs += [(code, Role.SUPPORT) for code in task.supports]
        statuses = tuple(
            UnitStatus(task, self._programme.unit(code), role, *said.get(code, _SILENT)) for code, role in pairs
        )
        figures = (figure for indicator in task.indicators for figure in self._figures(task, indicator))
        return TaskOutcome(task, statuses, tuple(figures))

    def _figures(self, task: Task, indicator: Indicator) -> Iterator[Figure]:
        """Each lead's figure, then the sum of units where the programme names facts that add up to it."""
        given = {code: self._actuals.get((indicator.indicator_id, code), _BLANK) for code in task.leads}
        actuals = {answer.value for answer in given.values() if isinstance(answer.value, Decimal)}
        differ = "牵头部门所报不一致" if len(actuals) > 1 else ""
        for code, answer in given.items():
            unit = self._programme.unit(code)
            silent = "" if code in self._heard else NOT_RECEIVED
            note = "；".join(part for part in (silent, differ if isinstance(answer.value, Decimal) else "") if part)
            yield Figure(task, indicator, unit, unit.name, answer, note)
        if indicator.sums:
            yield self._sum(task, indicator, actuals)

    def _sum(self, task: Task, indicator: Indicator, actuals: set[Decimal]) -> Figure:
        summed = self._sums[indicator.indicator_id]
        cards = self._programme.scorecards
        label = next((card.label for card in cards if card.scorecard_id == indicator.sums_scorecard_id), "")
        silent = f"，另{summed.units - summed.counted}个未报" if summed.counted < summed.units else ""
        note = f"{summed.counted}个单位所报相加{silent}"
        if actuals and actuals != {summed.total}:
            note += "；与牵头部门所报不符"
        return Figure(task, indicator, None, f"{label}合计", Answer(summed.total if summed.counted else None), note)


class _Sum:
    """An indicator's facts, summed over the units of its scorecard as they come by."""

    def __init__(self, indicator: Indicator) -> None:
        self._indicator = indicator
        self.total = Decimal(0)
        self.units = self.counted = 0

    def add(self, unit: Unit, answers: Answers | None) -> None:
        """Count a unit in, if it is one of the scorecard's."""
        if unit.scorecard_id != self._indicator.sums_scorecard_id:
            return
        self.units += 1
        values = [answers.facts.get(fact_id, _BLANK).value for fact_id in self._indicator.sums] if answers else []
        numbers = [value for value in values if isinstance(value, Decimal)]
        self.total += sum(numbers, Decimal(0))
        self.counted += bool(numbers)
