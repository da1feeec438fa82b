"""The grade as an Excel formula of the total, where no grade has limited places: the same as the engine gives."""

from decimal import Decimal

import pytest

from qz.model.assessment_rules import ResultGrade
from qz.model.choices import Consequence
from qz.model.scores import Award, Effect, ItemScore, ScoreLine, UnitScore
from qz.rules.grading import grade_formula

GRADES = (
    ResultGrade("card", "优秀", Decimal(90)),
    ResultGrade("card", "良好", Decimal(80)),
    ResultGrade("card", "合格"),
)


@pytest.mark.parametrize(
    ("consequences", "names"),
    [
        ((), ("优秀", "良好", "合格")),
        (("不得评优",), ("良好", "良好", "合格")),
        (("降一档",), ("良好", "合格", "合格")),
        (("不得评优", "降一档"), ("良好", "合格", "合格")),
        (("定为末档",), ("合格", "合格", "合格")),
        (("总分为0",), ("合格", "合格", "合格")),
    ],
)
def test_a_grade_follows_the_total_and_what_holds_against_it(consequences, names):
    lines = tuple(ScoreLine("1", Effect.VETO, Award(Decimal(0), consequence=Consequence(one))) for one in consequences)
    item = ItemScore("1", Decimal(100), Decimal(95), Decimal(0), (), blocked=False, lines=lines)
    best, good, rest = names
    wanted = f'IF(N9>=90,"{best}",IF(N9>=80,"{good}","{rest}"))'
    assert grade_formula(GRADES, UnitScore("T0", "card", (item,)), "N9") == wanted


def test_where_places_are_limited_others_decide_too():
    limited = (ResultGrade("card", "优秀", Decimal(90), most=2), *GRADES[1:])
    assert grade_formula(limited, UnitScore("T0", "card", ()), "N9") == ""
