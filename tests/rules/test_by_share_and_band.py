"""按比例得分 and 分档得分: points with the arithmetic a clerk can read, the sentence, the reason, the formula."""

from decimal import Decimal as Dec

import pytest
from small_programme import banded, criterion, fact, term
from typed_answers import read_value

from qz.model.assessment_rules import Settings
from qz.model.choices import Comparator
from qz.programme.reading.read_bands import read_bands
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext

FACTS = {
    one.fact_id: one
    for one in (
        fact("brands", "count", "省名牌", "只"),
        fact("money", "number", "签约额", "万元"),
        fact("rate", "rate", "合格率", allows_not_applicable=True),
        fact("late", "count", "迟报", "次"),
    )
}
OWN = criterion("2.4", "proportional", term("brands"), points=5)
FIXED = criterion("3.1", "proportional", term("money", target=800, phrase="签约额差{n}万元"), points=50)
BANDS = criterion("6.1", "by_band", banded("rate", "rate", "80%以上5分、60%以上3分"), points=5)
LATE = criterion("6.2", "by_band", banded("late", "count", "0次以下4分，2次以下2.5分，其余1分"), points=4)


class Cells:
    def fact(self, _):
        return "$H$5"

    def unit_target(self, _):
        return "$G$5"


def award(one, value, target=4, **settings):
    answers = {term.fact_id: read_value(FACTS[term.fact_id], value) for term in one.terms}
    one = criterion(one.criterion_id, one.kind, *one.terms, points=one.points, settings=Settings(**settings))
    return KINDS[one.kind].award(RuleContext(one, FACTS, answers, {"brands": Dec(target)}))


@pytest.mark.parametrize(
    ("one", "value", "target", "points"),
    [
        (OWN, Dec(3), 4, "3.75"),  # 3 ÷ 4 × 5
        (OWN, Dec(1), 3, "1.67"),  # 1 ÷ 3 × 5 = 1.666…
        (OWN, Dec(9), 4, "5"),  # capped
        (OWN, Dec(0), 4, "0"),
        (OWN, Dec(0), 0, "5"),  # a target of 0 is met
        (OWN, None, 0, "0"),  # but not while nothing is reported
        (FIXED, Dec("212.4"), 0, "13.28"),  # 212.4 ÷ 800 × 50 = 13.275
        (FIXED, Dec(-5), 0, "0"),
        (BANDS, Dec("0.8"), 0, "5"),  # 含本数
        (BANDS, Dec("0.7999"), 0, "3"),
        (BANDS, Dec("0.5999"), 0, "0"),
        (BANDS, "不适用", 0, "5"),
        (BANDS, None, 0, "0"),
        (LATE, Dec(0), 0, "4"),
        (LATE, Dec(2), 0, "2.5"),
        (LATE, Dec(3), 0, "1"),
        (LATE, None, 0, "0"),
    ],
)
def test_points(one, value, target, points):
    assert award(one, value, target).points == Dec(points)


def test_a_target_of_zero_that_zero_does_not_meet():
    assert award(OWN, Dec(0), 0, zero_target_met=False).points == 0
    assert award(OWN, Dec(1), 0, zero_target_met=False).points == 5


def test_the_sentence_and_the_reason():
    found = award(OWN, Dec(1), 3)
    assert found.explanation == "2.4：省名牌1只，本单位目标3只，完成33.33%，按比例计，得1.67分（满分5分）。"
    assert found.reasons == ("省名牌1只，未达本单位目标3只，少得3.33分",)
    assert award(FIXED, Dec(720)).reasons == ("签约额差80万元，少得5分",)
    found = award(BANDS, Dec("0.65"))
    assert found.explanation == "6.1：合格率65%，属于“60%以上”一档，得3分（满分5分）。"
    assert found.reasons == ("合格率65%，少得2分",)
    assert award(BANDS, Dec("0.1")).explanation == "6.1：合格率10%，不在任何一档，不得分（满分5分）。"
    assert award(LATE, None).missing == ("late",)


def test_the_formula():
    own = "ROUND(ROUND(IFERROR(IF(AND(ISNUMBER($H$5),$H$5>=0,$H$5=ROUND($H$5,0)),5*IF($G$5>0,MAX(0,MIN(1,$H$5/$G$5)),"
    assert KINDS["proportional"].formula(OWN, FACTS, Cells()) == own + "IF($H$5>=$G$5,1,0)),0),0),8),2)"
    late = "IFERROR(IF(AND(ISNUMBER($H$5),$H$5>=0,$H$5=ROUND($H$5,0)),IF($H$5<=0,4,IF($H$5<=2,2.5,1)),0),0)"
    assert KINDS["by_band"].formula(LATE, FACTS, Cells()) == late


@pytest.mark.parametrize(
    ("text", "fact_id", "bands"),
    [
        ("80%以上5分、60%以上3分", "rate", [("≥", "0.8", "5"), ("≥", "0.6", "3")]),
        ("达到95%得2分；不低于 90% 得1分", "rate", [("≥", "0.95", "2"), ("≥", "0.9", "1")]),
        ("10万元以上5分，5万元以上2.5分，其余不得分", "money", [("≥", "10", "5"), ("≥", "5", "2.5"), ("≥", None, "0")]),
        ("５次以内３分\n10次及以下1分", "late", [("≤", "5", "3"), ("≤", "10", "1")]),
    ],
)
def test_bands_are_read(text, fact_id, bands):
    found = [(one.comparator, one.bound, one.points) for one in read_bands(text, FACTS[fact_id])]
    assert found == [(Comparator(sign), bound and Dec(bound), Dec(points)) for sign, bound, points in bands]


@pytest.mark.parametrize(
    "text",
    ["", "优5分", "60%以上3分、80%以上5分", "80%以上5分、60%以下3分", "其余1分、80%以上5分", "80以上5分",
     "80%以上、60%以上", "80%以上3分、60%以上5分", "80%到90%5分", "其余1分", "80%以上5分左右"],
)  # fmt: skip
def test_bands_without_one_reading_are_not(text):
    assert read_bands(text, FACTS["rate"]) is None


def test_a_bound_in_another_unit_is_not_read():
    """10万元 of a fact that is reported in 元 would be taken for 10元."""
    yuan = fact("budget", "number", "经费", "元")
    assert read_bands("10万元以上5分、5万元以上2.5分", yuan) is None
    assert read_bands("100000元以上5分、50000以上2.5分", yuan) is not None
