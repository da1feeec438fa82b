"""The row keys and column marks of a sheet as it came back: they moved with its rows and columns."""

from collections import Counter
from dataclasses import field
from typing import Final

from qz.model.layout import InputKind
from qz.model.returns import CellState, RawSheet
from qz.records import dataclass
from qz.values.clean import tight

KINDS: Final = {kind.value: kind for kind in InputKind}


@dataclass(slots=True)
class Rulers:
    """Row keys and column marks of one sheet.

    ``rows``: row numbers by key, several where a key stands several times. ``columns``: column numbers by kind of
    input. ``key_column`` and ``mark_row``: where keys and marks stand. ``texts``: each row's texts. ``patterns``: the
    columns with formulas, by row; ``computed``: how many rows have each pattern.
    """

    sheet: RawSheet
    rows: dict[str, list[int]] = field(default_factory=dict)
    columns: dict[InputKind, int] = field(default_factory=dict)
    key_column: int = 0
    mark_row: int = 0
    texts: dict[int, set[str]] = field(default_factory=dict)
    computed: Counter[frozenset[int]] = field(default_factory=Counter)
    patterns: dict[int, frozenset[int]] = field(default_factory=dict)

    def row_texts(self, row: int) -> set[str]:
        """The texts in a row, without blanks."""
        if not self.texts:
            for (place, _), cell in self.sheet.cells.items():
                if cell.state is CellState.TEXT:
                    self.texts.setdefault(place, set()).add(tight(cell.text))
        return self.texts.get(row, set())

    def is_regular(self, row: int) -> bool:
        """Whether the row has formulas in the same columns as another row with a key: then its cells did not move."""
        if not self.computed:
            keyed = {row for rows in self.rows.values() for row in rows}
            columns: dict[int, set[int]] = {row: set() for row in keyed}
            for (place, column), cell in self.sheet.cells.items():
                if cell.formula and place in keyed:
                    columns[place].add(column)
            self.computed = Counter(frozenset(found) for found in columns.values())
            self.patterns = {row: frozenset(found) for row, found in columns.items()}
        pattern = self.patterns.get(row, frozenset())
        return not pattern or self.computed[pattern] > 1

    def rows_with(self, text: str) -> int:
        """How many rows show this text."""
        return sum(text in texts for texts in self.texts.values())


def read_rulers(sheet: RawSheet, keys: frozenset[str]) -> Rulers:
    """Find a sheet's row keys (``keys`` are the form's) and column marks: those of the column and row with the most."""
    key_cells: list[tuple[int, int, str]] = []
    marks: list[tuple[int, int, InputKind]] = []
    for (row, column), cell in sheet.cells.items():
        if cell.state is CellState.TEXT:
            if cell.text in keys:
                key_cells.append((row, column, cell.text))
            elif cell.text in KINDS:
                marks.append((row, column, KINDS[cell.text]))
    rulers = Rulers(sheet)
    if key_cells:
        key_column = rulers.key_column = Counter(column for _, column, _ in key_cells).most_common(1)[0][0]
        for row, column, key in key_cells:
            if column == key_column:
                rulers.rows.setdefault(key, []).append(row)
    if marks:
        mark_row = rulers.mark_row = Counter(row for row, _, _ in marks).most_common(1)[0][0]
        columns = Counter(kind for row, _, kind in marks if row == mark_row)
        rulers.columns = {kind: column for row, column, kind in marks if row == mark_row and columns[kind] == 1}
    return rulers
