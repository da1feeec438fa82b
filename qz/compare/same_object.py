"""Whether two years' indicators count the same thing: by the documents' words without numbers and set phrases."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qz.compare.likeness import likeness, plain
from qz.model.task_table import Indicator, MainGoal, Task
from qz.words import CLAUSE_ENDS, fold

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:[-–—~～至]\d+(?:\.\d+)?)?(?:万亩|[%‰个只家件项条所起次吨人])?")
_SET_PHRASES: Final = re.compile(
    "年内|全年|本年度?|力争|争取|争创|确保|组织|申报|完成|新增|新创|达到|达|提高到|不超过|不低于|不少于|以上|以下|以内|[的有≥≤=]"
)
"""Words about the number or the effort, which do not belong to the thing counted."""
_SAME: Final = 0.9
_NEAR: Final = 0.6
"""A clause with this similarity is taken as other words for an indicator."""


def indicator_phrase(indicator: Indicator) -> str:
    """The document's words for an indicator; its label where the programme quotes none."""
    return indicator.quote or indicator.label


def counted_object(text: str) -> str:
    """The thing that a text counts: its words without numbers, set phrases, punctuation and white space."""
    return plain(_SET_PHRASES.sub("", _NUMBER.sub("", fold(text))))


def is_same_object(
    old: Indicator, new: Indicator, old_goals: Sequence[MainGoal], new_goals: Sequence[MainGoal]
) -> bool:
    """Whether both count the same thing: their words are equal, or a main goal shows that they are the same.

    A main goal shows it where it contains the other year's words (not as part of this year's words) and the programme
    counts it by this indicator.
    """
    left, right = counted_object(indicator_phrase(old)), counted_object(indicator_phrase(new))
    return left == right or _means(left, right, new, new_goals) or _means(right, left, old, old_goals)


def _means(words: str, own_words: str, indicator: Indicator, goals: Iterable[MainGoal]) -> bool:
    for goal in goals:
        taken = {counted_object(indicator_phrase(one)) for one in goal.indicators}
        text = counted_object(goal.text).replace(own_words, "")
        if indicator.indicator_id in goal.counted_by and words not in taken and words in text:
            return True
    return False


def phrase_without_indicator(indicator: Indicator, tasks: Sequence[Task]) -> tuple[str, bool]:
    """The clause in these tasks' goals that mentions what an indicator counts, without an indicator of its own.

    ``""`` for none. The second value: whether its words are nearly the same.
    """
    wanted = plain(indicator_phrase(indicator))
    quoted = [plain(indicator_phrase(one)) for task in tasks for one in task.indicators]
    clauses = [clause for task in tasks for clause in CLAUSE_ENDS.split("".join(task.goal.split())) if clause]
    free = [clause for clause in clauses if not any(words in plain(clause) for words in quoted)]
    best = max(free, key=lambda clause: likeness(clause, wanted), default="")
    whole = next((clause for clause in free if wanted in plain(clause)), "")
    alike = 1.0 if whole else likeness(best, wanted) if best else 0.0
    if alike < _NEAR:
        return "", False
    return whole or best, alike >= _SAME
