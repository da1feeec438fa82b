"""The inputs of one return as the checks ask for them: by kind, and by the fact, task or indicator they are about."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from qz.intake.intake_records import FoundInput
from qz.model.layout import InputKind
from qz.model.values import Value


class Inputs:
    """The inputs of one return. ``entries``: all of them, in the order of the form."""

    def __init__(self, entries: Iterable[FoundInput]) -> None:
        """Sort them by kind."""
        self.entries = tuple(entries)
        self._by_kind: defaultdict[InputKind, list[FoundInput]] = defaultdict(list)
        for entry in self.entries:
            self._by_kind[entry.input.kind].append(entry)

    def of_kind(self, kind: InputKind) -> Sequence[FoundInput]:
        """The inputs of a kind, in the order of the form."""
        return self._by_kind.get(kind, ())

    def with_value(self, kind: InputKind) -> Mapping[str, FoundInput]:
        """The inputs of a kind that have a value, by the id of their fact, task or indicator."""
        return {entry.input.key: entry for entry in self.of_kind(kind) if entry.reading.value is not None}

    def left_blank(self, kind: InputKind) -> Mapping[str, FoundInput]:
        """The inputs of a kind that were left blank, by the id of their fact, task or indicator."""
        return {entry.input.key: entry for entry in self.of_kind(kind) if entry.reading.blank}


def claims(value: Value) -> bool:
    """Whether a value says that something was done: 是, 已完成 or a number above 0."""
    return value is True or (isinstance(value, Decimal) and value > 0)


def invalidate(entries: Sequence[FoundInput], names: Collection[str]) -> Sequence[FoundInput]:
    """The inputs, those of these names invalid: what was typed stays, the value goes."""
    return [
        replace(entry, reading=replace(entry.reading, value=None, invalid=True)) if entry.input.name in names else entry
        for entry in entries
    ]
