"""Reads a received ``.xls`` or ``.et`` workbook (BIFF8): its cells that are not blank, with errors, formats and names.

Nothing is computed or run.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from qz.model.returns import RawSheet, RawWorkbook
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import DEFAULT_LIMITS, FileLimits
from qz.workbook.read.xls.biff import (
    BOF,
    CONTINUE,
    EOF,
    Pieces,
    characters,
    has_pictures,
    records,
    short_string,
)
from qz.workbook.read.xls.compound import CompoundFile
from qz.workbook.read.xls.sheet_cells import SheetCells
from qz.workbook.read.xlsx.small_parts import BUILTIN_FORMATS

_BIFF8: Final = 0x0600
_FILEPASS, _DATEMODE, _FORMAT, _XF, _SHEET, _SST = 0x2F, 0x22, 0x41E, 0xE0, 0x85, 0xFC
_NAME, _EXTERN, _BOOK, _DRAWINGS = 0x18, 0x17, 0x1AE, 0xEB
_EMBEDDED: Final = "mbd"
"""How the folders of embedded documents are called."""
_OWN_BOOK: Final = b"\x01\x04"
_REF_3D: Final = frozenset({0x3A, 0x5A, 0x7A})


class OlderWorkbook(Exception):
    """The workbook is of a version before BIFF8."""


def read_xls(data: bytes, limits: FileLimits = DEFAULT_LIMITS) -> RawWorkbook:
    """Read a whole workbook. The saved time is naive UTC; properties are not read.

    Raises:
        UnreadableFile: damaged, protected by a password, or too many cells.
        OlderWorkbook: for Excel 95 and before.
    """
    file = CompoundFile(data)
    if "Workbook" not in file:
        raise OlderWorkbook
    try:
        book = _Book(file.stream("Workbook"), limits)
        sheets = tuple(book.sheets())
    except (struct.error, IndexError) as fault:
        raise UnreadableFile("F03", detail="记录不完整") from fault
    notes = ["宏"] if "_VBA_PROJECT" in file else []
    notes += ["嵌入的文件"] if any(name.startswith(_EMBEDDED) for name in file.names) else []
    return RawWorkbook(sheets, book.names(), file.saved_at(), notes=(*notes, *book.notes), date1904=book.date1904)


class _Book:
    """The workbook's own records: what its sheets refer to."""

    def __init__(self, stream: bytes, limits: FileLimits) -> None:
        self._stream = stream
        self._limits = limits
        self.date1904 = False
        self.notes: tuple[str, ...] = ()
        self._strings: list[str] = []
        self._custom: dict[int, str] = {}
        self._formats: list[int] = []
        self._entries: list[tuple[str, int, bool, bool]] = []
        self._own_books: list[bool] = []
        self._externs: list[tuple[int, int, int]] = []
        self._named: list[tuple[str, int, int, int]] = []
        self._read_globals()

    def _read_globals(self) -> None:
        handlers: Mapping[int, Callable[[bytes], None]] = {
            _DATEMODE: self._date_mode,
            _FORMAT: self._format,
            _XF: lambda body: self._formats.append(struct.unpack_from("<H", body, 2)[0]),
            _SHEET: self._entry,
            _BOOK: self._external_book,
            _EXTERN: self._extern,
            _NAME: self._name,
            _DRAWINGS: self._drawings,
        }
        pending: list[bytes] = []
        for place, (kind, body) in enumerate(records(self._stream)):
            if place == 0 and (kind != BOF or struct.unpack_from("<H", body)[0] != _BIFF8):
                raise OlderWorkbook
            if kind == _FILEPASS:
                raise UnreadableFile("F06")
            if kind == CONTINUE and pending:
                pending.append(body)
                continue
            if pending:
                self._read_strings(pending)
                pending = []
            if kind == _SST:
                pending = [body]
            elif kind == EOF:
                return
            elif kind in handlers:
                handlers[kind](body)

    def _read_strings(self, pieces: list[bytes]) -> None:
        reader = Pieces(pieces)
        _, unique = struct.unpack("<LL", reader.take(8))
        if unique > sum(map(len, pieces)):
            raise UnreadableFile("F03", detail="文字表有误")
        self._strings = [reader.string() for _ in range(unique)]

    def _date_mode(self, body: bytes) -> None:
        self.date1904 = body[:1] == b"\x01"

    def _format(self, body: bytes) -> None:
        (number,) = struct.unpack_from("<H", body)
        (length,) = struct.unpack_from("<H", body, 2)
        self._custom[number] = characters(body, 4, length)[0]

    def _entry(self, body: bytes) -> None:
        offset, state, kind = struct.unpack_from("<LBB", body)
        self._entries.append((short_string(body, 6)[0], offset, state & 0x03 != 0, kind == 0))

    def _external_book(self, body: bytes) -> None:
        own = body[2:4] == _OWN_BOOK
        self._own_books.append(own)
        if not own and len(body) > 4 and "外部链接" not in self.notes:
            self.notes += ("外部链接",)

    def _drawings(self, body: bytes) -> None:
        if has_pictures(body):
            self.notes += ("图片",)

    def _extern(self, body: bytes) -> None:
        (count,) = struct.unpack_from("<H", body)
        self._externs = [struct.unpack_from("<Hhh", body, 2 + 6 * place) for place in range(count)]

    def _name(self, body: bytes) -> None:
        flags, length, size, only_sheet = struct.unpack_from("<HxBH2xH", body)
        if flags & 0x20 or only_sheet:
            return
        name, end = characters(body, 14, length)
        formula = body[end : end + size]
        if len(formula) == 7 and formula[0] in _REF_3D:
            extern, row, column = struct.unpack_from("<HHH", formula, 1)
            self._named.append((name, extern, row, column & 0x3FFF))

    def names(self) -> Mapping[str, tuple[str, int, int]]:
        """Names of the whole workbook that stand for a single cell; one given twice is none."""
        found: dict[str, tuple[str, int, int]] = {}
        twice: set[str] = set()
        for name, extern, row, column in self._named:
            if extern >= len(self._externs):
                continue
            book, first, last = self._externs[extern]
            own = book < len(self._own_books) and self._own_books[book]
            if own and first == last and 0 <= first < len(self._entries):
                place = (self._entries[first][0], row, column)
                if found.setdefault(name, place) != place:
                    twice.add(name)
        return {name: place for name, place in found.items() if name not in twice}

    def sheets(self) -> list[RawSheet]:
        """The worksheets in order."""
        found: list[RawSheet] = []
        budget = self._limits.cells
        for name, offset, hidden, is_sheet in self._entries:
            if is_sheet:
                reader = SheetCells(self._strings, self._format_of, budget, self._limits)
                cells = reader.read(self._stream, offset)
                budget -= len(cells)
                found.append(RawSheet(name, cells, hidden, tuple(reader.merged), frozenset(reader.hidden_rows)))
        return found

    def _format_of(self, style: int) -> str:
        number = self._formats[style] if style < len(self._formats) else 0
        return self._custom.get(number) or BUILTIN_FORMATS.get(number, "General")
