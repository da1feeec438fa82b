"""Writes the rows of the comparison's sheets: tasks, indicators, units, rules and results of two years side by side."""

from collections.abc import Iterable
from typing import Final

from qz.compare.differences import (
    Comparison,
    IndicatorChange,
    IndicatorFate,
    ResultChange,
    RoleFate,
    RuleFate,
    TaskChange,
    TaskFate,
    UnitChange,
)
from qz.compare.marked_text import PUT_IN, STRUCK, put_marked
from qz.compare.phrases import (
    all_leads,
    difference_text,
    home_name,
    lead_names,
    part_text,
    support_names,
    target_text,
    task_name,
    units_with,
    year_of,
)
from qz.compare.rule_changes import ITEM
from qz.model.layout import cell_name
from qz.workbook.write.page import Page

_TASK_FILLS: Final = {TaskFate.ADDED: " good bold", TaskFate.DROPPED: " bad bold", TaskFate.KEPT: " quiet"}
_RULE_FILLS: Final = {
    RuleFate.ADDED: " good bold",
    RuleFate.DROPPED: " bad bold",
    RuleFate.CHANGED: " warn bold",
    RuleFate.KEPT: " quiet",
}
_INDICATOR_WORDS: Final = {IndicatorFate.RAISED: "↑ 提高", IndicatorFate.LOWERED: "↓ 降低"}
_INDICATOR_FILLS: Final = {
    IndicatorFate.RAISED: " good bold",
    IndicatorFate.LOWERED: " warn bold",
    IndicatorFate.KEPT: " quiet",
}


def task_rows(page: Page, comparison: Comparison, row: int) -> int:
    """One row a task, the two years side by side; tasks that were split or joined take several."""
    for change in comparison.tasks:
        count = max(len(change.old), len(change.new))
        last = row + count - 1
        for place in range(row, last + 1):
            page.put(place, 0, change.fate, f"body box center{_TASK_FILLS.get(change.fate, '')}")
        _write_side(page, change, row, last, old=True)
        _write_side(page, change, row, last, old=False)
        page.put(row, 5, _role_text(change, comparison), "body box", rows=count)
        row = last + 1
    return row


def _write_side(page: Page, change: TaskChange, first: int, last: int, *, old: bool) -> None:
    """Write one year's tasks of a change; a single task is merged over as many rows as the other year has."""
    wordings = change.old if old else change.new
    column, mark = (1, STRUCK) if old else (3, PUT_IN)
    if not wordings:
        page.put(first, column, "——", "body box center quiet", rows=last - first + 1)
        page.put(first, column + 1, "", "body box", rows=last - first + 1)
        return
    for place, wording in enumerate(wordings, first):
        rows = last - first + 1 if len(wordings) == 1 else 1
        page.put(place, column, task_name(wording.task), "body box", rows)
        put_marked(page, place, column + 1, wording.segments, mark, rows)


def _role_text(change: TaskChange, comparison: Comparison) -> str:
    if not change.old or not change.new:
        programme = comparison.new if change.new else comparison.old
        task = (change.new or change.old)[0].task
        sides = (("牵头", lead_names(task, programme)), ("配合", support_names(task, programme)))
        return "\n".join(f"{role}：{names}" for role, names in sides if names)
    lines = ((fate, units_with(change.roles, (fate,), comparison)) for fate in RoleFate)
    return "\n".join(f"{fate}：{names}" for fate, names in lines if names)


def indicator_rows(page: Page, comparison: Comparison, row: int) -> int:
    """One row an indicator: its targets of both years, and how they differ."""
    for place, change in enumerate(comparison.indicators, row):
        fill = _INDICATOR_FILLS.get(change.fate, "")
        page.put(place, 0, _INDICATOR_WORDS.get(change.fate, change.fate), f"body box center{fill}")
        for column, text in enumerate(_indicator_cells(change), 1):
            page.put(place, column, text, "body box" if column in {1, 2, 4, 5, 8} else "body box center")
    return row + len(comparison.indicators)


def _indicator_cells(change: IndicatorChange) -> Iterable[str]:
    for task, indicator in ((change.old_task, change.old), (change.new_task, change.new)):
        yield home_name(task) if task else ""
        yield indicator.label if indicator else "——"
        yield target_text(indicator) if indicator else ""
    yield difference_text(change)
    yield change.note


def role_rows(page: Page, comparison: Comparison, row: int) -> int:
    """One row a task: its leads in both years, and which units came and went."""
    columns = (
        (RoleFate.LEAD_GAINED, RoleFate.PROMOTED),
        (RoleFate.LEAD_LOST, RoleFate.DEMOTED),
        (RoleFate.SUPPORT_GAINED, RoleFate.DEMOTED),
        (RoleFate.SUPPORT_LOST, RoleFate.PROMOTED),
    )
    for place, change in enumerate(comparison.tasks, row):
        names = "、".join(task_name(wording.task) for wording in change.new or change.old)
        page.put(place, 0, f"{names}（{change.fate}）" if not (change.old and change.new) else names, "body box")
        for column, wordings, year in ((1, change.old, comparison.old), (2, change.new, comparison.new)):
            page.put(place, column, all_leads((wording.task for wording in wordings), year) or "——", "body box")
        for column, fates in enumerate(columns, 3):
            page.put(place, column, units_with(change.roles, fates, comparison), "body box")
    return row + len(comparison.tasks)


def unit_rows(page: Page, comparison: Comparison, row: int) -> int:
    """One row a unit: how many tasks it has in both years, and which were added or dropped."""
    for place, view in enumerate(comparison.units, row):
        page.put(place, 0, view.unit.name, "body box bold")
        page.put(place, 1, _roster_text(view, comparison), "body box center")
        for column, before, after in ((2, view.old_leads, view.new_leads), (4, view.old_supports, view.new_supports)):
            page.sheet.number(place, column, before, "body box center integer")
            page.sheet.number(place, column + 1, after, "body box center integer")
        for column, text in enumerate(_unit_cells(view, comparison), 6):
            page.put(place, column, text, "body box")
    return row + len(comparison.units)


def _roster_text(view: UnitChange, comparison: Comparison) -> str:
    if view.unit.old is None:
        return f"{year_of(comparison.new)}新列入"
    if view.unit.new is None:
        return f"{year_of(comparison.new)}不再列入"
    return f"原名{view.unit.old.name}" if view.unit.renamed else ""


def _unit_cells(view: UnitChange, comparison: Comparison) -> Iterable[str]:
    if view.unit.new is None:
        yield from ("", f"{year_of(comparison.old)}的全部任务", "")
        return
    for fates in (
        {RoleFate.LEAD_GAINED, RoleFate.SUPPORT_GAINED},
        {RoleFate.LEAD_LOST, RoleFate.SUPPORT_LOST},
        {RoleFate.PROMOTED, RoleFate.DEMOTED, RoleFate.CONTINUED},
    ):
        yield "\n".join(part_text(change, comparison) for change in view.changes if change.fate in fates)


def rule_rows(page: Page, comparison: Comparison, row: int) -> int:
    """One row an item or criterion: its wording and rule in both years."""
    for place, change in enumerate(comparison.rules, row):
        page.put(place, 0, change.fate, f"body box center{_RULE_FILLS.get(change.fate, '')}")
        page.put(place, 1, change.scorecard, "body box center")
        page.put(place, 2, change.kind, "body box center")
        for column, rule in ((3, change.old), (5, change.new)):
            page.put(place, column, rule.name if rule else "——", f"body box{' bold' * (change.kind == ITEM)}")
            page.put(place, column + 1, rule.words if rule else "", "body box small")
    return row + len(comparison.rules)


def result_rows(page: Page, comparison: Comparison, row: int) -> int:
    """One row a unit with results in both years."""
    for place, change in enumerate(comparison.results, row):
        page.put(place, 0, change.scorecard, "body box center")
        page.put(place, 1, change.unit.name, "body box bold")
        _write_result(page, place, change)
    return row + len(comparison.results)


_OLD_RANK, _NEW_RANK, _RISEN, _OLD_TOTAL, _NEW_TOTAL, _GAINED, _PARTS = range(2, 9)
"""Columns of the results' sheet, after the kind and the unit."""


def _write_result(page: Page, row: int, change: ResultChange) -> None:
    """Write ranks and points of both years, and their differences as formulas."""
    page.sheet.number(row, _OLD_RANK, change.old_rank, "body box score")
    page.sheet.number(row, _NEW_RANK, change.new_rank, "body box score")
    totals = (
        (_OLD_TOTAL, change.old_total, change.old_provisional),
        (_NEW_TOTAL, change.new_total, change.new_provisional),
    )
    for column, total, provisional in totals:
        page.sheet.number(row, column, total, f"body box score{' provisional' * provisional}")
    for column, number in enumerate((change.old_base, change.new_base, change.old_bonus, change.new_bonus), _PARTS):
        page.sheet.number(row, column, number, "body box score")
    old_rank, new_rank, old_total, new_total = (
        cell_name(row, column) for column in (_OLD_RANK, _NEW_RANK, _OLD_TOTAL, _NEW_TOTAL)
    )
    style, risen = "body box center signed", change.old_rank - change.new_rank
    page.sheet.formula(row, _RISEN, f"{old_rank}-{new_rank}", style, risen)
    gained = change.new_total - change.old_total
    page.sheet.formula(row, _GAINED, f"ROUND({new_total}-{old_total},2)", style, gained)
