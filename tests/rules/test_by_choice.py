"""选项得分: points, the sentence, the reason, the formula; and how the points of options are read."""

from decimal import Decimal as Dec

import pytest
from small_programme import PLANNED, banded, criterion, fact
from typed_answers import read_value

from qz.model.assessment_rules import Settings
from qz.programme.reading.read_bands import read_bands
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext

FACT = fact("planned", "choice", "规划情况", choices=PLANNED, allows_not_applicable=True)
TEXT = "纳入规划得1分、部门规划0.5分、其余不得分"
ONE = criterion("1.1", "by_choice", banded("planned", "choice", TEXT, choices=PLANNED), points=1)


class Cells:
    def fact(self, _):
        return "$H$5"


def award(value, **settings):
    one = criterion("1.1", "by_choice", *ONE.terms, points=1, settings=Settings(**settings))
    return KINDS["by_choice"].award(RuleContext(one, {"planned": FACT}, {"planned": read_value(FACT, value)}))


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("纳入规划", "1"),
        ("部门规划", "0.5"),
        ("未纳入", "0"),
        ("不适用", "1"),
        ("规划", "0"),
        (Dec(1), "0"),
        (None, "0"),
    ],
)
def test_points(value, points):
    assert award(value).points == Dec(points)


def test_the_sentence_the_reason_and_what_is_missing():
    assert award("部门规划").explanation == "1.1：规划情况为“部门规划”，得0.5分（满分1分）。"
    assert award("部门规划").reasons == ("规划情况为“部门规划”，少得0.5分",)
    assert award("规划").missing == ("planned",)
    assert award("不适用", not_applicable_met=False).points == 0


def test_the_formula():
    options = 'IF($H$5="纳入规划",1,IF($H$5="部门规划",0.5,IF($H$5="未纳入",0,0)))'
    assert KINDS["by_choice"].formula(ONE, {"planned": FACT}, Cells()) == f'IFERROR(IF($H$5="不适用",1,{options}),0)'


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (TEXT, "1 0.5 0"),
        ("部门规划：0.5分；未纳入0分，纳入规划1分", "1 0.5 0"),
        ("未纳入不得分\n其余 2 分", "2 2 0"),
        ("纳入规划1分、部门规划0.5分", None),
        ("纳入规划1分、部门规划0.5分、未纳入0分、其余0分", None),
        ("纳入规划1分、纳入规划2分、其余0分", None),
        ("纳入计划1分、其余0分", None),
        ("60%以上1分、其余0分", None),
        ("", None),
    ],
)
def test_the_points_of_options_are_read(text, points):
    found = read_bands(text, FACT)
    assert (found and [band.points for band in found]) == (points and [Dec(each) for each in points.split()])
