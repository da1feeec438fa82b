"""Ranks: highest first, equal totals share and the next skips, units without a score last."""

from dataclasses import replace
from decimal import Decimal

import pytest
import small_programme
from hypothesis import given
from hypothesis import strategies as st

from qz.model.programme import TieBreak, Unit
from qz.model.scores import Award, Effect, ItemScore, ScoreLine, UnitScore
from qz.scoring.engine import score_unit
from qz.scoring.rank import rank_units


def programme(count, tie_break=TieBreak.NONE):
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
        (TieBreak.NONE, [(1, "T0"), (1, "T1"), (1, "T2")]),
        (TieBreak.BASE, [(1, "T1"), (2, "T0"), (2, "T2")]),
        (TieBreak.BONUS, [(1, "T0"), (1, "T2"), (3, "T1")]),
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
    assert ranks(programme(2, TieBreak.BASE), scores) == [(1, "T0"), (2, "T1")]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 9)), min_size=1, max_size=12), st.sampled_from(TieBreak))
def test_a_rank_is_one_more_than_the_number_of_better_units(marks, tie_break):
    made = programme(len(marks), tie_break)
    scores = [score(f"T{place}", base, bonus) for place, (base, bonus) in enumerate(marks)]
    rows = rank_units(made, made.scorecards[0], {one.unit_code: one for one in scores})
    assert sorted(row.unit_code for row in rows) == sorted(one.unit_code for one in scores)
    keys = {
        TieBreak.NONE: lambda s: s.total,
        TieBreak.BASE: lambda s: (s.total, s.base),
        TieBreak.BONUS: lambda s: (s.total, s.bonus),
    }
    key = keys[tie_break]
    for row in rows:
        assert row.rank == 1 + sum(key(other) > key(row.totals) for other in scores)


def test_a_unit_no_scorecard_scores_is_refused():
    made = programme(1)
    with pytest.raises(ValueError, match="某局"):
        score_unit(made, made.unit("D1"), None)
