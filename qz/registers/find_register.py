"""Finds the sheet of a register in a received workbook, and the columns by their heads."""

from collections.abc import Mapping
from typing import Final

from qz.layout.register_workbook import ROW_NUMBER, RegisterSheet
from qz.model.returns import CellState, RawSheet
from qz.records import dataclass
from qz.values.clean import tight

_HEAD_ROWS: Final = 20
"""The heads are looked for in so many rows at the top of a sheet."""


@dataclass(frozen=True, slots=True)
class RegisterHeads:
    """A sheet's row of heads and its columns by head."""

    row: int
    columns: Mapping[str, int]

    @property
    def open(self) -> frozenset[int]:
        """The columns that are filled in."""
        return frozenset(column for head, column in self.columns.items() if head != ROW_NUMBER)


def is_sheet_of(sheet: RawSheet, register: RegisterSheet) -> bool:
    """Whether the sheet is the register's, by its name or by its title."""
    if tight(sheet.name) == tight(register.name):
        return True
    title = tight(f"{register.name}台账")
    return any(
        row < _HEAD_ROWS and cell.state is CellState.TEXT and tight(cell.text).lstrip("0123456789年") == title
        for (row, _), cell in sheet.cells.items()
    )


def find_heads(sheet: RawSheet, register: RegisterSheet) -> RegisterHeads:
    """The row near the top with most of the register's heads; heads that stand twice are left out."""
    wanted = {tight(head): head for head in register.heads}
    rows: dict[int, list[tuple[str, int]]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row < _HEAD_ROWS and cell.state is CellState.TEXT and tight(cell.text) in wanted:
            rows.setdefault(row, []).append((wanted[tight(cell.text)], column))
    if not rows:
        return RegisterHeads(0, {})
    best = max(rows, key=lambda row: (len(rows[row]), -row))
    names = [head for head, _ in rows[best]]
    return RegisterHeads(best, {head: column for head, column in rows[best] if names.count(head) == 1})
