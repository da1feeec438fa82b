"""Filled forms saved again by a spreadsheet program, in every format it has: the same facts come back."""

import datetime as dt

import filled
import pytest
from filled import form, layout_of, programme, unit_of

from qz.intake.arrivals.legacy_child import cell_of
from qz.intake.receive import read_returns
from qz.model.returns import CellState, RawCell
from qz.workbook.read.ods import read_ods
from qz.workbook.read.xls.read_xls import read_xls

pytestmark = pytest.mark.office
UNITS = ["孟河镇", "质监分局", "国税局"]


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """Filled forms as the writer wrote them."""
    folder = tmp_path_factory.mktemp("forms")
    for name in UNITS:
        (folder / f"{name}.xlsx").write_bytes(form(name))
    return folder


def answers_of(intake):
    found = {}
    for code, answers in intake.answers.items():
        for table in ("facts", "statuses", "notes", "indicators", "particulars"):
            for key, answer in getattr(answers, table).items():
                found[code, table, key] = (answer.value, answer.evidence, answer.typed, answer.origin.cell)
    return found


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_was_filled_in_comes_back(office, forms, tmp_path, kind):
    before = answers_of(read_returns(programme(), forms, layout_of))
    office.convert(sorted(forms.glob("*.xlsx")), tmp_path, kind)
    intake = read_returns(programme(), tmp_path, layout_of)
    assert answers_of(intake) == before
    assert [finding.sentence for finding in intake.findings if finding.code[0] != "C"] == []
    assert {file.verdict.value for file in intake.received} == {"采用"}
    assert {file.saved_at.date() for file in intake.received} == {dt.date(2011, 12, 5)}


@pytest.mark.parametrize(("kind", "read"), [("xls", read_xls), ("ods", read_ods)])
def test_states_of_cells_survive(office, tmp_path, kind, read):
    data = form("孟河镇")
    data = filled.put(data, "孟河镇", "fact_quality_meetings", "<f>1/0</f><v>0</v>")
    data = filled.put(data, "孟河镇", "fact_annual_plan", "<v>1</v>", "b")
    data = filled.put(data, "孟河镇", "fact_food_pass_rate", "<v>0.57999999999999996</v>")
    data = filled.put(data, "孟河镇", "fact_city_brands", "<f>1+1</f><v>0</v>")
    (tmp_path / "a.xlsx").write_bytes(data)
    (saved,) = office.convert([tmp_path / "a.xlsx"], tmp_path / "out", kind)
    book = read(saved.read_bytes())
    layout = layout_of(unit_of("孟河镇")).by_name()

    def at(name):
        cell = layout[name]
        return book.sheet(cell.sheet).at(cell.row, cell.column)

    assert book.names["fact_quality_meetings"] == ("自评表", layout["fact_quality_meetings"].row, 8)
    assert (at("fact_quality_meetings").state, at("fact_quality_meetings").text) == (CellState.ERROR, "#DIV/0!")
    assert (at("fact_annual_plan").state, at("fact_annual_plan").text) == (CellState.BOOLEAN, "1")
    assert at("fact_food_pass_rate").text == "0.58"
    assert "%" in at("fact_food_pass_rate").number_format
    assert (at("fact_city_brands").state, at("fact_city_brands").text, at("fact_city_brands").formula) == (
        CellState.NUMBER,
        "2",
        True,
    )
    assert at("fact_brand_plan") == RawCell(CellState.TEXT, "是")
    assert [sheet.hidden for sheet in book.sheets] == [False] * 5 + [True]


def test_a_time_is_a_part_of_a_day_to_nine_digits():
    assert cell_of(dt.time(8)) == ("number", "0.333333333", "h:mm:ss")
    assert cell_of(dt.timedelta(hours=32)) == ("number", "1.333333333", "[h]:mm:ss")
