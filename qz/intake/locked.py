"""Locked texts and formulas that changed: told, and nothing more; scores come from the answers anyway."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from qz.intake.find import Found
from qz.intake.records import Issue
from qz.intake.rulers import Rulers, read_rulers
from qz.model.layout import FormLayout, InputKind, cell_name
from qz.model.returns import CellState, RawCell, RawWorkbook
from qz.model.values import exact_decimal
from qz.values.clean import tight
from qz.values.formats import show_raw

_LISTED: Final = 12
"""Cells an issue lists."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One locked cell that is not what it was."""

    address: str
    wanted: str
    found: str


def locked_changes(book: RawWorkbook, blank: RawWorkbook, layout: FormLayout, found: list[Found]) -> Iterator[Issue]:
    """One issue a sheet for locked texts that changed, one for formulas that were overwritten.

    Args:
        book: The workbook received.
        blank: The unit's form as it was sent.
        layout: Of that form.
        found: The inputs of the layout in the workbook; rows with one that is not certain are left out.
    """
    keys = frozenset(key for rows in layout.row_keys.values() for key in rows.values())
    for title in layout.row_keys:
        sheet = blank.sheet(title)
        homes = {each.place[0] for each in found if each.place and each.input.sheet == title}
        home = book.sheet(next(iter(homes))) if len(homes) == 1 else None
        if sheet is None or home is None:
            continue
        doubtful = {each.input.row for each in found if each.place is None and each.input.sheet == title}
        rows = _Aligned(read_rulers(sheet, keys), read_rulers(home, keys), layout, title, doubtful)
        texts, formulas = rows.changes()
        if texts:
            words = {"cells": _list(texts), "wanted": texts[0].wanted, "found": texts[0].found}
            yield Issue("L10", words | {"count": str(len(texts))}, home.name, texts[0].address)
        if formulas:
            words = {"cells": _list(formulas), "count": str(len(formulas))}
            yield Issue("L11", words, home.name, formulas[0].address)


def _list(changes: list[_Change]) -> str:
    return "、".join(change.address for change in changes[:_LISTED]) + ("等" if len(changes) > _LISTED else "")


class _Aligned:
    """A sheet as it was sent beside the same sheet as it came back."""

    def __init__(self, sent: Rulers, back: Rulers, layout: FormLayout, title: str, doubtful: set[int]) -> None:
        self._sent = sent
        self._back = back
        self._inputs = {(cell.row, cell.column) for cell in layout.inputs if cell.sheet == title}
        self._doubtful = doubtful
        self._rows = _rows(sent, back)
        self._shifts = _shifts(sent.columns, back.columns)

    def changes(self) -> tuple[list[_Change], list[_Change]]:
        """Texts changed and formulas overwritten, in reading order."""
        texts: list[_Change] = []
        formulas: list[_Change] = []
        for (row, column), cell in sorted(self._sent.sheet.cells.items()):
            if (row, column) in self._inputs or row not in self._rows or row in self._doubtful:
                continue
            place = (self._rows[row], column + self._shift(column))
            now = self._back.sheet.at(*place)
            change = _Change(cell_name(*place), _show(cell), _show(now))
            if cell.formula and not now.formula:
                formulas.append(change)
            elif not cell.formula and (now.formula or _essence(cell) != _essence(now)):
                texts.append(change)
        return texts, formulas

    def _shift(self, column: int) -> int:
        """How far a column moved: as the nearest marked one did."""
        if not self._shifts:
            return 0
        return self._shifts[min(self._shifts, key=lambda marked: (abs(marked - column), marked))]


def _rows(sent: Rulers, back: Rulers) -> dict[int, int]:
    """Rows as sent and as they came back: those with a key; where all moved alike, the others too."""
    keyed = {
        rows[0]: back.rows[key][0] for key, rows in sent.rows.items() if len(rows) == len(back.rows.get(key, [])) == 1
    }
    shifts = {now - row for row, now in keyed.items()}
    if len(shifts) != 1 or len(keyed) < len(sent.rows):
        return keyed
    shift = shifts.pop()
    return {row: row + shift for row, _ in sent.sheet.cells}


def _shifts(sent: Mapping[InputKind, int], back: Mapping[InputKind, int]) -> dict[int, int]:
    return {column: back[kind] - column for kind, column in sent.items() if kind in back}


def _essence(cell: RawCell) -> tuple[CellState, str]:
    """What a cell says, however a program stores it."""
    if cell.state is CellState.NUMBER:
        return cell.state, str(exact_decimal(cell.text))
    return (cell.state, tight(cell.text)) if cell.text else (CellState.BLANK, "")


def _show(cell: RawCell) -> str:
    if cell.state is CellState.NUMBER:
        return show_raw(cell.text, cell.number_format)
    return cell.text or "空白"
