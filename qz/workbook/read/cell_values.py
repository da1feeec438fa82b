"""One cell from its raw type, style and text; both parsers of a sheet use this."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from qz.model.returns import LONG_TEXT_CELL, MAX_TEXT, PICTURE_CELL, CellState, RawCell
from qz.workbook.read.memo import MEMORY, Memo
from qz.workbook.read.xml import unescape

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MAX_NUMBER: Final = 64
"""Characters of a raw number; a double needs at most 24."""
RICH_ERROR: Final = "e rich"
"""The type of a cell that shows an error to programs that do not know what it holds."""
_TEXTS: Final[Memo[str, RawCell]] = MEMORY.memo()


def text_cell(text: str) -> RawCell:
    """A cell of plain text; equal texts share one cell, for returns of one kind hold the same texts."""
    return _TEXTS.get(text) or _TEXTS.keep(text, RawCell(CellState.TEXT, text), len(text))


class CellMaker:
    """Makes the cells of one workbook. ``strings`` and ``formats`` are its shared strings and number formats.

    ``known``: the cells of bodies met before, for the reader of many equal cells.
    """

    def __init__(self, strings: Sequence[str | None], formats: Sequence[str], *, pictures: bool = False) -> None:
        """``pictures``: the workbook has pictures in cells."""
        self._pictures = pictures
        self._strings = strings
        self._formats = formats
        self.known: dict[bytes, RawCell | None] = {}
        self._makers = {
            "n": self._number, "s": self._shared, "b": self._boolean, "e": self._error, "d": self._date,
            RICH_ERROR: self._rich_error,
        }  # fmt: skip

    @cached_property
    def shared(self) -> Sequence[RawCell | None]:
        """The cell of each shared string, where no formula made it."""
        return [self._of_table(text, formula=False) for text in self._strings]

    def make(self, kind: str, style: str, text: str, formula: bool) -> RawCell | None:  # noqa: FBT001 - as it is kept
        """The cell of type ``kind`` with ``text`` as its only value; ``None`` for one that holds nothing."""
        if kind in {"inlineStr", "str"}:
            return self._string(unescape(text), formula=formula)
        bare = text.strip()
        if not bare:
            return RawCell(CellState.UNCOMPUTED, "", "", True) if formula else None
        make = self._makers.get(kind)
        if make is None:
            return RawCell(CellState.UNREADABLE, "单元格类型不认识")
        return make(text if kind == "e" else bare, style, formula)

    def _boolean(self, text: str, _: str, formula: bool) -> RawCell:  # noqa: FBT001 - one shape for all makers
        if text not in {"0", "1", "true", "false"}:
            return RawCell(CellState.UNREADABLE, "逻辑值写法有误")
        return RawCell(CellState.BOOLEAN, "1" if text in {"1", "true"} else "0", "", formula)

    def _error(self, text: str, _: str, formula: bool) -> RawCell:  # noqa: FBT001
        return RawCell(CellState.ERROR, text, "", formula)

    def _rich_error(self, text: str, style: str, formula: bool) -> RawCell:  # noqa: FBT001
        return PICTURE_CELL if self._pictures and text == "#VALUE!" else self._error(text, style, formula)

    def _date(self, text: str, _: str, formula: bool) -> RawCell:  # noqa: FBT001
        return RawCell(CellState.DATE, text, "", formula)

    def _number(self, text: str, style: str, formula: bool) -> RawCell:  # noqa: FBT001
        if len(text) > _MAX_NUMBER or not _NUMBER.fullmatch(text):
            return RawCell(CellState.UNREADABLE, "数值写法有误")
        index = int(style) if style.isascii() and style.isdigit() and len(style) < 7 else -1
        known = self._formats[index] if 0 <= index < len(self._formats) else ""
        return RawCell(CellState.NUMBER, text, known, formula)

    def _shared(self, text: str, _: str, formula: bool) -> RawCell | None:  # noqa: FBT001
        index = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if not 0 <= index < len(self._strings):
            return RawCell(CellState.UNREADABLE, "文字表缺失")
        return self._of_table(self._strings[index], formula=formula)

    def _of_table(self, text: str | None, *, formula: bool) -> RawCell | None:
        return RawCell(CellState.UNREADABLE, "文字表有误") if text is None else self._string(text, formula=formula)

    def _string(self, text: str, *, formula: bool) -> RawCell | None:
        if not text and not formula:
            return None
        if len(text) > MAX_TEXT:
            return LONG_TEXT_CELL
        if formula and text.lstrip("=").startswith("DISPIMG("):  # how WPS keeps a picture in a cell
            return PICTURE_CELL
        return RawCell(CellState.TEXT, text, "", True) if formula else text_cell(text)
