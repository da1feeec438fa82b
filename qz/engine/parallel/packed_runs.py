"""Very many values about units in little memory: in order, packed in runs of neighbours, unpacked a run at a time."""

import heapq
import pickle
import sys
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, Final, Generic, Protocol, TypeVar, overload

from qz.engine.parallel.batches import batches
from qz.engine.parallel.packed import FEW, Packed, unpack

T = TypeVar("T")

_MOST: Final = 64
"""So many values are in a run: fewer pack badly, and of more too many are unpacked to find one unit's."""
_SORTED: Final = 20_000
"""So many values are sorted unpacked; more are sorted in parts, and these merged."""


UnitMark = tuple[str, int, str]
"""Of neighbours about one unit: its code, how many they are, and a digest of them."""


class OfUnit(Protocol):
    """Something about one unit."""

    @property
    def unit_code(self) -> str:
        """The unit's code."""


U = TypeVar("U", bound=OfUnit)


class Run(Generic[T]):
    """Neighbours in a sequence. ``codes``: of the units they are about, each once; ``count``: how many values."""

    __slots__ = ("codes", "count")

    def __init__(self, codes: tuple[str, ...], count: int) -> None:
        """Without the values."""
        self.codes, self.count = codes, count

    def values(self) -> tuple[T, ...]:
        """The values in order."""
        raise NotImplementedError

    def of_unit(self, code: str) -> Iterable[T]:
        """The values of one unit, in order."""
        if self.codes == (code,):
            return self.values()
        return (value for value in self.values() if value.unit_code == code) if code in self.codes else ()  # type: ignore[attr-defined]


class RunBytes(Packed):
    """The values of a run. Packed in a third of the time that ``pack`` takes, but equal values may give other bytes."""

    __slots__ = ()

    @classmethod
    def of(cls, values: tuple[Any, ...]) -> "RunBytes":
        """Pack values. It must be possible to pickle them, and they must not be changed."""
        return cls(zlib.compress(pickle.dumps(values, pickle.HIGHEST_PROTOCOL), 1))

    def value(self) -> tuple[Any, ...]:
        """The values."""
        values: tuple[Any, ...] = pickle.loads(zlib.decompress(self))  # noqa: S301 - packed by this program itself
        return values


class OpenRun(Run[T]):
    """A run in memory as it is."""

    __slots__ = ("_values",)

    def __init__(self, codes: tuple[str, ...], values: tuple[T, ...]) -> None:
        """Take the values."""
        super().__init__(codes, len(values))
        self._values = values

    def values(self) -> tuple[T, ...]:
        """The values."""
        return self._values


class PackedRun(Run[T]):
    """A run in memory, packed."""

    __slots__ = ("_packed",)

    def __init__(self, codes: tuple[str, ...], values: tuple[T, ...]) -> None:
        """Pack the values."""
        super().__init__(codes, len(values))
        self._packed = RunBytes.of(values)

    def values(self) -> tuple[T, ...]:
        """The values; those of the last few runs asked for stay unpacked."""
        values: tuple[T, ...] = unpack(self._packed)
        return values


class PackedSequence(Sequence[T], Generic[T]):
    """Values in order; iterating unpacks one run at a time. It equals the tuple of its values.

    ``digest``: of all its values, ``""`` until somebody took it. ``marks``: of its values by unit, ``None`` until then.
    """

    def __init__(self, runs: Sequence[Run[T]]) -> None:
        """``runs`` in order."""
        self.runs = runs
        self.digest = ""
        self.marks: tuple[UnitMark, ...] | None = None

    @classmethod
    def of(cls, values: Iterable[U], among: Sized = ()) -> "PackedSequence[U]":
        """Take values as they come; packed ones stay as they are.

        ``among``: the units that this and other sequences held together are about, where there are others.
        """
        if isinstance(values, PackedSequence):
            return values
        packing = Packing[U](FEW if len(among) <= FEW else 0)
        packing.add(values)
        return packing.sequence()

    @cached_property
    def _ends(self) -> Sequence[int]:
        """The places after each run's last value."""
        return tuple(accumulate(run.count for run in self.runs))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(len(self))[place])
        place = range(len(self))[place]
        run = bisect_right(self._ends, place)
        return self.runs[run].values()[place - self._ends[run]]

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(run.values() for run in self.runs)

    def __len__(self) -> int:
        return self._ends[-1] if self.runs else 0

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment] # equal to a tuple, and not hashed as one

    def __repr__(self) -> str:
        return repr(tuple(self))


class Packing(Generic[U]):
    """Packs values as they are added, once they are about more than a few units."""

    def __init__(self, few: int | None = None) -> None:
        """Nothing is added yet. ``few``: the values of up to so many units stay as they are; ``None``: of ``FEW``."""
        self._few = FEW if few is None else few
        self._units: set[str] = set()
        self._runs: list[Run[U]] = []
        self._open: list[U] = []
        self._run: type[OpenRun[U] | PackedRun[U]] = OpenRun

    def add(self, values: Iterable[U]) -> None:
        """Add values, in order."""
        for value in values:
            self._open.append(value)
            if len(self._open) == _MOST:
                self._close()

    def sequence(self) -> PackedSequence[U]:
        """Everything that was added so far."""
        self._close()
        return PackedSequence(tuple(self._runs))

    def _close(self) -> None:
        if self._open:
            codes = tuple(dict.fromkeys(sys.intern(value.unit_code) for value in self._open))
            self._runs.append(self._run(codes, tuple(self._open)))
            self._open = []
            self._units.update(codes)
        if self._run is OpenRun and len(self._units) > self._few:
            self._run = PackedRun
            self._runs = [PackedRun(run.codes, run.values()) for run in self._runs]


class ByUnit(Mapping[str, tuple[U, ...]], Generic[U]):
    """The values of some sequences by unit code, each unit's in order; those of packed sequences stay packed."""

    def __init__(self, *sequences: Iterable[U]) -> None:
        """Note where each unit's values are."""
        self._found: dict[str, list[U | Run[U]]] = {}
        for values in sequences:
            if isinstance(values, PackedSequence):
                for run in values.runs:
                    for code in run.codes:
                        self._found.setdefault(code, []).append(run)
            else:
                for value in values:
                    self._found.setdefault(value.unit_code, []).append(value)

    def __getitem__(self, code: str) -> tuple[U, ...]:
        parts = (one.of_unit(code) if isinstance(one, Run) else (one,) for one in self._found[code])
        return tuple(chain.from_iterable(parts))

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def sort_packed(values: Iterable[U]) -> PackedSequence[U]:
    """The values in their own order, packed; of very many only so many are unpacked at a time."""
    parts = [PackedSequence.of(sorted(some)) for some in batches(values, _SORTED)]  # type: ignore[type-var]
    return parts[0] if len(parts) == 1 else PackedSequence.of(heapq.merge(*parts))  # type: ignore[type-var]


def of_unit(values: Iterable[U], code: str) -> Iterator[U]:
    """The values that are about one unit, in order; of packed values no run without such is unpacked."""
    if isinstance(values, PackedSequence):
        return (value for run in values.runs for value in run.of_unit(code))
    return (value for value in values if value.unit_code == code)
