"""Mappings and sequences whose values lie in a file of blocks and are read when they are looked up."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from qz.engine.kept.kept_blocks import Block, BlockFile, KeptField
from qz.engine.parallel.packed import FEW, KEPT, Held, PackedMapping, unpack
from qz.engine.parallel.packed_runs import PackedSequence, Run, RunBytes

T = TypeVar("T")


Read = Callable[[str], Any]
"""Makes a value of a block's text. Raises ``ValueError`` for a text that was not written as one."""


class KeptMapping(PackedMapping[T]):
    """Values by key, a block each. ``digest``: of all of them, as the program takes it; ``""`` for some of them."""

    def __init__(self, file: BlockFile, blocks: Mapping[str, Block], read: Read, digest: str = "") -> None:
        """``read`` makes a value of a block's text."""
        self._file, self._blocks, self._read, self.digest = file, blocks, read, digest
        super().__init__({})
        self._value = lru_cache(FEW if len(blocks) <= FEW else KEPT)(self._decoded)

    @classmethod
    def of_field(cls, file: BlockFile, field: KeptField, read: Read) -> "KeptMapping[T]":
        """All values of a field."""
        return cls(file, {block.key: block for block in file.blocks(field)}, read, field.digest)

    def some(self, keys: Iterable[str]) -> "KeptMapping[T]":
        """The mapping with these keys alone."""
        return KeptMapping(self._file, {key: self._blocks[key] for key in keys if key in self._blocks}, self._read)

    def mark_of(self, key: str) -> bytes:
        """The digest of the packed value of which the block was made."""
        return bytes.fromhex(self._blocks[key].mark)

    def _decoded(self, key: str) -> T:
        value: T = self._read(self._file.text(self._blocks[key]))
        return value

    def held(self, key: str) -> Held[T]:
        """One value, read."""
        return Held(value=self._value(key), mark=self.mark_of(key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks)

    def __len__(self) -> int:
        return len(self._blocks)

    def __contains__(self, key: object) -> bool:
        return key in self._blocks


class KeptSequence(PackedSequence[T]):
    """Values in order, a run for each block; a block is read when it is first gone through, and then packed."""

    def __init__(self, file: BlockFile, field: KeptField, read: Read) -> None:
        """``read`` makes a tuple of values of a block's text."""
        super().__init__(tuple(_KeptRun[T](file, block, read) for block in file.blocks(field)))
        self.digest = field.digest

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (tuple(self),)


class _KeptRun(Run[T]):
    """A run in a block."""

    __slots__ = ("_block", "_file", "_packed", "_read")

    def __init__(self, file: BlockFile, block: Block, read: Read) -> None:
        super().__init__((block.key,), block.values)
        self._file, self._block, self._read = file, block, read
        self._packed: RunBytes | None = None

    def values(self) -> tuple[T, ...]:
        if self._packed is None:
            self._packed = RunBytes.of(tuple(self._read(self._file.text(self._block))))
        values: tuple[T, ...] = unpack(self._packed)
        return values
