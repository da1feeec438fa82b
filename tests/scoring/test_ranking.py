"""Ranks: highest first, equal totals share and the next skips, units without a score last."""

from dataclasses import replace
from decimal import Decimal

import pytest
import small_programme
from hypothesis import given
from hypothesis import strategies as st

from qz.model.assessment_rules import ResultGrade
from qz.model.choices import Consequence, TieBreak
from qz.model.scorecards import TotalRule
from qz.model.scores import Award, Effect, ItemScore, ScoreLine, UnitScore
from qz.model.task_table import Unit
from qz.scoring.engine import score_unit
from qz.scoring.rank import rank_units


def programme(count, tie_break=()):
    units = [Unit(f"T{place}", f"第{place}镇", (), "镇", "card") for place in range(count)]
    units.insert(1, Unit("D1", "某局", (), "部门", "other"))
    made = small_programme.programme([], [small_programme.item("1", 100)], units=tuple(units))
    return replace(made, settings=replace(made.settings, tie_break=tie_break))


def score(code, base, bonus=0):
    return UnitScore(code, "card", (ItemScore("1", Decimal(100), Decimal(base), Decimal(bonus), (), False, ()),))


def ranks(made, scores):
    rows = rank_units(made, made.scorecards[0], {one.unit_code: one for one in scores})
    return [(row.rank, row.unit_code) for row in rows]


def test_equal_totals_share_a_rank_and_the_next_skips():
    scores = [score("T0", 80), score("T1", 90), score("T2", 95), score("T3", 85, 5)]
    assert ranks(programme(4), scores) == [(1, "T2"), (2, "T1"), (2, "T3"), (4, "T0")]


def test_three_share():
    scores = [score("T0", 90), score("T1", 90), score("T2", 90), score("T3", 89)]
    assert ranks(programme(4), scores) == [(1, "T0"), (1, "T1"), (1, "T2"), (4, "T3")]


def test_units_without_a_score_come_last_in_roster_order():
    assert ranks(programme(4), [score("T2", 0)]) == [(1, "T2"), (None, "T0"), (None, "T1"), (None, "T3")]


@pytest.mark.parametrize(
    ("tie_break", "expected"),
    [
        ((), [(1, "T0"), (1, "T1"), (1, "T2")]),
        ((TieBreak.BASE,), [(1, "T1"), (2, "T0"), (2, "T2")]),
        ((TieBreak.BONUS,), [(1, "T0"), (1, "T2"), (3, "T1")]),
        ((TieBreak.BONUS, "第1项"), [(1, "T0"), (1, "T2"), (3, "T1")]),
        (("第9项", TieBreak.BASE), [(1, "T1"), (2, "T0"), (2, "T2")]),
    ],
)
def test_the_tie_break_separates_equal_totals(tie_break, expected):
    scores = [score("T0", 85, 5), score("T1", 90), score("T2", 85, 5)]
    assert ranks(programme(3, tie_break), scores) == expected


def test_what_is_provisional_or_held_is_not_ranked_where_the_programme_says_so():
    """The best total is provisional and the second is held: the third is first, and those two come after."""
    lacking = ScoreLine("1.1", Effect.EARN, Award(Decimal(0), missing=("f",)))
    scores = {one.unit_code: one for one in (score("T0", 80), score("T1", 90), score("T2", 80))}
    (item,) = score("T3", 95).items
    scores["T3"] = UnitScore("T3", "card", (replace(item, lines=(lacking,)),))
    made = programme(5)
    rows = rank_units(made, made.scorecards[0], scores, {"T1"})
    assert [(row.rank, row.unit_code) for row in rows] == [(1, "T3"), (2, "T1"), (3, "T0"), (3, "T2"), (None, "T4")]
    made = replace(made, settings=replace(made.settings, provisional_ranked=False))
    rows = rank_units(made, made.scorecards[0], scores, {"T1"})
    assert [(row.rank, row.unit_code) for row in rows] == [
        (1, "T0"), (1, "T2"), (None, "T3"), (None, "T1"), (None, "T4"),
    ]  # fmt: skip
    assert [row.totals is None for row in rows] == [False, False, False, False, True]


def test_the_tie_break_never_outweighs_the_total():
    scores = [score("T0", 80, 20), score("T1", 99)]
    assert ranks(programme(2, (TieBreak.BASE,)), scores) == [(1, "T0"), (2, "T1")]


def test_items_separate_what_the_total_does_not_one_after_another():
    """Equal totals, then the second item's score (its bonus too), then 标准分得分."""
    items = [small_programme.item("1", 60), small_programme.item("2", 40)]
    units = tuple(Unit(f"T{place}", f"第{place}镇", (), "镇", "card") for place in range(4))
    made = small_programme.programme([], items, units=units)
    made = replace(made, settings=replace(made.settings, tie_break=("第2项", TieBreak.BASE)))
    table = {"T0": (50, 0, 30, 0), "T1": (48, 0, 30, 2), "T2": (44, 4, 32, 0), "T3": (50, 0, 28, 2)}

    def part(number, base, bonus):
        return ItemScore(number, Decimal(50), Decimal(base), Decimal(bonus), (), False, ())

    scores = [UnitScore(code, "card", (part("1", a, b), part("2", c, d))) for code, (a, b, c, d) in table.items()]
    # 总分都是80；第2项：T0 30，T1 32，T2 32，T3 30；标准分得分：T1 78，T2 76；T0 80，T3 78
    assert ranks(made, scores) == [(1, "T1"), (2, "T2"), (3, "T0"), (4, "T3")]


def denied(code, base, *consequences):
    lines = tuple(
        ScoreLine("1.9", Effect.VETO, Award(Decimal(0), consequence=Consequence(word))) for word in consequences
    )
    (item,) = score(code, base).items
    return UnitScore(code, "card", (replace(item, lines=lines),))


GRADES = (
    ResultGrade("card", "优秀", Decimal(90), share=Decimal("0.4")),
    ResultGrade("card", "良好", Decimal(80), most=2),
    ResultGrade("card", "合格", Decimal(60)),
    ResultGrade("card", "不合格"),
)


@pytest.mark.parametrize(
    ("why", "scores", "grades"),
    [
        # 5家，40%是2家：第三名够90分也只能是良好
        ("名额", [("T0", 98), ("T1", 95), ("T2", 92), ("T3", 79), ("T4", 59)], "优秀 优秀 良好 合格 不合格"),
        ("同名次同进同退", [("T0", 98), ("T1", 95), ("T2", 95), ("T3", 95), ("T4", 94)], "优秀 优秀 优秀 优秀 良好"),
        ("不占名额", [("T0", 98, "不得评优"), ("T1", 95), ("T2", 92), ("T3", 91)], "良好 优秀 优秀 良好"),
        ("降一档", [("T0", 91, "降一档"), ("T1", 85, "降一档"), ("T2", 50, "降一档")], "良好 合格 不合格"),
        ("降一档先于名额", [("T0", 99, "降一档"), ("T1", 89), ("T2", 88), ("T3", 87)], "良好 良好 合格 合格"),
        ("定为末档", [("T0", 99, "定为末档"), ("T1", 99, "不得评优", "降一档")], "不合格 良好"),
        ("总分为0", [("T0", 70), ("T1", 99, "总分为0")], "合格 不合格"),
    ],
)
def test_grades_go_by_total_places_and_what_bars_them(why, scores, grades):
    made = replace(programme(5), grades=GRADES)
    given = {code: denied(code, base, *said) for code, base, *said in scores}
    rows = rank_units(made, made.scorecards[0], given)
    assert [row.grade for row in rows if row.totals] == grades.split(), why
    assert {row.grade for row in rows if not row.totals} <= {""}


def test_groups_are_ranked_and_graded_apart():
    made = replace(programme(4), grades=(replace(GRADES[1], most=1, group="B"), GRADES[2]))
    groups = {"T0": "A", "T1": "B", "T2": "A", "T3": "B"}
    made = replace(made, units=tuple(replace(one, group=groups.get(one.code, "")) for one in made.units))
    scores = {one.unit_code: one for one in (score("T0", 81), score("T1", 82), score("T2", 95), score("T3", 90))}
    rows = rank_units(made, made.scorecards[0], scores)
    assert [(row.group, row.rank, row.unit_code, row.grade) for row in rows] == [
        ("A", 1, "T2", "合格"), ("A", 2, "T0", "合格"), ("B", 1, "T3", "良好"), ("B", 2, "T1", "合格"),
    ]  # fmt: skip


@pytest.mark.parametrize(("places", "total"), [(2, "80.45"), (1, "80.5"), (0, "80")])
def test_a_total_is_rounded_as_the_programme_says(places, total):
    (item,) = score("T0", "80.25", "0.2").items
    assert UnitScore("T0", "card", (item,), TotalRule(places)).total == Decimal(total)


BREAKS = [(), (TieBreak.BASE,), (TieBreak.BONUS,)]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 9)), min_size=1, max_size=12), st.sampled_from(BREAKS))
def test_a_rank_is_one_more_than_the_number_of_better_units(marks, tie_break):
    made = programme(len(marks), tie_break)
    scores = [score(f"T{place}", base, bonus) for place, (base, bonus) in enumerate(marks)]
    rows = rank_units(made, made.scorecards[0], {one.unit_code: one for one in scores})
    assert sorted(row.unit_code for row in rows) == sorted(one.unit_code for one in scores)
    keys = {
        (): lambda s: s.total,
        (TieBreak.BASE,): lambda s: (s.total, s.base),
        (TieBreak.BONUS,): lambda s: (s.total, s.bonus),
    }
    key = keys[tie_break]
    for row in rows:
        assert row.rank == 1 + sum(key(other) > key(row.totals) for other in scores)


def test_a_unit_no_scorecard_scores_is_refused():
    made = programme(1)
    with pytest.raises(ValueError, match="某局"):
        score_unit(made, made.unit("D1"), None)
