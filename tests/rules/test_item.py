"""How criteria make an item's score, and what a verified score may be."""

import dataclasses
from decimal import Decimal as Dec

import pytest
from small_programme import criterion, fact, item, stop, term, zoo
from typed_answers import read_value

from qz.model.assessment_rules import Settings
from qz.model.choices import FilledBy
from qz.model.scores import Award, Effect, ScoreLine, VerifiedScore
from qz.rules.criterion_points import accepts_verified, criterion_award, verified_range
from qz.rules.item import combine_item
from qz.rules.registry import KINDS, LABELS
from qz.rules.rule_kind import RuleContext


def made(*, starts_full=False, **settings):
    return item(
        "6",
        10,
        criterion("6.1", "if_yes", term("x"), points=6),
        criterion("6.2", "deduct", term("x", rate=2)),
        criterion("6.3", "bonus", term("x", rate=1)),
        criterion("6.4", "veto", term("x")),
        starts_full=starts_full,
        settings=Settings(**settings),
    )


def lines(earned=0, lost=0, bonus=0, *, vetoes=False, blocks=False, verified=None):
    awards = [
        ("6.1", Award(Dec(earned)), None),
        (
            "6.2",
            Award(Dec(lost), blocks_item=blocks, reasons=("事故未填报",) if blocks else (), explanation="6.2：…。"),
            verified,
        ),
        ("6.3", Award(Dec(bonus)), None),
        ("6.4", Award(Dec(0), vetoes=vetoes), None),
    ]
    effects = {"6.1": Effect.EARN, "6.2": Effect.DEDUCT, "6.3": Effect.BONUS, "6.4": Effect.VETO}
    return [ScoreLine(key, effects[key], award, given) for key, award, given in awards]


@pytest.mark.parametrize(
    ("definition", "outcome", "base", "bonus"),
    [
        (made(), lines(6, -2, 3), "4", "3"),
        (made(), lines(1, -2, 3), "0", "3"),
        (made(), lines(12), "10", "0"),
        (made(starts_full=True), lines(6, -4), "6", "0"),
        (made(starts_full=True), lines(4, -1), "7", "0"),
        (made(starts_full=True), lines(6, -12, 1), "0", "1"),
        (made(), lines(6, 0, 3, vetoes=True), "0", "0"),
        (made(veto_takes_bonus=False), lines(6, 0, 3, vetoes=True), "0", "3"),
        (made(bonus_cap=Dec("2.5")), lines(6, 0, 3), "6", "2.5"),
        (made(bonus_cap=Dec(5)), lines(6, 0, 3), "6", "3"),
        (made(), lines(6, 0, 3, blocks=True), "6", "3"),
        (made(starts_full=True), lines(0, 0, 3, blocks=True), "0", "0"),
        (made(starts_full=True, veto_takes_bonus=False), lines(0, 0, 3, blocks=True), "0", "0"),
        (made(starts_full=True), lines(6, 0, 3, blocks=True, verified=VerifiedScore(Dec(-1), "属实")), "9", "3"),
    ],
)
def test_an_item_s_score(definition, outcome, base, bonus):
    found = combine_item(definition, outcome)
    assert (found.base, found.bonus) == (Dec(base), Dec(bonus))
    assert found.score == Dec(base) + Dec(bonus)
    assert found.lost == 10 - Dec(base)


def test_a_blocked_item_says_so_where_the_answer_is_missing():
    found = combine_item(made(starts_full=True), lines(blocks=True))
    assert found.blocked
    assert found.vetoed_by == ()
    assert found.lines[1].award.reasons == ("事故未填报，本项暂不得分",)
    assert found.lines[1].award.explanation == "6.2：…；起评的项目缺此数据，本项暂不得分。"


def test_each_veto_criterion_may_say_for_itself_whether_it_takes_the_bonus():
    definition = item(
        "6",
        10,
        criterion("6.1", "bonus", term("x", rate=1)),
        criterion("6.2", "veto", term("x"), settings=Settings(veto_takes_bonus=False)),
        criterion("6.3", "veto", term("x")),
    )

    def bonus(*vetoing):
        outcome = [ScoreLine("6.1", Effect.BONUS, Award(Dec(2)))]
        outcome += [ScoreLine(key, Effect.VETO, Award(Dec(0), vetoes=key in vetoing)) for key in ("6.2", "6.3")]
        return combine_item(definition, outcome).bonus

    assert [bonus(), bonus("6.2"), bonus("6.3"), bonus("6.2", "6.3")] == [2, 2, 0, 0]


def test_a_veto_is_named():
    assert combine_item(made(), lines(vetoes=True)).vetoed_by == ("6.4",)


@pytest.mark.parametrize(
    ("kind", "limits", "accepted", "refused"),
    [
        ("grade", (Dec(0), Dec(5)), ["0", "2.5", "5"], ["-0.5", "5.5"]),
        ("shortfall", (Dec(0), Dec(5)), ["5"], ["6"]),
        ("bonus", (Dec(0), None), ["0", "40"], ["-1"]),
        ("deduct", (None, Dec(0)), ["0", "-40"], ["1"]),
        ("tasks", (None, Dec(0)), ["-3"], ["3"]),
        ("veto", None, [], ["0", "1", "-1"]),
    ],
)
def test_what_a_verified_score_may_be(kind, limits, accepted, refused):
    one = criterion("1.1", kind, term("x", rate=1), points=5)
    assert verified_range(one) == limits
    assert all(accepts_verified(one, Dec(points)) for points in accepted)
    assert not any(accepts_verified(one, Dec(points)) for points in refused)


@pytest.mark.parametrize(
    ("kind", "bounds", "limits", "accepted", "refused"),
    [
        ("discretion_deduct", ("0.5", "2"), (Dec(-2), Dec(0)), ["0", "-0.5", "-1.25", "-2"], ["-0.4", "-2.1", "1"]),
        ("discretion_bonus", ("0.5", "2"), (Dec(0), Dec(2)), ["0", "0.5", "2"], ["0.4", "2.1", "-1"]),
        ("discretion_deduct", (None, "2"), (Dec(-2), Dec(0)), ["0", "-0.1", "-2"], ["-2.1"]),
    ],
)
def test_what_a_verifier_may_give_at_his_discretion(kind, bounds, limits, accepted, refused):
    least, most = (each and Dec(each) for each in bounds)
    one = criterion("1.1", kind, least=least, most=most)
    assert verified_range(one) == limits
    assert all(accepts_verified(one, Dec(points)) for points in accepted)
    assert not any(accepts_verified(one, Dec(points)) for points in refused)
    said = {"discretion_deduct": "扣", "discretion_bonus": "加"}[kind]
    words = f"酌情{said}0.5至2分" if least else f"酌情{said}分，最多2分"
    assert KINDS[kind].award(RuleContext(one, {}, {})).explanation == f"1.1：由核定单位{words}，待核定，暂不{said}分。"
    unnamed = dataclasses.replace(one, most_of_item=True)
    assert f"{words}（本项标准分），待核定" in KINDS[kind].award(RuleContext(unnamed, {}, {})).explanation


def test_the_registry_knows_each_kind_by_both_its_names():
    labels = "是则得分 评分 达标得分 完成目标得分 按比例得分 分档得分 选项得分 按名次得分 每少扣分 每多得分 "
    labels += (
        "加分 超额加分 按名次加分 扣分 缺数扣分 否则扣分 按名次扣分 酌情扣分 酌情加分 不得分 一票否决 任务未完成扣分"
    )
    assert list(LABELS) == labels.split(" ")
    kinds = (
        "if_yes grade threshold unit_target proportional by_band by_choice by_place shortfall accrual bonus "
        "surplus_bonus place_bonus deduct deduct_missing deduct_if_no place_deduct discretion_deduct discretion_bonus "
        "veto card_veto tasks"
    )
    assert list(KINDS) == kinds.split(" ")
    for kind in KINDS.values():
        assert LABELS[kind.label] is kind
        assert kind.summary.endswith("。")


STOPS = [
    # 9 of 10 for one short, nothing once 弄虚作假 is 是; a blank stops nothing
    ({"x": Dec(3), "cheat": "否"}, "9", False),
    ({"x": Dec(3), "cheat": "是"}, "0", False),
    ({"x": Dec(3)}, "9", True),
]


@pytest.mark.parametrize(("typed", "points", "blocks"), STOPS)
def test_what_stops_one_clause_leaves_the_others(typed, points, blocks):
    facts = {"x": fact("x", "count"), "cheat": fact("cheat", "yes_no", "弄虚作假")}
    one = criterion("6.1", "shortfall", term("x", target=4, step=1, rate=1), stop("cheat"), points=10)
    found = criterion_award(RuleContext(one, facts, {key: read_value(facts[key], typed[key]) for key in typed}))
    assert (found.points, found.vetoes, found.blocks_item) == (Dec(points), False, blocks)
    assert found.missing == (("cheat",) if blocks else ())
    if typed.get("cheat") == "是":
        assert found.reasons == ("弄虚作假为“是”，本条不得分",)
        assert found.explanation.endswith("得9分（满分10分）；弄虚作假为“是”，本条不得分。")


NEEDS = {
    "if_yes": "points triggers",
    "grade": "points at_most_one_fact",
    "threshold": "points target comparators both_ends",
    "unit_target": "points unit_target comparators",
    "proportional": "points target unit_target at_most_one_fact comparators above_zero",
    "by_band": "points bands at_most_one_fact",
    "by_choice": "points bands at_most_one_fact",
    "by_place": "points places least_points at_most_one_fact comparators",
    "place_bonus": "places bands at_most_one_fact comparators",
    "place_deduct": "places bands at_most_one_fact comparators",
    "shortfall": "points target unit_target step rate comparators",
    "accrual": "points target unit_target rate steps comparators beyond",
    "bonus": "rate steps",
    "surplus_bonus": "target unit_target rate steps comparators beyond",
    "deduct": "rate steps triggers once",
    "deduct_missing": "target unit_target rate steps comparators",
    "deduct_if_no": "rate",
    "discretion_deduct": "by_hand most least_points no_facts",
    "discretion_bonus": "by_hand most least_points no_facts",
    "veto": "triggers comparators",
    "card_veto": "triggers comparators consequence",
    "tasks": "rate no_facts",
}


def test_every_kind_has_its_needs_here_and_is_proved_in_the_zoo():
    assert set(NEEDS) == set(KINDS)
    assert {one.kind for card in zoo().scorecards for one in card.criteria} == set(KINDS)


@pytest.mark.parametrize("kind", NEEDS)
def test_what_a_kind_needs_filled_in(kind):
    needs = KINDS[kind].needs
    names = ["points", "target", "unit_target", "step", "steps", "rate", "triggers", "once", "at_most_one_fact"]
    names += ["bands", "by_hand", "most", "least_points", "consequence", "places", "both_ends", "above_zero", "beyond"]
    wanted = [name for name in names if getattr(needs, name)]
    wanted += ["comparators"] if len(needs.comparators) > 1 else []
    wanted += [] if needs.facts else ["no_facts"]
    assert sorted(wanted) == sorted(NEEDS[kind].split())


@pytest.mark.parametrize(
    ("kind", "starts_full", "points"),
    [
        ("if_yes", False, 0),
        ("shortfall", False, 0),
        ("shortfall", True, 6),
        ("bonus", False, 0),
        ("bonus", True, 0),
        ("deduct", True, 0),
        ("veto", True, 0),
    ],
)
def test_what_waits_for_a_verifier_has_earned_and_lost_nothing(kind, starts_full, points):
    """In an item that starts full it has its points: 6 of 6 that are there until something takes them."""
    asked = dataclasses.replace(fact("x", "yes_no"), filled_by=FilledBy.VERIFIER)
    one = dataclasses.replace(criterion("6.1", kind, term("x"), points=6), starts_full=starts_full)
    award = criterion_award(RuleContext(one, {"x": asked}, {}))
    assert (award.points, award.waits, award.vetoes, award.missing) == (points, True, False, ("x",))
