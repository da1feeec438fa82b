"""What of a typed number counts, and how gaps become steps and points."""

from decimal import Decimal as Dec

import pytest
from small_programme import fact

from qz.model.choices import PartialStep
from qz.model.values import NOT_APPLICABLE
from qz.rules.operands import count_steps, round_points, usable_number

COUNT = fact("x", "count")
RATE = fact("x", "rate")
GRADE = fact("x", "grade", maximum=Dec(5))


@pytest.mark.parametrize(
    ("one", "value", "counts_as"),
    [
        (COUNT, "0", "0"),
        (COUNT, "3", "3"),
        (COUNT, "2.9999999999999996", "3"),
        (COUNT, "2.5", None),
        (COUNT, "-1", None),
        (fact("x", "count", maximum=Dec(5)), "6", None),
        (fact("x", "count", minimum=Dec(2)), "1", None),
        (fact("x", "count", step=Dec(12)), "24", "24"),
        (fact("x", "count", step=Dec(12)), "25", None),
        (RATE, "0.57999999999999996", "0.58"),
        (RATE, "0.9199999", "0.92"),
        (RATE, "0.919999", "0.919999"),
        (RATE, "1", "1"),
        (RATE, "1.0000001", "1"),
        (RATE, "1.01", None),
        (RATE, "92", None),
        (RATE, "-0.01", None),
        (fact("x", "rate", maximum=Dec(2)), "1.2", "1.2"),
        (GRADE, "4.5", "4.5"),
        (GRADE, "4.7", None),
        (GRADE, "5.5", None),
        (fact("x", "grade", maximum=Dec(5), step=Dec("0.1")), "4.7", "4.7"),
        (fact("x", "number"), "-3.2", "-3.2"),
        (COUNT, "NaN", None),
        (COUNT, "Infinity", None),
    ],
)
def test_a_number_counts_where_its_fact_accepts_it(one, value, counts_as):
    assert usable_number(one, Dec(value)) == (None if counts_as is None else Dec(counts_as))


@pytest.mark.parametrize("value", [None, True, "3", NOT_APPLICABLE])
def test_nothing_but_a_number_is_a_number(value):
    assert usable_number(COUNT, value) is None


def test_a_grade_is_at_most_its_criterion_s_points():
    assert usable_number(GRADE, Dec("4.5"), Dec(4)) is None
    assert usable_number(fact("x", "grade"), Dec("4.5"), Dec(5)) == Dec("4.5")


@pytest.mark.parametrize(
    ("gap", "step", "free", "whole", "proportional"),
    [
        ("0", "0.01", "0", "0", "0"),
        ("-0.2", "0.01", "0", "0", "0"),
        ("0.05", "0.05", "1", "1", "1"),
        ("0.1", "0.05", "2", "2", "2"),
        ("0.005", "0.01", "0", "1", "0.5"),
        ("0.049999", "0.05", "0", "1", "0.99998"),
        ("3", "1", "3", "3", "3"),
    ],
)
def test_steps(gap, step, free, whole, proportional):
    found = [count_steps(Dec(gap), Dec(step), partial) for partial in PartialStep]
    assert found == [Dec(free), Dec(whole), Dec(proportional)]


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.285", "0.29"), ("-0.285", "-0.29"), ("1.004999999", "1.01"), ("2", "2")]
)
def test_points_are_rounded_by_way_of_eight_places(value, rounded):
    assert round_points(Dec(value)) == Dec(rounded)
    assert str(round_points(Dec("-0.001"))) == "0.00", "never minus zero"
