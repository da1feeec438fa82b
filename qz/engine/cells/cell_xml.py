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
MARK: Final = "<!--rows-->"
"""Marks the place of consecutive rows in a sheet until their bytes are put there."""


def escape(text: str) -> str:
    """Text as an XML element holds it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=4096)
def text_body(text: str) -> str:
    """A text stored in its cell; in the workbook's table of texts it would have to stay in memory until the end."""
    escaped = escape(_LOOKS_ESCAPED.sub(r"_x005F\1", text))
    space = "" if text.strip() == text else ' xml:space="preserve"'
    return f' t="inlineStr"><is><t{space}>{escaped}</t></is></c>'


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
        self._spool: IO[bytes] | None = None

    @property
    def size(self) -> int:
        """Bytes of all rows."""
        return self._runs[-1].end if self._runs else 0

    def add(self, row: int, xml: str) -> None:
        """A row below all others so far."""
        if self._spool is None:
            self._spool = SpooledTemporaryFile(_HELD)  # noqa: SIM115 - ``close`` does
        if not self._runs or self._runs[-1].last != row - 1:
            if self._runs and self._runs[-1].last >= row:
                raise ValueError(f"row {row + 1} after row {self._runs[-1].last + 1}")
            self._runs.append(_RowSpan(row, self.size))
        run = self._runs[-1]
        run.last, run.end = row, run.end + self._spool.write(xml.encode())

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
