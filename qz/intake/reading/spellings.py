"""Finds the unit that a name means, in the different ways people write the names of units."""

import re
from collections.abc import Iterator
from typing import Final

from qz.model.programme import Programme
from qz.model.task_table import Unit
from qz.values.clean import tight

_CITY: Final = re.compile(r"^[\u4e00-\u9fff]{2,4}市")
_ENDINGS: Final = ("人民政府办公室", "政府办公室", "街道办事处", "人民政府", "办事处", "政府")
_PUNCTUATION: Final = re.compile(r"[()（）\[\]【】“”\"'《》·.,，。、:：;；_\-—]")


def _bare(text: str, district: str) -> str:
    """A name without punctuation, the city and district before it, and 人民政府 or the like after it."""
    name = _PUNCTUATION.sub("", tight(text))
    name = _CITY.sub("", name) if district and district in name else name
    name = name.removeprefix(district) if district else name
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            stem = name.removesuffix(ending)
            return f"{stem}街道" if ending == "街道办事处" else stem
    return name


class Spellings:
    """Finds units by name; a spelling shared by two units finds neither."""

    def __init__(self, programme: Programme) -> None:
        """Collect names and aliases of the roster."""
        self._district = tight(programme.particulars.district)
        self._units: dict[str, Unit | None] = {}
        for unit in programme.units:
            for spelling in {_bare(name, self._district) for name in (unit.name, *unit.aliases)} - {""}:
                known = self._units.get(spelling, unit)
                self._units[spelling] = unit if known is unit else None
        self._lengths = sorted({len(spelling) for spelling in self._units})

    def find(self, text: str) -> Unit | None:
        """The unit of which the text is a spelling; ``None`` for no unit or several."""
        return self._units.get(_bare(text, self._district))

    def mentioned(self, text: str) -> Iterator[Unit]:
        """The units named in a text, longest spelling first, each once; a name inside a longer one is ignored."""
        rest, seen = tight(text), set()
        pieces = {rest[at : at + length] for length in self._lengths for at in range(len(rest) - length + 1)}
        for spelling in sorted(pieces & self._units.keys(), key=lambda word: (-len(word), word)):
            if spelling in rest:
                rest = rest.replace(spelling, "\n")
                unit = self._units[spelling]
                if unit is not None and unit.code not in seen:
                    seen.add(unit.code)
                    yield unit
