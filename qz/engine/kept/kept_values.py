"""Mappings and sequences whose values lie in a file of blocks and are read when they are looked up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, Protocol, TypeVar, overload

from qz.engine.kept.kept_blocks import Block, BlockFile, KeptField
from qz.engine.parallel.packed import PackedMapping, pack

T = TypeVar("T")


class OfUnit(Protocol):
    """Something about one unit."""

    @property
    def unit_code(self) -> str:
        """The unit's code."""


U = TypeVar("U", bound=OfUnit)

_KEPT: Final = 256
"""So many values of a mapping stay read after they were looked up."""
Read = Callable[[str], Any]
"""Makes a value of a block's text. Raises ``ValueError`` for a text that was not written as one."""


class KeptMapping(PackedMapping[T]):
    """Values by key, a block each. ``digest``: of all of them, as the program takes it; ``""`` for some of them."""

    def __init__(self, file: BlockFile, blocks: Mapping[str, Block], read: Read, digest: str = "") -> None:
        """``read`` makes a value of a block's text."""
        super().__init__(_Packing(self))
        self._file, self._blocks, self._read, self.digest = file, blocks, read, digest
        self._value = lru_cache(_KEPT)(self._decoded)

    @classmethod
    def of_field(cls, file: BlockFile, field: KeptField, read: Read) -> "KeptMapping[T]":
        """All values of a field."""
        return cls(file, {block.key: block for block in field.blocks}, read, field.digest)

    def some(self, keys: Iterable[str]) -> "KeptMapping[T]":
        """The mapping with these keys alone."""
        return KeptMapping(self._file, {key: self._blocks[key] for key in keys if key in self._blocks}, self._read)

    def mark_of(self, key: str) -> bytes:
        """The digest of the packed value of which the block was made."""
        return bytes.fromhex(self._blocks[key].mark)

    def _decoded(self, key: str) -> T:
        value: T = self._read(self._file.text(self._blocks[key]))
        return value

    def __getitem__(self, key: str) -> T:
        return self._value(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks)

    def __len__(self) -> int:
        return len(self._blocks)

    def __contains__(self, key: object) -> bool:
        return key in self._blocks

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedMapping, (dict(self.packed),)


class _Packing(Mapping[str, bytes]):
    """The values of a mapping, each packed when it is looked up."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> bytes:
        return pack(self._values[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class KeptSequence(Sequence[T], Generic[T]):
    """Values in order, in blocks of neighbours of one unit; read once, when they are first gone through."""

    def __init__(self, file: BlockFile, field: KeptField, read: Read) -> None:
        """``read`` makes a tuple of values of a block's text."""
        self._file, self._blocks, self._read = file, field.blocks, read
        self.digest = field.digest
        self._values: tuple[T, ...] | None = None

    def of_unit(self, code: str) -> Iterator[T]:
        """The values of one unit, in order."""
        for block in self._blocks:
            if block.key == code:
                yield from self._read(self._file.text(block))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def _all(self) -> tuple[T, ...]:
        if self._values is None:
            self._values = tuple(value for block in self._blocks for value in self._read(self._file.text(block)))
        return self._values

    def __len__(self) -> int:
        return sum(block.values for block in self._blocks)

    def __eq__(self, other: object) -> bool:
        return self._all() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment] # equal to a tuple, and not hashed as one

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._all(),)


def of_unit(values: Iterable[U], code: str) -> Iterator[U]:
    """The values that are about one unit, in order; of a kept sequence, no other is read."""
    if isinstance(values, KeptSequence):
        yield from values.of_unit(code)
        return
    for value in values:
        if value.unit_code == code:
            yield value
