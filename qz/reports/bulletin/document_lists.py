"""What a document can hold of many or of somebody's own words: lists cut short, words on one line, section numbers."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final, TypeVar, overload

from qz.layout import many_units
from qz.values.numerals import write_chinese

_MOST: Final = 120
"""Characters of a unit's own words that a bulletin quotes; 目标任务完成情况 has all of them."""


def numbering() -> Callable[[], str]:
    """A function that gives 一, 二, 三 and so on, call by call, so that a section left out leaves no gap."""
    numbers = count(1)
    return lambda: write_chinese(next(numbers))


def quote(text: str) -> str:
    """A unit's own words on one line, without characters that a document cannot hold; cut after 120 characters."""
    clean = "".join(char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn", "Co"} else " " for char in text)
    line = " ".join(clean.split())
    return line if len(line) <= _MOST else f"{line[:_MOST]}……"


Words = Mapping[str, Any]
"""Words of a template by their names."""
T = TypeVar("T")


class Cut(Sequence[T]):
    """A list in a document: all entries; of very many only the first, and one more in place of the rest.

    Its length is the number of all entries, so that a template counts right.
    """

    def __init__(self, first: Sequence[T], count: int, rest: T) -> None:
        """``first``: the first ``document_rows`` (see the policy) of ``count``; ``rest``: in place of the rest."""
        policy = many_units.POLICY
        self._listed = [*first[: policy.document_first], rest] if count > policy.document_rows else [*first]
        self._count = count

    @classmethod
    def names(cls, names: Sequence[str]) -> "Cut[str]":
        """Names of units."""
        return Cut(names, len(names), f"等{len(names)}个单位")

    @classmethod
    def rows(cls, first: Sequence[Words], count: int, rest: Words) -> "Cut[Words]":
        """Rows of words. ``rest``: what the row in place of the rest says; its other words are ……."""
        return Cut(first, count, {**dict.fromkeys(first[0] if first else (), "……"), **rest})

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return iter(self._listed)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._listed[place]
