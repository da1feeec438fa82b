"""Pairs the indicators of two years: first within matched tasks, then between any tasks and goals."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from qz.compare.differences import Home, IndicatorChange, IndicatorFate
from qz.compare.likeness import best_pairs, likeness, plain
from qz.compare.same_object import indicator_phrase, is_same_object, phrase_without_indicator
from qz.compare.task_changes import Match
from qz.model.choices import Comparator
from qz.model.task_table import Indicator, MainGoal, Task
from qz.records import dataclass
from qz.values.value_types import TYPES
from qz.words import fold

Placed = tuple[Indicator, Home]
"""An indicator, and its task or main goal."""

_LEAST: Final = 0.55
_LEAST_ELSEWHERE: Final = 0.85
"""The least similarity of indicators in tasks that were not matched: their names must be nearly equal."""
_OTHER_MEASURE: Final = 0.8
"""The factor by which another unit of measure lowers the similarity (只 became 件)."""


@dataclass(frozen=True, slots=True)
class Goals:
    """Both years' main goals of the text; a year of which only the responsibility table is known has none."""

    old: Sequence[MainGoal] = ()
    new: Sequence[MainGoal] = ()


def indicator_likeness(old: Indicator, new: Indicator) -> float:
    """The similarity of two indicators' labels, 0–1; 0 where one is a rate and the other is not."""
    if TYPES[old.value_type].is_fraction != TYPES[new.value_type].is_fraction:
        return 0.0
    alike = max(likeness(old.label, new.label), _contained(old.label, new.label))
    return alike if plain(old.unit_of_measure) == plain(new.unit_of_measure) else alike * _OTHER_MEASURE


def _contained(left: str, right: str) -> float:
    """0.9 where one label contains the other (常州市名牌, 常州市名牌产品), else 0."""
    short, long = sorted((plain(left), plain(right)), key=len)
    return 0.9 if len(short) >= 3 and short in long else 0.0


def compare_indicators(matches: Sequence[Match], goals: Goals) -> tuple[IndicatorChange, ...]:
    """How every indicator of either year changed, in the matches' order, each in exactly one change.

    Indicators of main goals come last. Where a year's text is not known, no indicator is new or dropped there.
    """
    all_old = [one for match in matches for one in _placed(match.old)] + _placed(goals.old)
    all_new = [one for match in matches for one in _placed(match.new)] + _placed(goals.new)
    pairs = list(_named_pairs(all_old, all_new))
    for match in matches:
        pairs += _pair(_loose(_placed(match.old), pairs, 0), _loose(_placed(match.new), pairs, 1), _LEAST)
    pairs += _pair(_loose(all_old, pairs, 0), _loose(all_new, pairs, 1), _LEAST_ELSEWHERE)
    return tuple(_changes(matches, pairs, goals))


def _placed(homes: Iterable[Task] | Iterable[MainGoal]) -> list[Placed]:
    return [(indicator, home) for home in homes for indicator in home.indicators]


def _named_pairs(old: Sequence[Placed], new: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs that the new programme states itself: indicators with their name of the year before (``formerly``)."""
    known = {fold(one[0].label): one for one in reversed(old)}
    for other in new:
        one = known.pop(fold(other[0].formerly), None) if other[0].formerly else None
        if one is not None:
            yield one, other


def _loose(placed: Sequence[Placed], pairs: Sequence[tuple[Placed, Placed]], side: int) -> list[Placed]:
    taken = {pair[side][0].indicator_id for pair in pairs}
    return [one for one in placed if one[0].indicator_id not in taken]


def _pair(old: Sequence[Placed], new: Sequence[Placed], least: float) -> list[tuple[Placed, Placed]]:
    scores = [[indicator_likeness(one[0], other[0]) for other in new] for one in old]
    return [(old[place], new[where]) for place, where in best_pairs(scores, least)]


def _changes(
    matches: Sequence[Match], pairs: Sequence[tuple[Placed, Placed]], goals: Goals
) -> Iterator[IndicatorChange]:
    olds = {other[0].indicator_id: one for one, other in pairs}
    paired = {one[0].indicator_id for one, _ in pairs}
    for match in matches:
        for new in _placed(match.new):
            before = olds.get(new[0].indicator_id)
            yield _unlisted(None, new, match) if before is None else _became(before, new, goals)
        for old in _placed(match.old):
            if old[0].indicator_id not in paired:
                yield _unlisted(old, None, match)
    for new in _placed(goals.new):
        before = olds.get(new[0].indicator_id)
        if before is not None:
            yield _became(before, new, goals)
        elif goals.old:
            yield IndicatorChange(IndicatorFate.ADDED, None, new[0], None, new[1])
    for old in _placed(goals.old) if goals.new else ():
        if old[0].indicator_id not in paired:
            yield IndicatorChange(IndicatorFate.DROPPED, old[0], None, old[1], None)


def _became(old: Placed, new: Placed, goals: Goals) -> IndicatorChange:
    """The change of an indicator of both years; its remark says where a goal of the text still has the old one."""
    same = is_same_object(old[0], new[0], goals.old, goals.new)
    notes = [] if same else [f"原文由“{indicator_phrase(old[0])}”改为“{indicator_phrase(new[0])}”"]
    still_there = [
        one
        for one, home in _placed(goals.new)
        if home is not new[1] and not same and indicator_likeness(old[0], one) >= _LEAST_ELSEWHERE
    ]
    notes += [f"主要目标{one.task_id}仍列“{one.label}”" for one in still_there]
    return IndicatorChange(_fate(old[0], new[0], same=same), old[0], new[0], old[1], new[1], "；".join(notes))


def _unlisted(old: Placed | None, new: Placed | None, match: Match) -> IndicatorChange:
    """The change of an indicator of one year: new or dropped, unless the other year's goal mentions it."""
    home = match.old if old is None else match.new
    one = (new or old or (None, None))[0]
    phrase, alike = phrase_without_indicator(one, home) if one is not None and home else ("", False)
    if not phrase:
        fate = IndicatorFate.ADDED if old is None else IndicatorFate.DROPPED
    else:
        fate = IndicatorFate.KEPT if alike else IndicatorFate.REDEFINED
    other = "上一年" if old is None else "本年"
    note = f"{other}目标里写“{phrase}”，没有列为指标" if phrase else ""
    return IndicatorChange(fate, old and old[0], new and new[0], old and old[1], new and new[1], note)


def _fate(old: Indicator, new: Indicator, *, same: bool) -> IndicatorFate:
    if old.kind is not new.kind or old.set_elsewhere is not new.set_elsewhere:
        return IndicatorFate.REDEFINED
    if old.comparator is not new.comparator or plain(old.unit_of_measure) != plain(new.unit_of_measure):
        return IndicatorFate.REDEFINED
    if old.target == new.target:
        return IndicatorFate.KEPT if same else IndicatorFate.REDEFINED
    if old.comparator is Comparator.EQUAL:
        return IndicatorFate.CHANGED
    if old.target is None or new.target is None:
        return IndicatorFate.REDEFINED
    harder = new.target > old.target if old.comparator is Comparator.AT_LEAST else new.target < old.target
    return IndicatorFate.RAISED if harder else IndicatorFate.LOWERED
