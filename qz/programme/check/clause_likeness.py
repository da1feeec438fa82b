"""How alike two clauses are, which words differ, and how they are quoted."""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

_CONTEXT: Final = 2
"""Characters shown before words that only one side has."""
_TOKEN: Final = re.compile(r"“[^”]*”|[A-Za-z0-9∶:./()（）-]+")


def likeness(left: str, right: str) -> float:
    """0–1: twice the characters both have in order, over all characters."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def shared(part: str, whole: str) -> float:
    """0–1: how much of ``part`` stands in ``whole``, in order."""
    blocks = SequenceMatcher(None, part, whole, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(part) if part else 0.0


def most_alike(clause: str, others: Iterable[str], least: float) -> tuple[str, float]:
    """The first of the others most like the clause, and how alike; ``("", 0)`` where none is alike by ``least``."""
    found = "", 0.0
    for other in others:
        for measure in (_by_length, _by_characters, likeness):  # each at most the one before, which takes less time
            alike = measure(clause, other)
            if alike < least or alike <= found[1]:
                break
        else:
            found = other, alike
    return found


def _by_length(left: str, right: str) -> float:
    """The most that two clauses of these lengths can be alike."""
    return 2.0 * min(len(left), len(right)) / (len(left) + len(right))


def _by_characters(left: str, right: str) -> float:
    """The most that two clauses of these characters can be alike, in whatever order."""
    return 2.0 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def differing_words(left: str, right: str) -> tuple[tuple[str, str], ...]:
    """The words that differ, each pair widened to whole names in quotes and whole Latin words (ISO9001)."""
    pairs: dict[tuple[str, str], None] = {}
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            before = min(_CONTEXT, a, c) if a == b or c == d else 0
            pairs[_widen(left, a - before, b), _widen(right, c - before, d)] = None
    return tuple(pairs)


def _widen(text: str, start: int, end: int) -> str:
    """The words from start to end, or the whole name or Latin word they are part of."""
    for token in _TOKEN.finditer(text):
        if token.start() <= start and end <= token.end():
            return token.group()
    return text[start:end] or text
