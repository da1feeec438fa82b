"""The form's own total against the engine's: told where somebody changed the formulas, and only there."""

import re

import filled
import pytest
from filled import programme

from qz.cli.assessed import collect
from qz.findings import make_finding
from qz.layout.form_plan import CARD_SHEET, SELF_TOTAL_NAME
from qz.model.finding import Severity
from qz.model.returns import UnitState
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWN, CODE = "孟河镇", "Z02"
ENGINE = 69
"""分 of the faultless return: see ``test_the_faultless_return_is_not_told_of``."""


def total_place(data):
    sheet, row, column = read_workbook(data).names[SELF_TOTAL_NAME]
    assert (sheet, column) == (CARD_SHEET, 13)
    return f"N{row + 1}"


def with_total(data, content, kind=None):
    """The form with something else where its total stands."""
    return filled.put_at(data, CARD_SHEET, total_place(data), content, kind)


def cached(data, value):
    """The form with another stored value of the total's formula."""
    part = filled.part(data, filled.sheet_part(data, CARD_SHEET)).decode()
    formula = re.search(rf'<c r="{total_place(data)}"[^>]*>(<f>.*?</f>)', part)[1]
    return with_total(data, f"{formula}<v>{value}</v>")


def told(folder, data):
    folder.mkdir(exist_ok=True)
    (folder / "孟河.xlsx").write_bytes(data)
    assessment = collect(programme(), folder)
    return assessment, [finding for finding in assessment.intake.findings if finding.code == "C09"]


def test_the_faultless_return_is_not_told_of(tmp_path):
    assessment, found = told(tmp_path, filled.form(TOWN))
    assert assessment.verification.self_scores[CODE].total == ENGINE
    assert assessment.intake.returns[CODE].self_total == str(ENGINE)
    assert found == []


@pytest.mark.parametrize("change", [lambda data: with_total(data, "<v>120</v>"), lambda data: cached(data, 120)])
def test_a_total_that_is_not_the_engines_is_a_reminder(tmp_path, change):
    assessment, found = told(tmp_path, change(filled.form(TOWN)))
    assert found == [make_finding("C09", file="孟河.xlsx", unit_code=CODE, found="120", wanted=str(ENGINE))]
    assert found[0].severity is Severity.WARNING
    assert assessment.states[CODE] is UnitState.IN_ORDER
    assert assessment.scores[CODE].total == ENGINE


@pytest.mark.parametrize(("total", "number"), [(ENGINE, 0), (ENGINE - 2, 0), (ENGINE - 1, 1), (ENGINE + 1, 1)])
def test_what_only_the_engine_can_read_is_no_difference(tmp_path, total, number):
    """The form's formula takes 是的 for no answer, and its 2 分 are not earned; the engine reads 是."""
    data = filled.typed(filled.form(TOWN), TOWN, "fact_annual_plan", "是的")
    assessment, found = told(tmp_path, cached(data, total))
    assert "V20" in {finding.code for finding in assessment.intake.findings}
    assert assessment.scores[CODE].total == ENGINE
    assert len(found) == number


def test_a_unit_without_a_total_is_not_compared(tmp_path):
    data = filled.form(TOWN)
    assert told(tmp_path / "a", with_total(data, "<is><t>一百</t></is>", "inlineStr"))[1] == []
    assert told(tmp_path / "b", with_total(data, ""))[1] == []


def test_a_return_of_which_not_everything_was_found_is_not_compared(tmp_path):
    """Its formulas may see what could not be read for certain."""
    cell = filled.input_of(TOWN, "fact_annual_plan")
    data = filled.put_at(cached(filled.form(TOWN), 99), CARD_SHEET, f"A{cell.row + 1}", "")
    book = filled.part(data, "xl/workbook.xml").decode()
    gone = re.sub(r'<definedName name="fact_annual_plan">.*?</definedName>', "", book)
    assessment, found = told(tmp_path, filled.repack(data, {"xl/workbook.xml": gone.encode()}))
    assert {"L05"} <= {finding.code for finding in assessment.intake.findings}
    assert found == []
