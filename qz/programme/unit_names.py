"""Which units a cell of the responsibility table means: names, aliases and group phrases, however separated."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from qz.model.programme import GroupPhrase, Unit
from qz.records import dataclass
from qz.words import fold

_SEPARATORS: Final = frozenset("、,;。")
_BLANK: Final = re.compile(r"[ \t\u3000\u00a0]+")


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a cell named: unit codes in the order met (each once), words nobody bears, names with blanks inside."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameTable:
    """Every name of the roster and every group phrase, as they are compared; ``longest`` is the longest's length."""

    meanings: Mapping[str, tuple[str, ...]]
    longest: int

    @classmethod
    def build(cls, units: Iterable[Unit], phrases: Iterable[GroupPhrase] = ()) -> "NameTable":
        """Phrases go before names; a unit's own name goes before another's alias."""
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
        """The code of the one unit the text names; ``None`` if it names none or several."""
        codes = self.meanings.get(_key(text), ())
        return codes[0] if len(codes) == 1 else None

    def read(self, text: str) -> NameReading:
        """The units of a cell. The longest known words win (各镇、街道 before 各镇); a line break separates.

        So does a blank between two names, and not one inside a name.
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
        """The end of the longest known words that begin here and end at a separator, a break or the end."""
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
    """The text without white space, and the positions in it where a line broke or a blank stood."""
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
