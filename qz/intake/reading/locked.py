"""Reports locked texts and formulas that were changed. Scores do not depend on them."""

from collections.abc import Container, Iterator, Mapping
from typing import Final

from qz.intake.intake_records import NOT_LISTED, Issue
from qz.intake.reading.find import Found
from qz.intake.reading.rulers import Rulers, read_rulers
from qz.intake.reading.untouched_form import UntouchedForm
from qz.model.layout import PERSONAL, InputKind, cell_name
from qz.model.returns import BLANK_CELL, CellState, RawCell, RawSheet, RawWorkbook
from qz.model.values import exact_decimal
from qz.records import dataclass
from qz.values.clean import tight
from qz.values.formats import show_raw

_LISTED: Final = 12
"""How many cells an issue lists."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One locked cell that was changed: its address now, its text as sent, and its text now."""

    address: str
    wanted: str
    found: str


def locked_changes(
    book: RawWorkbook, blank: RawWorkbook, untouched: UntouchedForm, found: list[Found], *, in_place: bool
) -> Iterator[Issue]:
    """For each sheet one issue for changed locked texts (L10), and one for overwritten formulas (L11).

    Args:
        book: The workbook received.
        blank: The unit's form as it was sent, read back.
        untouched: That of the form's kind.
        found: The inputs of the form in the workbook; rows with an uncertain input are left out.
        in_place: Whether all row keys and column marks of the workbook stand where they were sent.
    """
    in_place = in_place and untouched.stands(blank)
    for title in untouched.grid.row_keys:
        sheet = blank.sheet(title)
        homes = {each.place[0] for each in found if each.place and each.input.sheet == title}
        home = book.sheet(next(iter(homes))) if len(homes) == 1 else None
        if sheet is None or home is None:
            continue
        if in_place:
            differing = _in_place(sheet, home)
        else:
            doubtful = {each.input.row for each in found if each.place is None and each.input.sheet == title}
            sent, back = read_rulers(sheet, untouched.keys), read_rulers(home, untouched.keys)
            differing = _aligned(sent, back, doubtful)
        texts, formulas = _changes(differing, untouched.inputs[title])
        if texts:
            personal = not PERSONAL.isdisjoint(untouched.grid.columns[title])
            first_found = NOT_LISTED if personal else texts[0].found
            words = {"cells": _list(texts), "wanted": texts[0].wanted, "found": first_found}
            yield Issue("L10", words | {"count": str(len(texts))}, home.name, texts[0].address)
        if formulas:
            words = {"cells": _list(formulas), "count": str(len(formulas))}
            yield Issue("L11", words, home.name, formulas[0].address)


def _list(changes: list[_Change]) -> str:
    return "、".join(change.address for change in changes[:_LISTED]) + ("等" if len(changes) > _LISTED else "")


@dataclass(frozen=True, slots=True)
class _LockedCell:
    """A cell as it was sent and as it is now, each with its row and column."""

    place: tuple[int, int]
    cell: RawCell
    place_now: tuple[int, int]
    now: RawCell


def _in_place(sent: RawSheet, back: RawSheet) -> list[_LockedCell]:
    """The changed cells of a sheet in which nothing was moved; cells with a formula before and after are left out."""
    now = back.cells
    return [
        _LockedCell(place, cell, place, other)
        for place, cell in sent.cells.items()
        if (other := now.get(place, BLANK_CELL)) is not cell and not (cell.formula and other.formula) and other != cell
    ]


def _aligned(sent: Rulers, back: Rulers, doubtful: set[int]) -> list[_LockedCell]:
    """The changed cells of a sheet whose rows or columns may have moved; ``doubtful`` rows are left out."""
    rows, shifts = _rows(sent, back), _shifts(sent.columns, back.columns)
    pairs = []
    for (row, column), cell in sent.sheet.cells.items():
        if row in rows and row not in doubtful and column != sent.key_column:
            row_now, column_now = rows[row], column + _shift(shifts, column)
            now = back.sheet.at(row_now, column_now)
            if now != cell:  # with a deleted row or column the place may lie outside; it is then put at the edge
                pairs.append(_LockedCell((row, column), cell, (max(row_now, 0), max(column_now, 0)), now))
    return pairs


def _shift(shifts: Mapping[int, int], column: int) -> int:
    """How far a column moved: as far as the nearest column with a mark."""
    if not shifts:
        return 0
    return shifts[min(shifts, key=lambda marked: (abs(marked - column), marked))]


def _changes(pairs: list[_LockedCell], inputs: Container[tuple[int, int]]) -> tuple[list[_Change], list[_Change]]:
    """Changed texts and overwritten formulas, each in reading order, without ``inputs``, which are not locked."""
    texts: list[_Change] = []
    formulas: list[_Change] = []
    for pair in sorted(pairs, key=lambda pair: pair.place):
        cell, now = pair.cell, pair.now
        if pair.place in inputs or (cell.formula and now.formula):
            continue
        if cell.formula or now.formula or _essence(cell) != _essence(now):
            change = _Change(cell_name(*pair.place_now), _show(cell), _show(now))
            (formulas if cell.formula else texts).append(change)
    return texts, formulas


def _rows(sent: Rulers, back: Rulers) -> dict[int, int]:
    """Row number now by row number as sent: of rows with a key; of all rows where those moved alike."""
    keyed = {
        rows[0]: back.rows[key][0] for key, rows in sent.rows.items() if len(rows) == len(back.rows.get(key, [])) == 1
    }
    shifts = {now - row for row, now in keyed.items()}
    if len(shifts) != 1 or len(keyed) < len(sent.rows):
        return keyed
    shift = shifts.pop()
    return {row: row + shift for row, _ in sent.sheet.cells} | {sent.mark_row: back.mark_row}


def _shifts(sent: Mapping[InputKind, int], back: Mapping[InputKind, int]) -> dict[int, int]:
    return {column: back[kind] - column for kind, column in sent.items() if kind in back}


def _essence(cell: RawCell) -> tuple[CellState, str]:
    """A cell's state and content, the same however a program stores it."""
    if cell.state is CellState.NUMBER:
        return cell.state, str(exact_decimal(cell.text))
    return (cell.state, tight(cell.text)) if cell.text else (CellState.BLANK, "")


def _show(cell: RawCell) -> str:
    if cell.state is CellState.NUMBER:
        return show_raw(cell.text, cell.number_format)
    return cell.text or "空白"
