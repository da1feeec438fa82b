"""Which files came for a claim: what pages beside the evidence's own say of it."""

from collections import defaultdict
from collections.abc import Iterable

from qz.model.returns import Evidence


class Received:
    """The names of the files that came, by unit and by what they are of."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        """Sort them once."""
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in evidence:
            for key in one.keys:
                self._names[one.unit_code, key].append(one.file.path.rpartition("/")[2])

    def names(self, unit_code: str, *keys: str) -> tuple[str, ...]:
        """The files of a unit that are of any of these: ``fact_<id>``, ``item_<number>``, ``task_<id>``."""
        if not self._names:
            return ()
        return tuple(dict.fromkeys(name for key in keys for name in self._names.get((unit_code, key), ())))
