"""What each kind says: its points, whether it vetoes or blocks, what is missing, the sentence and the phrases."""

import dataclasses
from decimal import Decimal as Dec

import pytest
from small_programme import criterion, fact, term
from typed_answers import read_value

from qz.model.assessment_rules import Settings
from qz.model.choices import PartialStep
from qz.model.values import Answer, Origin, Source
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleContext, TaskMark

FACTS = {
    one.fact_id: one
    for one in (
        fact("plan", "yes_no", "有计划"),
        fact("accident", "yes_no", "发生事故"),
        fact("meetings", "count", "会议", "次"),
        fact("brands", "count", "省名牌", "只"),
        fact("honours", "count", "荣誉", "项"),
        fact("rate", "rate", "合格率", allows_not_applicable=True),
        fact("share", "rate", "达标率", allows_not_applicable=True),
        fact("mark", "grade", "自评分", maximum=Dec(5)),
        fact("note", "text", "荣誉注明", required_when=("honours",)),
    )
}


def award(one, settings=None, tasks=(), **typed):
    one = dataclasses.replace(one, settings=settings or Settings())
    answers = {
        fact_id: value if isinstance(value, Answer) else read_value(FACTS[fact_id], value)
        for fact_id, value in typed.items()
    }
    marks = tuple(TaskMark(task_id, done) for task_id, done in tasks)
    return KINDS[one.kind].award(RuleContext(one, FACTS, answers, {"brands": Dec(1)}, marks))


IF_YES = criterion("1.1", "if_yes", term("plan", phrase="无计划"), points=2)
GRADE = criterion("2.3", "grade", term("mark"), points=5)
RATES = criterion("6.2", "threshold", term("rate", target="0.92"), term("share", target=1), points=5)
BRANDS = criterion("2.4", "unit_target", term("brands", phrase="省名牌未完成目标"), points=5)
SHORT = criterion(
    "8.2a", "shortfall", term("rate", target=1, step="0.01", rate=1, phrase="合格率低{n}个百分点"), points=2
)
POOLED = criterion(
    "9.2",
    "shortfall",
    term("rate", target="0.6", step="0.05", rate=1),
    term("share", target="0.6", step="0.05", rate=1),
    points=6,
)
BONUS = criterion("6.1", "bonus", term("honours", rate=2), term("note"))
SURPLUS = criterion("2.5", "surplus_bonus", term("brands", rate=2))
DEDUCT = criterion("9.3", "deduct", term("meetings", rate=2, phrase="缺会{n}次"), term("accident", rate="5.5"))
ONCE = criterion("6.4", "deduct", term("meetings", rate=5), once=True)
MISSING = criterion("2.3", "deduct_missing", term("meetings", target=2, rate=5, phrase="专题会议缺{n}次"))
BOTH_MISSING = criterion("2.3", "deduct_missing", term("meetings", target=2, rate=5), term("brands", rate=2))
NOT_SO = criterion("3.1", "deduct", term("plan", trigger="否", rate=3))
IF_NO = criterion("2.2", "deduct_if_no", term("plan", rate=5, phrase="无年度工作总结"))
VETO = criterion("6.5", "veto", term("plan", trigger="否", phrase="没有落实责任制"), term("meetings"))
TASKS = criterion("4.1", "tasks", points=3)
NONE_DONE = Settings(none_done_vetoes=True)

SENTENCES = [
    (IF_YES, {"plan": "是"}, "2", "1.1：有计划为“是”，得2分。", ()),
    (IF_YES, {"plan": "否"}, "0", "1.1：有计划为“否”，不得分（满分2分）。", ("无计划，少得2分",)),
    (IF_YES, {}, "0", "1.1：有计划未填报，不得分（满分2分）。", ("无计划（未填报），少得2分",)),
    (GRADE, {"mark": Dec("4.5")}, "4.5", "2.3：自评分4.5分，得4.5分（满分5分）。", ("自评分4.5分，少得0.5分",)),
    (GRADE, {"mark": Dec(5)}, "5", "2.3：自评分5分，得5分。", ()),
    (GRADE, {"mark": Dec("4.7")}, "0", "2.3：自评分填报无效，不得分（满分5分）。", ("自评分填报无效，少得5分",)),
    (
        RATES,
        {"rate": Dec("0.93"), "share": Dec("0.995")},
        "0",
        "6.2：合格率93%，目标≥92%，达标；达标率99.5%，目标≥100%，未达标，不得分（满分5分）。",
        ("达标率99.5%，未达目标≥100%，少得5分",),
    ),
    (
        RATES,
        {"rate": Dec("0.92"), "share": "不适用"},
        "5",
        "6.2：合格率92%，目标≥92%，达标；达标率不适用，目标≥100%，达标，得5分。",
        (),
    ),
    (BRANDS, {"brands": Dec(1)}, "5", "2.4：省名牌1只，本单位目标1只，达标，得5分。", ()),
    (
        BRANDS,
        {"brands": Dec(0)},
        "0",
        "2.4：省名牌0只，本单位目标1只，未达标，不得分（满分5分）。",
        ("省名牌未完成目标，少得5分",),
    ),
    (
        SHORT,
        {"rate": Dec("0.995")},
        "2",
        "8.2a：合格率99.5%，目标≥100%，少0.5个百分点，每少1个百分点扣1分（不足的不扣），不扣分，得2分。",
        (),
    ),
    (
        SHORT,
        {"rate": Dec("0.988")},
        "1",
        "8.2a：合格率98.8%，目标≥100%，少1.2个百分点，每少1个百分点扣1分（不足的不扣），扣1分，得1分（满分2分）。",
        ("合格率低1.2个百分点，少得1分",),
    ),
    (
        POOLED,
        {"rate": Dec("0.55"), "share": Dec("0.5")},
        "3",
        (
            "9.2：合格率55%，目标≥60%，少5个百分点，每少5个百分点扣1分，扣1分；"
            "达标率50%，目标≥60%，少10个百分点，每少5个百分点扣1分，扣2分，得3分（满分6分）。"
        ),
        ("合格率55%，比目标少5个百分点、达标率50%，比目标少10个百分点，少得3分",),
    ),
    (
        POOLED,
        {"rate": Dec("0.61")},
        "0",
        (
            "9.2：合格率61%，目标≥60%，不扣分；"
            "达标率未填报（按0计），目标≥60%，少60个百分点，每少5个百分点扣1分，扣12分，扣完为止，不得分（满分6分）。"
        ),
        ("达标率未填报，少得6分",),
    ),
    (BONUS, {"honours": Dec(2), "note": "省先进"}, "4", "6.1：荣誉2项，每项加2分，加4分。", ()),
    (BONUS, {"honours": Dec(0)}, "0", "6.1：荣誉0项，不加分。", ()),
    (
        BONUS,
        {"honours": Dec(2)},
        "0",
        "6.1：荣誉2项，每项加2分，按规定应加4分，但荣誉注明未填报，暂不加分。",
        (),
    ),
    (
        dataclasses.replace(SURPLUS, terms=(*SURPLUS.terms, term("note"))),
        {"brands": Dec(1), "honours": Dec(2)},
        "0",
        "2.5：省名牌1只，本单位目标1只，不加分。",
        (),
    ),
    (SURPLUS, {"brands": Dec(3)}, "4", "2.5：省名牌3只，本单位目标1只，超出2只，每只加2分，加4分。", ()),
    (SURPLUS, {"brands": Dec(1)}, "0", "2.5：省名牌1只，本单位目标1只，不加分。", ()),
    (
        DEDUCT,
        {"meetings": Dec(2), "accident": "是"},
        "-9.5",
        "9.3：会议2次，每次扣2分，扣4分；发生事故为“是”，扣5.5分，合计扣9.5分。",
        ("缺会2次，扣4分", "发生事故为“是”，扣5.5分"),
    ),
    (DEDUCT, {"meetings": Dec(0), "accident": "否"}, "0", "9.3：会议0次，不扣分；发生事故为“否”，不扣分，不扣分。", ()),
    (ONCE, {"meetings": Dec(1)}, "-5", "6.4：会议1次，不论次数只扣一次，扣5分。", ("会议1次，扣5分",)),
    (ONCE, {"meetings": Dec(3)}, "-5", "6.4：会议3次，不论次数只扣一次，扣5分。", ("会议3次，扣5分",)),
    (
        MISSING,
        {"meetings": Dec(1)},
        "-5",
        "2.3：会议1次，应有2次，缺1次，每缺一次扣5分，扣5分。",
        ("专题会议缺1次，扣5分",),
    ),
    (MISSING, {"meetings": Dec(3)}, "0", "2.3：会议3次，应有2次，不扣分。", ()),
    (
        BOTH_MISSING,
        {"meetings": Dec(1), "brands": Dec(0)},
        "-7",
        "2.3：会议1次，应有2次，缺1次，每缺一次扣5分，扣5分；省名牌0只，应有1只，缺1只，每缺一只扣2分，扣2分，合计扣7分。",
        ("会议缺1次，扣5分", "省名牌缺1只，扣2分"),
    ),
    (NOT_SO, {"plan": "是"}, "0", "3.1：有计划为“是”，不扣分。", ()),
    (NOT_SO, {"plan": "否"}, "-3", "3.1：有计划为“否”，扣3分。", ("有计划为“否”，扣3分",)),
    (NOT_SO, {}, "-3", "3.1：有计划未填报，扣3分。", ("有计划未填报，扣3分",)),
    (IF_NO, {"plan": "否"}, "-5", "2.2：有计划为“否”，扣5分。", ("无年度工作总结，扣5分",)),
    (IF_NO, {}, "-5", "2.2：有计划未填报，扣5分。", ("无年度工作总结（未填报），扣5分",)),
    (
        VETO,
        {"plan": "否", "meetings": Dec(0)},
        "0",
        "6.5：有计划为“否”；会议0次，本项不得分。",
        ("没有落实责任制，不得分",),
    ),
    (VETO, {"plan": "是", "meetings": Dec(0)}, "0", "6.5：有计划为“是”；会议0次，不影响本项得分。", ()),
]


@pytest.mark.parametrize(("one", "typed", "points", "explanation", "reasons"), SENTENCES)
def test_the_sentence_and_the_phrases(one, typed, points, explanation, reasons):
    found = award(one, **typed)
    assert (found.points, found.explanation, found.reasons) == (Dec(points), explanation, reasons)


def test_the_clause_stands_in_the_sentence_without_its_number():
    one = dataclasses.replace(IF_YES, clause="1．有专人负责\n质量振兴工作2分；")
    assert award(one, plan="是").explanation == "1.1（有专人负责质量振兴工作2分）：有计划为“是”，得2分。"


def test_whose_value_it_is_is_said():
    origin = Origin("核定表.xlsx", "核定", "G5", source=Source.VERIFIED)
    assert (
        award(MISSING, meetings=Answer(Dec(2), origin=origin)).explanation == "2.3：会议2次（核定），应有2次，不扣分。"
    )
    origin = Origin("台账.xlsx", "会议", "A2", source=Source.REGISTER)
    assert "会议2次（台账）" in award(MISSING, meetings=Answer(Dec(2), origin=origin)).explanation


@pytest.mark.parametrize(
    ("tasks", "points", "vetoes", "missing", "reasons", "said"),
    [
        ([], "0", False, (), (), "无牵头任务，不扣分"),
        ([("1.1", True), ("2.1", True)], "0", False, (), (), "牵头任务2项，完成2项，不扣分"),
        (
            [("1.1", False), ("2.1", False), ("3.1", True)],
            "-6",
            False,
            (),
            ("未完成任务1.1、2.1，扣6分",),
            "每项扣3分，扣6分",
        ),
        (
            [("1.1", None), ("2.1", True)],
            "-3",
            False,
            ("task_1_1_status",),
            ("未完成任务1.1，扣3分",),
            "其中1.1未填报完成情况，按未完成计",
        ),
        ([("1.1", False)], "-3", True, (), ("未完成任务1.1（一项都没有完成），不得分",), "一项都没有完成，本项不得分"),
        (
            [("1.1", None), ("2.1", None)],
            "-6",
            True,
            ("task_1_1_status", "task_2_1_status"),
            ("未完成任务1.1、2.1（一项都没有完成），不得分",),
            "按未完成计",
        ),
    ],
)
def test_tasks(tasks, points, vetoes, missing, reasons, said):  # noqa: PLR0917
    found = award(TASKS, NONE_DONE, tasks=tasks)
    assert (found.points, found.vetoes, found.missing, found.reasons) == (Dec(points), vetoes, missing, reasons)
    assert said in found.explanation


def test_tasks_take_a_term_s_rate_and_phrase_where_there_is_one():
    one = criterion("4.1", "tasks", term("", rate=4, phrase="有{n}项任务未完成：{v}"))
    found = award(one, tasks=[("1.1", False), ("2.1", True)])
    assert (found.points, found.reasons) == (Dec(-4), ("有1项任务未完成：1.1，扣4分",))


@pytest.mark.parametrize(
    ("one", "typed", "missing", "blocks"),
    [
        (IF_YES, {}, ("plan",), False),
        (GRADE, {}, ("mark",), False),
        (RATES, {"share": Dec(1)}, ("rate",), False),
        (BRANDS, {}, ("brands",), False),
        (POOLED, {}, ("rate", "share"), False),
        (BONUS, {}, ("honours",), False),
        (BONUS, {"honours": Dec(1)}, ("note",), False),
        (BONUS, {"honours": Dec(1), "note": "　 "}, ("note",), False),
        (BONUS, {"honours": Dec(0)}, (), False),
        (SURPLUS, {}, ("brands",), False),
        (DEDUCT, {}, ("meetings", "accident"), True),
        (DEDUCT, {"meetings": Dec(1), "accident": "否"}, (), False),
        (ONCE, {"meetings": Dec("0.5")}, ("meetings",), True),
        (MISSING, {}, ("meetings",), False),
        (IF_NO, {}, ("plan",), False),
        (VETO, {"meetings": Dec(0)}, ("plan",), False),
        (VETO, {"plan": "是"}, ("meetings",), True),
    ],
)
def test_what_is_missing_and_what_blocks_an_item_that_starts_full(one, typed, missing, blocks):
    found = award(one, **typed)
    assert (found.missing, found.blocks_item) == (missing, blocks)


@pytest.mark.parametrize(
    ("partial", "rate", "points"),
    [
        (PartialStep.FREE, "0.995", "2"),
        (PartialStep.FREE, "0.99", "1"),
        (PartialStep.WHOLE, "0.995", "1"),
        (PartialStep.WHOLE, "0.99", "1"),
        (PartialStep.WHOLE, "0.9899", "0"),
        (PartialStep.PROPORTIONAL, "0.995", "1.5"),
        (PartialStep.PROPORTIONAL, "0.9933", "1.33"),
    ],
)
def test_a_fraction_of_a_step(partial, rate, points):
    assert award(SHORT, Settings(partial_step=partial), rate=Dec(rate)).points == Dec(points)


def test_a_step_that_is_not_given_is_a_percentage_point_or_one():
    assert award(criterion("1.1", "shortfall", term("rate", target=1, rate=1), points=9), rate=Dec("0.97")).points == 6
    assert (
        award(criterion("1.1", "shortfall", term("meetings", target=9, rate=1), points=9), meetings=Dec(6)).points == 6
    )


def test_not_applicable_counts_as_met_or_as_missing():
    assert award(SHORT, rate="不适用").points == 2
    assert award(SHORT, rate="不适用").missing == ()
    found = award(SHORT, Settings(not_applicable_met=False), rate="不适用")
    assert (found.points, found.missing) == (0, ("rate",))
    assert "合格率填了不适用，按未填报" in found.explanation
    assert award(BRANDS, brands="不适用").missing == ("brands",), "a fact that does not allow it"


def test_a_target_of_zero():
    zero = criterion("2.4", "unit_target", term("honours"), points=5)
    assert award(zero, honours=Dec(0)).points == 5
    assert award(zero, Settings(zero_target_met=False), honours=Dec(0)).points == 0
    assert award(zero, Settings(zero_target_met=False), honours=Dec(1)).points == 5
    assert award(zero).points == 0, "a missing value never meets a target"


def test_a_veto_may_want_more_than_one():
    one = criterion("6.5", "veto", term("meetings", target=3))
    assert [award(one, meetings=Dec(count)).vetoes for count in (2, 3)] == [False, True]


def test_none_done_takes_the_item_only_where_the_programme_says_so():
    found = award(TASKS, tasks=[("1.1", False), ("2.1", False)])
    assert (found.points, found.vetoes, found.reasons) == (Dec(-6), False, ("未完成任务1.1、2.1，扣6分",))


FEWER_IS_BETTER = [
    # 完成目标得分 of at most 2 of the unit's own: 0 and 2 earn all of it, 3 nothing, nothing typed nothing
    (
        criterion("9.1", "unit_target", term("visits", "≤"), points=10),
        {"visits": 2},
        {0: "10", 2: "10", 3: "0", None: "0"},
    ),
    # 10 less 2 for each above 2
    (
        criterion("9.2", "shortfall", term("visits", "≤", target=2, step=1, rate=2), points=10),
        {},
        {0: "10", 2: "10", 3: "8", 5: "4", 9: "0", None: "0"},
    ),
    # 每满2个加0.5分: floor(5 / 2) × 0.5
    (criterion("9.3", "bonus", term("visits", step=2, rate="0.5")), {}, {0: "0", 1: "0", 5: "1", None: "0"}),
    # above 3 for everybody, 2 each: 8 at 7
    (criterion("9.4", "surplus_bonus", term("visits", target=3, rate=2)), {"visits": 9}, {3: "0", 7: "8", None: "0"}),
    # 3 for each below 4, up to what the clause gives: (4 − 2) × 3 = 6
    (criterion("9.4b", "surplus_bonus", term("visits", "≤", target=4, rate=3)), {}, {4: "0", 2: "6", None: "0"}),
    # 0.5 for each from the first, at most 2
    (criterion("9.4c", "accrual", term("visits", target=0, rate="0.5"), points=2), {}, {0: "0", 3: "1.5", 9: "2"}),
    # 1 for every full 2 below the unit's own 7, at most 3
    (
        criterion("9.4d", "accrual", term("visits", "≤", step=2, rate=1), points=3),
        {"visits": 7},
        {7: "0", 4: "1", 0: "3", 9: "0", None: "0"},
    ),
    # 1.5 off for each above 2
    (criterion("9.5", "deduct_missing", term("visits", "≤", target=2, rate="1.5")), {}, {2: "0", 4: "-3", None: "0"}),
    # either side of 24: |20 − 24| × 0.25
    (
        criterion("9.6", "deduct_missing", term("visits", "=", target=24, rate="0.25")),
        {},
        {24: "0", 20: "-1", 25: "-0.25"},
    ),
    # one for every full 10
    (criterion("9.7", "deduct", term("visits", step=10, rate=1)), {}, {9: "0", 25: "-2"}),
]


@pytest.mark.parametrize(
    ("one", "own", "typed", "points"),
    [(one, own, typed, points) for one, own, wanted in FEWER_IS_BETTER for typed, points in wanted.items()],
)
def test_comparators_and_steps_in_every_kind(one, own, typed, points):
    facts = {"visits": fact("visits", "count", unit="次")}
    answers = {"visits": Answer(None if typed is None else Dec(typed))}
    context = RuleContext(one, facts, answers, {key: Dec(value) for key, value in own.items()})
    assert KINDS[one.kind].award(context).points == Dec(points)


@pytest.mark.parametrize(
    ("rate", "lost", "said"),
    [("80%", "-10", "缺10个百分点，每缺1个百分点扣1分，扣10分"), ("89.5%", "0", "不扣分"), ("90%", "0", "不扣分")],
)
def test_a_rate_is_counted_in_its_steps(rate, lost, said):
    """合格率每低1个百分点扣1分, due 90 %: (90 − 80) / 1 × 1 = 10, and half a step costs nothing."""
    one = criterion("9.8", "deduct_missing", term("pass_rate", target="0.9", step="0.01", rate=1))
    context = RuleContext(
        one, {"pass_rate": fact("pass_rate", "rate")}, {"pass_rate": Answer(Dec(rate.rstrip("%")) / 100)}, {}
    )
    found = KINDS[one.kind].award(context)
    assert found.points == Dec(lost)
    assert said in found.explanation
