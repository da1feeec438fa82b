"""Indicators of two years, target against target: first within tasks that are one, then wherever they moved."""

from collections.abc import Iterable, Sequence
from typing import Final

from qz.compare.differences import IndicatorChange, IndicatorFate
from qz.compare.likeness import best_pairs, likeness, plain
from qz.compare.task_changes import Match
from qz.model.programme import Comparator, Indicator, Task

Placed = tuple[Indicator, Task]
"""An indicator and the task it stands in."""

_LEAST: Final = 0.55
_LEAST_ELSEWHERE: Final = 0.85
"""In a task of another line only a name that is all but the same is the same indicator."""
_OTHER_MEASURE: Final = 0.8
"""What a different unit of measure leaves of the likeness (只 became 件)."""


def indicator_likeness(old: Indicator, new: Indicator) -> float:
    """0–1 from the labels; 0 where one is a rate and the other is not."""
    if (old.value_type == "rate") != (new.value_type == "rate"):
        return 0.0
    alike = max(likeness(old.label, new.label), _contained(old.label, new.label))
    return alike if plain(old.unit_of_measure) == plain(new.unit_of_measure) else alike * _OTHER_MEASURE


def _contained(left: str, right: str) -> float:
    """0.9 where one label is the other with words added (常州市名牌, 常州市名牌产品), else 0."""
    short, long = sorted((plain(left), plain(right)), key=len)
    return 0.9 if len(short) >= 3 and short in long else 0.0


def compare_indicators(matches: Sequence[Match]) -> tuple[IndicatorChange, ...]:
    """What became of every indicator of either year, in the matches' order, each in exactly one change."""
    pairs: list[tuple[Placed, Placed]] = []
    for match in matches:
        pairs += _pair(_placed(match.old), _placed(match.new), _LEAST)
    matched_old = {one[0].indicator_id for one, _ in pairs}
    matched_new = {other[0].indicator_id for _, other in pairs}
    loose_old = [one for match in matches for one in _placed(match.old) if one[0].indicator_id not in matched_old]
    loose_new = [one for match in matches for one in _placed(match.new) if one[0].indicator_id not in matched_new]
    pairs += _pair(loose_old, loose_new, _LEAST_ELSEWHERE)
    return tuple(_changes(matches, pairs))


def _placed(tasks: Iterable[Task]) -> list[Placed]:
    return [(indicator, task) for task in tasks for indicator in task.indicators]


def _pair(old: Sequence[Placed], new: Sequence[Placed], least: float) -> list[tuple[Placed, Placed]]:
    scores = [[indicator_likeness(one[0], other[0]) for other in new] for one in old]
    return [(old[place], new[where]) for place, where in best_pairs(scores, least)]


def _changes(matches: Sequence[Match], pairs: Sequence[tuple[Placed, Placed]]) -> Iterable[IndicatorChange]:
    olds = {other[0].indicator_id: one for one, other in pairs}
    paired = {one[0].indicator_id for one, _ in pairs}
    for match in matches:
        for indicator, task in _placed(match.new):
            before = olds.get(indicator.indicator_id)
            if before is None:
                yield IndicatorChange(IndicatorFate.ADDED, None, indicator, None, task)
            else:
                yield IndicatorChange(_fate(before[0], indicator), before[0], indicator, before[1], task)
        for indicator, task in _placed(match.old):
            if indicator.indicator_id not in paired:
                yield IndicatorChange(IndicatorFate.DROPPED, indicator, None, task, None)


def _fate(old: Indicator, new: Indicator) -> IndicatorFate:
    if old.kind is not new.kind or old.set_elsewhere is not new.set_elsewhere:
        return IndicatorFate.REDEFINED
    if old.comparator is not new.comparator or plain(old.unit_of_measure) != plain(new.unit_of_measure):
        return IndicatorFate.REDEFINED
    if old.target == new.target:
        return IndicatorFate.KEPT
    if old.comparator is Comparator.EQUAL:
        return IndicatorFate.CHANGED
    if old.target is None or new.target is None:
        return IndicatorFate.REDEFINED
    harder = new.target > old.target if old.comparator is Comparator.AT_LEAST else new.target < old.target
    return IndicatorFate.RAISED if harder else IndicatorFate.LOWERED
