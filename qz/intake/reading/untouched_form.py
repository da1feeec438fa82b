"""Recognises the usual return, in which nothing was moved, quickly.

Where every name, row key, column mark and text stands where it was sent, ``Finder`` would find each input exactly
there, without an issue. ``UntouchedForm`` checks that without searching. What it needs for it is computed once for
each kind of form.
"""

from collections.abc import Iterator, Mapping

from qz.intake.reading.find import MARK_ROW, Found, Place
from qz.intake.reading.rulers import KINDS
from qz.layout.form_plan import KEY_COLUMN
from qz.model.layout import MARKED_AS, FormGrid, InputCell
from qz.model.returns import BLANK_CELL, CellState, RawSheet, RawWorkbook
from qz.values.clean import tight


class UntouchedForm:
    """One kind of form. ``labels``: the text that each row shows, by row key."""

    def __init__(self, grid: FormGrid, labels: Mapping[str, str]) -> None:
        """Compute where everything stands in the form as it is sent."""
        self.grid = grid
        self.labels = labels
        self.keys = frozenset(key for rows in grid.row_keys.values() for key in rows.values())
        self.inputs = {title: self._inputs_on(title) for title in grid.row_keys}
        self._words = self.keys | KINDS.keys()
        self._rulers = {title: dict(self._rulers_on(title)) for title in grid.row_keys}
        self._names: dict[str, Place] = {cell.name: _home(cell) for cell in grid.inputs}
        self._folded = frozenset(name.casefold() for name in self._names)
        self._rows = {title: self._rows_on(title) for title in grid.row_keys}
        self._typed = {title: self._typed_on(title) for title in grid.row_keys}
        self._found = tuple(Found(cell, _home(cell)) for cell in grid.inputs)
        self._label_columns: dict[tuple[str, int], int] = {}
        self._certain = self._is_certain()

    def _inputs_on(self, title: str) -> frozenset[tuple[int, int]]:
        return frozenset((cell.row, cell.column) for cell in self.grid.inputs if cell.sheet == title)

    def _rulers_on(self, title: str) -> Iterator[tuple[tuple[int, int], str]]:
        for row, key in self.grid.row_keys[title].items():
            yield (row, KEY_COLUMN), key
        for kind, column in self.grid.columns[title].items():
            if kind not in MARKED_AS:
                yield (MARK_ROW, column), kind.value

    def _rows_on(self, title: str) -> tuple[tuple[int, str], ...]:
        """Each row with inputs, and its text."""
        return tuple((row, tight(self.labels.get(key, ""))) for row, key in self.grid.row_keys[title].items())

    def _typed_on(self, title: str) -> tuple[tuple[int, int], ...]:
        """The cells in rows and columns with inputs. A formula in one means that the row may only copy another."""
        columns = self.grid.columns[title].values()
        return tuple((row, column) for row in self.grid.row_keys[title] for column in columns)

    def _is_certain(self) -> bool:
        """Whether all names, row keys and column marks of the form are different, and every row has a text."""
        grid, count = self.grid, len(self.grid.inputs)
        return (
            len(self._folded) == len(set(self._names.values())) == count
            and len(self.keys) == sum(map(len, grid.row_keys.values()))
            and all(
                len(self._rulers[title]) == len(rows) + len(grid.columns[title].keys() - MARKED_AS.keys())
                for title, rows in grid.row_keys.items()
            )
            and all(cell.column == grid.columns[cell.sheet][cell.kind] for cell in grid.inputs)
            and all(own for rows in self._rows.values() for _, own in rows)
        )

    def find(self, book: RawWorkbook) -> list[Found] | None:
        """The place of each input, which is where it was sent; ``None`` where anything moved, or may have."""
        if not self.stands(book) or not self._is_named(book):
            return None
        sheets = {sheet.name: sheet for sheet in book.sheets}
        for title, rows in self._rows.items():
            sheet = sheets[title]
            cells = sheet.cells
            computed = [place for place in self._typed[title] if place in cells and cells[place].formula]
            if computed or not all(self._shows(sheet, row, own) for row, own in rows):
                return None
        return list(self._found)

    def stands(self, book: RawWorkbook) -> bool:
        """Whether the form's row keys and column marks stand where they were sent, and nowhere else in the workbook."""
        words = self._words
        standing = {}
        for sheet in book.sheets:
            here = {
                place: cell.text
                for place, cell in sheet.cells.items()
                if cell.text in words and cell.state is CellState.TEXT
            }
            if here:
                standing[sheet.name] = here
        return (
            self._certain
            and standing == self._rulers
            and len({sheet.name for sheet in book.sheets}) == len(book.sheets)
        )

    def _is_named(self, book: RawWorkbook) -> bool:
        """Whether each input's name exists once, in upper or lower case, and points to the cell where it was sent."""
        names, own = book.names, self._names
        return own.items() <= names.items() and not any(
            name.casefold() in self._folded for name in names.keys() - own.keys()
        )

    def _shows(self, sheet: RawSheet, row: int, own: str) -> bool:
        """Whether a row shows its text; the column where it stood in the last return is looked at first."""
        known = self._label_columns.get((sheet.name, row))
        if known is not None and _holds(sheet, row, known, own):
            return True
        for place, column in sheet.cells:
            if place == row and _holds(sheet, row, column, own):
                self._label_columns[sheet.name, row] = column
                return True
        return False


def _holds(sheet: RawSheet, row: int, column: int, own: str) -> bool:
    cell = sheet.cells.get((row, column), BLANK_CELL)
    return cell.state is CellState.TEXT and tight(cell.text) == own


def _home(cell: InputCell) -> Place:
    return cell.sheet, cell.row, cell.column
