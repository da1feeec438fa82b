"""Where each input of a form lies now: by its defined name, and by the row key and column mark that travel with it.

Both agree, or one is lost and the other stands in a row that still says what it is; whole rows that were sorted are
followed by their keys. Anything else is not certain: it is asked about, and no neighbour's value is read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from qz.intake.records import Issue
from qz.model.layout import FormLayout, InputCell, InputKind, cell_name
from qz.model.returns import CellState, RawSheet, RawWorkbook
from qz.values.clean import tight

Place = tuple[str, int, int]
"""Sheet name, row and column (zero-based)."""
_KINDS: Final = {kind.value: kind for kind in InputKind}


@dataclass(slots=True)
class Rulers:
    """One sheet's rulers as they are now: rows by key (several where a key stands twice), columns by kind of input."""

    sheet: RawSheet
    rows: dict[str, list[int]] = field(default_factory=dict)
    columns: dict[InputKind, int] = field(default_factory=dict)
    texts: dict[int, set[str]] = field(default_factory=dict)

    def row_texts(self, row: int) -> set[str]:
        """The texts standing in a row, tight."""
        if not self.texts:
            for (place, _), cell in self.sheet.cells.items():
                if cell.state is CellState.TEXT:
                    self.texts.setdefault(place, set()).add(tight(cell.text))
        return self.texts.get(row, set())

    def stands_anywhere(self, text: str) -> bool:
        """Whether some row has that text."""
        return any(text in texts for texts in self.texts.values())


@dataclass(frozen=True, slots=True)
class Found:
    """One input and where it is. ``place`` is ``None`` when that is not certain; ``silent``: another issue says why."""

    input: InputCell
    place: Place | None
    issue: Issue | None = None
    silent: bool = False


def read_rulers(sheet: RawSheet, keys: frozenset[str]) -> Rulers:
    """Find a sheet's key column and mark row by what stands in them."""
    key_cells: list[tuple[int, int, str]] = []
    marks: list[tuple[int, int, InputKind]] = []
    for (row, column), cell in sheet.cells.items():
        if cell.state is CellState.TEXT:
            if cell.text in keys:
                key_cells.append((row, column, cell.text))
            elif cell.text in _KINDS:
                marks.append((row, column, _KINDS[cell.text]))
    rulers = Rulers(sheet)
    if key_cells:
        ruler = Counter(column for _, column, _ in key_cells).most_common(1)[0][0]
        for row, column, key in key_cells:
            if column == ruler:
                rulers.rows.setdefault(key, []).append(row)
    if marks:
        ruler = Counter(row for row, _, _ in marks).most_common(1)[0][0]
        columns = Counter(kind for row, _, kind in marks if row == ruler)
        rulers.columns = {kind: column for row, column, kind in marks if row == ruler and columns[kind] == 1}
    return rulers


class Finder:
    """Finds the inputs of one layout in one workbook. ``labels`` is the text each key's row shows."""

    def __init__(self, book: RawWorkbook, layout: FormLayout, labels: Mapping[str, str]) -> None:
        """Read the rulers of every sheet."""
        self._book = book
        self._layout = layout
        self._labels = {key: tight(label) for key, label in labels.items()}
        keys = frozenset(key for rows in layout.row_keys.values() for key in rows.values())
        self._rulers = {sheet.name: read_rulers(sheet, keys) for sheet in book.sheets}
        self._names = {name.casefold(): place for name, place in book.names.items()}
        self._inputs = {cell.name.casefold() for cell in layout.inputs}
        self._moved_by_sort: dict[str, bool] = {}
        self._named_places = {place: name for name, place in self._names.items() if name in self._inputs}

    def key_of(self, cell: InputCell) -> str:
        """The row key of an input."""
        return self._layout.row_keys[cell.sheet][cell.row]

    def homes(self, sheet: str) -> list[str]:
        """The workbook's sheets that hold row keys of a sheet of the layout."""
        keys = set(self._layout.row_keys.get(sheet, {}).values())
        return [name for name, rulers in self._rulers.items() if keys & rulers.rows.keys()]

    def find(self, cell: InputCell, home: str | None) -> Found:
        """Where one input is; ``home`` is the sheet whose keys count, ``None`` where no sheet holds any."""
        named = self._names.get(cell.name.casefold())
        keyed = self._by_key(cell, home) if home else []
        if len(keyed) > 1:
            return self._doubled(cell, named, keyed)
        if not keyed:
            return self._named_only(cell, named)
        if named is None:
            return self._keyed_only(cell, keyed[0])
        if named == keyed[0]:
            return self._both(cell, named)
        return self._apart(cell, named, keyed[0], home or "")

    def _by_key(self, cell: InputCell, home: str) -> list[Place]:
        rulers = self._rulers[home]
        column = rulers.columns.get(cell.kind)
        if column is None:
            column = self._column_by_names(cell, home)
        return [] if column is None else [(home, row, column) for row in rulers.rows.get(self.key_of(cell), [])]

    def find_by_key(self, cell: InputCell, home: str) -> Place | None:
        """Where the one row with the input's key meets its column on that sheet; ``None`` where that is not certain."""
        places = self._by_key(cell, home)
        return places[0] if len(places) == 1 and self._row_says(cell, places[0]) is not False else None

    def says(self, place: Place) -> tuple[CellState, str]:
        """What a cell holds, to compare it with another."""
        cell = self._rulers[place[0]].sheet.at(place[1], place[2])
        return cell.state, cell.text

    def _column_by_names(self, cell: InputCell, home: str) -> int | None:
        """The one column that the names of the same kind of input point to on a sheet; ``None`` for none or several."""
        places = (
            self._names.get(other.name.casefold())
            for other in self._layout.inputs
            if other.kind is cell.kind and other.sheet == cell.sheet
        )
        columns = {place[2] for place in places if place and place[0] == home}
        return columns.pop() if len(columns) == 1 else None

    def _row_says(self, cell: InputCell, place: Place) -> bool | None:
        """Whether the row's text is this input's (True), another's or moved away (False), or neither (``None``)."""
        rulers = self._rulers[place[0]]
        texts = rulers.row_texts(place[1])
        key = self.key_of(cell)
        own = self._labels.get(key, "")
        if own and own in texts:
            return True
        keys = self._layout.row_keys[cell.sheet].values()
        others = {self._labels.get(other, "") for other in keys if other != key} - {"", own}
        return False if others & texts or rulers.stands_anywhere(own) else None

    def _both(self, cell: InputCell, place: Place) -> Found:
        if self._row_says(cell, place) is False:
            return _asked(cell, f"{_show(place)}这一行写的是别的项目", place)
        return Found(cell, place)

    def _keyed_only(self, cell: InputCell, place: Place) -> Found:
        if place in self._named_places:
            return _asked(cell, f"{_show(place)}带着别的填报格的名称", place)
        if self._row_says(cell, place) is False:
            return _asked(cell, f"{_show(place)}这一行写的是别的项目", place)
        return Found(cell, place, Issue("L01", sheet=place[0]))

    def _named_only(self, cell: InputCell, place: Place | None) -> Found:
        if place is None:
            return Found(cell, None, Issue("L05", {"label": cell.spec.label}, key=cell.name))
        if not self._row_says(cell, place) or self._is_anothers(cell, place):
            return _asked(cell, f"{_show(place)}这一行认不出是不是这一项", place)
        return Found(cell, place, Issue("L02", sheet=place[0]))

    def _is_anothers(self, cell: InputCell, place: Place) -> bool:
        """Whether the row's key or the column's mark is another input's."""
        rulers = self._rulers[place[0]]
        keyed = any(place[1] in rows for key, rows in rulers.rows.items() if key != self.key_of(cell))
        return keyed or any(place[2] == column for kind, column in rulers.columns.items() if kind is not cell.kind)

    def _doubled(self, cell: InputCell, named: Place | None, keyed: list[Place]) -> Found:
        values = {self.says(place) for place in keyed}
        if len(values) == 1 and (named is None or named in keyed):
            return Found(cell, named or keyed[0])
        what = "、".join(_show(place) for place in keyed)
        sheet, row, column = keyed[0]
        return Found(
            cell, None, Issue("L09", {"label": cell.spec.label, "what": what}, sheet, cell_name(row, column), cell.name)
        )

    def _apart(self, cell: InputCell, named: Place, keyed: Place, home: str) -> Found:
        if self._is_sorted(cell.sheet, home) and self._row_says(cell, keyed):
            return Found(cell, keyed, Issue("L03", sheet=home))
        return _asked(cell, f"名称指向{_show(named)}，行号标记在{_show(keyed)}", keyed)

    def _is_sorted(self, sheet: str, home: str) -> bool:
        """Whether a sheet's rows changed places as wholes: the keys stand on the rows the names stayed on."""
        if sheet not in self._moved_by_sort:
            self._moved_by_sort[sheet] = self._rows_permuted(sheet, home)
        return self._moved_by_sort[sheet]

    def _rows_permuted(self, sheet: str, home: str) -> bool:
        stayed: dict[str, set[int]] = {}
        for cell in self._layout.inputs:
            place = self._names.get(cell.name.casefold())
            if cell.sheet == sheet:
                if place is None or place[0] != home or place[2] != self._rulers[home].columns.get(cell.kind):
                    return False
                stayed.setdefault(self.key_of(cell), set()).add(place[1])
        rows = self._rulers[home].rows
        now = [row for key in stayed for row in rows.get(key, [])]
        before = [row for found in stayed.values() for row in found]
        return len(now) == len(stayed) and sorted(now) == sorted(before)


def _show(place: Place) -> str:
    return f"《{place[0]}》{cell_name(place[1], place[2])}"


def _asked(cell: InputCell, detail: str, place: Place) -> Found:
    sheet, row, column = place
    return Found(
        cell, None, Issue("L04", {"label": cell.spec.label, "detail": detail}, sheet, cell_name(row, column), cell.name)
    )


def clashes(found: list[Found]) -> Iterator[Found]:
    """The same, with inputs that claim one cell together no longer certain."""
    claims = Counter(each.place for each in found if each.place)
    for each in found:
        if each.place and claims[each.place] > 1:
            yield _asked(each.input, f"{_show(each.place)}被几个填报格同时指着", each.place)
        else:
            yield each
