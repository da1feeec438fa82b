"""Finds each input of a form in a workbook: by its defined name, and by its row key and column mark.

Row keys (a column of the form) and column marks (a row of it) move with their rows and columns. An input's place is
certain where name and key agree; where one is lost and the row still shows the input's text; or where whole rows were
sorted (the keys count). Any other input is reported, and not read from a neighbouring cell.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Final

from qz.intake.intake_records import Issue
from qz.intake.reading.rulers import read_rulers
from qz.layout.form_plan import KEY_COLUMN
from qz.model.layout import MARKED_AS, FormLayout, InputCell, InputKind, cell_name
from qz.model.returns import CellState, RawWorkbook
from qz.records import dataclass
from qz.values.clean import tight

Place = tuple[str, int, int]
"""Sheet name, row and column (zero-based)."""
MARK_ROW: Final = 0
"""The row of the column marks in a form as it is sent."""


class RowOwner(Enum):
    """Whose row a cell is in, by the row's texts: the input's own (perhaps edited), unknown, or another input's."""

    OWN = auto()
    EDITED = auto()
    UNKNOWN = auto()
    ANOTHER = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """One input and its place, ``None`` where it is not certain. ``silent``: another input's issue reports it."""

    input: InputCell
    place: Place | None
    issue: Issue | None = None
    silent: bool = False


class Finder:
    """Finds the inputs of one layout in one workbook. ``labels``: the text that each row shows, by row key."""

    def __init__(self, book: RawWorkbook, layout: FormLayout, labels: Mapping[str, str]) -> None:
        """Read the row keys and column marks of every sheet."""
        self._book = book
        self._layout = layout
        self._labels = {key: tight(label) for key, label in labels.items()}
        self._known = set(self._labels.values())
        keys = frozenset(key for rows in layout.row_keys.values() for key in rows.values())
        self._rulers = {sheet.name: read_rulers(sheet, keys) for sheet in book.sheets}
        self._names = {name.casefold(): place for name, place in book.names.items()}
        self._inputs = {cell.name.casefold() for cell in layout.inputs}
        self._moved_by_sort: dict[str, bool] = {}
        self._moved: set[str] = set()
        self._wiped: dict[str, set[int]] = {}
        self._label_columns: dict[str, int | None] = {}
        self._parted: Counter[tuple[str, InputKind]] = Counter()
        self._columns: dict[tuple[str, InputKind, str], int | None] = {}
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

    def settle(self, found: list[Found]) -> Iterator[Found]:
        """The inputs of one sheet; where the places of others show that rows were moved, more become uncertain.

        Where a row shows another row's text, inputs that have lost their name or key are uncertain, and so are inputs
        whose text stands in several rows; where most rows do, all inputs are. Where name and key of an input point to
        different cells, inputs of its kind that have lost their name are uncertain.
        """
        strangers = sum(each.issue is not None and each.issue.code == "L04" for each in found)
        for each in found:
            detail = "" if each.place is None else self._doubt(each, each.place[0], most=2 * strangers > len(found))
            yield _asked(each.input, f"{_show(each.place)}{detail}", each.place) if each.place and detail else each

    def _doubt(self, each: Found, home: str, *, most: bool) -> str:
        code = each.issue.code if each.issue else ""
        if home in self._moved and (most or code in {"L01", "L02"}):
            return "在移动过的表里"
        if home in self._moved and self._stands_twice(each.input, home):
            return "这一行的文字在表里不止一处"
        wiped = self._wiped.get(home, set())
        if each.place and each.place[1] in wiped and (home in self._moved or len(wiped) > 1):
            return "这一行和别的行都没有文字了"
        if self._parted[home, each.input.kind] > (0 if code == "L01" else 1):
            return "同一列的格移动过"
        if code == "L01" and not (self._is_intact(each.input.sheet, home) or self._is_backed(each)):
            return "没有名称，这张表的行又移动过"
        return ""

    def _is_intact(self, sheet: str, home: str) -> bool:
        """Whether a sheet's row keys stand as they were sent, at most all shifted alike."""
        rulers = self._rulers[home]
        now = {key: rows for key, rows in rulers.rows.items() if len(rows) == 1}
        return all(
            now.get(key) == [row + rulers.mark_row - MARK_ROW] for row, key in self._layout.row_keys[sheet].items()
        )

    def _is_backed(self, each: Found) -> bool:
        """Whether the name of another input of the same row points to the row with this key."""
        key = self.key_of(each.input)
        for other in self._layout.inputs:
            if other.sheet == each.input.sheet and self.key_of(other) == key and each.place:
                place = self._names.get(other.name.casefold())
                if place and place[:2] == each.place[:2]:
                    return True
        return False

    def _stands_twice(self, cell: InputCell, home: str) -> bool:
        return self._rulers[home].rows_with(self._labels.get(self.key_of(cell), "")) > 1

    def _by_key(self, cell: InputCell, home: str) -> list[Place]:
        rulers = self._rulers[home]
        column = self._column(cell, home)
        return [] if column is None else [(home, row, column) for row in rulers.rows.get(self.key_of(cell), [])]

    def _column(self, cell: InputCell, home: str) -> int | None:
        """The column of a kind of input on a sheet; ``None`` where it is not certain.

        It must be marked, and agree with the names or stand at the right distance from the row keys.
        """
        kind = (cell.sheet, cell.kind, home)
        if kind not in self._columns:
            self._columns[kind] = self._certain_column(cell, home)
        return self._columns[kind]

    def _certain_column(self, cell: InputCell, home: str) -> int | None:
        rulers = self._rulers[home]
        marked = rulers.columns.get(MARKED_AS.get(cell.kind, cell.kind))
        named = self._columns_by_names(cell, home)
        if named:
            return marked if marked in named else None if marked is not None or len(named) > 1 else min(named)
        distance = self._layout.columns[cell.sheet][cell.kind] - KEY_COLUMN
        return marked if marked is not None and marked - rulers.key_column == distance else None

    def _columns_by_names(self, cell: InputCell, home: str) -> set[int]:
        """The columns of a sheet to which the names of inputs of the same kind point."""
        places = (
            self._names.get(other.name.casefold())
            for other in self._layout.inputs
            if other.kind is cell.kind and other.sheet == cell.sheet
        )
        return {place[2] for place in places if place and place[0] == home}

    def find_by_key(self, cell: InputCell, home: str) -> Place | None:
        """The cell in the row with the input's key and the input's column; ``None`` where either is not certain."""
        places = self._by_key(cell, home)
        return places[0] if len(places) == 1 and self._row_owner(cell, places[0]) is RowOwner.OWN else None

    def named_on(self, cell: InputCell, homes: list[str]) -> Place | None:
        """The cell to which the input's name points, where it is on one of these sheets; else ``None``."""
        place = self._names.get(cell.name.casefold())
        return place if place and place[0] in homes else None

    def content_of(self, place: Place) -> tuple[CellState, str]:
        """State and text of a cell, to compare it with another."""
        cell = self._rulers[place[0]].sheet.at(place[1], place[2])
        return cell.state, cell.text

    def _row_owner(self, cell: InputCell, place: Place) -> RowOwner:
        """Whose row it is by its texts."""
        rulers = self._rulers[place[0]]
        texts = rulers.row_texts(place[1])
        own = self._labels.get(self.key_of(cell), "")
        if own in texts:
            shown_again = rulers.rows_with(own) > 1
            columns = {place[2], *rulers.columns.values()}
            mirrored = shown_again and any(rulers.sheet.at(place[1], column).formula for column in columns)
            return RowOwner.ANOTHER if mirrored else RowOwner.OWN
        if texts & self._known or rulers.rows_with(own):
            self._moved.add(place[0])
            return RowOwner.ANOTHER
        column = self._label_column(place[0])
        if column is not None and rulers.sheet.at(place[1], column).text.strip():
            return RowOwner.EDITED
        self._wiped.setdefault(place[0], set()).add(place[1])
        return RowOwner.UNKNOWN

    def _label_column(self, home: str) -> int | None:
        """The column of a sheet with the texts of its rows; ``None`` where they are gone."""
        if home not in self._label_columns:
            found = Counter(
                column
                for (_, column), cell in self._rulers[home].sheet.cells.items()
                if cell.state is CellState.TEXT and tight(cell.text) in self._known
            )
            self._label_columns[home] = found.most_common(1)[0][0] if found else None
        return self._label_columns[home]

    def _both(self, cell: InputCell, place: Place) -> Found:
        if self._row_owner(cell, place) is RowOwner.ANOTHER:
            return _asked(cell, f"{_show(place)}这一行写的不是这一项", place)
        return Found(cell, place)

    def _keyed_only(self, cell: InputCell, place: Place) -> Found:
        if place in self._named_places:
            return _asked(cell, f"{_show(place)}带着别的填报格的名称", place)
        if self._row_owner(cell, place) is not RowOwner.OWN:
            return _asked(cell, f"{_show(place)}这一行认不出是不是这一项", place)
        if not self._rulers[place[0]].is_regular(place[1]):
            return _asked(cell, f"{_show(place)}这一行的格移动过", place)
        return Found(cell, place, Issue("L01", sheet=place[0]))

    def _named_only(self, cell: InputCell, place: Place | None) -> Found:
        if place is None:
            return Found(cell, None, Issue("L05", {"label": cell.spec.label}, key=cell.name))
        if self._row_owner(cell, place) is not RowOwner.OWN or self._is_anothers(cell, place):
            return _asked(cell, f"{_show(place)}这一行认不出是不是这一项", place)
        return Found(cell, place, Issue("L02", sheet=place[0]))

    def _is_anothers(self, cell: InputCell, place: Place) -> bool:
        """Whether the row's key or the column's mark belongs to another input."""
        rulers = self._rulers[place[0]]
        keyed = any(place[1] in rows for key, rows in rulers.rows.items() if key != self.key_of(cell))
        return keyed or any(place[2] == column for kind, column in rulers.columns.items() if kind is not cell.kind)

    def _doubled(self, cell: InputCell, named: Place | None, keyed: list[Place]) -> Found:
        values = {self.content_of(place) for place in keyed}
        place = named or keyed[0]
        if len(values) == 1 and place in keyed and self._row_owner(cell, place) is RowOwner.OWN:
            return Found(cell, place)
        what = "、".join(_show(place) for place in keyed)
        sheet, row, column = keyed[0]
        return Found(
            cell, None, Issue("L09", {"label": cell.spec.label, "what": what}, sheet, cell_name(row, column), cell.name)
        )

    def _apart(self, cell: InputCell, named: Place, keyed: Place, home: str) -> Found:
        if self._is_sorted(cell.sheet, home) and self._row_owner(cell, keyed) is RowOwner.OWN:
            return Found(cell, keyed, Issue("L03", sheet=home))
        self._parted[home, cell.kind] += 1
        return _asked(cell, f"名称指向{_show(named)}，行号标记在{_show(keyed)}", keyed)

    def _is_sorted(self, sheet: str, home: str) -> bool:
        """Whether whole rows of a sheet were sorted: the row keys stand on the rows of the names, in another order."""
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
    """The inputs; those that were found at the same cell become uncertain."""
    claims = Counter(each.place for each in found if each.place)
    for each in found:
        if each.place and claims[each.place] > 1:
            yield _asked(each.input, f"{_show(each.place)}被几个填报格同时指着", each.place)
        else:
            yield each
