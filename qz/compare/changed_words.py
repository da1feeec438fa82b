"""Finds the words that changed between two texts, as whole words and numbers rather than single characters."""

import re
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import groupby
from typing import Final

from qz.compare.differences import Segment
from qz.words import fold

_TOKEN: Final = re.compile(r"(?:\d+(?:[.．]\d+)?[%％]?|[A-Za-z]+|\S)\s*")
_CHANCE: Final = 4
"""So few equal words between two longer changes are taken as changed as well, for equal only by chance."""


def one_line(text: str) -> str:
    """A cell's text without line breaks, which only come from the width of the printed column."""
    return "".join(line.strip() for line in text.splitlines())


def changed_words(old: str, new: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """The segments of the old text, with words removed marked, and of the new text, with words added marked.

    White space and the width of punctuation do not count as changes. The segments joined give each text.
    """
    left, right = _TOKEN.findall(old.strip()), _TOKEN.findall(new.strip())
    matcher = SequenceMatcher(None, [fold(token) for token in left], [fold(token) for token in right], autojunk=False)
    equal = _without_chance(matcher.get_matching_blocks())
    stays_left = {place for block in equal for place in range(block.a, block.a + block.size)}
    stays_right = {place for block in equal for place in range(block.b, block.b + block.size)}
    return _segments(left, stays_left), _segments(right, stays_right)


def _without_chance(blocks: Sequence[Match]) -> list[Match]:
    """The blocks of equal words, without those equal only by chance; ``blocks`` ends with an empty one."""
    kept = [Match(0, 0, 0), *blocks]
    place = 1
    while place < len(kept) - 1:
        before, here, after = kept[place - 1 : place + 2]
        around = min(_gap(before, here), _gap(here, after))
        if here.size <= min(_CHANCE, around):
            del kept[place]
            place = max(1, place - 1)  # the gap before it grew: check the block before it again
        else:
            place += 1
    return kept


def _gap(before: Match, after: Match) -> int:
    """How many words lie between two blocks, on the longer side."""
    return max(after.a - before.a - before.size, after.b - before.b - before.size)


def _segments(tokens: Sequence[str], stays: set[int]) -> tuple[Segment, ...]:
    marked = [(token, place not in stays) for place, token in enumerate(tokens)]
    runs = groupby(marked, key=lambda pair: pair[1])
    return tuple(Segment("".join(token for token, _ in run), changed) for changed, run in runs)
