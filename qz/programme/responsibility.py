"""From records to the responsibility table, the indicators in its goals, and the goals of the document's text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.model.programme import Comparator, Indicator, MainGoal, NonTarget, Place, Task
from qz.model.values import ValueType, show_percent
from qz.programme.faults import Collector
from qz.programme.names import NameTable
from qz.programme.raw import RawTable
from qz.programme.references import CARDS_SHEET, FACTS_SHEET, Links
from qz.programme.typed_records import Record, read_line, read_records
from qz.values.value_types import TYPES
from qz.words import squeeze

_NUMBER: Final = re.compile(r"\w+")
_AROUND: Final = re.compile(r"^\W+|\W+$")


def read_tasks(table: RawTable | None, names: NameTable, found: Collector) -> tuple[Task, ...]:
    """责任分解表: a task a row, numbered by 序号 and its place under it (a 序号 printed twice goes on counting)."""
    tasks: list[Task] = []
    places: dict[str, int] = {}
    for record in read_records(table, found):
        number = _AROUND.sub("", squeeze(record.text("number")))
        if number not in places:
            _check_number(number, record, found)
        places[number] = places.get(number, 0) + 1
        if not record.text("lead"):
            found.add("P33", record.place("lead"))
        tasks.append(
            Task(
                task_id=f"{number}.{places[number]}",
                number=number,
                category=squeeze(record.text("category")),
                subcategory=squeeze(record.text("subcategory")),
                goal=record.text("goal").replace("\n", ""),
                lead_text=read_line(record.text("lead")),
                support_text=read_line(record.text("support")),
                leads=_read_units(record, "lead", names, found),
                supports=_read_units(record, "support", names, found),
                place=record.place("goal"),
            )
        )
    return tuple(tasks)


def _check_number(number: str, record: Record, found: Collector) -> None:
    """A 序号 as task ids use it, brackets and points around it left out, is letters and digits."""
    if record.text("number") and not _NUMBER.fullmatch(number):
        wanted = "数字、汉字或字母（如 1、一、（一））"
        found.add("P16", record.place("number"), found=record.text("number"), wanted=wanted)


def _read_units(record: Record, name: str, names: NameTable, found: Collector) -> tuple[str, ...]:
    reading = names.read(record.text(name))
    for words in reading.unknown:
        found.add("P09", record.place(name), head=record.head(name), found=words)
    return reading.codes


def read_indicators(
    table: RawTable | None,
    tasks: Sequence[Task],
    goal_ids: Sequence[str],
    links: Links,
    found: Collector,
) -> tuple[tuple[Task, ...], tuple[NonTarget, ...]]:
    """指标: the tasks with their indicators in order, and the numbers marked as no target.

    ``links`` are what the sums refer to.
    """
    by_task: dict[str, list[Indicator]] = {task.task_id: [] for task in tasks}
    non_targets: list[NonTarget] = []
    for record in read_records(table, found):
        task_id = record.text("task_id")
        is_target = record["is_target"]
        if task_id and task_id not in by_task and (is_target is not False or task_id not in goal_ids):
            where = "《责任分解表》" if is_target is not False else "《责任分解表》和《主要目标》"
            found.add("P08", record.place("task_id"), head="任务", found=task_id, where=where)
        elif task_id and is_target is False:
            non_targets.append(NonTarget(task_id, record.text("quote"), record.place("quote")))
        elif task_id and is_target:
            indicator = _read_indicator(record, task_id, len(by_task[task_id]) + 1, links, found)
            if indicator is not None:
                by_task[task_id].append(indicator)
    return tuple(replace(task, indicators=tuple(by_task[task.task_id])) for task in tasks), tuple(non_targets)


def _read_indicator(record: Record, task_id: str, place: int, links: Links, found: Collector) -> Indicator | None:
    needed = [name for name in ("label", "comparator", "target", "value_type") if record[name] is None]
    for name in needed:
        if name not in record.bad:
            help_text = record.table.spec.column(name).help.rstrip("。")
            found.add("P04", record.place(name), head=record.head(name), help=help_text)
    if needed or "quote" in record.bad:
        return None
    value_type: ValueType = record["value_type"]
    _check_range(record, value_type, found)
    card = links.cards.find(record, "sums_scorecard_id", CARDS_SHEET, found)
    sums: tuple[str, ...] = ()
    if card or not record.text("sums_scorecard_id"):
        sums = links.facts_of(card).find_all(record, "sums", record.names("sums"), FACTS_SHEET, found)
    return Indicator(
        indicator_id=f"{task_id}.{place}",
        task_id=task_id,
        label=record.text("label"),
        comparator=record["comparator"] or Comparator.AT_LEAST,
        target=record["target"],
        unit_of_measure=record.text("unit_of_measure"),
        value_type=value_type,
        quote=record.text("quote").replace("\n", ""),
        minimum=record["minimum"],
        maximum=record["maximum"],
        sums_scorecard_id=card,
        sums=sums,
        place=record.place("target"),
    )


def _check_range(record: Record, value_type: ValueType, found: Collector) -> None:
    target: Decimal = record["target"]
    most: Decimal | None = record["maximum"]
    check_rate(target, value_type, most, record.place("target"), found)
    low, high = record["minimum"], record["maximum"]
    if low is not None and high is not None and low > high:
        found.add("P24", record.place("minimum"), low=low, high=high)


def check_rate(
    number: Decimal | None, value_type: ValueType, most: Decimal | None, place: Place, found: Collector
) -> None:
    """A rate is a fraction of 1: more than 100 % is asked about, unless the programme sets a higher bound itself."""
    if number is not None and TYPES[value_type].is_fraction and number > max(Decimal(1), most or Decimal(1)):
        found.add("P14", place, found=show_percent(number) if number < 10 else f"{number}")


def read_main_goals(table: RawTable | None, tasks: Sequence[Task], found: Collector) -> tuple[MainGoal, ...]:
    """主要目标: the goals of the document's text, each with the tasks that carry it."""
    known = {task.task_id for task in tasks}
    goals: list[MainGoal] = []
    for record in read_records(table, found):
        goal_id = record.text("goal_id")
        if not goal_id:
            continue
        if goal_id in known or any(goal.goal_id == goal_id for goal in goals):
            found.add("P07", record.place("goal_id"), head="编号", found=goal_id, other="任务或前面的编号")
        for task_id in record.names("task_ids"):
            if task_id not in known:
                found.add("P08", record.place("task_ids"), head="对应任务", found=task_id, where="《责任分解表》")
        text = record.text("text")
        goals.append(MainGoal(goal_id, record.text("section"), text, record.names("task_ids"), record.place("text")))
    return tuple(goals)
