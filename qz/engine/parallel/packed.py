"""Many values in little memory: packed, by key, and unpacked when they are looked up; a few stay as they are."""

import hashlib
import importlib
import io
import pickle
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sized
from enum import Enum
from functools import cache, lru_cache, partial
from itertools import chain, islice
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from qz.engine.parallel.packed_file import PackedFile

T = TypeVar("T")

KEPT: Final = 128
"""So many of more than a few stay unpacked once looked up: a unit's values, and runs of some dozen verifiers."""
FEW: Final = 2000
"""The values of so many units all stay unpacked: of 300 that takes a fifth of the first collect's time away."""

_MARK: Final = hashlib.sha256().digest_size
_PLAIN: Final = frozenset({str, tuple, dict, bool, int, type(None)})
"""Types of most parts, which are not written by their names."""


def pack(value: object) -> bytes:
    """A value as bytes, a tenth of its size in memory. It must be possible to pickle it, and it must not be changed.

    Equal values give the same bytes, whichever of their parts are one object: digests are taken of them.
    """
    return zlib.compress(_pickled(value), 1)


def _pickled(value: object) -> bytes:
    """A value as ``pack`` has it, not yet compressed."""
    pickled, places = io.BytesIO(), dict[type | tuple[type, str], int]()

    def place(part: Any) -> int | None:
        kind: Any = type(part)
        if kind not in _PLAIN and _is_named(kind):
            return places.setdefault(part if isinstance(part, type) else (kind, part.name), len(places))
        return None

    pickler = pickle.Pickler(pickled, pickle.HIGHEST_PROTOCOL)
    pickler.persistent_id = place  # type: ignore[method-assign] # so that each name is looked up once a value
    pickler.fast = True  # writes a part again where it comes again, and not a reference to it
    pickler.dump(value)
    names = [_name(part) if isinstance(part, type) else f"{_name(part[0])}.{part[1]}" for part in places]
    return pickle.dumps("\n".join(names)) + pickled.getvalue()


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


class _Marked(Packed):
    """What ``pack`` gives, behind a digest of what the value was made of."""

    __slots__ = ()

    def value(self) -> Any:
        return _unpacked(self[_MARK:])


@lru_cache(maxsize=KEPT)
def unpack(packed: bytes) -> Any:
    """The value that was packed; the last few values asked for stay unpacked."""
    return packed.value() if isinstance(packed, Packed) else _unpacked(packed)


def _unpacked(packed: bytes) -> Any:
    pickled = io.BytesIO(zlib.decompress(packed))
    named = [*map(_named, pickle.load(pickled).splitlines())]  # noqa: S301 - packed by this program itself
    unpickler = pickle.Unpickler(pickled)  # noqa: S301 - as above
    unpickler.persistent_load = named.__getitem__  # type: ignore[method-assign]
    return unpickler.load()


class Held(Generic[T]):
    """One value, as it is or packed; the other is made of it when somebody asks for it."""

    __slots__ = ("_mark", "_packed", "_value")

    def __init__(self, packed: bytes = b"", value: T | None = None, mark: bytes | Callable[[], bytes] = b"") -> None:
        """``packed`` or ``value``, or both. ``mark``: where it is known already, or what gives it."""
        self._packed, self._value, self._mark = packed, value, mark

    @property
    def value(self) -> T:
        """The value."""
        self._value = unpack(self._packed) if self._value is None and self._packed else self._value
        return self._value  # type: ignore[return-value] # a value that is None may be held as well

    @property
    def packed(self) -> bytes:
        """The value packed, with its mark where that is known."""
        if not self._packed:
            self._packed = _Marked(self.mark + pack(self._value)) if self._mark else pack(self._value)
        return self._packed

    @property
    def mark(self) -> bytes:
        """A digest of what the value was made of, where that is known; else of the packed value.

        That is taken before it was compressed; of one packed in a way of its own, as it is.
        """
        if callable(self._mark):
            self._mark = self._mark()
        if isinstance(self._packed, _Marked):
            return self._packed[:_MARK]
        if not self._mark:
            plain = self._packed
            if not isinstance(plain, Packed):
                plain = zlib.decompress(plain) if plain else _pickled(self._value)
            self._mark = hashlib.sha256(plain).digest()
        return self._mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Held, (self._packed, self._value, self._mark and self.mark)


class PackedMapping(Mapping[str, T], Generic[T]):
    """Packed values by key; iterating unpacks one at a time. Values of no more than ``FEW`` are held as they are."""

    def __init__(self, values: Mapping[str, bytes | Held[T]]) -> None:
        """Take values packed or held, by key; where there may be very many, from a ``PackedFile``."""
        self._values = values if len(values) > FEW else {key: _as_held(each) for key, each in values.items()}

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, T]], mark: Callable[[str], bytes] | None = None) -> "PackedMapping[T]":
        """Take keys and values as they come, and pack them where there are more than ``FEW``.

        ``mark`` gives a digest of what a key's value was made of; ``None``: digests are taken of the values themselves.
        """
        left = held_each(pairs, mark)
        few, more = list(islice(left, FEW)), list(islice(left, 1))
        if not more:
            return cls(dict(few))
        return cls(PackedFile((key, each.packed) for key, each in chain(few, more, left)))

    @staticmethod
    def _taken(keys: Collection[str], held: Callable[[str], Held[T]]) -> "PackedMapping[T]":
        """The mapping of these keys; more than ``FEW`` of its values are packed."""
        pairs = ((key, held(key)) for key in keys)
        return PackedMapping(dict(pairs) if are_few(keys) else PackedFile((key, each.packed) for key, each in pairs))

    def held(self, key: str) -> Held[T]:
        """One value, as it is or packed."""
        return _as_held(self._values[key])

    def __repr__(self) -> str:
        """The same for the same packed values: a digest of them."""
        total = hashlib.sha256()
        for key in self:
            total.update(hashlib.sha256(key.encode()).digest() + self.mark_of(key))
        return f"PackedMapping({total.hexdigest()})"

    def mark_of(self, key: str) -> bytes:
        """A digest of one value: the same for the same, whether it is packed or not."""
        return self.held(key).mark

    def some(self, keys: Iterable[str]) -> "PackedMapping[T]":
        """The mapping with these keys alone, where it has them; its values stay packed."""
        return self._taken([key for key in keys if key in self], self.held)

    def laid_over(self, changed: "PackedMapping[T]") -> "PackedMapping[T]":
        """The mapping with some values replaced, in the same order."""
        keys = dict.fromkeys(chain(self, changed))
        return self._taken(keys, lambda key: (changed if key in changed else self).held(key))

    def __getitem__(self, key: str) -> T:
        return self.held(key).value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedMapping, ({key: self.held(key) for key in self},)


def held_each(
    pairs: Iterable[tuple[str, T]], mark: Callable[[str], bytes] | None = None
) -> Iterator[tuple[str, Held[T]]]:
    """Each value held, with its key. ``mark``: as for ``PackedMapping.of``."""
    return ((key, Held(value=value, mark=partial(mark, key) if mark else b"")) for key, value in pairs)


def _as_held(value: bytes | Held[T]) -> Held[T]:
    return value if isinstance(value, Held) else Held(value)


def are_few(values: Sized) -> bool:
    """Whether so few values stay as they are, so that to pack them for another process takes longer than it saves."""
    return len(values) <= FEW


def some_of(values: Mapping[str, T], keys: Iterable[str]) -> Mapping[str, T]:
    """The values with these keys, where there are some; those of a packed mapping stay packed."""
    if isinstance(values, PackedMapping):
        return values.some(keys)
    return {key: values[key] for key in keys if key in values}


def mark_of(values: Mapping[str, T], key: str) -> str:
    """A digest of one value of a mapping: the same for the same, whether the mapping is packed or not."""
    return (values.mark_of(key) if isinstance(values, PackedMapping) else Held(value=values[key]).mark).hex()


def laid_over(
    values: Mapping[str, T],
    changed: Mapping[str, T] | Iterable[tuple[str, T]],
    mark: Callable[[str], bytes] | None = None,
) -> Mapping[str, T]:
    """The mapping with some values replaced, in the same order; packed if ``values`` is packed.

    ``mark``: as for ``PackedMapping.of``.
    """
    if isinstance(values, PackedMapping):
        over = changed if isinstance(changed, PackedMapping) else PackedMapping.of(_pairs(changed), mark)
        return values.laid_over(over)
    return {**values, **dict(changed)}


def _pairs(values: Mapping[str, T] | Iterable[tuple[str, T]]) -> Iterable[tuple[str, T]]:
    return values.items() if isinstance(values, Mapping) else values
