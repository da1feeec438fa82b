"""A unit's own target is shown as it is compared: ≥, ≤ or =, a rate in percent; on results as on the form."""

from decimal import Decimal

import openpyxl
import pytest
import report_cases as cases
import small_programme as small

from qz.model.choices import Comparator
from qz.reports.consolidated.consolidated_workbook import consolidated_writer


@pytest.mark.parametrize(
    ("comparator", "kind", "shown"),
    [
        (Comparator.AT_LEAST, "count", '"≥"General'),
        (Comparator.AT_MOST, "count", '"≤"General'),
        (Comparator.EQUAL, "count", '"="General'),
        (Comparator.AT_LEAST, "rate", '"≥"0.00%'),
        (Comparator.AT_MOST, "rate", '"≤"0.00%'),
        (Comparator.EQUAL, "rate", '"="0.00%'),
    ],
)
def test_own_targets_are_shown_with_their_comparator(comparator, kind, shown, tmp_path):
    target = Decimal(1) if kind == "rate" else Decimal(3)
    criterion = small.criterion("1.1", "unit_target", small.term("x", comparator), points=5)
    programme = small.programme([small.fact("x", kind)], [small.item("1", 5, criterion)], {"x": target})
    assessment = cases.crowd(programme, [small.UNIT.name], 2, 1)
    name, write = consolidated_writer(assessment.programme.scorecards[0], assessment)
    write(assessment, tmp_path / name)
    sheet = openpyxl.load_workbook(tmp_path / name)[f"{small.UNIT.name}0"]
    found = [cell.number_format for line in sheet.iter_rows() for cell in line if cell.value == target]
    assert shown in found
