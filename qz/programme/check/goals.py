"""Indicators against the goals they are drawn from: numbers without one, quotes that are not there."""

from decimal import Decimal

from qz.model.choices import IndicatorKind
from qz.model.programme import Programme
from qz.model.task_table import Indicator, Task
from qz.model.values import show_number
from qz.programme.check.numbers import find_numbers, find_spans, outside
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.values.value_types import TYPES
from qz.words import squeeze


def check_goals(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Every number of a goal is an indicator's or marked as none; quotes stand in their goal and hold their target."""
    del raw
    texts = {goal.goal_id: squeeze(goal.text) for goal in programme.main_goals}
    texts |= {task.task_id: squeeze(task.goal) for task in programme.tasks}
    for task in programme.tasks:
        _check_numbers(task, programme, found)
    for indicator in programme.indicators.values():
        _check_indicator(indicator, texts[indicator.task_id], found)
    for mark in programme.non_targets:
        if squeeze(mark.quote) not in texts[mark.where]:
            found.add("P51", mark.place, found=mark.quote, where=mark.where)


def _check_numbers(task: Task, programme: Programme, found: Collector) -> None:
    goal = squeeze(task.goal)
    quotes = [indicator.quote for indicator in task.indicators]
    quotes += [mark.quote for mark in programme.non_targets if mark.where == task.task_id]
    spans = find_spans(goal, [squeeze(quote) for quote in quotes])
    misquoted = {shown_target(i) for i in task.indicators if squeeze(i.quote) not in goal}
    bare = [number for number in outside(find_numbers(goal), spans) if number.value not in misquoted]
    if bare:
        found.add("P50", task.place, task=task.task_id, found="、".join(number.shown for number in bare))


def _check_indicator(indicator: Indicator, goal: str, found: Collector) -> None:
    quote = squeeze(indicator.quote)
    if quote not in goal:
        found.add("P51", indicator.place, found=indicator.quote, where=indicator.task_id)
        return
    is_rate = TYPES[indicator.value_type].is_fraction
    target = shown_target(indicator)
    if target is None or indicator.kind is not IndicatorKind.TARGET:
        return
    numbers = [number for number in find_numbers(f"。{quote}") if not is_rate or number.measure == "%"]
    if target not in {number.value for number in numbers}:
        shown = f"{show_number(target)}{'%' if is_rate else ''}"
        found.add("P52", indicator.place, target=shown, found=indicator.quote)


def shown_target(indicator: Indicator) -> Decimal | None:
    """The target as a text writes it: a rate in percent; ``None`` where the text sets none."""
    if indicator.target is None:
        return None
    return indicator.target * 100 if TYPES[indicator.value_type].is_fraction else indicator.target
