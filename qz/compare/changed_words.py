"""Which words changed between two texts: whole figures and words, and no confetti of single characters."""

import re
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import groupby
from typing import Final

from qz.compare.differences import Segment
from qz.words import fold

_TOKEN: Final = re.compile(r"(?:\d+(?:[.．]\d+)?[%％]?|[A-Za-z]+|\S)\s*")
_CHANCE: Final = 4
"""At most so many words kept between two changes at least as long are chance, and read better as changed with them."""


def one_line(text: str) -> str:
    """A cell's text without its line breaks, which are the printed column's and not the author's."""
    return "".join(line.strip() for line in text.splitlines())


def changed_words(old: str, new: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """The old text with what was struck out, and the new with what was put in.

    White space and the width of punctuation are no change. The segments' texts joined give each text back.
    """
    left, right = _TOKEN.findall(old.strip()), _TOKEN.findall(new.strip())
    matcher = SequenceMatcher(None, [fold(token) for token in left], [fold(token) for token in right], autojunk=False)
    kept = _without_chance(matcher.get_matching_blocks())
    stays_left = {place for block in kept for place in range(block.a, block.a + block.size)}
    stays_right = {place for block in kept for place in range(block.b, block.b + block.size)}
    return _segments(left, stays_left), _segments(right, stays_right)


def _without_chance(blocks: Sequence[Match]) -> list[Match]:
    """The blocks that stay; ``blocks`` ends with the empty one at both texts' ends."""
    kept = [Match(0, 0, 0), *blocks]
    place = 1
    while place < len(kept) - 1:
        before, here, after = kept[place - 1 : place + 2]
        around = min(_gap(before, here), _gap(here, after))
        if here.size <= min(_CHANCE, around):
            del kept[place]
            place = max(1, place - 1)  # the gap before grew: the block before it may be chance now
        else:
            place += 1
    return kept


def _gap(before: Match, after: Match) -> int:
    """The longer side's words between two blocks."""
    return max(after.a - before.a - before.size, after.b - before.b - before.size)


def _segments(tokens: Sequence[str], stays: set[int]) -> tuple[Segment, ...]:
    marked = [(token, place not in stays) for place, token in enumerate(tokens)]
    runs = groupby(marked, key=lambda pair: pair[1])
    return tuple(Segment("".join(token for token, _ in run), changed) for changed, run in runs)
