"""Finds the units named in a cell of the responsibility table: by names, aliases and group phrases."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from qz.model.task_table import GroupPhrase, Unit
from qz.records import dataclass
from qz.words import fold

_SEPARATORS: Final = frozenset("、,;。")
_BLANK: Final = re.compile(r"[ \t\u3000\u00a0]+")


@dataclass(frozen=True, slots=True)
class NameReading:
    """The units named in a cell: their codes in order, each once; unknown words; and names with blanks inside."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameTable:
    """All names of the roster and all group phrases, folded for comparison. ``longest``: the length of the longest."""

    meanings: Mapping[str, tuple[str, ...]]
    longest: int

    @classmethod
    def build(cls, units: Iterable[Unit], phrases: Iterable[GroupPhrase] = ()) -> "NameTable":
        """The table for a roster. Phrases take precedence over names, and a unit's own name over another's alias."""
        units = tuple(units)
        meanings: dict[str, tuple[str, ...]] = {}
        for phrase in phrases:
            meanings.setdefault(_key(phrase.phrase), phrase.unit_codes)
        for unit in units:
            meanings.setdefault(_key(unit.name), (unit.code,))
        for unit in units:
            for alias in (*unit.aliases, unit.code):
                meanings.setdefault(_key(alias), (unit.code,))
        return cls(meanings, max(map(len, meanings), default=0))

    def unit(self, text: str) -> str | None:
        """The code of the unit with this name; ``None`` for none or several."""
        codes = self.meanings.get(_key(text), ())
        return codes[0] if len(codes) == 1 else None

    def read(self, text: str) -> NameReading:
        """The units in a cell. The longest known name at a place is taken (各镇、街道 before 各镇).

        Line breaks separate names; so does a blank between two names, but not one inside a name.
        """
        folded, breaks, spaces = _flatten(text)
        codes: dict[str, None] = {}
        unknown: list[str] = []
        spaced: list[str] = []
        start = 0
        while start < len(folded):
            if folded[start] in _SEPARATORS:
                start += 1
                continue
            end = self._match(folded, breaks | spaces, start)
            if end is None:
                end = _next_stop(folded, breaks, start)
                unknown.append(folded[start:end])
            else:
                codes.update(dict.fromkeys(self.meanings[folded[start:end]]))
                if any(start < space < end for space in spaces):
                    spaced.append(folded[start:end])
            start = end
        return NameReading(tuple(codes), tuple(unknown), tuple(spaced))

    def _match(self, text: str, breaks: frozenset[int], start: int) -> int | None:
        """The end of the longest known name that begins here and ends at a separator, a line break or the end."""
        for end in range(min(len(text), start + self.longest), start, -1):
            if text[start:end] in self.meanings and _stops(text, breaks, end):
                return end
        return None


def _key(text: str) -> str:
    return fold(text).replace(";", "、").replace(",", "、")


def _stops(text: str, breaks: frozenset[int], end: int) -> bool:
    return end == len(text) or text[end] in _SEPARATORS or end in breaks


def _next_stop(text: str, breaks: frozenset[int], start: int) -> int:
    return next((end for end in range(start + 1, len(text)) if _stops(text, breaks, end)), len(text))


def _flatten(text: str) -> tuple[str, frozenset[int], frozenset[int]]:
    """The text without white space, and the positions at which there were a line break or a blank."""
    flat = ""
    breaks: set[int] = set()
    spaces: set[int] = set()
    for line in text.split("\n"):
        breaks.add(len(flat))
        for index, part in enumerate(_BLANK.split(line.strip())):
            if index:
                spaces.add(len(flat))
            flat += _key(part)
    return flat, frozenset(breaks), frozenset(spaces)
