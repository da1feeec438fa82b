"""What stands as the target where a unit's number is held against a figure of its group."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from qz.model.choices import GroupFigure
from qz.model.group_figures import GroupFigures
from qz.model.values import ValueType
from qz.reports.consolidated.unit_plan import group_target


@pytest.mark.parametrize(
    ("figures", "kind", "target"),
    [
        ({"x": GroupFigures(given=2, mean=Decimal("3.5"))}, ValueType.COUNT, ("平均3.5", "")),
        ({"x": GroupFigures(given=2, mean=Decimal("0.915"))}, ValueType.RATE, ("平均91.5%", "")),
        ({"x": GroupFigures(given=0)}, ValueType.COUNT, None),
        ({}, ValueType.COUNT, None),
    ],
    ids=["a mean", "a mean of rates", "nobody gave a number", "not compared yet"],
)
def test_there_is_a_target_once_somebody_gave_a_number(figures, kind, target):
    plan = SimpleNamespace(answers=SimpleNamespace(figures=figures), group=None)
    fact = SimpleNamespace(fact_id="x", value_type=kind)
    row = SimpleNamespace(fact=fact, term=SimpleNamespace(fact_id="x", against=GroupFigure.MEAN))
    assert group_target(plan, row) == target
