"""Computed facts: what a formula is read as, what it comes to, and the same in Excel."""

from decimal import Decimal as Dec

import pytest
from small_programme import criterion, fact, item, programme, term
from typed_answers import TypedReturn, read_typed

from qz.model.formula import facts_of
from qz.model.values import NOT_APPLICABLE
from qz.programme.reading.read_formula import read_formula
from qz.rules.computed import compute, computed_formula, with_computed
from qz.scoring.engine import score_unit

PARTS = [
    fact("due", "count", "应检数"),
    fact("done", "count", "实检数"),
    fact("now", "number", "签约额"),
    fact("before", "number", "上年签约额"),
    fact("a", "rate", "甲率", allows_not_applicable=True),
    fact("b", "rate", "乙率"),
]
LABELS = {one.label: one.fact_id for one in PARTS}
BOUNDS = {"minimum": Dec(-(10**9)), "maximum": Dec(10**9)}


def made(text, value_type="rate", **more):
    formula = read_formula(text, LABELS)
    assert formula is not None, text
    return fact("x", value_type, "算出的数", formula=formula, formula_words=text, **BOUNDS, **more)


def card_of(one, criteria=()):
    kept = criteria or [criterion("1.1", "threshold", term("x", target="0.9"), points=5)]
    return programme([*PARTS, one], [item("1", 5, *kept)], {"now": 60, "due.last_year": 8})


def value(one, **typed):
    known = card_of(one)
    answers = read_typed(known.scorecards[0], TypedReturn(typed))
    figures = known.targets_of(known.units[0])
    answers = with_computed(known.scorecards[0], answers, figures)
    answer = answers.facts["x"]
    assert compute(one, known.scorecards[0].facts, answers.facts) == answer
    return answer.value if not answer.invalid else answer.typed


@pytest.mark.parametrize(
    ("text", "typed", "wanted"),
    [
        ("实检数÷应检数", {"done": Dec(3), "due": Dec(4)}, "0.75"),
        ("实检数÷应检数", {"done": Dec(2), "due": Dec(3)}, "0.666667"),
        ("（签约额－上年签约额）÷上年签约额", {"now": Dec(90), "before": Dec(120)}, "-0.25"),
        ("签约额 － 上年签约额 × 2 ＋ 1.5", {"now": Dec(9), "before": Dec(4)}, "2.5"),
        ("平均（甲率，乙率）", {"a": Dec("0.9"), "b": Dec("0.8")}, "0.85"),
        ("甲率×40%＋乙率×60%", {"a": Dec("0.9"), "b": Dec("0.8")}, "0.84"),
        ("签约额÷目标（签约额）", {"now": Dec(45)}, "0.75"),
        ("（应检数－上年（应检数））÷上年（应检数）", {"due": Dec(10)}, "0.25"),
        ("应检数÷本单位目标（签约额）＋去年（应检数）", {"due": Dec(6)}, "8.1"),
    ],
)
def test_what_a_formula_comes_to(text, typed, wanted):
    assert value(made(text), **typed) == Dec(wanted)


def test_what_cannot_be_computed():
    rate = made("实检数÷应检数")
    assert value(rate, done=Dec(0), due=Dec(0)) == "无法计算"
    assert value(made("实检数÷应检数", allows_not_applicable=True), done=Dec(0), due=Dec(0)) is NOT_APPLICABLE
    assert value(rate, done=Dec(1)) is None  # nothing is said of what is due
    assert value(rate, done=Dec(1), due="两次") is None
    assert value(made("甲率＋乙率"), a="不适用", b=Dec(1)) == "无法计算"
    assert value(made("实检数－上年（实检数）"), done=Dec(1)) == "无法计算"  # the programme gives no value of last year
    assert value(made("实检数－上年（实检数）")) is None
    assert value(made("应检数÷目标（实检数）", allows_not_applicable=True), due=Dec(1)) is NOT_APPLICABLE


def test_it_is_scored_and_explained():
    known = card_of(made("实检数÷应检数"))
    unit, card = known.units[0], known.scorecards[0]

    def line(**typed):
        return score_unit(known, unit, read_typed(card, TypedReturn(typed))).items[0].lines[0]

    assert line(done=Dec(9), due=Dec(10)).points == 5
    assert line(done=Dec(8), due=Dec(10)).award.explanation == "1.1：算出的数80%，目标≥90%，未达标，不得分（满分5分）。"
    assert line(done=Dec(0), due=Dec(0)).award.explanation.startswith("1.1：算出的数无法计算，")
    assert line(done=Dec(0), due=Dec(0)).provisional


@pytest.mark.parametrize(
    "text",
    ["", "实检数÷", "÷实检数", "实检数应检数", "实检÷应检数", "（实检数÷应检数", "实检数)", "平均（甲率，）"],
)
def test_what_is_no_formula(text):
    assert read_formula(text, LABELS) is None


def test_the_longest_name_is_meant():
    assert facts_of(read_formula("上年签约额÷签约额", LABELS)) == ("before", "now")


def test_the_formula_in_excel():
    class Cells:
        def fact(self, fact_id):
            return {"done": "$H$5", "due": "$H$6"}[fact_id]

    one = made("实检数÷应检数")
    shown = "AND(ISNUMBER({0}),{0}>=0,{0}=ROUND({0},0))"
    missing = ",".join(f"NOT(IFERROR({shown.format(cell)},FALSE))" for cell in ("$H$5", "$H$6"))
    wanted = f'IF(OR({missing}),"待填",IFERROR(ROUND(ROUND(($H$5/$H$6),10),6),"无法计算"))'
    assert computed_formula(one, card_of(one).scorecards[0].facts, Cells()) == wanted
