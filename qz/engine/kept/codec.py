"""Writes records as text, and reads them back safely from a folder to which other people can write.

Everything is written as columns of values beside one another, each a JSON list that begins with a letter for its type:
of records a column for each field, of tuples their lengths and one column of all they hold, of words that return often
each once. Thousands of cells or answers are then written and read in little time. Reading calls only the constructors
of the records for which the codec was made.
"""

import datetime as dt
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import partial
from itertools import accumulate, chain, count, pairwise, starmap
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any, Final, get_args, get_type_hints

from qz.engine.parallel.packed_runs import PackedSequence

_PLAIN: Final = frozenset({NoneType, bool, int, str})
"""Types whose values stand in a column as JSON has them."""
_Values = Sequence[Any]


class Codec:
    """Writes and reads values made of the usual types and of these records and enumerations."""

    def __init__(self, records: Sequence[type], enums: Sequence[type[Enum]] = ()) -> None:
        """``records`` are data classes or named tuples. They and the enumerations are named by their places."""
        self._records = tuple(records)
        self._enums = [{str(member.value): member for member in enum} for enum in enums]
        self._writers: dict[type, Callable[[_Values], list[Any]]] = {
            bytes: lambda values: ["b", self._column([b64encode(each).decode() for each in values])],
            Decimal: lambda values: ["d", self._column(list(map(str, values)))],
            dt.datetime: lambda values: ["t", self._column([each.isoformat() for each in values])],
            dt.date: lambda values: ["y", self._column([each.isoformat() for each in values])],
            tuple: self._tuples,
            PackedSequence: lambda values: self._tuples(list(map(tuple, values))),
            frozenset: lambda values: ["f", *self._joined([sorted(each, key=self.write) for each in values])],
            list: lambda values: ["l", *self._joined(values)],
            dict: self._mappings,
            MappingProxyType: self._mappings,
            **{kind: partial(self._rows, place, _values_of(kind)) for place, kind in enumerate(records)},
            **{kind: partial(self._members, place) for place, kind in enumerate(enums)},
        }
        self._readers: dict[str, Callable[..., Iterable[Any]]] = {
            "v": lambda values: values,
            "w": lambda words, places: map(words.__getitem__, places),
            "b": lambda texts: [b64decode(each, validate=True) for each in self._values(texts)],
            "d": lambda texts: map(Decimal, self._values(texts)),
            "t": lambda texts: map(dt.datetime.fromisoformat, self._values(texts)),
            "y": lambda texts: map(dt.date.fromisoformat, self._values(texts)),
            "u": lambda *column: map(tuple, self._apart(*column)),
            "p": lambda *columns: zip(*map(self._values, columns), strict=True),
            "f": lambda *column: map(frozenset, self._apart(*column)),
            "l": self._apart,
            "m": self._read_mappings,
            "r": lambda place, *columns: starmap(self._records[place], zip(*map(self._values, columns), strict=True)),
            "e": lambda place, words: map(self._enums[place].__getitem__, self._values(words)),
            "x": self._read_mixed,
        }

    @classmethod
    def of(cls, record: Any) -> "Codec":
        """A codec for values of an annotated type and of the types that its records' fields are annotated with."""
        found = list(_types_within(record, set()))
        enums = [kind for kind in found if issubclass(kind, Enum)]
        return cls([kind for kind in found if kind not in enums], enums)

    def write(self, value: object) -> str:
        """A value as text. Raises ``TypeError`` for a type the codec does not know."""
        return json.dumps(self._column([value]), separators=(",", ":"))

    def read(self, text: str) -> Any:
        """What ``write`` was given; mappings are read-only, packed sequences are tuples. Raises ``ValueError``."""
        try:
            (value,) = self._values(json.loads(text))
        except (KeyError, IndexError, TypeError, ArithmeticError, RecursionError) as fault:
            raise ValueError(f"not a kept value: {type(fault).__name__}") from fault
        return value

    def _column(self, values: _Values) -> list[Any]:
        """Values beside one another; those of several types are written apart, after the places of their types."""
        kinds = set(map(type, values))
        if kinds <= _PLAIN:
            return _words(values) if kinds == {str} else ["v", values]
        if len(kinds) == 1:
            (kind,) = kinds
            if kind not in self._writers:
                raise TypeError(f"a {kind.__name__} is not kept")
            return self._writers[kind](values)
        apart: dict[type, list[Any]] = {}
        types = [NoneType if kind in _PLAIN else kind for kind in map(type, values)]
        for kind, value in zip(types, values, strict=True):
            apart.setdefault(kind, []).append(value)
        places = {kind: place for place, kind in enumerate(apart)}
        return ["x", [places[kind] for kind in types], *map(self._column, apart.values())]

    def _joined(self, values: _Values) -> tuple[list[int], list[Any]]:
        """The lengths of sequences, and a column of all they hold."""
        return list(map(len, values)), self._column(list(chain.from_iterable(values)))

    def _tuples(self, values: _Values) -> list[Any]:
        """Tuples of one length, and more of them than it, as a column for each place."""
        lengths = set(map(len, values))
        if len(lengths) == 1 and 0 < len(values[0]) < len(values):
            return ["p", *map(self._column, zip(*values, strict=True))]
        return ["u", *self._joined(values)]

    def _mappings(self, values: _Values) -> list[Any]:
        within = [each for mapping in values for each in mapping.values()]
        return ["m", *self._joined(values), self._column(within)]

    def _rows(self, place: int, values_of: Callable[[Any], tuple[Any, ...]], values: _Values) -> list[Any]:
        return ["r", place, *map(self._column, zip(*map(values_of, values), strict=True))]

    def _members(self, place: int, values: _Values) -> list[Any]:
        return ["e", place, _words([str(each.value) for each in values])]

    def _values(self, stored: Any) -> Iterable[Any]:
        return self._readers[stored[0]](*stored[1:])

    def _apart(self, lengths: Sequence[int], stored: Any) -> Iterable[list[Any]]:
        values = list(self._values(stored))
        if sum(lengths) != len(values):
            raise ValueError("cut off, or too long")
        return [values[start:end] for start, end in pairwise(accumulate(lengths, initial=0))]

    def _read_mappings(self, lengths: Sequence[int], keys: Any, values: Any) -> Iterable[Mapping[Any, Any]]:
        both = zip(self._apart(lengths, keys), self._apart(lengths, values), strict=True)
        return [MappingProxyType(dict(zip(*each, strict=True))) for each in both]

    def _read_mixed(self, places: Sequence[int], *columns: Any) -> Iterable[Any]:
        left = [list(self._values(column))[::-1] for column in columns]
        values = [left[place].pop() for place in places]
        if any(left):
            raise ValueError("too long")
        return values


def _words(words: _Values) -> list[Any]:
    """A column of texts, each once where they return often."""
    once = dict.fromkeys(words)
    if 2 * len(once) > len(words):
        return ["v", words]
    places = dict(zip(once, count()))
    return ["w", list(once), list(map(places.__getitem__, words))]


def _values_of(record: type) -> Callable[[Any], tuple[Any, ...]]:
    """Gives an object's values of its fields."""
    if not is_dataclass(record):
        return tuple
    names = [field.name for field in fields(record)]
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


def _types_within(type_hint: Any, seen: set[Any]) -> Iterator[type]:
    """The records and enumerations within an annotated type."""
    for part in get_args(type_hint):
        yield from _types_within(part, seen)
    if not isinstance(type_hint, type) or type_hint in seen:
        return
    seen.add(type_hint)
    if issubclass(type_hint, Enum):
        yield type_hint
    elif is_dataclass(type_hint) or hasattr(type_hint, "_fields"):
        yield type_hint
        for part in get_type_hints(type_hint).values():
            yield from _types_within(part, seen)
