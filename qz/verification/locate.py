"""Finds the rows and columns of a received 核定表, also where they were moved.

Rows are known by their hidden keys, columns by hidden marks in a row (the ruler) and by their heads.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from qz.layout.verification_row import COLUMNS, OPEN_COLUMNS, RowKey, VerificationColumn, read_key
from qz.model.layout import cell_name
from qz.model.returns import BLANK_CELL, CellState, RawCell, RawSheet, RawWorkbook
from qz.records import dataclass
from qz.values.clean import tight

_KINDS: Final = {kind.value: kind for kind in VerificationColumn}
_HEADS: Final = {head: kind for kind, head, _ in COLUMNS if head}
HEAD_OF: Final = {kind: head for kind, head, _ in COLUMNS}
_LEAST_MARKS: Final = 3
"""A row with so many known words is taken for the ruler or for the row of heads."""


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet with rows to read. ``columns``: those found with certainty. ``keys``: each row's key, by row number."""

    sheet: RawSheet
    key_column: int
    columns: Mapping[VerificationColumn, int]
    keys: Mapping[int, RowKey]

    def cell(self, row: int, column: VerificationColumn) -> RawCell | None:
        """The cell of a row in a column; ``None`` where the column was not found."""
        place = self.columns.get(column)
        return None if place is None else self.sheet.cells.get((row, place), BLANK_CELL)

    def cells_of(self, row: int) -> Mapping[VerificationColumn, RawCell]:
        """The cells of a row, in the columns that were found."""
        cells = self.sheet.cells
        return {column: cells.get((row, place), BLANK_CELL) for column, place in self.columns.items()}

    def name(self, row: int, column: VerificationColumn) -> str:
        """The A1 address of the cell; where the column was not found, that of the row's key."""
        return cell_name(row, self.columns.get(column, self.key_column))

    @property
    def missing(self) -> tuple[VerificationColumn, ...]:
        """The verifier's columns that were not found."""
        return tuple(column for column in OPEN_COLUMNS if column not in self.columns)


def find_sheets(raw: RawWorkbook) -> Iterator[FoundSheet]:
    """The sheets that have rows with keys, in order."""
    for sheet in raw.sheets:
        keys = [
            (row, column, key)
            for (row, column), cell in sheet.cells.items()
            if "|" in cell.text and (key := _key_of(cell))
        ]
        if keys:
            key_column = Counter(column for _, column, _ in keys).most_common(1)[0][0]
            by_row = {row: key for row, column, key in sorted(keys, key=lambda each: each[:2]) if column == key_column}
            yield FoundSheet(sheet, key_column, _find_columns(sheet, min(by_row)), by_row)


def _key_of(cell: RawCell) -> RowKey | None:
    return read_key(cell.text) if cell.state is CellState.TEXT else None


def _find_columns(sheet: RawSheet, first_row: int) -> dict[VerificationColumn, int]:
    """The columns, by the ruler and by their heads; where both were found, they must agree."""
    ruler = _find_row(sheet, _KINDS, first_row)
    heads = _find_row(sheet, _HEADS, first_row)
    if not ruler or not heads:
        return ruler or heads
    return {kind: column for kind, column in ruler.items() if heads.get(kind, column) == column}


def _find_row(
    sheet: RawSheet, words: Mapping[str, VerificationColumn], first_row: int
) -> dict[VerificationColumn, int]:
    """The columns of the words, in the row above the keys that has most; words that stand twice are left out."""
    rows: dict[int, list[tuple[VerificationColumn, int]]] = {}
    for (row, column), cell in sheet.cells.items():
        if row < first_row and cell.state is CellState.TEXT and (kind := words.get(tight(cell.text))):
            rows.setdefault(row, []).append((kind, column))
    best = max(sorted(rows), key=lambda row: len(rows[row]), default=None)
    if best is None or len(rows[best]) < _LEAST_MARKS:
        return {}
    counts = Counter(kind for kind, _ in rows[best])
    return {kind: column for kind, column in rows[best] if counts[kind] == 1}
