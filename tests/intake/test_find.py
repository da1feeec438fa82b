"""Inputs found after whatever was done to the form: the right cell, or asked about; never another's."""

from functools import lru_cache
from typing import NamedTuple

import edits
import pytest
from filled import form, layout_of, programme, unit_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qz.intake.reading.extract import find_inputs
from qz.model.returns import CellState, RawCell
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWN, DEPARTMENT = "孟河镇", "质监分局"
CARD, TASKS = 2, 1
ROWS = [6, 8, 10, 11, 13]
"""Rows of facts on the town's 自评表."""
SHOWN_TWICE = ["fact_city_brands", "fact_city_brands_evidence"]
"""Inputs whose text a later row shows again: not certain once rows have lost their texts."""


@lru_cache
def marked(unit_name):
    """A unit's form in which every input holds its own name, so that a value says where it belongs."""
    book = read_workbook(form(unit_name))
    for cell in layout_of(unit_of(unit_name)).inputs:
        index = next(place for place, sheet in enumerate(book.sheets) if sheet.name == cell.sheet)
        book = edits.put(book, index, (cell.row, cell.column), f"<{cell.name}>")
    return book


def outcome(book, unit_name=TOWN):
    """Inputs read right, read wrong, and not read; and the codes noted with how many each."""
    found, issues = find_inputs(book, programme(), layout_of(unit_of(unit_name)))
    right, wrong, lost = [], [], []
    for each in found:
        if each.place is None:
            lost.append(each.input.name)
            continue
        cell = book.sheet(each.place[0]).at(*each.place[1:])
        ok = cell == RawCell(CellState.TEXT, f"<{each.input.name}>")
        (right if ok else wrong).append(each.input.name)
    return right, wrong, lost, sorted(issue.code for issue in issues)


def all_right(book, codes=(), unit_name=TOWN):
    right, wrong, lost, noted = outcome(book, unit_name)
    assert (wrong, lost, noted) == ([], [], list(codes))
    assert len(right) == len(layout_of(unit_of(unit_name)).inputs)


def asked(book, names, codes):
    right, wrong, lost, noted = outcome(book)
    assert wrong == []
    assert (sorted(lost), noted) == (sorted(names), codes)
    assert right


def input_at(row, column):
    cells = layout_of(unit_of(TOWN)).inputs
    return next(cell.name for cell in cells if (cell.sheet, cell.row, cell.column) == ("自评表", row, column))


def test_as_it_was_sent():
    all_right(marked(TOWN))
    all_right(marked(DEPARTMENT), unit_name=DEPARTMENT)


@pytest.mark.parametrize(
    "edit",
    [
        lambda book: edits.insert_rows(book, CARD, 0, 2),
        lambda book: edits.insert_rows(book, CARD, 9),
        lambda book: edits.insert_columns(book, CARD, 0),
        lambda book: edits.insert_columns(book, CARD, 9, 3),
        lambda book: edits.delete_row(book, CARD, 2),
        lambda book: edits.delete_column(book, CARD, 5),
        lambda book: edits.move_row(book, CARD, 8, 20),
        lambda book: edits.rename_sheet(book, CARD, "O'Neil's 表"),
        lambda book: edits.reorder(book, [4, 2, 3, 1, 0]),
        lambda book: edits.delete_sheet(book, 0),
        lambda book: edits.add_sheet(book, "备注"),
        lambda book: edits.put(book, CARD, (400, 40), "顺便说一句"),
    ],
)
def test_what_excel_keeps_track_of_changes_nothing(edit):
    all_right(edit(marked(TOWN)))


def test_lost_names_are_made_up_for_by_keys():
    all_right(edits.drop_names(marked(TOWN)), ["L01", "L01", "L01"])
    all_right(edits.drop_names(marked(TOWN), lambda name: name != "fact_annual_plan"), ["L01"])
    evidence = edits.drop_names(edits.insert_rows(marked(TOWN), CARD, 9), lambda name: not name.endswith("_evidence"))
    all_right(evidence, ["L01", "L01"])


def test_lost_names_on_a_sheet_whose_rows_moved_are_asked_about():
    names = [cell.name for cell in layout_of(unit_of(TOWN)).inputs if cell.sheet == "自评表"]
    asked(edits.drop_names(edits.insert_rows(marked(TOWN), CARD, 9)), names, ["L01", "L01", "L12"])


def test_lost_keys_are_made_up_for_by_names():
    all_right(edits.clear(marked(TOWN), CARD, lambda _, column: column == 0), ["L02"])
    all_right(edits.delete_column(marked(TOWN), CARD, 0), ["L02"])
    all_right(edits.delete_row(marked(TOWN), CARD, 0), [])


def test_rows_sorted_as_wholes_are_followed():
    book = edits.sort_rows(marked(TOWN), CARD, ROWS, ROWS[::-1])
    all_right(book, ["L03"])


def test_rows_sorted_without_their_keys_are_asked_about():
    columns = range(1, 40)
    book = edits.sort_rows(marked(TOWN), CARD, ROWS, [*ROWS[1:], ROWS[0]], columns)
    names = [input_at(row, column) for row in ROWS for column in (8, 9)]
    asked(book, names + SHOWN_TWICE, ["L12"])


def test_rows_sorted_without_their_keys_nor_names_left_in_them_are_asked_about():
    names = [input_at(row, column) for row in ROWS for column in (8, 9)]
    book = edits.drop_names(marked(TOWN), lambda name: name not in names)
    book = edits.sort_rows(book, CARD, ROWS, [*ROWS[1:], ROWS[0]], range(1, 40))
    asked(book, names + SHOWN_TWICE, ["L12"])


def test_rows_sorted_with_neither_keys_nor_names_left_are_asked_about():
    book = edits.delete_column(marked(TOWN), CARD, 0)
    book = edits.sort_rows(book, CARD, ROWS, [*ROWS[1:], ROWS[0]])
    names = [cell.name for cell in layout_of(unit_of(TOWN)).inputs if cell.sheet == "自评表"]
    asked(book, names, ["L12"])


def test_cells_shifted_are_asked_about():
    down = edits.insert_cells_down(marked(TOWN), CARD, 10, 8, 8)
    names = [cell.name for cell in layout_of(unit_of(TOWN)).inputs if (cell.sheet, cell.column) == ("自评表", 8)]
    asked(down, names, ["L12"])
    right = edits.insert_cells_right(marked(TOWN), CARD, 10, 8)
    asked(right, [input_at(10, 8), input_at(10, 9)], ["L04", "L04"])


def test_a_value_dragged_onto_another_is_asked_about():
    book = edits.cut_cell(marked(TOWN), CARD, (10, 8), (11, 8))
    asked(book, [input_at(10, 8), input_at(11, 8)], ["L04", "L04"])


def test_a_deleted_row_is_missed():
    book = edits.delete_row(marked(TOWN), CARD, 10)
    asked(book, [input_at(10, 8), input_at(10, 9)], ["L05", "L05"])


def test_a_row_copied_is_read_where_both_say_the_same():
    book = edits.copy_row(marked(TOWN), CARD, 10, 12)
    all_right(book)
    book = edits.put(book, CARD, (12, 8), "<又一个>")
    asked(book, [input_at(10, 8)], ["L09"])


def test_a_deleted_sheet_is_one_error():
    names = [cell.name for cell in layout_of(unit_of(TOWN)).inputs if cell.sheet == "自评表"]
    asked(edits.delete_sheet(marked(TOWN), CARD), names, ["L06"])


def test_a_second_copy_of_a_sheet_is_asked_about():
    book = edits.copy_sheet(marked(TOWN), CARD, "自评表 (2)")
    all_right(book, ["L08"])
    copy = next(place for place, sheet in enumerate(book.sheets) if sheet.name == "自评表 (2)")
    book = edits.put(book, copy, (10, 8), "<又一个>")
    asked(book, [input_at(10, 8)], ["L07"])


def test_a_word_of_the_rulers_typed_as_an_answer_misleads_nobody():
    book = edits.put(marked(TOWN), CARD, (10, 9), "fact:annual_plan")
    book = edits.put(book, CARD, (11, 9), "fact_evidence")
    right, wrong, lost, codes = outcome(book)
    assert (len(right), lost, codes) == (len(layout_of(unit_of(TOWN)).inputs) - 2, [], [])
    assert sorted(wrong) == sorted([input_at(10, 9), input_at(11, 9)])


class Where(NamedTuple):
    """Where an edit is made: sheet, two rows, a column, and an order of six rows."""

    index: int
    row: int
    other: int
    column: int
    order: tuple[int, ...]

    @property
    def rows(self):
        return range(self.row, self.row + 6)

    @property
    def sorted(self):
        return [self.row + place for place in self.order]


EDITS = {
    "insert rows": lambda book, at: edits.insert_rows(book, at.index, at.row, 2),
    "delete row": lambda book, at: edits.delete_row(book, at.index, at.row),
    "insert column": lambda book, at: edits.insert_columns(book, at.index, at.column),
    "delete column": lambda book, at: edits.delete_column(book, at.index, at.column),
    "shift down": lambda book, at: edits.insert_cells_down(book, at.index, at.row, at.column, at.column + 1),
    "shift right": lambda book, at: edits.insert_cells_right(book, at.index, at.row, at.column),
    "move row": lambda book, at: edits.move_row(book, at.index, at.row, at.other),
    "drag cell": lambda book, at: edits.cut_cell(book, at.index, (at.row, at.column), (at.other, at.column)),
    "sort": lambda book, at: edits.sort_rows(book, at.index, at.rows, at.sorted),
    "sort what is seen": lambda book, at: edits.sort_rows(book, at.index, at.rows, at.sorted, range(1, 60)),
    "copy row": lambda book, at: edits.copy_row(book, at.index, at.row, at.other),
    "copy sheet": lambda book, at: edits.copy_sheet(book, at.index, f"副本{len(book.sheets)}"),
    "rename sheet": lambda book, at: edits.rename_sheet(book, at.index, f"表{at.index}"),
    "drop names": lambda book, at: edits.drop_names(book, lambda name: len(name) % 3 != at.row % 3),
    "clear": lambda book, at: edits.clear(book, at.index, lambda down, across: across == at.column and down > at.row),
}
WHERE = st.builds(
    Where,
    index=st.sampled_from([TASKS, CARD, 3]),
    row=st.integers(0, 70),
    other=st.integers(0, 70),
    column=st.integers(0, 14),
    order=st.permutations(range(6)).map(tuple),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), WHERE), min_size=1, max_size=4))
def test_no_sequence_of_edits_gives_anothers_value(sequence):
    done = {name for name, _ in sequence}
    # With its name lost, a cell dragged or shifted looks as if it had been typed there.
    assume("drop names" not in done or not done & {"drag cell", "shift down", "shift right"})
    book = marked(TOWN)
    for name, where in sequence:
        book = EDITS[name](book, where)
    found, _ = find_inputs(book, programme(), layout_of(unit_of(TOWN)))
    for each in found:
        if each.place:
            text = book.sheet(each.place[0]).at(*each.place[1:]).text
            assert not text.startswith("<") or text == f"<{each.input.name}>"
