"""The cells of one sheet of an Excel 97 workbook."""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from qz.model.returns import LONG_TEXT_CELL, MAX_TEXT, MOST_MERGED, Area, CellState, RawCell
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import FileLimits
from qz.workbook.read.xls.biff import (
    BOF,
    EOF,
    ERRORS,
    characters,
    raw_number,
    records,
    rk_number,
)

_STRING: Final = 0x207
"""The record with the text of the formula before it."""
_HIDDEN: Final = 0x20
"""The bit of a hidden row."""


class SheetCells:
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
            if kind == BOF:
                depth += 1
            elif kind == EOF:
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
        if len(text) > MAX_TEXT:
            self._put(row, column, LONG_TEXT_CELL)
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
