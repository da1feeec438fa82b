"""综合得分: weights, points scaled to n, rounds, parts not assessed, negative ones; arithmetic written out."""

from dataclasses import replace
from decimal import Decimal as Dec

import pytest
import small_programme

from qz.model.assessment_rules import CompositePart
from qz.model.choices import PartEffect
from qz.model.composite import OtherScores, PartState
from qz.model.scores import RankRow, Totals
from qz.model.task_table import Unit
from qz.scoring.compose import compose

HALF = CompositePart("card", "半年", ("上半年",), Dec("0.4"))
YEAR = CompositePart("card", "全年", (), Dec("0.6"))
SPECIAL = CompositePart("card", "专项", ("专项",), scale=Dec(20), full=Dec(50))
ROUNDS = CompositePart("card", "季度", ("一季度", "二季度"), Dec("0.4"))
TAKEN = CompositePart("card", "负面", ("负面",), effect=PartEffect.TAKEN)
OTHERS = {
    "上半年": OtherScores({"第0镇": Dec(80), "第1镇": None}),
    "专项": OtherScores({"第0镇": Dec(40), "第1镇": Dec(50)}),
    "一季度": OtherScores({"第0镇": Dec(70), "第1镇": Dec(90)}),
    "二季度": OtherScores({"第0镇": Dec(81)}),
    "负面": OtherScores({"第0镇": Dec("2.5")}),
    "空": OtherScores({}),
}


def rows(parts, own=("90", "95", None)):
    units = tuple(Unit(f"T{place}", f"第{place}镇", (), "镇", "card") for place in range(3))
    made = small_programme.programme([], [small_programme.item("1", 100)], units=units)
    made = replace(made, composite=tuple(parts))
    totals = [None if one is None else Totals(Dec(one), Dec(0), Dec(0), Dec(one)) for one in own]
    ranking = tuple(RankRow(None, unit.code, total) for unit, total in zip(units, totals, strict=True))
    found = {row.unit_code: row for row in compose(made, {"card": ranking}, OTHERS)["card"]}
    return [found[unit.code] for unit in units]


@pytest.mark.parametrize(
    ("parts", "totals"),
    [
        # 90×60%＋80×40%＝86；95×60%＋未报送0＝57；全年未报送0、半年不考核：0×100÷60＝0
        ((YEAR, HALF), ["86", "57", "0"]),
        # 90×60%＋40÷50×20＝70；95×60%＋20＝77；第2镇专项不考核，全年未报送
        ((YEAR, SPECIAL), ["70", "77", "0"]),
        # 两次平均75.5：54＋30.2＝84.2；第1镇只有一次，90：57＋36＝93
        ((YEAR, ROUNDS), ["84.2", "93", "0"]),
        # 86－2.5＝83.5；没有负面清单的不扣
        ((YEAR, HALF, TAKEN), ["83.5", "57", "0"]),
        # 第2镇不考核
        ((HALF,), ["32", "0", None]),
        # 80×40%＋40÷50×20＝48；未报送0＋50÷50×20＝20
        ((HALF, SPECIAL), ["48", "20", None]),
    ],
)
def test_what_parts_come_to(parts, totals):
    assert [row.total for row in rows(parts)] == [None if one is None else Dec(one) for one in totals]


def test_a_part_not_assessed_is_spread_over_the_others():
    """不考核的专项占20分，全年占60分、半年占40分：（54＋32）×120÷100＝103.2。"""
    (first, *_) = rows((YEAR, HALF, replace(SPECIAL, sources=("空",))))
    assert first.total == Dec("103.2")
    assert [one.state for one in first.parts] == [PartState.SCORED, PartState.SCORED, PartState.NOT_ASSESSED]


def test_a_result_that_is_not_there_leaves_the_score_provisional():
    (first, *_) = rows((YEAR, replace(HALF, sources=("下半年",))))
    assert (first.total, first.provisional) == (Dec(54), True)
    assert first.parts[1].state is PartState.NO_RESULT


def test_equal_scores_share_a_rank_and_who_has_none_is_not_ranked():
    assert [row.rank for row in rows((HALF, SPECIAL))] == [1, 2, None]
    assert [row.rank for row in rows((YEAR,), ("90", "90", "80"))] == [1, 1, 3]
    assert [row.rank for row in rows((YEAR,), ("80", "95", "90"))] == [3, 1, 2]
