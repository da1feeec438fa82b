"""A large record as one file of blocks: a block is read, and becomes values, when one of them is looked up."""

import hashlib
import hmac
import json
import os
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from qz.engine.kept.kept_texts import deflate
from qz.records import dataclass

_MAC: Final = 32
_SIZE: Final = 8
_LARGEST: Final = 256 << 20
"""Bytes that the list of blocks, or one block, may have when unpacked."""


class Block(NamedTuple):
    """One block of a field: its key, its place in the file and the digest of its bytes.

    ``mark``: a digest of what it was made from, ``""`` for none. ``values``: how many it holds.
    """

    key: str
    length: int
    digest: str
    mark: str = ""
    values: int = 1
    start: int = 0


class NewBlock(NamedTuple):
    """A block to be written: as in ``Block``, and what gives its bytes (``deflate`` of a text)."""

    key: str
    packed: Callable[[], bytes]
    mark: str = ""
    values: int = 1


class NewField(NamedTuple):
    """A field to be written: its name, a digest of its value, and its blocks in order."""

    name: str
    digest: str
    blocks: Iterable[NewBlock]


class KeptField(NamedTuple):
    """A field of the file: its value's digest, the list of its blocks (a block, too), and where the first lies."""

    digest: str
    listing: Block
    start: int


class BlockFile:
    """A file of blocks, open and found whole. ``head``: the words it was written with; ``fields``, by name."""

    def __init__(self, stream: BinaryIO, head: Mapping[str, str], fields: Mapping[str, KeptField]) -> None:
        """``stream`` is closed with this object."""
        self._stream, self.head, self.fields = stream, head, fields
        self.close = weakref.finalize(self, stream.close)

    def packed(self, block: Block) -> bytes:
        """The block's bytes as they lie in the file. Raises ``OSError`` where somebody changed them since."""
        self._stream.seek(block.start)
        data = self._stream.read(block.length)
        if hashlib.sha256(data).hexdigest() != block.digest:
            raise OSError(f"{self._stream.name} was changed while it was read")
        return data

    def text(self, block: Block) -> str:
        """The block's text."""
        return _unpacked(self.packed(block))

    def blocks(self, field: KeptField) -> Iterator[Block]:
        """A field's blocks in order; listed anew each time, as of very many units the lists take 0.1 GiB."""
        listed = json.loads(self.text(field.listing))
        starts = accumulate((block[1] for block in listed), initial=field.start)
        return (Block._make([*each, at]) for each, at in zip(listed, starts, strict=False))

    def check(self) -> None:
        """Read every block once. Raises ``OSError`` for one that is not as it was written."""
        for field in self.fields.values():
            for block in self.blocks(field):
                self.packed(block)


@dataclass(frozen=True, slots=True)
class KeptBlocks:
    """Where the file lies, and the key that signs it. ``depends``: a digest of what every block depends on.

    Without a key anyone could put a file there, so none is written and none found.
    """

    path: Path
    depends: str
    key: bytes

    def open(self) -> BlockFile | None:
        """The file as it was written, open; ``None`` where there is none, or not the one that was written."""
        if not self.key:
            return None
        with suppress(OSError, ValueError, KeyError, TypeError, IndexError, zlib.error, RecursionError):
            stream = self.path.open("rb", buffering=0)
            try:
                found = self._read(stream)
                found.check()
            except BaseException:
                stream.close()
                raise
            return found
        return None

    def write(self, head: Mapping[str, str], fields: Iterable[NewField]) -> None:
        """Write the file; blocks of the present one with the same mark are copied. A disk that refuses keeps nothing.

        Raises ``TypeError`` where a block cannot be written as text; the present file then stays.
        """
        if not self.key:
            return
        new = self.path.with_name(f".{self.path.name}-{os.getpid()}")
        former = self.open()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with new.open("wb") as stream:
                listed = [_write_field(stream, field, former) for field in fields]
                index = deflate(json.dumps([self.depends, dict(head), listed]))
                stream.write(index + len(index).to_bytes(_SIZE, "big") + self._sign(index))
            if former is not None:
                former.close()
            new.replace(self.path)
        except OSError:
            pass
        finally:
            if former is not None:
                former.close()
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def _read(self, stream: BinaryIO) -> BlockFile:
        """The file with its list of blocks. Raises ``ValueError`` and others where it is not what was written."""
        end = stream.seek(0, os.SEEK_END) - _SIZE - _MAC
        stream.seek(end)
        size, signed = int.from_bytes(stream.read(_SIZE), "big"), stream.read(_MAC)
        if size > end:
            raise ValueError("cut off")
        stream.seek(end - size)
        index = stream.read(size)
        if not hmac.compare_digest(signed, self._sign(index)):
            raise ValueError("not signed with this key")
        depends, head, listed = json.loads(_unpacked(index))
        if depends != self.depends:
            raise ValueError("of another programme or program")
        fields: dict[str, KeptField] = {}
        file, start = BlockFile(stream, head, fields), 0
        for name, digest, *listing in listed:
            own = Block(*listing)
            fields[name], start = KeptField(digest, own, start), own.start + own.length
        return file

    def _sign(self, index: bytes) -> bytes:
        return hmac.new(self.key, index, hashlib.sha256).digest()


def _write_field(stream: BinaryIO, field: NewField, former: BlockFile | None) -> list[Any]:
    """Write a field's blocks and a list of them. Returns the field's name, its digest, and the list as a block."""
    known = {(block.key, block.mark): block for block in _of(former, field.name) if block.mark}
    written = []
    for new in field.blocks:
        same = known.get((new.key, new.mark))
        data = former.packed(same) if same and former else new.packed()
        stream.write(data)
        written.append((new.key, len(data), hashlib.sha256(data).hexdigest(), new.mark, new.values))
    start, listing = stream.tell(), deflate(json.dumps(written))
    stream.write(listing)
    return [field.name, field.digest, *Block("", len(listing), hashlib.sha256(listing).hexdigest(), start=start)]


def _of(former: BlockFile | None, name: str) -> Iterator[Block]:
    if former is not None and name in former.fields:
        yield from former.blocks(former.fields[name])


def _unpacked(data: bytes) -> str:
    """The text of packed bytes. Raises ``ValueError`` where it is cut off or too long."""
    unpack = zlib.decompressobj()
    text = unpack.decompress(data, _LARGEST)
    if not unpack.eof:
        raise ValueError("cut off, or too long")
    return text.decode("ascii")
