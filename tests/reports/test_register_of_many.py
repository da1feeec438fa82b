"""A register of more than a sheet should list says so, and counts everything all the same."""

from dataclasses import replace

import ooxml
import pytest
import report_cases as cases

from qz.layout import many_units
from qz.layout.many_units import ManyUnits
from qz.model.finding import Severity
from qz.reports.receipts.receipt_register import write_register


@pytest.fixture(scope="module")
def found(samples):
    """The samples' assessment with everything found five times over."""
    findings = tuple(finding for finding in samples.intake.findings for _ in range(5))
    return replace(samples, intake=replace(samples.intake, findings=findings))


@pytest.fixture(scope="module")
def path(found, tmp_path_factory):
    made = tmp_path_factory.mktemp("register") / "收件登记.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_units, "POLICY", ManyUnits(sheet_rows=5))
        write_register(found, made)
    return made


def test_what_is_not_listed_is_said(found, path):
    book = cases.values_of(path)
    findings, files = book["问题"], book["文件"]
    assert (findings.max_row, files.max_row) == (3 + 5, 3 + 5)
    assert findings["A2"].value.endswith("太多了，本表只列前5处。")
    assert files["A2"].value.endswith("太多了，本表只列前5个文件。")
    assert findings["A2"].value.startswith(f"共{len(found.intake.findings)}处，")


def test_what_is_not_listed_is_counted(found, path):
    values, formulas = cases.values_of(path)["单位"], cases.formulas_of(path)["单位"]
    heads = {cell.value: cell for row in values.iter_rows(min_row=4, max_row=7) for cell in row}
    errors = sum(one.severity is Severity.ERROR for one in found.intake.findings)
    for head, count in (("错误", errors), ("收到", len(found.intake.received))):
        below = values.cell(heads[head].row + 1, heads[head].column)
        assert below.value == formulas[below.coordinate].value == count
    assert str(formulas.cell(heads["合格"].row + 1, heads["合格"].column).value).startswith("=COUNTIF(")


def test_links_lead_to_what_is_listed(path):
    findings = cases.values_of(path)["问题"]
    for _, _, _, place, _ in cases.jumps(path):
        sheet, cell = cases.place_of(place)
        assert sheet != "问题" or findings[cell].value


def test_nothing_is_repaired(path):
    assert ooxml.lint(path) == []
