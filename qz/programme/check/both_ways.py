"""The document's text, its responsibility table and its scorecards held against one another, both ways.

``printed_text`` asks whether the table has what the text sets. Here: what the table has and the text does not, phrases
without a number included, tasks that no main goal speaks of, and words that differ in the scorecards.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from qz.model.programme import Programme
from qz.model.scorecards import Fact, Item, Scorecard
from qz.model.task_table import MainGoal, Task
from qz.programme.check.clause_likeness import most_alike
from qz.programme.check.numbers import find_numbers, split_clauses, start_of_text
from qz.programme.check.printed_text import is_another_text
from qz.programme.check.responsibility_table import place_beside
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.words import squeeze

_UNRELATED: Final = 0.4
"""Below this no clause on the other side is another wording of one."""
_ALIKE: Final = 0.85
_WORDY: Final = 8
"""A clause shorter than this is a turn of phrase, and its other wordings are no slips."""
_NAME: Final = 5
_TURNS: Final = frozenset("有无不未没非")
"""Characters that turn a name round: 有年度计划 is no slip for 无年度计划."""
_SHOWN: Final = 6


def check_both_ways(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Text against table, table against text, and the scorecards against both."""
    if programme.main_goals:
        _check_tasks(programme, found)
        _check_phrases(programme, found)
    clauses = [*_clauses(task.goal for task in programme.tasks), *_clauses(goal.text for goal in programme.main_goals)]
    for card in programme.scorecards:
        for item in card.items:
            _check_item(card, item, clauses, raw, found)
            _check_names(card, item, found)


def _clauses(texts: Iterator[str]) -> list[str]:
    return [clause for text in texts for clause in split_clauses(squeeze(text))]


def _check_tasks(programme: Programme, found: Collector) -> None:
    """Tasks that no main goal names as its own."""
    named = {task_id for goal in programme.main_goals for task_id in goal.task_ids}
    left = [task for task in programme.tasks if task.task_id not in named]
    if left:
        tasks = "、".join(f"{task.task_id} {task.subcategory or task.category}" for task in left)
        found.add("P65", left[0].place, tasks="".join(tasks.split("\n")))


def _check_phrases(programme: Programme, found: Collector) -> None:
    """Clauses of one side that the other has nothing like. Two texts that differ altogether are reported as such."""
    tasks = {task.task_id: task for task in programme.tasks}
    goals_of: dict[str, list[MainGoal]] = {}
    for goal in programme.main_goals:
        own = [tasks[task_id] for task_id in goal.task_ids if task_id in tasks]
        table = _clauses(task.goal for task in own)
        text = _own_clauses(goal)
        if not own or is_another_text(squeeze(goal.text), table):
            continue
        for task in own:
            goals_of.setdefault(task.task_id, []).append(goal)
        missing = [clause for clause in text if not find_numbers(f"。{clause}") or _is_marked(clause, goal, programme)]
        missing = [clause for clause in missing if not most_alike(clause, table, _UNRELATED)[0]]
        if missing:
            found.add("P66", goal.place, phrases=_shown(missing), tasks="、".join(goal.task_ids))
    for task_id, goals in goals_of.items():
        _check_task(tasks[task_id], goals, found)


def _own_clauses(goal: MainGoal) -> Sequence[str]:
    """The clauses of a goal, but not the heading that a numbered one begins with."""
    text = squeeze(goal.text)
    clauses = split_clauses(text)
    return clauses[1:] if start_of_text(text) else clauses


def _is_marked(clause: str, goal: MainGoal, programme: Programme) -> bool:
    """Whether the clause's number is one that the programme marks as no target."""
    return any(mark.where == goal.goal_id and squeeze(mark.quote) in clause for mark in programme.non_targets)


def _check_task(task: Task, goals: Sequence[MainGoal], found: Collector) -> None:
    text = _clauses(goal.text for goal in goals)
    counted = {indicator_id for goal in goals for indicator_id in goal.counted_by}
    known = [squeeze(one.quote) for one in task.indicators if one.indicator_id in counted]
    missing = [
        clause
        for clause in split_clauses(squeeze(task.goal))
        if not most_alike(clause, text, _UNRELATED)[0]
        and not any(quote in clause or clause in quote for quote in known)
    ]
    if missing:
        found.add("P68", task.place, phrases=_shown(missing), task=task.task_id)


def _shown(clauses: Sequence[str]) -> str:
    return "".join(f"“{clause}”" for clause in clauses[:_SHOWN]) + ("等" if len(clauses) > _SHOWN else "")


def _check_item(card: Scorecard, item: Item, clauses: Sequence[str], raw: RawProgramme, found: Collector) -> None:
    """Clauses of an item that text or table has in all but the same words."""
    for field, printed in (("content", item.content), ("method", item.method)):
        for clause in split_clauses(squeeze(printed)):
            other, alike = most_alike(clause, clauses, _ALIKE) if len(clause) >= _WORDY else ("", 0.0)
            if 0 < alike < 1:
                place = place_beside(raw, "items", item.place, field)
                found.add("P69", place, card=card.label, item=item.number, found=clause, other=other)


def _check_names(card: Scorecard, item: Item, found: Collector) -> None:
    """Names of facts that differ in one character from the clause they stand for."""
    printed = squeeze(item.content + item.method)
    facts = dict.fromkeys(term.fact_id for one in item.criteria for term in one.terms if term.fact_id)
    for fact in (card.facts[fact_id] for fact_id in facts):
        other = _slip(fact, printed)
        if other:
            found.add("P74", fact.place, found=fact.label, item=item.number, other=other)


def _slip(fact: Fact, printed: str) -> str:
    """Words of the text that are the fact's name but for one character inside it; ``""`` where there are none.

    At its ends a name is cut from the clause, and another character there is another phrase (办结率, 办结快).
    """
    name = squeeze(fact.label)
    if len(name) < _NAME or name in printed:
        return ""
    for start in range(len(printed) - len(name) + 1):
        words = printed[start : start + len(name)]
        other = [place for place in range(len(name)) if name[place] != words[place]]
        inside = len(other) == 1 and 0 < other[0] < len(name) - 1
        if inside and _is_written(name[other[0]]) and _is_written(words[other[0]]):
            return words
    return ""


def _is_written(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK UNIFIED") and char not in _TURNS
