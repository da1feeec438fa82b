"""What is cached in a workbook held against what another program works out of its formulas."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from qz.model.layout import cell_name
from qz.model.returns import CellState
from qz.workbook.read.xlsx.read_xlsx import read_workbook

Values = Mapping[str, Sequence[Sequence[object]]]
"""A workbook's values as ``Office.values`` gives them: rows by the sheet's name."""


def formula_values(path: Path) -> dict[tuple[str, tuple[int, int]], float | str]:
    """The cached value of every formula, by sheet and place: a number, or a text ('' for an empty one)."""
    return {
        (sheet.name, place): float(cell.text) if cell.state is CellState.NUMBER else cell.text
        for sheet in read_workbook(path.read_bytes()).sheets
        for place, cell in sheet.cells.items()
        if cell.formula
    }


def changed_values(path: Path, again: Values) -> tuple[int, list[str]]:
    """How many formulas a workbook has, and in words those whose cached value differs from that worked out again."""
    cached = formula_values(path)
    wrong = [
        f"{path.name} {sheet}!{cell_name(row, column)}: wrote {value!r}, recalculated {again[sheet][row][column]!r}"
        for (sheet, (row, column)), value in cached.items()
        if not same(value, again[sheet][row][column])
    ]
    return len(cached), wrong


def same(one: object, other: object) -> bool:
    """Whether two values are the same, numbers but for what calculating with fractions adds."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-9
    return one == other
