"""Writes records as text, and reads them back safely from a folder to which other people can write.

Strings, whole numbers, ``True``, ``False`` and ``None`` are written as JSON; everything else is a list that begins with
a letter for its type. Records of one class beside one another are written field by field, words that return often once:
thousands of cells or answers are then read in little time. Reading calls only the constructors of the records for which
the codec was made.
"""

import datetime as dt
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from itertools import starmap
from operator import attrgetter
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from qz.engine.parallel.packed_runs import PackedSequence


class Codec:
    """Writes and reads values made of the usual types and of these records and enumerations."""

    def __init__(self, records: Sequence[type], enums: Sequence[type[Enum]] = ()) -> None:
        """``records`` are data classes or named tuples. They and the enumerations are named by their places."""
        self._records = tuple(records)
        self._enums = [{str(member.value): member for member in enum} for enum in enums]
        self._names = {record: tuple(_fields_of(record)) for record in self._records}
        self._places: dict[type, int] = {kind: place for some in (records, enums) for place, kind in enumerate(some)}
        self._writers: dict[type, Callable[[Any], Any]] = {
            bytes: lambda value: ["b", b64encode(value).decode()],
            Decimal: lambda value: ["d", str(value)],
            dt.datetime: lambda value: ["t", value.isoformat()],
            dt.date: lambda value: ["y", value.isoformat()],
            tuple: lambda value: ["u", self._column(value)],
            PackedSequence: lambda value: ["u", self._column(tuple(value))],
            frozenset: lambda value: ["f", *sorted(map(self._plain, value), key=json.dumps)],
            list: lambda value: ["l", self._column(value)],
            dict: self._mapping,
            MappingProxyType: self._mapping,
            **dict.fromkeys(self._names, self._record),
            **dict.fromkeys(enums, self._member),
        }
        self._readers: dict[str, Callable[[list[Any]], Any]] = {
            "b": lambda parts: b64decode(parts[1], validate=True),
            "d": lambda parts: Decimal(parts[1]),
            "t": lambda parts: dt.datetime.fromisoformat(parts[1]),
            "y": lambda parts: dt.date.fromisoformat(parts[1]),
            "u": lambda parts: tuple(self._values(parts[1])),
            "f": lambda parts: frozenset(map(self._value, parts[1:])),
            "l": lambda parts: list(self._values(parts[1])),
            "m": lambda parts: MappingProxyType(dict(zip(*map(self._values, parts[1:]), strict=True))),
            "o": lambda parts: self._records[parts[1]](*map(self._value, parts[2:])),
            "e": lambda parts: self._enums[parts[1]][parts[2]],
        }
        self._columns: dict[str, Callable[[list[Any]], Iterable[Any]]] = {
            "v": lambda parts: [self._value(each) if isinstance(each, list) else each for each in parts[1:]],
            "w": lambda parts: map(list(map(self._value, parts[1])).__getitem__, parts[2]),
            "p": lambda parts: zip(*map(self._values, parts[1:]), strict=True),
            "r": lambda parts: starmap(self._records[parts[1]], zip(*map(self._values, parts[2:]), strict=True)),
        }

    @classmethod
    def of(cls, record: Any) -> "Codec":
        """A codec for values of an annotated type and of the types that its records' fields are annotated with."""
        found = list(_types_within(record, set()))
        enums = [kind for kind in found if issubclass(kind, Enum)]
        return cls([kind for kind in found if kind not in enums], enums)

    def write(self, value: object) -> str:
        """A value as text. Raises ``TypeError`` for a type the codec does not know."""
        return json.dumps(self._plain(value), separators=(",", ":"))

    def read(self, text: str) -> Any:
        """What ``write`` was given; mappings are read-only, packed sequences are tuples. Raises ``ValueError``."""
        try:
            return self._value(json.loads(text))
        except (KeyError, IndexError, TypeError, ArithmeticError, RecursionError) as fault:
            raise ValueError(f"not a kept value: {type(fault).__name__}") from fault

    def _plain(self, value: Any) -> Any:
        kind = type(value)
        if value is None or kind in {str, int, bool}:
            return value
        writer = self._writers.get(kind)
        if writer is None:
            raise TypeError(f"a {kind.__name__} is not kept")
        return writer(value)

    def _record(self, value: Any) -> list[Any]:
        kind = type(value)
        return ["o", self._places[kind], *(self._plain(getattr(value, name)) for name in self._names[kind])]

    def _member(self, value: Enum) -> list[Any]:
        return ["e", self._places[type(value)], str(value.value)]

    def _mapping(self, value: Mapping[Any, Any]) -> list[Any]:
        return ["m", self._column(tuple(value)), self._column(tuple(value.values()))]

    def _column(self, values: Sequence[Any]) -> list[Any]:
        """Values beside one another: records of one class, or tuples of one length, as a column for each field."""
        kinds = set(map(type, values))
        kind = kinds.pop() if len(kinds) == 1 and len(values) > 1 else object
        if self._names.get(kind):
            fields_of = (map(attrgetter(name), values) for name in self._names[kind])
            return ["r", self._places[kind], *(self._column(tuple(each)) for each in fields_of)]
        if kind is tuple and values[0] and len(set(map(len, values))) == 1:
            return ["p", *map(self._column, zip(*values, strict=True))]
        if kind is str or issubclass(kind, Enum):
            places = {word: place for place, word in enumerate(dict.fromkeys(values))}
            if 2 * len(places) <= len(values):
                return ["w", [self._plain(word) for word in places], [places[word] for word in values]]
        return ["v", *map(self._plain, values)]

    def _value(self, stored: Any) -> Any:
        return self._readers[stored[0]](stored) if isinstance(stored, list) else stored

    def _values(self, stored: Any) -> Iterable[Any]:
        return self._columns[stored[0]](stored)


def _fields_of(record: type) -> Iterable[str]:
    names: Iterable[str] = record._fields if hasattr(record, "_fields") else ()
    return [field.name for field in fields(record)] if is_dataclass(record) else names


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
