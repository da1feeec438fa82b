"""表彰推荐: read back, held to the unit's places, told at the cell, naming nobody; the rest of a return counts."""

from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from filled import form_with, good_answers, programme, put_at, unit_of

from qz.cli.sent_forms import SentForms
from qz.findings import CATALOGUE
from qz.forms.build import write_form
from qz.intake.receive import read_returns
from qz.layout.form import build_layout, build_plan
from qz.layout.form_plan import NOMINEE_SHEET
from qz.model.nominations import nominee_key, nominees_of
from qz.model.values import Answer
from qz.scoring.engine import score_unit

TOWN = "孟河镇"
PLACES = 2
LI, WANG, ZHAO = (
    ("李建明", "经济发展科科长", "牵头申报名牌。"),
    ("王秀兰", "质监站站长", "台账齐全。"),
    ("赵国强", "副镇长", "抓整改。"),
)
CASES = {
    "two": ((LI, WANG), ()),
    "one": ((LI,), ()),
    "a blank row between": ((LI, ("", "", ""), WANG), ()),
    "nobody": ((), ()),
    "one too many": ((LI, WANG, ZHAO), (("B01", "C8"),)),
    "two too many": ((LI, WANG, ZHAO, ("钱进", "主任", "好")), (("B01", "C8"), ("B01", "C9"))),
    "twice": ((LI, ("李 建明", "科长", "同一人")), (("B02", "C6"), ("B02", "C7"))),
    "no name": ((("", "科长", "好"), WANG), (("B03", "C6"),)),
    "no post": ((("李建明", "", "好"),), (("B03", "D6"),)),
    "no merits": ((LI, ("王秀兰", "站长", "")), (("B03", "E7"),)),
}
"""Rows of name, post and merits, and the findings by code and cell."""


@cache
def commending(places=PLACES):
    """2011 with places for every town."""
    cards = tuple(replace(card, places=places if card.scorecard_id == "town" else 0) for card in programme().scorecards)
    return replace(programme(), scorecards=cards)


def nominated(*rows):
    """The answers of 表彰推荐 with these rows."""
    parts = ("", "post", "merits")
    return {
        nominee_key(number, part): Answer(words or None, words)
        for number, row in enumerate(rows, start=1)
        for part, words in zip(parts, row, strict=True)
    }


def received(rows, folder, of=None):
    """What a return with these rows came to; its blank rows are blank on the form."""
    of = of or commending()
    unit = unit_of(TOWN)
    answers = replace(good_answers(unit, of), nominations=nominated(*rows))
    (folder / "来件.xlsx").write_bytes(form_with(of, unit, answers))
    return read_returns(of, folder, lambda each: build_layout(of, each))


@pytest.mark.parametrize("name", CASES)
def test_what_is_nominated_is_judged_row_by_row_and_the_rest_counts(name, tmp_path):
    rows, wanted = CASES[name]
    intake = received(rows, tmp_path)
    code = unit_of(TOWN).code
    assert [(found.code, found.cell) for found in intake.findings] == list(wanted)
    assert {found.sheet for found in intake.findings} <= {NOMINEE_SHEET}
    typed = [(each.name, each.post, each.merits) for each in nominees_of(code, intake.answers[code])]
    assert typed == [row for row in rows if any(row)]
    assert set(intake.returns) == {code}
    said = "".join(found.sentence for found in intake.findings)
    assert not any(word and word in said for row in rows for word in row)


def test_the_form_says_the_same_beside_each_row(tmp_path):
    """The words beside a row are those of the finding about it."""
    words = {"B01": "超出名额", "B02": "姓名重复", "B03": "缺"}
    for name, (rows, wanted) in CASES.items():
        plan = build_plan(commending(), unit_of(TOWN))
        answers = replace(good_answers(unit_of(TOWN), commending()), nominations=nominated(*rows))
        path = tmp_path / f"{len(name)}{name}.xlsx"
        write_form(plan, score_unit(plan.programme, plan.unit, answers), path, answers)
        page = openpyxl.load_workbook(path, data_only=True)[NOMINEE_SHEET]
        shown = {f"{row}": page.cell(row, 6).value or "" for row in range(6, 10)}
        told = {cell[1:]: words[code] for code, cell in wanted}
        assert {row: word for row, word in shown.items() if word not in {"", "√"}}.keys() == told.keys(), name
        assert all(shown[row].startswith(word) for row, word in told.items()), name
        assert page["B4"].value.startswith(f"名额2人，已填{sum(map(any, rows))}人")


def test_units_without_places_keep_their_form():
    department = unit_of("质监分局")
    assert build_layout(commending(), department) == build_layout(programme(), department)
    (none,) = {replace(unit, places=0) for unit in [unit_of(TOWN)]}
    assert NOMINEE_SHEET not in build_layout(commending(), none).sheets
    more = build_layout(commending(), replace(none, places=3))
    assert len([cell for cell in more.inputs if cell.sheet == NOMINEE_SHEET]) == 3 * (3 + 2)


def test_a_name_typed_where_it_does_not_belong_is_not_quoted(tmp_path):
    """In a locked cell of the sheet, and as a formula."""
    unit = unit_of(TOWN)
    data = form_with(commending(), unit, replace(good_answers(unit, commending()), nominations=nominated(LI)))
    data = put_at(data, NOMINEE_SHEET, "B7", "<is><t>孙悦</t></is>", "inlineStr")
    data = put_at(data, NOMINEE_SHEET, "C7", '<f>"周芸"</f><v>周芸</v>', "str")
    (tmp_path / "来件.xlsx").write_bytes(data)
    intake = read_returns(
        commending(), tmp_path, lambda each: build_layout(commending(), each), blank_of=SentForms(commending())
    )
    said = "".join(found.sentence for found in intake.findings)
    assert {"L10", "V21"} <= {found.code for found in intake.findings}
    assert "孙悦" not in said
    assert "周芸" not in said


def test_a_cell_that_cannot_be_read_is_not_told_as_left_blank(tmp_path):
    unit = unit_of(TOWN)
    answers = replace(good_answers(unit, commending()), nominations=nominated(LI))
    path = tmp_path / "来件.xlsx"
    path.write_bytes(form_with(commending(), unit, answers))
    book = openpyxl.load_workbook(path)
    book[NOMINEE_SHEET]["D6"] = "=1&A1"  # saved without a result
    book.save(path)
    found = read_returns(commending(), tmp_path, lambda each: build_layout(commending(), each)).findings
    here = [(each.code, each.cell) for each in found if each.sheet == NOMINEE_SHEET and each.cell == "D6"]
    assert [code for code, _ in here if code == "B03"] == []
    assert here


def test_form_and_finding_say_the_same_of_those_beyond_the_places_and_nothing_lacks_untouched(tmp_path):
    unit = unit_of(TOWN)
    path = tmp_path / "来件.xlsx"
    path.write_bytes(form_with(commending(), unit, replace(good_answers(unit, commending()), nominations={})))
    book = openpyxl.load_workbook(path)
    (row,) = [cells for cells in book.worksheets[0].iter_rows() if any(cell.value == NOMINEE_SHEET for cell in cells)]
    assert any('"无缺漏"' in str(cell.value) for cell in row)
    assert not any('"已填齐"' in str(cell.value) for cell in row)
    counted = [str(cell.value) for cells in book[NOMINEE_SHEET].iter_rows() for cell in cells]
    assert any("超出的不列入表彰决定" in words for words in counted)
    assert "超出的不列入表彰决定" in CATALOGUE["B01"].sentence
