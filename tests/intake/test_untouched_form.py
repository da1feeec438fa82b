"""A form in its place is read without looking for its inputs: the same as if they had been looked for."""

from dataclasses import replace

import edits
import hostile
import pytest
from filled import form, layout_of, programme, unit_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_find import CARD, DEPARTMENT, EDITS, TASKS, TOWN, WHERE, marked

from qz.intake.reading.extract import FormReader, find_inputs
from qz.model.returns import CellState, RawCell
from qz.workbook.read.xlsx.read_xlsx import UnreadableFile, read_workbook


def layout(name=TOWN):
    return layout_of(unit_of(name))


def looked_for(monkeypatch):
    """From here on nothing is read but by looking for it."""
    monkeypatch.setattr("qz.intake.reading.untouched_form.UntouchedForm.find", lambda *_: None)


def both(book, name=TOWN, blank=None):
    """What a fresh reader, one that has read the form before, and the long way make of a workbook."""
    reader = FormReader(programme(), layout(name))
    first = reader.read(book, layout(name), blank)
    assert reader.read(book, layout(name), blank) == first
    with pytest.MonkeyPatch.context() as monkeypatch:
        looked_for(monkeypatch)
        assert FormReader(programme(), layout(name)).read(book, layout(name), blank) == first
    return first


def in_place(book, name=TOWN):
    return FormReader(programme(), layout(name)).untouched.find(book) is not None


@pytest.mark.parametrize("name", [TOWN, DEPARTMENT])
def test_a_form_as_it_was_sent_is_in_place(name):
    book = read_workbook(form(name))
    assert in_place(book, name)
    untouched = FormReader(programme(), layout(name)).untouched
    assert (untouched.find(book), []) == find_inputs(book, programme(), layout(name))
    assert in_place(marked(name), name)
    both(book, name, book)
    both(replace(book, date1904=True), name)


def cell(text, **more):
    return RawCell(CellState.TEXT, text, **more)


def put(book, index, place, raw):
    sheets = list(book.sheets)
    sheets[index] = replace(sheets[index], cells=dict(sheets[index].cells) | {place: raw})
    return replace(book, sheets=tuple(sheets))


OUT_OF_PLACE = {
    "a row inserted": lambda book: edits.insert_rows(book, CARD, 9),
    "a column inserted": lambda book: edits.insert_columns(book, CARD, 9),
    "a name lost": lambda book: edits.drop_names(book, lambda name: name != "fact_annual_plan"),
    "a name elsewhere": lambda book: replace(book, names={**book.names, "fact_annual_plan": ("自评表", 8, 9)}),
    "a name on another sheet": lambda book: replace(book, names={**book.names, "fact_annual_plan": ("报送信息", 8, 8)}),
    "a name twice": lambda book: replace(book, names={**book.names, "FACT_annual_plan": ("自评表", 9, 9)}),
    "a name in other letters": lambda book: replace(
        book, names={name.upper() if "plan" in name else name: place for name, place in book.names.items()}
    ),
    "a key lost": lambda book: edits.clear(book, CARD, lambda row, column: (row, column) == (8, 0)),
    "a key twice": lambda book: edits.put(book, CARD, (60, 0), "fact:annual_plan"),
    "a key as an answer": lambda book: edits.put(book, CARD, (10, 9), "fact:annual_plan"),
    "a key on another sheet": lambda book: edits.put(book, 0, (10, 9), "fact:annual_plan"),
    "a key that is no text": lambda book: put(
        book, CARD, (8, 0), RawCell(CellState.ERROR, book.sheets[CARD].at(8, 0).text)
    ),
    "a mark lost": lambda book: edits.clear(book, CARD, lambda row, column: (row, column) == (0, 8)),
    "a mark moved": lambda book: edits.cut_cell(book, CARD, (0, 8), (0, 11)),
    "a mark twice": lambda book: edits.put(book, CARD, (0, 12), "fact"),
    "a mark as an answer": lambda book: edits.put(book, TASKS, (10, 11), "task_note"),
    "rows' texts gone": lambda book: edits.clear(book, CARD, lambda row, column: row == 8 and 0 < column < 8),
    "a row's text another's": lambda book: edits.sort_rows(book, CARD, [8, 9], [9, 8], range(1, 8)),
    "a row's text an error": lambda book: put(
        book, CARD, (8, 6), RawCell(CellState.ERROR, book.sheets[CARD].at(8, 6).text)
    ),
    "an answer computed": lambda book: put(book, CARD, (8, 8), cell("是", formula=True)),
    "a mark's column computed": lambda book: put(book, TASKS, (10, 8), cell("", formula=True)),
    "a sheet copied": lambda book: edits.copy_sheet(book, CARD, "自评表 (2)"),
    "a sheet renamed": lambda book: edits.rename_sheet(book, CARD, "表"),
    "a sheet deleted": lambda book: edits.delete_sheet(book, CARD),
    "all names lost": edits.drop_names,
}


@pytest.mark.parametrize("name", OUT_OF_PLACE)
def test_what_is_out_of_place_is_looked_for(name):
    book = OUT_OF_PLACE[name](marked(TOWN))
    assert not in_place(book)
    both(book, blank=marked(TOWN))
    reader = FormReader(programme(), layout())
    reader.read(marked(TOWN), layout())
    assert reader.read(book, layout()) == FormReader(programme(), layout()).read(book, layout())


@pytest.mark.parametrize(
    "edit",
    [
        lambda book: edits.reorder(book, [4, 2, 3, 1, 0]),
        lambda book: edits.put(book, CARD, (400, 40), "顺便说一句"),
        lambda book: edits.put(book, CARD, (8, 20), "质量工作专题会议次数"),
        lambda book: replace(book, names={**book.names, "own": ("自评表", 9, 9)}),
    ],
)
def test_what_changes_no_place_is_read_in_place(edit):
    book = edit(marked(TOWN))
    assert in_place(book)
    both(book, blank=marked(TOWN))


def test_a_blank_form_that_was_itself_moved_is_aligned():
    both(marked(TOWN), blank=edits.insert_rows(marked(TOWN), CARD, 9))


def test_columns_deleted_beside_the_keys_are_told_and_no_more():
    book = marked(TOWN)
    for _ in range(4):
        book = edits.delete_column(book, CARD, 1)
    (told,) = [issue for issue in both(book, blank=marked(TOWN)).issues if issue.code == "L10"]
    assert told.sheet == "自评表"
    assert "fact:" not in told.words["wanted"]
    assert told.words["cells"].startswith("A")


def test_rows_deleted_above_are_told_and_no_more():
    book = edits.delete_row(edits.delete_row(marked(TOWN), CARD, 2), CARD, 2)
    (told,) = [issue for issue in both(book, blank=marked(TOWN)).issues if issue.code == "L10"]
    assert told.words["cells"].startswith("B1、")
    assert "fact" not in told.words["wanted"]


def test_a_column_inserted_beside_the_keys_is_no_change():
    book = edits.insert_columns(marked(TOWN), CARD, 1)
    assert [issue.code for issue in both(book, blank=marked(TOWN)).issues if issue.code[0] == "L"] == []


def test_each_return_is_held_against_its_own_form():
    reader, moved = FormReader(programme(), layout()), edits.insert_rows(marked(TOWN), CARD, 9)
    for blank in (marked(TOWN), moved, marked(TOWN)):
        assert reader.read(marked(TOWN), layout(), blank) == both(marked(TOWN), blank=blank)


def test_locked_cells_that_changed_are_told_in_place_and_aligned():
    sent = read_workbook(form(TOWN))
    book = put(sent, CARD, (4, 2), cell("别的"))
    book = put(book, CARD, (8, 4), RawCell(CellState.NUMBER, "77", "0"))
    total = sent.names["self_total"]
    book = put(book, CARD, total[1:], RawCell(CellState.NUMBER, "100"))
    assert in_place(book)
    assert [issue.code for issue in both(book, blank=sent).issues] == ["L10", "L11"]


@pytest.mark.proof
@settings(max_examples=120)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), WHERE), min_size=1, max_size=3))
def test_no_sequence_of_edits_makes_a_difference(sequence):
    book = marked(TOWN)
    for name, where in sequence:
        book = EDITS[name](book, where)
    both(book, blank=marked(TOWN))


@pytest.mark.proof
@pytest.mark.parametrize("variant", hostile.all_variants(), ids=lambda variant: variant.name)
def test_variant(variant):
    for data in variant.files().values():
        try:
            book = read_workbook(data)
        except UnreadableFile:
            continue
        both(book)
