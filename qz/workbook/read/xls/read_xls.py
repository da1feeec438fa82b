"""Reads a received ``.xls`` or ``.et`` workbook (BIFF8): its cells that are not blank, with errors, formats and names.

Nothing is computed or run.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from qz.model.returns import MOST_MERGED, Area, CellState, RawCell, RawSheet, RawWorkbook
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import DEFAULT_LIMITS, FileLimits
from qz.workbook.read.xls.biff import (
    CONTINUE,
    ERRORS,
    Pieces,
    characters,
    has_pictures,
    raw_number,
    records,
    rk_number,
    short_string,
)
from qz.workbook.read.xls.compound import CompoundFile
from qz.workbook.read.xlsx.small_parts import BUILTIN_FORMATS

_BIFF8: Final = 0x0600
_BOF, _EOF, _FILEPASS, _DATEMODE, _FORMAT, _XF, _SHEET, _SST = 0x809, 0x0A, 0x2F, 0x22, 0x41E, 0xE0, 0x85, 0xFC
_NAME, _EXTERN, _BOOK, _DRAWINGS = 0x18, 0x17, 0x1AE, 0xEB
_EMBEDDED: Final = "mbd"
"""How the folders of embedded documents are called."""
_STRING: Final = 0x207
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
            if place == 0 and (kind != _BOF or struct.unpack_from("<H", body)[0] != _BIFF8):
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
            elif kind == _EOF:
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
                reader = _SheetCells(self._strings, self._format_of, budget, self._limits)
                cells = reader.read(self._stream, offset)
                budget -= len(cells)
                found.append(RawSheet(name, cells, hidden, tuple(reader.merged), frozenset(reader.hidden_rows)))
        return found

    def _format_of(self, style: int) -> str:
        number = self._formats[style] if style < len(self._formats) else 0
        return self._custom.get(number) or BUILTIN_FORMATS.get(number, "General")


_HIDDEN: Final = 0x20


class _SheetCells:
    """The cells of one sheet's records."""

    def __init__(self, strings: list[str], format_of: Callable[[int], str], budget: int, limits: FileLimits) -> None:
        self._strings = strings
        self._format_of = format_of
        self._budget = budget
        self._limits = limits
        self._cells: dict[tuple[int, int], RawCell] = {}
        self._awaiting: tuple[int, int] | None = None
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self._kinds: Mapping[int, Callable[[bytes], None]] = {
            0x203: self._number,
            0x27E: self._rk,
            0xBD: self._many_rk,
            0xFD: self._shared,
            0x204: self._label,
            0xD6: self._label,
            0x205: self._boolean_or_error,
            0x06: self._formula,
            _STRING: self._formula_string,
            0x208: self._row,
            0xE5: self._merge,
        }

    def read(self, stream: bytes, offset: int) -> Mapping[tuple[int, int], RawCell]:
        """Read the records of the sheet that begins there; charts within it are passed over."""
        depth = 0
        for kind, body in records(stream, offset):
            if kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    break
            elif depth == 1 and kind in self._kinds:
                self._kinds[kind](body)
        return self._cells

    def _put(self, row: int, column: int, cell: RawCell) -> None:
        place = (row, column)
        if place in self._cells:
            cell = RawCell(CellState.UNREADABLE, "同一格在文件里出现两次")
        self._cells[place] = cell
        if len(self._cells) > self._budget:
            raise UnreadableFile("F10", limit=str(self._limits.cells))

    def _put_number(self, row: int, column: int, style: int, value: float, *, formula: bool = False) -> None:
        text = raw_number(value)
        state = CellState.NUMBER if text else CellState.UNREADABLE
        self._put(row, column, RawCell(state, text or "数值写法有误", self._format_of(style) if text else "", formula))

    def _put_text(self, row: int, column: int, text: str, *, formula: bool = False) -> None:
        if len(text) > self._limits.text:
            self._put(row, column, RawCell(CellState.UNREADABLE, f"文字超过{self._limits.text}字"))
        elif text or formula:
            self._put(row, column, RawCell(CellState.TEXT, text, "", formula))

    def _row(self, body: bytes) -> None:
        if len(body) >= 13 and body[12] & _HIDDEN:
            self.hidden_rows.add(struct.unpack_from("<H", body)[0])

    def _merge(self, body: bytes) -> None:
        for place in range(2, len(body) - 7, 8):
            first, last, left, right = struct.unpack_from("<HHHH", body, place)
            if len(self.merged) < MOST_MERGED:
                self.merged.append((first, left, last, right))

    def _number(self, body: bytes) -> None:
        row, column, style, value = struct.unpack_from("<HHHd", body)
        self._put_number(row, column, style, value)

    def _rk(self, body: bytes) -> None:
        row, column, style, raw = struct.unpack_from("<HHHL", body)
        self._put_number(row, column, style, rk_number(raw))

    def _many_rk(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for place in range((len(body) - 6) // 6):
            style, raw = struct.unpack_from("<HL", body, 4 + 6 * place)
            self._put_number(row, first + place, style, rk_number(raw))

    def _shared(self, body: bytes) -> None:
        row, column, _, index = struct.unpack_from("<HHHL", body)
        if index >= len(self._strings):
            self._put(row, column, RawCell(CellState.UNREADABLE, "文字表缺失"))
        else:
            self._put_text(row, column, self._strings[index])

    def _label(self, body: bytes) -> None:
        row, column, _, length = struct.unpack_from("<HHHH", body)
        self._put_text(row, column, characters(body, 8, length)[0])

    def _boolean_or_error(self, body: bytes) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", body)
        self._put(row, column, _boolean_or_error(value, is_error=bool(is_error), formula=False))

    def _formula(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        self._awaiting = None
        if body[12:14] != b"\xff\xff":
            self._put_number(row, column, style, struct.unpack_from("<d", body, 6)[0], formula=True)
            return
        kind, value = body[6], body[8]
        if kind == 0:
            self._awaiting = (row, column)
        elif kind in {1, 2}:
            self._put(row, column, _boolean_or_error(value, is_error=kind == 2, formula=True))
        else:
            self._put_text(row, column, "", formula=True)

    def _formula_string(self, body: bytes) -> None:
        if self._awaiting:
            (length,) = struct.unpack_from("<H", body)
            self._put_text(*self._awaiting, characters(body, 2, length)[0], formula=True)
            self._awaiting = None


def _boolean_or_error(value: int, *, is_error: bool, formula: bool) -> RawCell:
    if is_error:
        return RawCell(CellState.ERROR, ERRORS.get(value, "#N/A"), "", formula)
    return RawCell(CellState.BOOLEAN, "1" if value else "0", "", formula)
