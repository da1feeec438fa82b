"""The digest of a 核定表's rows, which its seal covers: each row's key and the self-report it shows, in any order.

A verifier confirms the value that a row shows; a row that was changed, added or removed therefore breaks the seal.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Final

from qz.layout.verification_row import VerificationColumn
from qz.model.returns import BLANK_CELL, CellState
from qz.model.values import show_number
from qz.values.clean import tight
from qz.values.type_of_value import Content
from qz.verification.locate import FoundSheet
from qz.verification.workbook_rows import RowContent

C = VerificationColumn
_DIGITS: Final = 15

Row = tuple[str, str, str]
"""A row's key, self-reported value and self-score."""


def digest_of_rows(rows: Iterable[Row]) -> str:
    """SHA-256 over the rows, in any order."""
    return hashlib.sha256(json.dumps(sorted(rows), ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def rows_written(contents: Iterable[tuple[str, RowContent]]) -> Iterator[Row]:
    """The rows of a workbook that is being written, each with its key."""
    plain = cache(_plain)  # few values differ
    for key, content in contents:
        yield key, plain(content.self_value), plain(content.self_points)


def rows_found(sheets: Iterable[FoundSheet]) -> Iterator[Row]:
    """The rows of a received workbook's sheets, wherever they are in it."""
    read = cache(_read)
    for found in sheets:
        for number, key in found.keys.items():
            shown = (found.cell(number, column) or BLANK_CELL for column in (C.SELF_VALUE, C.SELF_POINTS))
            value, points = (read(cell.state, cell.text) for cell in shown)
            yield str(key), value, points


def _plain(content: Content) -> str:
    return _number(content) if isinstance(content, Decimal) else tight(content or "")


def _number(number: Decimal) -> str:
    """The number as a spreadsheet stores it: with fifteen digits."""
    return show_number(Decimal(f"{number:.{_DIGITS - 1}e}"))


def _read(state: CellState, shown: str) -> str:
    if state is CellState.NUMBER:
        return _number(Decimal(shown))
    return tight(shown) if state in {CellState.BLANK, CellState.TEXT} else f"{state}:{shown}"
