"""Points by place and against the group: what each kind says of a unit's standing."""

from dataclasses import replace
from decimal import Decimal as Dec

import pytest
from small_programme import criterion, fact, placed, term

from qz.model.choices import GroupFigure
from qz.model.group_figures import GroupFigures
from qz.model.values import NOT_APPLICABLE, Answer
from qz.programme.reading.place_bands import read_place_bands
from qz.rules.criterion_points import accepts_verified, criterion_award, criterion_formula
from qz.rules.rule_kind import RuleContext

FACTS = {
    one.fact_id: one
    for one in (
        fact("rise", "number", "增速", "点"),
        fact("rate", "rate", "合格率", allows_not_applicable=True),
        fact("cases", "count", "案件", "起"),
    )
}
BY_STEP = criterion("1.1", "by_place", term("rise", rate="0.5"), points=5, floor=Dec(3))
BY_BAND = criterion("1.2", "by_place", placed("rate", "第1名4分、第2至3名2分、其余1分"), points=4)
FEWEST = criterion("1.3", "by_place", placed("cases", "第1名3分、第2名1分", "≤"), points=3)
BONUS = criterion("1.4", "place_bonus", placed("rise", "前三名2分"))
LAST = criterion("1.5", "place_deduct", placed("cases", "倒数第1名2分、倒数第2名1分", "≤"), starts_full=True)
MEAN = criterion("1.6", "shortfall", term("rate", against=GroupFigure.MEAN, step="0.01", rate="0.5"), points=3)
MOST = criterion("1.7", "proportional", term("rise", against=GroupFigure.GREATEST), points=10)


def figures(above=0, below=0, mean=5, greatest=9, least=1, **more):
    return GroupFigures(6, above, below, Dec(mean), Dec(greatest), Dec(least), **more)


def award(one, value, standing):
    answers = {term.fact_id: Answer(value) for term in one.terms}
    known = {} if standing is None else {term.fact_id: standing for term in one.terms}
    return criterion_award(RuleContext(one, FACTS, answers, figures=known))


@pytest.mark.parametrize(
    ("one", "value", "standing", "points", "said"),
    [
        (
            BY_STEP,
            Dec(9),
            figures(),
            "5",
            "增速9点，6个单位中第1名（最高9点，最低1点），第1名满分，每退后一名减0.5分，得5分",
        ),
        (BY_STEP, Dec(4), figures(above=2), "4", "6个单位中第3名"),  # 5 − 0.5 × 2
        (BY_STEP, Dec(1), figures(above=5), "3", "第6名"),  # 5 − 0.5 × 5 = 2.5，至少3分
        (BY_STEP, None, figures(), "0", "增速未填报，没有名次"),
        (
            BY_BAND,
            Dec("0.9"),
            figures(above=2),
            "2",
            "第3名（最高900%，最低100%），属于“第2至3名”一档，得2分（满分4分）",
        ),
        (BY_BAND, Dec("0.9"), figures(above=3), "1", "属于“其余”一档"),
        (BY_BAND, NOT_APPLICABLE, figures(), "4", "合格率不适用，没有名次"),
        (FEWEST, Dec(0), figures(above=5), "3", "案件0起，6个单位中第1名"),
        (FEWEST, Dec(3), figures(above=3, below=2), "0", "第3名（最高9起，最低1起），不在任何一档，不得分（满分3分）"),
        (BONUS, Dec(5), figures(above=2), "2", "加2分"),
        (BONUS, Dec(5), figures(above=3), "0", "不加分"),
        (LAST, Dec(9), figures(below=5), "-2", "案件9起，6个单位中倒数第1名"),
        (LAST, Dec(7), figures(above=1, below=4), "-1", "倒数第2名"),
        (LAST, Dec(1), figures(above=4), "0", "不在任何一档，不扣分"),
        (LAST, Dec(1), figures(greatest=1), "0", "6个单位都一样"),  # 没有末位
        (MEAN, Dec("0.9"), figures(mean="0.923"), "2", "合格率90%，本组平均值92.3%，少2.3个百分点"),  # 3 − 0.5 × 2
        (MEAN, Dec("0.95"), figures(mean="0.923"), "3", "得3分"),
        (MOST, Dec(6), figures(), "6.67", "增速6点，本组最高值9点，完成66.67%"),  # 6 ÷ 9 × 10
        (MOST, Dec(-1), figures(greatest=-1, least=-3), "0", "本组最高值-1点，不大于0，无从按比例，不得分"),
    ],
)
def test_points_and_words(one, value, standing, points, said):
    found = award(one, value, standing)
    assert found.points == Dec(points)
    assert said in found.explanation
    assert not found.tentative


def test_a_loss_says_the_place():
    assert award(FEWEST, Dec(3), figures(above=3, below=2)).reasons == ("案件3起，6个单位中第3名，少得3分",)
    said = replace(FEWEST, terms=(replace(FEWEST.terms[0], phrase="案件{v}，列第{n}名"),))
    assert award(said, Dec(3), figures(above=3, below=2)).reasons == ("案件3起，列第3名，少得3分",)
    assert award(said, None, figures(above=3, below=2)).reasons == ("案件未填报，没有名次，少得3分",)
    assert award(LAST, Dec(9), figures(below=5)).reasons == ("案件9起，6个单位中倒数第1名，扣2分",)
    assert award(MEAN, Dec("0.9"), figures(mean="0.923")).reasons == ("合格率90%，比平均值少2.3个百分点，少得1分",)


@pytest.mark.parametrize("one", [BY_STEP, BY_BAND, BONUS, LAST, MEAN, MOST])
def test_points_wait_until_units_are_compared(one):
    """On a form, in a self-score, and where nobody of the group has a number."""
    for standing in (None, GroupFigures(missing=6)):
        found = award(one, Dec(1), standing)
        assert (found.points, found.waits, found.vetoes) == (0, True, False)
        assert "要与本组各单位比较，待统计，暂不计分" in found.explanation
    full = replace(MEAN, starts_full=True)
    assert award(full, Dec(0), None).points == 3  # what starts full loses nothing yet


class Form:
    def fact(self, _):
        return "$H$5"

    def unit_target(self, _):
        return "$G$5"

    def group(self, _):
        return None


def test_a_form_has_no_points_for_it():
    assert criterion_formula(BY_STEP, FACTS, Form()) == "0"
    assert criterion_formula(replace(MEAN, starts_full=True), FACTS, Form()) == "3"


def test_what_is_not_settled_is_said():
    found = award(BY_STEP, Dec(4), figures(above=2, missing=2, unverified=3))
    assert found.tentative == "本组还有2个单位没有数据、3个单位的数据未核定"
    assert found.explanation.endswith("；本组还有2个单位没有数据、3个单位的数据未核定，名次、得分可能变动。")
    assert found.points == 4
    assert not found.missing


def test_a_floor_does_not_bind_the_verifier():
    assert all(accepts_verified(BY_STEP, Dec(points)) for points in ("0", "0.5", "5"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("第1名3分、第2名2分、第3名1分", "1 3, 2 2, 3 1"),
        ("第一名加5分，第二至四名加3分；其余不得分", "1 5, 4 3, - 0"),
        ("前3名2分、前6名1分", "3 2, 6 1"),
        ("末位扣2分", "1 2"),
        ("后三名各扣1分", "3 1"),
        ("倒数第1名2分、倒数第2名1分", "1 2, 2 1"),
        ("第1名3分、第3名1分", None),  # 缺第2名
        ("第2名3分", None),
        ("第1名3分、第2名3分", None),  # 不比前一档少
        ("第1名3分、倒数第1名1分", None),  # 两头
        ("前10%5分", None),
        ("第1名", None),
        ("其余1分", None),
        ("前三名分别加3、2、1分", "1 3, 2 2, 3 1"),
        ("前三名5分，3分，1分", "1 5, 2 3, 3 1"),
        ("前三名3、2分", None),
    ],
)
def test_places_as_a_clerk_writes_them(text, read):
    bands = read_place_bands(text)
    told = bands and ", ".join(f"{'-' if one.bound is None else one.bound} {one.points}" for one in bands)
    assert told == read
    assert not bands or {one.from_last for one in bands} == {"末" in text or "后" in text or "倒" in text}
