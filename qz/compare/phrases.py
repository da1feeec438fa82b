"""The words of a comparison: names of tasks, targets, differences, and the headlines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from qz.compare.changed_words import one_line
from qz.compare.differences import (
    Comparison,
    Home,
    IndicatorChange,
    IndicatorFate,
    RoleChange,
    RoleFate,
    RuleFate,
    RuleWords,
    TaskChange,
    TaskFate,
    UnitPair,
)
from qz.compare.roles import name_units
from qz.model.choices import Comparator, Role
from qz.model.programme import Programme
from qz.model.task_table import GroupPhrase, Indicator, MainGoal, Task, Unit
from qz.model.values import show_number
from qz.values.value_types import TYPES, indicator_target
from qz.words import fold

_VAGUE: Final = ("有关", "相关")
_NOTHING: Final = RuleWords("", "")
_NAMED: Final = 12
"""How many changes of the scorecards the overview names."""
GONE = "＊"
"""Marks a unit that only one year's roster has."""


def year_of(programme: Programme) -> str:
    """The programme's year: ``2011年``."""
    return f"{programme.particulars.year}年"


def task_name(task: Task) -> str:
    """A task's number and short name: ``4.1 名牌创建``."""
    return f"{task.task_id} {one_line(task.subcategory or task.category)}".strip()


def home_name(home: Home) -> str:
    """The name of an indicator's place: ``4.1 名牌创建``, ``主要目标一.5``."""
    return task_name(home) if isinstance(home, Task) else f"主要目标{home.goal_id}"


def target_text(indicator: Indicator) -> str:
    """The target in words: ``≥92%``, ``≥4只``, ``≤0.45``; where the document sets a range, ``1–2家``.

    The indicator's own target is then the lower end of the range.
    """
    number = show_number(indicator.target) if indicator.target is not None else ""
    span = re.search(rf"(?<![\d.]){re.escape(number)}[-–—~～至](\d+)", indicator.quote) if number else None
    return f"{number}–{span[1]}{indicator.unit_of_measure}" if span else indicator_target(indicator)


def _plain_target(indicator: Indicator) -> str:
    """The target without ≥."""
    return target_text(indicator).removeprefix(Comparator.AT_LEAST.value)


def difference_text(change: IndicatorChange) -> str:
    """``+1只``, ``−2个百分点``; ``""`` where targets cannot be compared or are equal."""
    difference = change.difference
    if not difference or change.new is None:
        return ""
    sign = "+" if difference > 0 else "−"
    size = abs(difference)
    return sign + TYPES[change.new.value_type].show_gap(size, change.new.unit_of_measure)


def signed(number: int | Decimal) -> str:
    """A number with its sign: ``+2``, ``−1``, ``0``."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def counted(fates: Sequence[str], order: Iterable[str]) -> str:
    """Counts in words: ``保留5、改写10``; what does not occur is left out."""
    return "、".join(f"{fate}{fates.count(fate)}" for fate in order if fate in fates)


def indicator_counts(comparison: Comparison) -> str:
    """How the responsibility table's indicators changed: ``提高3、不变11、新增19、取消16、只列在主要目标4``."""
    tabled = [change for change in comparison.indicators if change.is_number and not _left_table(change)]
    fates = [change.fate for change in tabled if isinstance(change.new_task or change.old_task, Task)]
    left = sum(change.is_number and _left_table(change) for change in comparison.indicators)
    return counted(fates, IndicatorFate) + (f"、只列在主要目标{left}" if left else "")


def _left_table(change: IndicatorChange) -> bool:
    """Whether an indicator of a task is now only in the document's text."""
    return isinstance(change.old_task, Task) and isinstance(change.new_task, MainGoal)


def units_with(changes: Iterable[RoleChange], fates: Iterable[RoleFate], comparison: Comparison) -> str:
    """The units whose role changed so; whole groups by the programme's phrase; units of one year only are marked."""
    wanted = set(fates)
    pairs = tuple(dict.fromkeys(change.unit for change in changes if change.fate in wanted))
    staying = [pair for pair in pairs if pair.old is not None and pair.new is not None]
    names = name_units([pair.new for pair in staying if pair.new is not None], comparison.new)
    return "、".join((*names, *(f"{pair.name}{GONE}" for pair in pairs if pair not in staying)))


def lead_names(task: Task, programme: Programme) -> str:
    """The task's leads, groups by the table's phrase; a vague phrase is followed by how it is read."""
    names = name_units(_units(task.leads, programme), programme, task.lead_text)
    return "、".join(_as_read(name, programme) for name in names)


def support_names(task: Task, programme: Programme) -> str:
    """The task's supporting units, groups by the table's phrase; a vague phrase is followed by how it is read."""
    names = name_units(_units(task.supports, programme), programme, task.support_text)
    return "、".join(_as_read(name, programme) for name in names)


def vague_phrase(text: str, programme: Programme) -> GroupPhrase | None:
    """The phrase in a table's text that does not say exactly which units it means (区有关部门); ``None`` for none."""
    folded = fold(text)
    found = (one for one in programme.phrases if any(word in one.phrase for word in _VAGUE))
    return next((one for one in found if fold(one.phrase) in folded), None)


def _as_read(name: str, programme: Programme) -> str:
    phrase = next((one for one in programme.phrases if one.phrase == name), None)
    vague = phrase is not None and vague_phrase(name, programme) is not None
    return f"{name}（按全部{len(phrase.unit_codes)}个理解）" if phrase and vague else name


def all_leads(tasks: Iterable[Task], programme: Programme) -> str:
    """The leads of several tasks (the parts of a split one)."""
    return "；".join(dict.fromkeys(lead_names(task, programme) for task in tasks))


def _units(codes: Sequence[str], programme: Programme) -> list[Unit]:
    return [programme.unit(code) for code in codes]


def headlines(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """The most important changes: pairs of the kind of change and its text, without kinds that did not occur."""
    lines = (
        *_task_lines(comparison),
        *_indicator_lines(comparison),
        *_unit_lines(comparison),
        *_rule_lines(comparison),
    )
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
        (IndicatorFate.REDEFINED, "口径有变"),
    )
    for fate, kind in kinds:
        some = [change for change in comparison.indicators if change.fate is fate]
        moves = [_moved(change) for change in some if change.is_number or (change.old and change.new)]
        yield kind, "；".join(moves)
    for fate, kind in ((IndicatorFate.ADDED, "新增指标"), (IndicatorFate.DROPPED, "取消指标")):
        names = [_named(change) for change in comparison.indicators if change.fate is fate and change.is_number]
        yield kind, f"{len(names)}个：{'、'.join(names)}" if names else ""


def _moved(change: IndicatorChange) -> str:
    old, new = change.old, change.new
    if old is None or new is None:
        return f"{_named(change)}（{change.note}）"
    before = "" if change.fate is not IndicatorFate.REDEFINED or old.label == new.label else f"{old.label} "
    after = f"{new.label} " if before else ""
    return f"{before or f'{new.label} '}{_plain_target(old)} → {after}{_plain_target(new)}"


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
    yield "口径", "；".join(_read_phrases(comparison))
    yield "单位变化", "；".join(roster_lines(comparison))


def _rule_lines(comparison: Comparison) -> Iterable[tuple[str, str]]:
    """The names of changed rules of the scorecards; their contents are in the table."""
    kinds = ((RuleFate.ADDED, "评分新增"), (RuleFate.DROPPED, "评分取消"), (RuleFate.CHANGED, "评分调整"))
    for fate, kind in kinds:
        some = [change for change in comparison.rules if change.fate is fate]
        names = [f"{change.scorecard}{(change.new or change.old or _NOTHING).name}" for change in some[:_NAMED]]
        more = f"等{len(some)}处" if len(some) > _NAMED else ""
        yield kind, f"{'；'.join(names)}{more}"


def _read_phrases(comparison: Comparison) -> Iterator[str]:
    """How each year's vague phrases were read, and in which tasks they stand."""
    for programme in (comparison.old, comparison.new):
        tasks: dict[str, list[str]] = {}
        counts: dict[str, int] = {}
        for task in programme.tasks:
            for text in (task.lead_text, task.support_text):
                phrase = vague_phrase(text, programme)
                if phrase is not None:
                    tasks.setdefault(phrase.phrase, []).append(task.task_id)
                    counts[phrase.phrase] = len(phrase.unit_codes)
        for words, ids in tasks.items():
            yield (
                f"{year_of(programme)}任务{'、'.join(dict.fromkeys(ids))}写的“{words}”没有列名，"
                f"按《单位统称》理解为全部{counts[words]}个单位，牵头、配合的变化都据此列出"
            )


def roster_lines(comparison: Comparison) -> tuple[str, ...]:
    """Sentences on units that are new, no longer listed, or renamed."""
    pairs = [view.unit for view in comparison.units]
    joined = "、".join(pair.name for pair in pairs if pair.old is None)
    left = "、".join(pair.name for pair in pairs if pair.new is None)
    renamed = "、".join(_renaming(pair) for pair in pairs if pair.renamed)
    year = year_of(comparison.new)
    lines = ((joined, f"{year}新列入：{joined}"), (left, f"{year}不再列入：{left}"), (renamed, f"更名：{renamed}"))
    return tuple(line for names, line in lines if names)


def _renaming(pair: UnitPair) -> str:
    return f"{pair.old.name}（{pair.new.name}）" if pair.old and pair.new else ""


def part_text(change: RoleChange, comparison: Comparison) -> str:
    """One changed role in the unit's list: ``5.4 示范区创建（配合）``; a lost one by its old number: ``原 4.1 …``."""
    if change.new_task is None:
        task = change.old_task
        return f"原 {task_name(task)}（{change.old_role}{_by_reading(change, comparison)}）" if task else ""
    role = f"{change.old_role} → {change.new_role}" if change.old_role else f"{change.new_role}"
    if change.fate is RoleFate.CONTINUED and change.old_task:
        role = f"{change.new_role}，由原 {change.old_task.task_id} 拆并"
    return f"{task_name(change.new_task)}（{role}{_by_reading(change, comparison)}）"


def _by_reading(change: RoleChange, comparison: Comparison) -> str:
    """Words added where the old year's table does not name the unit, but a vague phrase that is read to include it."""
    task, unit = change.old_task, change.unit.old
    if task is None or unit is None:
        return ""
    printed = task.lead_text if change.old_role is Role.LEAD else task.support_text
    phrase = vague_phrase(printed, comparison.old)
    if phrase is None or unit.code not in phrase.unit_codes or unit.name in printed:
        return ""
    return f"，原写“{phrase.phrase}”"
