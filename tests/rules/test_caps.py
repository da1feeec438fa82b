"""Caps of a clause, clauses that are counted together, and items of bonus outside the 100."""

from dataclasses import replace
from decimal import Decimal as Dec

import pytest
from small_programme import UNIT, criterion, fact, item, programme, term

from qz.model.assessment_rules import Settings
from qz.model.scorecards import Pool
from qz.model.scores import Answers, Effect
from qz.model.values import Answer
from qz.reports.losses import clauses_of_unit
from qz.reports.rules_page import rules_of
from qz.rules.pools import shares
from qz.rules.rule_summary import rule_summary
from qz.scoring.engine import score_unit

FACTS = [fact(name, "count", label) for name, label in (("a", "省奖"), ("b", "市奖"), ("c", "迟报"), ("d", "差错"))]
BEST, UP_TO = Pool("同一奖项取最高"), Pool("通报合计最多扣5分", Dec(5))
CARD = programme(
    FACTS,
    [
        item(
            "1",
            0,
            criterion("1.1", "bonus", term("a", rate=3), pool=BEST),
            criterion("1.2", "bonus", term("b", rate=2), most=Dec(4), pool=BEST),
            criterion("1.3", "bonus", term("a", rate=1), most=Dec(2)),
        ),
        item(
            "2",
            20,
            criterion("2.1", "deduct", term("c", rate=2), pool=UP_TO),
            criterion("2.2", "deduct", term("d", rate=1), pool=UP_TO),
            criterion("2.3", "deduct", term("d", rate="0.5"), most=Dec("1.5")),
            starts_full=True,
        ),
    ],
)


def score(**numbers):
    answers = {name: Answer(Dec(number)) for name, number in numbers.items()}
    return score_unit(CARD, UNIT, Answers(answers, {}, {}, {}, {}, {}))


@pytest.mark.parametrize(
    ("numbers", "bonus", "base"),
    [
        ({"a": 1, "b": 1, "c": 0, "d": 0}, "4", "20"),  # max(3, 2) + 1
        ({"a": 1, "b": 5, "c": 1, "d": 0}, "5", "18"),  # max(3, min(4, 10)) + 1; 20 − 2
        ({"a": 3, "b": 0, "c": 2, "d": 2}, "11", "14"),  # max(9, 0) + min(2, 3); 20 − min(5, 4 + 2) − 1
        ({"a": 0, "b": 0, "c": 0, "d": 9}, "0", "13.5"),  # 20 − min(5, 9) − min(1.5, 4.5)
    ],
)
def test_what_caps_and_pools_leave(numbers, bonus, base):
    found = score(**numbers)
    assert [part.bonus for part in found.items] == [Dec(bonus), 0]
    assert [part.base for part in found.items] == [0, Dec(base)]
    assert found.total == Dec(bonus) + Dec(base)
    assert found.items[0].lost == 0  # nobody loses what is outside the total


def test_what_was_left_out_is_said():
    lines = {line.criterion_id: line.award for part in score(a=3, b=5, c=2, d=4).items for line in part.lines}
    assert lines["1.1"].explanation == "1.1：省奖3，每项加3分，加9分；按“同一奖项取最高”，几条合计加9分。"
    assert "本条最多加4分；按“同一奖项取最高”" in lines["1.2"].explanation
    assert lines["1.3"].explanation.endswith("加3分；本条最多加2分。")
    assert lines["1.3"].points == 2
    assert lines["2.2"].reasons == ("差错4，扣4分（按“通报合计最多扣5分”，几条合计扣5分）",)
    assert lines["2.3"].reasons == ("差错4，扣2分（本条最多扣1.5分）",)


@pytest.mark.parametrize(
    ("numbers", "costs"),
    [
        ({"c": 2, "d": 2}, ["4", "1", "1"]),  # min(5, 4 + 2): the later clause costs 1
        ({"c": 4, "d": 5}, ["5", "0", "1.5"]),  # the pool is full with 2.1; 2.3 is not in it
        ({"c": 1, "d": 1}, ["2", "1", "0.5"]),
    ],
)
def test_what_a_pool_takes_back_is_taken_from_its_later_clauses(numbers, costs):
    found = score(a=0, b=0, **numbers)
    losses = [loss for loss in clauses_of_unit(CARD.scorecards[0], found) if loss.is_listed]
    assert [loss.points for loss in losses] == [Dec(cost) for cost in costs]
    assert sum(loss.points for loss in losses) == found.lost
    assert "扣完" not in "".join(loss.why for loss in losses)


def test_where_the_greatest_counts_the_first_of_them_has_it_all():
    points = [Dec(-1), Dec(-3), Dec(-3)]
    assert shares(Pool("就高"), Effect.DEDUCT, points) == [0, -3, 0]


def capped(**caps):
    items = [replace(one, settings=replace(one.settings, deduct_cap=Dec("4.5"))) for one in CARD.scorecards[0].items]
    return replace(CARD, scorecards=(replace(CARD.scorecards[0], items=tuple(items), **caps),))


def test_an_items_losses_are_capped():
    answers = {name: Answer(Dec(number)) for name, number in {"a": 0, "b": 0, "c": 2, "d": 2}.items()}
    found = score_unit(capped(), UNIT, Answers(answers, {}, {}, {}, {}, {}))
    assert found.items[1].base == Dec("15.5")  # 20 − min(4.5, min(5, 4 + 2) + 1)
    said = [line.award.reasons[0].rpartition("（")[2] for line in found.items[1].lines]
    assert said == ["本项合计最多扣4.5分）"] * 3


def test_deductions_of_an_item_from_zero_are_capped():
    earns = criterion("1.1", "threshold", term("a", target=1), points=10)
    takes = criterion("1.2", "deduct", term("c", rate=2))
    card = programme(FACTS, [item("1", 10, earns, takes, settings=Settings(deduct_cap=Dec(3)))])
    for done, late, wanted in ((1, 1, 8), (1, 3, 7), (0, 3, 0)):
        answers = {name: Answer(Dec(number)) for name, number in {"a": done, "c": late}.items()}
        assert score_unit(card, UNIT, Answers(answers, {}, {}, {}, {}, {})).total == wanted


@pytest.mark.parametrize(
    ("caps", "bonus", "total"),
    [
        ({}, 11, 31),  # max(9, 0) + min(2, 3); 20
        ({"bonus_cap": Dec("2.5")}, "2.5", "22.5"),
        ({"total_cap": Dec(25)}, 11, 25),
        ({"bonus_cap": Dec(3), "total_cap": Dec("22.5")}, 3, "22.5"),
    ],
)
def test_a_scorecards_bonus_and_total_are_capped(caps, bonus, total):
    answers = {name: Answer(Dec(number)) for name, number in {"a": 3, "b": 0, "c": 0, "d": 0}.items()}
    found = score_unit(capped(**caps), UNIT, Answers(answers, {}, {}, {}, {}, {}))
    assert (found.bonus, found.total) == (Dec(bonus), Dec(total))


def test_the_rules_sheet_says_what_keeps_points_down():
    said = [rule_summary(CARD, one) for one in CARD.scorecards[0].criteria]
    assert said[1] == "加分，计2分，最多4分，同一奖项取最高；核定：办公室"
    assert said[3] == "扣分，计2分，通报合计最多扣5分；核定：办公室"
    rules = {rule.key: rule.words for rule in rules_of(capped(bonus_cap=Dec("2.5"), total_cap=Dec(25)))}
    assert rules["total card"] == "加分合计最多2.5分，总分最多25分"
    assert rules["item card 2"] == "20，最多扣4.5分"
