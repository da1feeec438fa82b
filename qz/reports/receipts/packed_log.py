"""The register's hidden sheet: the items of one collect, packed, so that those of 40,000 units fit into some cells."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from qz.layout.form import programme_id
from qz.model.programme import Programme
from qz.reports.receipts.item_lines import ItemLines, json_line
from qz.reports.receipts.snapshot import Change, ChangeLog
from qz.workbook.write.book import Book
from qz.workbook.write.table import RowWriter, TableColumn

STORE_SHEET: Final = "_上次"
_FORMAT: Final = ("qz_snapshot", "3")
_CELL: Final = 30_000
"""Characters written into a cell, which can hold 32,767."""


def write_log(book: Book, log: ChangeLog, programme: Programme) -> None:
    """Write the hidden sheet that ``read_log`` reads: a row with format and programme, below it the packed lines."""
    sheet = book.sheet(STORE_SHEET)
    writer = RowWriter(sheet, [TableColumn("", 9, "body nowrap")] * 5)
    writer.write(0, (*_FORMAT, programme_id(programme), log.when, log.number))
    for row, packed in enumerate(_pack(_lines(log)), start=1):
        writer.write(row, (packed, None, None, None, None))
    sheet.hide(deep=True)
    sheet.protect()


def _lines(log: ChangeLog) -> Iterator[bytes]:
    """The labels, the number of changes, the changes, then one line for each unit."""
    yield json_line(dict(log.labels))
    yield json_line(len(log.changes))
    for each in log.changes:
        yield json_line((each.when, each.kind, each.unit, each.label, each.before, each.after))
    yield from log.items.lines()


def _pack(lines: Iterable[bytes]) -> Iterator[str]:
    """The lines, packed as texts that each fit into a cell."""
    packer, held = zlib.compressobj(6), bytearray()
    size = _CELL // 4 * 3
    for line in lines:
        held += packer.compress(line)
        held += packer.compress(b"\n")
        while len(held) > size:
            yield base64.b64encode(held[:size]).decode("ascii")
            del held[:size]
    held += packer.flush()
    for start in range(0, len(held), size):
        yield base64.b64encode(held[start : start + size]).decode("ascii")


def read_log(register: Path, programme: Programme) -> ChangeLog | None:
    """The log of the collect that wrote ``register``; ``None`` where there is none for this programme.

    Where somebody deleted, damaged or replaced the register, the next collect counts as the first. No score depends on
    it.
    """
    try:
        sheet = CalamineWorkbook.from_path(str(register)).get_sheet_by_name(STORE_SHEET)
        head, *rows = sheet.to_python()
        if tuple(head[:3]) != (*_FORMAT, programme_id(programme)):
            return None
        return _log(str(head[3]), int(float(str(head[4]))), _unpack(str(row[0]) for row in rows))
    except (CalamineError, OSError, zlib.error, ValueError, TypeError, KeyError, IndexError, StopIteration):
        return None


def _log(when: str, number: int, lines: Iterator[bytes]) -> ChangeLog:
    labels, count = json.loads(next(lines)), json.loads(next(lines))
    changes = tuple(Change(*json.loads(next(lines))) for _ in range(count))
    return ChangeLog(when, ItemLines.read(lines), labels, changes, number=number)


def _unpack(texts: Iterable[str]) -> Iterator[bytes]:
    """The lines, unpacked one at a time."""
    unpacker, left = zlib.decompressobj(), b""
    for text in texts:
        *whole, left = (left + unpacker.decompress(base64.b64decode(text, validate=True))).split(b"\n")
        yield from whole
    if left or not unpacker.eof:
        raise ValueError("the packed lines end in the middle")
