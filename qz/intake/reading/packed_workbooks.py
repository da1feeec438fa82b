"""Received workbooks packed as text: small, quickly unpacked, and safe to read from a folder that others write to."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from qz.engine.kept.codec import Codec
from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook

_LARGEST: Final = 1 << 29
"""Characters that a workbook may have when unpacked."""


def pack_workbook(book: RawWorkbook) -> bytes:
    """A workbook as bytes. Equal cells are stored once, as a sheet repeats its texts."""
    bare = replace(book, sheets=tuple(replace(sheet, cells={}) for sheet in book.sheets))
    plain = [Codec.of(RawWorkbook).write(bare), *map(_plain_cells, book.sheets)]
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode("ascii"), 1)


def unpack_workbook(packed: bytes) -> RawWorkbook:
    """The workbook that ``pack_workbook`` was given, mappings read-only. Raises ``ValueError`` for other bytes."""
    unpack = zlib.decompressobj()
    try:
        bare, *cells = json.loads(unpack.decompress(packed, _LARGEST))
        book: RawWorkbook = Codec.of(RawWorkbook).read(bare)
        sheets = zip(book.sheets, cells, strict=True)
        return replace(book, sheets=tuple(replace(sheet, cells=_cells(*plain)) for sheet, plain in sheets))
    except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as fault:
        raise ValueError(f"not a packed workbook: {type(fault).__name__}") from fault


class PackedWorkbooks(Mapping[str, RawWorkbook]):
    """Packed workbooks by key; each is unpacked when it is looked up, and none stays unpacked."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        """Take workbooks already packed, by key."""
        self._packed = packed

    def __getitem__(self, key: str) -> RawWorkbook:
        return unpack_workbook(self._packed[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def _plain_cells(sheet: RawSheet) -> tuple[list[Any], ...]:
    """The rows and columns of a sheet's cells, which of its different cells each is, and these cells."""
    different: dict[RawCell, int] = {}
    which = [different.setdefault(cell, len(different)) for cell in sheet.cells.values()]
    return [row for row, _ in sheet.cells], [column for _, column in sheet.cells], which, list(different)


def _cells(rows: list[int], columns: list[int], which: list[int], plain: list[Any]) -> dict[tuple[int, int], RawCell]:
    states = {state.value: state for state in CellState}
    different = [RawCell(states[state], *rest) for state, *rest in plain]
    return dict(zip(zip(rows, columns, strict=True), map(different.__getitem__, which), strict=True))
