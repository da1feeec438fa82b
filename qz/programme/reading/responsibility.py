"""Reads the responsibility table, and the main goals of the document's text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from qz.model.task_table import MainGoal, Task
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.typed_records import Record, read_line, read_records
from qz.programme.reading.unit_names import NameTable
from qz.words import squeeze

_NUMBER: Final = re.compile(r"\w+")
_AROUND: Final = re.compile(r"^\W+|\W+$")


def read_tasks(table: RawTable | None, names: NameTable, found: Collector) -> tuple[Task, ...]:
    """责任分解表: one task for each row. Its id is 序号 and its position under it, also where a 序号 is repeated."""
    tasks: list[Task] = []
    places: dict[str, int] = {}
    for record in read_records(table, found):
        if tasks and _is_paragraph(record):
            tasks[-1] = replace(tasks[-1], goal=tasks[-1].goal + record.text("goal").replace("\n", ""))
            continue
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


def _is_paragraph(record: Record) -> bool:
    """Whether a row has nothing but a goal: it is then a further paragraph of the row above, pasted from Word."""
    row = next(row for row in record.table.rows if row.row == record.row)
    return {name for name, value in row.values.items() if value is not None} == {"goal"}


def _check_number(number: str, record: Record, found: Collector) -> None:
    """Check that a 序号, without brackets and points around it, consists of letters and digits, as task ids must."""
    if record.text("number") and not _NUMBER.fullmatch(number):
        wanted = "数字、汉字或字母（如 1、一、（一））"
        found.add("P16", record.place("number"), found=record.text("number"), wanted=wanted)


def _read_units(record: Record, name: str, names: NameTable, found: Collector) -> tuple[str, ...]:
    reading = names.read(record.text(name))
    for words in reading.unknown:
        found.add("P09", record.place(name), head=record.head(name), found=words)
    return reading.codes


def read_main_goals(table: RawTable | None, tasks: Sequence[Task], found: Collector) -> tuple[MainGoal, ...]:
    """主要目标: the goals of the document's text, each with the tasks that carry it out."""
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
        text, tasks_named = record.text("text"), record.names("task_ids")
        goals.append(MainGoal(goal_id, record.text("section"), text, tasks_named, place=record.place("text")))
    return tuple(goals)
