"""Cells and rows as a sheet's XML: the bodies of cells, and whole rows as finished bytes."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

BLANK: Final = "/>"
"""An empty cell: like every body it follows the cell's address and style."""
_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_LOOKS_ESCAPED: Final = re.compile("(_x[0-9a-fA-F]{4}_)")
_HELD: Final = 1 << 22
"""Bytes of rows held in memory before they go to disk."""
_CHUNK: Final = 1 << 18
_TOGETHER: Final = 64
"""So many rows are stored at once."""
MARK: Final = "<!--rows-->"
"""Marks the place of consecutive rows in a sheet until their bytes are put there."""


def escape(text: str) -> str:
    """Text as an XML element holds it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unmistaken(text: str) -> str:
    """Text that a program takes as it stands, also where it looks like an escaped character."""
    return _LOOKS_ESCAPED.sub(r"_x005F\1", text) if "_x" in text else text


def _text(text: str) -> str:
    """A text as an element."""
    space = "" if text.strip() == text else ' xml:space="preserve"'
    return f"<t{space}>{escape(_unmistaken(text))}</t>"


@lru_cache(maxsize=4096)
def text_body(text: str) -> str:
    """A text stored in its cell; in the workbook's table of texts it would have to stay in memory until the end."""
    return f' t="inlineStr"><is>{_text(text)}</is></c>'


def shared_text(text: str) -> str:
    """An entry of the workbook's table of texts; one of several looks is in the library's own notation."""
    return f"<si>{_unmistaken(text) if text.startswith('<r>') else _text(text)}</si>"


def number_body(number: float) -> str:
    """A number."""
    return f"><v>{number:.16G}</v></c>"


def formula_body(expression: str, value: Any) -> str:
    """A formula, without ``=``, and the value it has."""
    kind = ""
    if isinstance(value, bool):
        kind, value = ' t="b"', int(value)
    elif isinstance(value, str):
        kind = ' t="e"' if value in _ERRORS else ' t="str"'
        value = escape(value)
    return f"{kind}><f>{escape(expression)}</f><v>{value}</v></c>"


class _RowSpan:
    """Consecutive rows: the first, the last, and the place of their bytes."""

    __slots__ = ("end", "first", "last", "start")

    def __init__(self, first: int, start: int) -> None:
        self.first = self.last = first
        self.start = self.end = start


class Runs:
    """Whole rows of one sheet as they are written, on disk where they are many."""

    def __init__(self) -> None:
        """Start without rows."""
        self._runs: list[_RowSpan] = []
        self._held: list[bytes] = []
        self._spool: IO[bytes] | None = None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._runs)

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last of them."""
        return self._runs[0].first, self._runs[-1].last

    def add(self, row: int, xml: bytes) -> None:
        """A row below all others so far."""
        last = self._runs[-1].last if self._runs else None
        if last is None or last != row - 1:
            if last is not None and last >= row:
                raise ValueError(f"row {row + 1} after row {last + 1}")
            self._store()
            self._runs.append(_RowSpan(row, self._runs[-1].end if self._runs else 0))
        self._runs[-1].last = row
        self._held.append(xml)
        if len(self._held) == _TOGETHER:
            self._store()

    def _store(self) -> None:
        """Put the rows held into their block."""
        if self._held:
            if self._spool is None:
                self._spool = SpooledTemporaryFile(_HELD)  # noqa: SIM115 - ``close`` does
            self._runs[-1].end += self._spool.write(b"".join(self._held))
            self._held = []

    def check(self, rows: Iterable[int]) -> None:
        """Raises ``ValueError`` if one of ``rows`` (those written cell by cell) is also written whole."""
        for row in rows:
            if any(run.first <= row <= run.last for run in self._runs):
                raise ValueError(f"row {row + 1} was written whole and holds other cells too")

    def marks(self, after: int, before: int) -> str:
        """A ``MARK`` for each block of rows that stands between two rows."""
        return MARK * sum(after < run.first < before for run in self._runs)

    def blocks(self) -> Iterator[Iterator[bytes]]:
        """The blocks of rows from the top, each in chunks."""
        self._store()
        return map(self._chunks, self._runs)

    def _chunks(self, run: _RowSpan) -> Iterator[bytes]:
        if self._spool is not None:
            self._spool.seek(run.start)
            for start in range(run.start, run.end, _CHUNK):
                yield self._spool.read(min(_CHUNK, run.end - start))

    def close(self) -> None:
        """Let go of the rows."""
        if self._spool is not None:
            self._spool.close()
