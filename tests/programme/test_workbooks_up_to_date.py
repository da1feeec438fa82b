"""The programme workbooks that are given away offer and explain what the code knows: lists and 目录."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from qz.programme.guide.contents import describe_needs
from qz.programme.sheets.programme_sheets import CONTENTS_TITLE, SHEETS
from qz.rules.registry import KINDS

ROOT = Path(__file__).parent.parent.parent
PATHS = sorted([*ROOT.glob("templates/20*.xlsx"), *ROOT.glob("samples/programmes/*.xlsx")])


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.name)
def book(request):
    return load_workbook(request.param)


def words_of(book, formula):
    """What a list offers: its own words, or those of the cells it names."""
    if formula.startswith('"'):
        return tuple(formula.strip('"').split(","))
    sheet, area = formula.removeprefix("=").rsplit("!", 1)
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    cells = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return tuple(word for row in cells for word in row)


def test_lists_offer_the_words_the_code_reads(book):
    met = 0
    for spec in SHEETS:
        if spec.keys:
            continue
        sheet = book[spec.title]
        heads = {(cell.value or "").replace("\n", ""): cell.column for cell in sheet[3]}
        for column in (column for column in spec.columns if column.vocabulary):
            [rule] = [
                rule
                for rule in sheet.data_validations.dataValidation
                if any(area.min_col == heads[column.head.replace("\n", "")] for area in rule.sqref.ranges)
            ]
            assert words_of(book, rule.formula1) == column.vocabulary.choices, (spec.title, column.head)
            met += 1
    assert met >= 12


def test_the_contents_explain_every_kind(book):
    rows = [row[:3] for row in book[CONTENTS_TITLE].iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(rows) if row[0] == "计分方式")
    told = [row for row in rows[start + 1 :] if row[0]]
    assert told == [(kind.label, kind.summary, describe_needs(kind.needs)) for kind in KINDS.values()]
