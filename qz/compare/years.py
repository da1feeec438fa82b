"""Compares one year's programme with another's."""

from types import MappingProxyType
from typing import Final

from qz.compare.differences import Comparison
from qz.compare.paired_indicators import Goals, compare_indicators
from qz.compare.rankings import Rankings, compare_results
from qz.compare.roles import match_units, unit_changes
from qz.compare.rule_changes import compare_rules
from qz.compare.task_changes import compare_tasks, match_tasks
from qz.model.programme import Programme

_NO_RANKINGS: Final[Rankings] = MappingProxyType({})


def compare_programmes(
    old: Programme, new: Programme, old_rankings: Rankings = _NO_RANKINGS, new_rankings: Rankings = _NO_RANKINGS
) -> Comparison:
    """All changes from one year to the next.

    Tasks are matched by their place in the table and the words of their goals, units by name and alias. Rankings are by
    scorecard id; results are compared only where both years have rankings.
    """
    roster = match_units(old.units, new.units)
    matches = match_tasks(old.tasks, new.tasks)
    tasks = compare_tasks(matches, roster)
    changes = [change for task in tasks for change in task.roles]
    return Comparison(
        old,
        new,
        tasks,
        compare_indicators(matches, Goals(old.main_goals, new.main_goals)),
        unit_changes(old, new, roster, changes),
        compare_results(new, roster, old_rankings, new_rankings),
        compare_rules(old, new, roster),
    )
