"""Many values in little memory: packed, by key, and unpacked one at a time when they are looked up."""

import hashlib
import importlib
import io
import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from qz.engine.parallel.packed_file import PackedFile

T = TypeVar("T")

_KEPT: Final = 256
"""So many values stay unpacked after they were looked up."""
FEW: Final = 2000
"""The values of so many units all stay unpacked: 60 MiB more for 1,500, and two fifths less time with a new return."""


def pack(value: object) -> bytes:
    """A value as bytes, a tenth of its size in memory. It must be possible to pickle it, and it must not be changed.

    Equal values give the same bytes, whichever of their parts are one object: digests are taken of them.
    """
    pickled, places = io.BytesIO(), dict[type | tuple[type, str], int]()

    def place(part: Any) -> int | None:
        kind: Any = type(part)
        if _is_named(kind):
            return places.setdefault(part if isinstance(part, type) else (kind, part.name), len(places))
        return None

    pickler = pickle.Pickler(pickled, pickle.HIGHEST_PROTOCOL)
    pickler.persistent_id = place  # type: ignore[method-assign] # so that each name is looked up once a value
    pickler.fast = True  # writes a part again where it comes again, and not a reference to it
    pickler.dump(value)
    names = [_name(part) if isinstance(part, type) else f"{_name(part[0])}.{part[1]}" for part in places]
    return zlib.compress(pickle.dumps("\n".join(names)) + pickled.getvalue(), 1)


@cache
def _is_named(kind: type) -> bool:
    """Whether what is of this type is written by its name: a class, or a member of an enumeration."""
    return issubclass(kind, type | Enum)


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def _named(name: str) -> Any:
    """The class, or member of an enumeration, of that name."""
    module, _, place = name.partition(":")
    return attrgetter(place)(importlib.import_module(module))


class Packed(bytes):
    """A value packed in a way of its own. Plain bytes are what ``pack`` gives."""

    __slots__ = ()

    def value(self) -> Any:
        """The value."""
        raise NotImplementedError


@lru_cache(maxsize=_KEPT)
def unpack(packed: bytes) -> Any:
    """The value that was packed; the last few values asked for stay unpacked."""
    if isinstance(packed, Packed):
        return packed.value()
    pickled = io.BytesIO(zlib.decompress(packed))
    named = [*map(_named, pickle.load(pickled).splitlines())]  # noqa: S301 - packed by this program itself
    unpickler = pickle.Unpickler(pickled)  # noqa: S301 - as above
    unpickler.persistent_load = named.__getitem__  # type: ignore[method-assign]
    return unpickler.load()


class PackedMapping(Mapping[str, T], Generic[T]):
    """Packed values by key; iterating unpacks one at a time."""

    def __init__(self, packed: Mapping[str, bytes], unpacked: Mapping[str, T] | None = None) -> None:
        """Take values already packed, by key; where there may be very many, from a ``PackedFile``.

        ``unpacked``: some of them as they are, or none; they are forgotten where there are more than ``FEW``.
        """
        self._packed = packed
        self._unpacked = dict(unpacked or {}) if len(packed) <= FEW else {}

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, T]]) -> "PackedMapping[T]":
        """Pack keys and values as they come."""
        unpacked: dict[str, T] = {}

        def seen() -> Iterator[tuple[str, bytes]]:
            for key, value in pairs:
                if len(unpacked) <= FEW:
                    unpacked[key] = value
                yield key, pack(value)

        return cls(PackedFile(seen()), unpacked)

    @property
    def packed(self) -> Mapping[str, bytes]:
        """The packed values by key."""
        return self._packed

    @property
    def unpacked(self) -> Mapping[str, T]:
        """Those of the values that stay as they are."""
        return self._unpacked

    def __repr__(self) -> str:
        """The same for the same packed values: a digest of them."""
        total = hashlib.sha256()
        for key in self:
            total.update(hashlib.sha256(key.encode()).digest() + self.mark_of(key))
        return f"PackedMapping({total.hexdigest()})"

    def mark_of(self, key: str) -> bytes:
        """A digest of the packed value."""
        return hashlib.sha256(self._packed[key]).digest()

    def some(self, keys: Iterable[str]) -> "PackedMapping[T]":
        """The mapping with these keys alone, where it has them; its values stay packed."""
        chosen = [key for key in keys if key in self]
        unpacked = {key: self._unpacked[key] for key in chosen if key in self._unpacked}
        return PackedMapping({key: self._packed[key] for key in chosen}, unpacked)

    def laid_over(self, changed: "PackedMapping[T]") -> "PackedMapping[T]":
        """The mapping with some values replaced, in the same order."""
        keys = dict.fromkeys(chain(self, changed))
        packed = PackedFile((key, (changed if key in changed else self).packed[key]) for key in keys)
        return PackedMapping(packed, {**self.unpacked, **changed.unpacked})

    def __getitem__(self, key: str) -> T:
        if key in self._unpacked:
            return self._unpacked[key]
        value: T = unpack(self._packed[key])
        if len(self._packed) <= FEW:
            self._unpacked[key] = value
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedMapping, (dict(self.packed),)


def packed_value(values: Mapping[str, T], key: str) -> bytes:
    """One value of a mapping, packed; a packed mapping gives its own bytes."""
    return values.packed[key] if isinstance(values, PackedMapping) else pack(values[key])


def some_of(values: Mapping[str, T], keys: Iterable[str]) -> Mapping[str, T]:
    """The values with these keys, where there are some; those of a packed mapping stay packed."""
    if isinstance(values, PackedMapping):
        return values.some(keys)
    return {key: values[key] for key in keys if key in values}


def mark_of(values: Mapping[str, T], key: str) -> str:
    """A digest of one value of a mapping: the same for the same, whether the mapping is packed or not."""
    if isinstance(values, PackedMapping):
        return values.mark_of(key).hex()
    return hashlib.sha256(pack(values[key])).hexdigest()


def laid_over(values: Mapping[str, T], changed: Mapping[str, T] | Iterable[tuple[str, T]]) -> Mapping[str, T]:
    """The mapping with some values replaced, in the same order; packed if ``values`` is packed."""
    if isinstance(values, PackedMapping):
        return values.laid_over(changed if isinstance(changed, PackedMapping) else PackedMapping.of(_pairs(changed)))
    return {**values, **dict(changed)}


def _pairs(values: Mapping[str, T] | Iterable[tuple[str, T]]) -> Iterable[tuple[str, T]]:
    return values.items() if isinstance(values, Mapping) else values
