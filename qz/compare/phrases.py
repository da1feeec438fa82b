"""What a comparison says, in words: names of tasks, targets, differences, and what a leader reads first."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from qz.compare.changed_words import one_line
from qz.compare.differences import (
    Comparison,
    IndicatorChange,
    IndicatorFate,
    RoleChange,
    RoleFate,
    TaskChange,
    TaskFate,
    UnitPair,
)
from qz.compare.roles import name_units
from qz.model.programme import Comparator, Indicator, Programme, Role, Task, Unit
from qz.values.value_types import TYPES, indicator_target

GONE = "＊"
"""Marks a unit that only one year's roster has."""


def year_of(programme: Programme) -> str:
    """2011年."""
    return f"{programme.particulars.year}年"


def task_name(task: Task) -> str:
    """Number and short name: 4.1 名牌创建."""
    return f"{task.task_id} {one_line(task.subcategory or task.category)}".strip()


def target_text(indicator: Indicator) -> str:
    """≥92%, ≥4只, ≤0.45."""
    return indicator_target(indicator)


def _plain_target(indicator: Indicator) -> str:
    """As a sentence says it: at least goes without saying."""
    return indicator_target(indicator).removeprefix(Comparator.AT_LEAST.value)


def difference_text(change: IndicatorChange) -> str:
    """+1只, −2个百分点; empty where targets do not compare or are the same."""
    difference = change.difference
    if not difference or change.new is None:
        return ""
    sign = "+" if difference > 0 else "−"
    size = abs(difference)
    return sign + TYPES[change.new.value_type].show_gap(size, change.new.unit_of_measure)


def signed(number: int | Decimal) -> str:
    """+2, −1, 0."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def counted(fates: Sequence[str], order: Iterable[str]) -> str:
    """保留5、改写10, what does not occur left out."""
    return "、".join(f"{fate}{fates.count(fate)}" for fate in order if fate in fates)


def units_with(changes: Iterable[RoleChange], fates: Iterable[RoleFate], comparison: Comparison) -> str:
    """The units whose part changed so, a whole group by the programme's phrase; those of one roster only are marked."""
    wanted = set(fates)
    pairs = tuple(dict.fromkeys(change.unit for change in changes if change.fate in wanted))
    staying = [pair for pair in pairs if pair.old is not None and pair.new is not None]
    names = name_units([pair.new for pair in staying if pair.new is not None], comparison.new)
    return "、".join((*names, *(f"{pair.name}{GONE}" for pair in pairs if pair not in staying)))


def lead_names(task: Task, programme: Programme) -> str:
    """The task's lead units, groups by the phrase the table uses."""
    return "、".join(name_units(_units(task.leads, programme), programme, task.lead_text))


def support_names(task: Task, programme: Programme) -> str:
    """The task's supporting units, groups by the phrase the table uses."""
    return "、".join(name_units(_units(task.supports, programme), programme, task.support_text))


def all_leads(tasks: Iterable[Task], programme: Programme) -> str:
    """The lead units of one task or of a split one's parts."""
    return "；".join(dict.fromkeys(lead_names(task, programme) for task in tasks))


def _units(codes: Sequence[str], programme: Programme) -> list[Unit]:
    return [programme.unit(code) for code in codes]


def headlines(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """What a leader should know first: (kind of change, the changes), kinds without any left out."""
    lines = (*_task_lines(comparison), *_indicator_lines(comparison), *_unit_lines(comparison))
    return tuple((kind, text) for kind, text in lines if text)


def _task_lines(comparison: Comparison) -> Iterable[tuple[str, str]]:
    def of(fate: TaskFate) -> list[TaskChange]:
        return [change for change in comparison.tasks if change.fate is fate]

    old, new = comparison.old, comparison.new
    yield "新增任务", "；".join(_led(change.new[0].task, new) for change in of(TaskFate.ADDED))
    yield "取消任务", "；".join(_led(change.old[0].task, old) for change in of(TaskFate.DROPPED))
    for fate, kind in ((TaskFate.SPLIT, "任务拆分"), (TaskFate.MERGED, "任务合并")):
        yield kind, "；".join(_became(change, new) for change in of(fate))
    rewritten = "、".join(task_name(change.new[0].task) for change in of(TaskFate.REPLACED))
    yield "更换内容", f"{rewritten}（位置相同，目标另写）" if rewritten else ""


def _led(task: Task, programme: Programme) -> str:
    return f"{task_name(task)}（{lead_names(task, programme)}牵头）"


def _became(change: TaskChange, programme: Programme) -> str:
    before = "、".join(task_name(wording.task) for wording in change.old)
    return f"{before} → {'、'.join(_led(wording.task, programme) for wording in change.new)}"


def _indicator_lines(comparison: Comparison) -> Iterable[tuple[str, str]]:
    kinds = (
        (IndicatorFate.RAISED, "目标提高"),
        (IndicatorFate.LOWERED, "目标降低"),
        (IndicatorFate.CHANGED, "目标调整"),
        (IndicatorFate.REDEFINED, "口径改变"),
    )
    for fate, kind in kinds:
        yield kind, "；".join(_moved(change) for change in comparison.indicators if change.fate is fate)
    for fate, kind in ((IndicatorFate.ADDED, "新增指标"), (IndicatorFate.DROPPED, "取消指标")):
        names = [_named(change) for change in comparison.indicators if change.fate is fate]
        yield kind, f"{len(names)}个：{'、'.join(names)}" if names else ""


def _moved(change: IndicatorChange) -> str:
    old, new = change.old, change.new
    return f"{new.label} {_plain_target(old)} → {_plain_target(new)}" if old and new else ""


def _named(change: IndicatorChange) -> str:
    indicator = change.new or change.old
    return f"{indicator.label} {_plain_target(indicator)}" if indicator else ""


def _unit_lines(comparison: Comparison) -> Iterable[tuple[str, str]]:
    leads = []
    for change in comparison.tasks:
        before = all_leads((one.task for one in change.old), comparison.old)
        after = all_leads((one.task for one in change.new), comparison.new)
        moved = any(
            Role.LEAD in {role.old_role, role.new_role} and role.unit.old and role.unit.new for role in change.roles
        )
        if moved and change.old and change.new:
            leads.append(f"{task_name(change.new[0].task)}：{before} → {after}")
    yield "牵头变化", "；".join(leads)
    yield "单位变化", "；".join(roster_lines(comparison))


def roster_lines(comparison: Comparison) -> tuple[str, ...]:
    """Who joined, left or was renamed."""
    pairs = [view.unit for view in comparison.units]
    joined = "、".join(pair.name for pair in pairs if pair.old is None)
    left = "、".join(pair.name for pair in pairs if pair.new is None)
    renamed = "、".join(_renaming(pair) for pair in pairs if pair.renamed)
    year = year_of(comparison.new)
    lines = ((joined, f"{year}新列入：{joined}"), (left, f"{year}不再列入：{left}"), (renamed, f"更名：{renamed}"))
    return tuple(line for names, line in lines if names)


def _renaming(pair: UnitPair) -> str:
    return f"{pair.old.name}（{pair.new.name}）" if pair.old and pair.new else ""


def part_text(change: RoleChange) -> str:
    """One changed part in the unit's own list: 5.4 示范区创建（配合）; a lost one by its old number: 原 4.1 …."""
    if change.new_task is None:
        return f"原 {task_name(change.old_task)}（{change.old_role}）" if change.old_task else ""
    role = f"{change.old_role} → {change.new_role}" if change.old_role else f"{change.new_role}"
    return f"{task_name(change.new_task)}（{role}）"
