"""The document's text against its responsibility table: goals without a task, targets and words that differ."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from qz.model.programme import Programme
from qz.model.task_table import MainGoal
from qz.programme.check.clause_likeness import differing_words, likeness, most_alike, shared
from qz.programme.check.numbers import Target, find_targets, split_clauses
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.words import squeeze

_ALIKE: Final = 0.8
"""From here on two clauses say the same in other words."""
_RELATED: Final = 0.5
"""Below this no clause of the table stands for one of the text."""
_SAME_SUBJECT: Final = 0.6
_ENDING: Final = 3
"""Characters at the end of a name (登记率) that make it the same measure."""


def check_text(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Each main goal against the goals of its tasks."""
    del raw
    goals = {task.task_id: squeeze(task.goal) for task in programme.tasks}
    for goal in programme.main_goals:
        skip = tuple(squeeze(mark.quote) for mark in programme.non_targets if mark.where == goal.goal_id)
        text = squeeze(goal.text)
        own = frozenset(squeeze(one.quote) for one in goal.indicators)
        if not goal.task_ids:
            if not own:
                _report_uncovered(goal, find_targets(text, skip), found)
            continue
        tasks = "、".join(goal.task_ids)
        table = [goals[task_id] for task_id in goal.task_ids]
        clauses = [clause for text_of_task in table for clause in split_clauses(text_of_task)]
        if is_another_text(text, clauses):
            found.add("P64", goal.place, found=_first_words(text), tasks=tasks)
            continue
        set_by_table = [
            (task_id, target) for task_id in goal.task_ids for target in _targets_of(task_id, programme, goals)
        ]
        asked = [target for target in find_targets(text, skip) if not _is_quoted(target, own)]
        reported = _check_targets(goal, asked, set_by_table, found)
        _check_words(goal, [clause for clause in split_clauses(text) if clause not in reported], clauses, found)


def is_another_text(text: str, clauses: Sequence[str]) -> bool:
    """Whether nothing in the text is like any of these clauses."""
    return not any(most_alike(clause, clauses, _RELATED)[0] for clause in split_clauses(text))


def _is_quoted(target: Target, quotes: Collection[str]) -> bool:
    """Whether a goal's own indicator is drawn from the words of the target."""
    return any(target.subject in quote for quote in quotes)


def _targets_of(task_id: str, programme: Programme, goals: Mapping[str, str]) -> tuple[Target, ...]:
    skip = (squeeze(mark.quote) for mark in programme.non_targets if mark.where == task_id)
    return find_targets(goals[task_id], skip)


def _report_uncovered(goal: MainGoal, targets: Sequence[Target], found: Collector) -> None:
    shown = list(dict.fromkeys(target.number.shown for target in targets))
    numbers = f"，其中有{len(targets)}个目标值（{'、'.join(shown)}）" if targets else ""
    found.add("P60", goal.place, found=_first_words(squeeze(goal.text)), numbers=numbers)


def _first_words(text: str) -> str:
    """A goal's first clause; a text of marks or numbering alone, whole."""
    return next(iter(split_clauses(text)), text)


def _check_targets(
    goal: MainGoal, text: Sequence[Target], table: Sequence[tuple[str, Target]], found: Collector
) -> frozenset[str]:
    """Each target of the text stands in the table, with the same number and measure. The clauses where one does not."""
    reported = set()
    for target in text:
        near = [(task_id, other) for task_id, other in table if _is_same_subject(target.subject, other.subject)]
        if near and target.number.shown in {other.number.shown for _, other in near}:
            continue
        reported.add(target.clause)
        if not near:
            found.add("P63", goal.place, found=target.words, tasks="、".join(goal.task_ids))
            continue
        task_id, other = max(near, key=lambda known: likeness(target.subject, known[1].subject))
        found.add("P61", goal.place, found=target.words, task=task_id, table=other.number.shown)
    return frozenset(reported)


def _is_same_subject(text: str, table: str) -> bool:
    if text == table:
        return True
    ending = text[-_ENDING:]
    return (ending.endswith("率") and len(ending) == _ENDING and ending in table) or shared(
        text, table
    ) >= _SAME_SUBJECT


def _check_words(goal: MainGoal, text: Sequence[str], table: Sequence[str], found: Collector) -> None:
    """Clauses that are the same but for some words: which. A clause the text has too is nobody's other wording."""
    for clause in text:
        other, _ = most_alike(clause, table, _ALIKE)
        if not other or other in text:
            continue
        pairs = "；".join(f"{_quote(left)}与{_quote(right)}" for left, right in differing_words(clause, other))
        found.add("P62", goal.place, tasks="、".join(goal.task_ids), pairs=pairs, found=clause)


def _quote(words: str) -> str:
    return words if words.startswith("“") else f"“{words}”"
