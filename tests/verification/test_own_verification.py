"""A unit that verifies itself: marked for the verifier, listed for the office, said to whoever asks why."""

from dataclasses import replace

import pytest
from verified_round import (
    address,
    assess_with,
    columns_of,
    fill,
    programme_2011,
    random_intake,
    rows_of,
    settle_all,
    workbooks,
)

from qz.findings import CATALOGUE
from qz.model.values import Source
from qz.verification.explanation import explain

QUALITY = "核定表-质监分局.xlsx"
OWN, OTHER = "B01|fact:duties_clear|criterion:1.2", "B03|fact:duties_clear|criterion:1.2"


@pytest.fixture(scope="module")
def programme():
    """The programme of 2011, had it the department that verifies most verify a clause of the departments', too."""
    whole = programme_2011()

    def given_to_it(card):
        items = (
            replace(item, criteria=tuple(replace(each, verifier="B01") for each in item.criteria))
            if item.number == "1"
            else item
            for item in card.items
        )
        return replace(card, items=tuple(items))

    cards = tuple(given_to_it(card) if card.label == "部门" else card for card in whole.scorecards)
    return replace(whole, scorecards=cards)


@pytest.fixture(scope="module")
def intake(programme):
    return random_intake(programme, 5, {"质监分局", "农业局"})


@pytest.fixture(scope="module")
def raw(programme, intake, tmp_path_factory):
    return workbooks(assess_with(programme, intake), tmp_path_factory.mktemp("verification"))[QUALITY]


def test_its_rows_are_marked_for_the_verifier(raw):
    place, row = rows_of(raw)[OWN]
    sheet = raw.sheets[place]
    marked = {key for key, (at, row) in rows_of(raw).items() if "自己核定自己" in told(raw, at, row)}
    assert OWN in marked
    assert all(key.startswith("B01|") for key in marked)
    assert sheet.at(row, columns_of(sheet)["unit"]).text == "质监分局"
    assert any(cell.text == "回避" for cell in raw.sheets[0].cells.values())


def told(raw, place, row):
    sheet = raw.sheets[place]
    return sheet.at(row, columns_of(sheet)["evidence"]).text


def test_what_it_confirmed_itself_is_listed_and_explained(programme, intake, raw):
    filled = fill(raw, person="陈晓明", **{key: {"value": "是", "reason": "有文件"} for key in (OWN, OTHER)})
    settled = settle_all(programme, intake, {QUALITY: filled})
    (found,) = settled.findings
    assert (found.code, found.cell, found.severity) == ("K27", address(raw, OWN, "value"), CATALOGUE["K27"].severity)
    assert "质监分局“" in found.sentence
    assert "由它自己核定为“是”" in found.sentence
    assessment = assess_with(programme, intake, settled)
    answer = assessment.answers["B01"].facts["duties_clear"]
    assert answer.origin.source is Source.VERIFIED
    for unit, is_own in (("B01", True), ("B03", False)):
        lines = explain(assessment, programme.unit(unit), "1.2")
        assert ("    核定人：陈晓明（自己核定自己）" in lines) == is_own
        assert ("    核定人：陈晓明" in lines) != is_own
