"""Matches the tasks of two years by their place in the table and the words of their goals, also split or merged."""

from collections.abc import Sequence
from typing import Final

from qz.compare.changed_words import changed_words, one_line
from qz.compare.differences import ChangedGoal, Segment, TaskChange, TaskFate
from qz.compare.likeness import best_pairs, likeness, plain
from qz.compare.roles import Roster, role_changes
from qz.model.task_table import Task
from qz.records import dataclass

_GOAL: Final = 0.55
_SUBCATEGORY: Final = 0.30
_CATEGORY: Final = 0.10
_ORDER: Final = 0.05
_LEAST: Final = 0.45
"""The least similarity at which two tasks are taken as the same one."""
_SAME_GOAL: Final = 0.30
"""Matched tasks whose goals are less similar have another goal (更换内容); single words are not marked then."""


@dataclass(frozen=True, slots=True)
class Match:
    """Matched tasks: usually one of each year; more where one was split or several were merged; or of one year only."""

    old: tuple[Task, ...]
    new: tuple[Task, ...]
    likeness: float = 0.0


def task_likeness(old: Task, new: Task, old_order: float, new_order: float) -> float:
    """The similarity of two tasks, 0–1, by goal, category, subcategory and order (first row 0, last row 1)."""
    parts = [
        (_GOAL, likeness(old.goal, new.goal)),
        (_CATEGORY, likeness(old.category, new.category)),
        (_ORDER, 1 - abs(old_order - new_order)),
    ]
    if old.subcategory or new.subcategory:
        parts.append((_SUBCATEGORY, likeness(old.subcategory, new.subcategory) ** 3))
    return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)


def match_tasks(old: Sequence[Task], new: Sequence[Task]) -> tuple[Match, ...]:
    """All tasks of both years, each in exactly one match, in the new year's order; dropped tasks keep their place."""
    scores = [
        [task_likeness(one, other, place / len(old), where / len(new)) for where, other in enumerate(new)]
        for place, one in enumerate(old)
    ]
    partners: dict[int, list[int]] = {place: [] for place in range(len(old))}
    for place, where in best_pairs(scores, _LEAST):
        partners[place].append(where)
    single = {place for place, found in partners.items() if found}
    for where in set(range(len(new))) - {where for found in partners.values() for where in found}:
        fits = [place for place in sorted(single) if scores[place][where] >= _LEAST]
        if fits:
            partners[max(fits, key=lambda place: scores[place][where])].append(where)
    groups = [([place], sorted(found)) for place, found in partners.items() if found]
    for place in sorted(set(partners) - single):
        merged = [group for group in groups if len(group[1]) == 1 and scores[place][group[1][0]] >= _LEAST]
        if merged:
            max(merged, key=lambda group: scores[place][group[1][0]])[0].append(place)
        else:
            groups.append(([place], []))
    taken = {where for _, found in groups for where in found}
    groups += [([], [where]) for where in range(len(new)) if where not in taken]
    matches = []
    for places, found in sorted(groups, key=lambda group: _order(group, len(old), len(new))):
        best_score = max((scores[place][where] for place in places for where in found), default=0.0)
        one = tuple(old[place] for place in sorted(places))
        matches.append(Match(one, tuple(new[where] for where in found), best_score))
    return tuple(matches)


def _order(group: tuple[list[int], list[int]], old_size: int, new_size: int) -> float:
    places, found = group
    return found[0] / new_size if found else places[0] / old_size


def compare_tasks(matches: Sequence[Match], roster: Roster) -> tuple[TaskChange, ...]:
    """The change of every match, with the changed words and roles."""
    return tuple(_change(match, roster) for match in matches)


def _change(match: Match, roster: Roster) -> TaskChange:
    old, new = _mark(match)
    return TaskChange(_fate(match), old, new, role_changes(roster, match.old, match.new), match.likeness)


def _fate(match: Match) -> TaskFate:
    if not match.old or not match.new:
        return TaskFate.ADDED if match.new else TaskFate.DROPPED
    if len(match.new) > 1:
        return TaskFate.SPLIT
    if len(match.old) > 1:
        return TaskFate.MERGED
    old, new = match.old[0].goal, match.new[0].goal
    if plain(old) == plain(new):
        return TaskFate.KEPT
    return TaskFate.REWORDED if likeness(old, new) >= _SAME_GOAL else TaskFate.REPLACED


def _mark(match: Match) -> tuple[tuple[ChangedGoal, ...], tuple[ChangedGoal, ...]]:
    """The goals with changed words marked; a split task's goal is compared with the goals of its parts joined."""
    if _fate(match) in {TaskFate.SPLIT, TaskFate.MERGED, TaskFate.REWORDED}:
        left, right = changed_words(_joined(match.old), _joined(match.new))
        return _cut(match.old, left), _cut(match.new, right)
    return _unmarked(match.old), _unmarked(match.new)


def _joined(tasks: Sequence[Task]) -> str:
    return "".join(one_line(task.goal) for task in tasks)


def _unmarked(tasks: Sequence[Task]) -> tuple[ChangedGoal, ...]:
    return tuple(ChangedGoal(task, (Segment(one_line(task.goal), changed=False),)) for task in tasks)


def _cut(tasks: Sequence[Task], segments: Sequence[Segment]) -> tuple[ChangedGoal, ...]:
    """The segments of joined goals, divided among the tasks to which they belong."""
    rest = list(segments)
    wordings = []
    for task in tasks:
        room = len(one_line(task.goal))
        own: list[Segment] = []
        while room and rest:
            segment = rest.pop(0)
            if len(segment.text) > room:
                rest.insert(0, Segment(segment.text[room:], segment.changed))
                segment = Segment(segment.text[:room], segment.changed)
            own.append(segment)
            room -= len(segment.text)
        wordings.append(ChangedGoal(task, tuple(own)))
    return tuple(wordings)
