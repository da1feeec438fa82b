"""This year's returns held against last year's: what looks like a slip, and what is near it and must stay unsaid."""

import random
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest
from small_programme import criterion, fact, item, term
from small_programme import programme as scored
from two_years import programme, task, unit

from qz.compare.last_year import LastYear, beside_last_year, has_moved, is_far
from qz.compare.same import SameThings, Twin
from qz.findings import make_finding
from qz.model.finding import Severity
from qz.model.layout import InputKind
from qz.model.returns import Intake, ReceivedFile, Return, Verdict
from qz.model.scores import Answers
from qz.model.values import NOT_APPLICABLE, Answer, Origin, Source, ValueType

D = Decimal


def twin(targets=(None, None), value_type=ValueType.COUNT):
    old, new = (None if target is None else D(target) for target in targets)
    return Twin(InputKind.FACT, "x", "x", "企业", value_type, "家", old, new)


FAR = [
    # then, now, targets, told
    ("45", "4500", (None, None), True),  # 百只 and 只
    ("3.5", "35000", (None, None), True),  # 万元 and 元
    ("35000", "3.5", (None, None), True),
    ("32", "320", (None, None), True),  # a zero too many: exactly ten times
    ("320", "32", (None, None), True),
    ("32", "319", (None, None), False),
    ("2", "20", (None, None), True),
    ("1", "10", (None, None), False),  # small whole numbers come and go
    ("1", "19", (None, None), False),
    ("19", "1", (None, None), False),
    ("1", "20", (None, None), True),
    ("0.45", "4.5", (None, None), True),  # what is measured is no small count
    ("0.45", "0.9", (None, None), False),
    ("0", "5000", (None, None), False),  # nothing last year is no measure of this year
    ("5000", "0", (None, None), False),
    ("-3", "300", (None, None), False),
    ("4", "40", ("3", "4"), True),  # the target grew a little
    ("2", "20", ("2", "12"), False),  # as much as was asked
    ("2", "36", ("2", "12"), False),
    ("2", "37", ("2", "12"), True),
    ("2", "20", ("12", "2"), True),
    ("4", "40", ("0", "40"), True),  # nothing was asked for last year
    ("4", "40", (None, "40"), True),
]


@pytest.mark.parametrize(("then", "now", "targets", "told"), FAR)
def test_numbers_far_from_last_years(then, now, targets, told):
    assert is_far(twin(targets), D(then), D(now)) is told


MOVED = [
    ("0.92", "0.0092", (None, None), True),
    ("0.92", "0.092", (None, None), True),
    ("0.092", "0.92", (None, None), True),
    ("0.92", "0.42", (None, None), False),  # fifty points, not more
    ("0.92", "0.4199", (None, None), True),
    ("0.92", "0.092", ("0.92", "0.92"), True),
    ("0.2", "0.8", ("0.2", "0.6"), False),  # the target was raised by as much
    ("0.2", "0.8", ("0.2", "0.25"), True),
    ("1", "0.6", (None, None), False),
    ("0.92", "0.42", ("0.9", "1"), False),  # further from what was asked, and fifty points all the same
]


@pytest.mark.parametrize(("then", "now", "targets", "told"), MOVED)
def test_rates_far_from_last_years(then, now, targets, told):
    assert has_moved(twin(targets, ValueType.RATE), D(then), D(now)) is told


# Whole returns: a scored town with a card of facts, and a department that leads two tasks.

LABELS = {"brands": "名牌产品", "money": "投入资金", "passed": "抽检合格率", "plan": "年度计划", "mark": "组织申报"}


def town_card(units, targets=(), **changed):
    """A year with one scorecard. ``changed``: other definitions of facts by id."""
    facts = {
        "brands": fact("brands", "count", LABELS["brands"], "只"),
        "money": fact("money", "number", LABELS["money"], "万元"),
        "passed": fact("passed", "rate", LABELS["passed"], "%"),
        "plan": fact("plan", "yes_no", LABELS["plan"]),
        "mark": fact("mark", "grade", LABELS["mark"], maximum=D(50)),
        "note": fact("note", "text", "荣誉名称"),
        **{
            f"n{number}": fact(f"n{number}", "count", f"第{'一二三四五六七八九'[number]}类企业", "家")
            for number in range(9)
        },
        **changed,
    }
    rules = (
        criterion(f"1.{place}", "threshold", term(fact_id, target=goal), points=5)
        for place, (fact_id, goal) in enumerate(targets, 1)
    )
    return scored(facts.values(), [item("1", 100, *rules)], units=units)


OLD_TOWN = unit("M1", "孟河乡", "孟河", card="card")
NEW_TOWN = unit("Z02", "孟河镇", "孟河乡", card="card")
OTHER = unit("M9", "别处镇", card="card")


def answer(value, row=5, evidence="", source=Source.SELF):
    origin = Origin("来件.xlsx", "自评表", f"I{row}", "ab", source)
    return Answer(
        D(value) if isinstance(value, str | int) and not isinstance(value, bool) else value,
        str(value),
        evidence,
        origin=origin,
    )


def answers(facts=(), indicators=(), notes=(), statuses=()):
    def table(values):
        made = (
            (key, value if isinstance(value, Answer) else answer(value, row))
            for row, (key, value) in enumerate(dict(values).items(), 5)
        )
        return MappingProxyType(dict(made))

    empty = MappingProxyType({})
    return Answers(table(facts), table(statuses), table(notes), table(indicators), empty, empty)


def told(old, new, then, now, *, counting=None, findings=(), unit_code="Z02", old_code="M1"):
    file = ReceivedFile("来件.xlsx", "ab", 1, Verdict.COUNTED, "", unit_code=unit_code)
    noticed = tuple((each.code, each.key) for each in findings)
    intake = Intake((file,), {unit_code: Return(unit_code, file, noticed)}, {unit_code: now}, ())
    before = LastYear(old, {old_code: then})
    return list(beside_last_year(before, new, intake, {unit_code: counting or now}))


def town(then, now, old=None, new=None, **more):
    old = old or town_card([OTHER, OLD_TOWN])
    old = replace(old, particulars=replace(old.particulars, year=2010))
    return told(old, new or town_card([NEW_TOWN]), answers(then), answers(now), **more)


def test_a_count_at_its_cell_with_both_values_and_what_to_do():
    found = town({"plan": True, "brands": 45}, {"plan": True, "brands": 4500})
    assert found == [
        make_finding(
            "C11", file="来件.xlsx", sheet="自评表", cell="I6", unit_code="Z02", key="fact_brands",
            label="名牌产品", found="4500只", year=2010, verb="填的是", wanted="45只", apart="是上年的100倍",
        )
    ]  # fmt: skip
    assert found[0].severity is Severity.WARNING
    assert found[0].sentence == (
        "《自评表》I6：“名牌产品”填的是4500只，2010年填的是45只，是上年的100倍。"
        "请核对计量单位、小数点和零的个数，确认无误可不改。"
    )


def test_a_rate_at_its_cell():
    (found,) = town({"passed": "0.951"}, {"passed": "0.0951"})
    assert (found.code, found.severity, found.cell, found.key) == ("C12", Severity.WARNING, "I5", "fact_passed")
    assert "填的是9.51%，2010年填的是95.1%，相差85.59个百分点" in found.sentence


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        ("3.5", "35000", "是上年的10000倍"),
        ("3.2", "40", "约为上年的12倍"),
        ("40", "3.2", "约为上年的1/12"),
        ("40", "4", "是上年的1/10"),
    ],
)
def test_how_far_apart_in_words(then, now, words):
    (found,) = town({"money": then}, {"money": now})
    assert f"，{words}。" in found.sentence


def test_what_was_verified_last_year_goes_before_what_was_reported():
    reported = answer(45)
    verified = replace(answer(4200, source=Source.VERIFIED), replaced=reported)
    assert town({"brands": verified}, {"brands": 4500}) == []
    (found,) = town({"brands": verified}, {"brands": 42})
    assert "2010年核定为4200只" in found.sentence
    (found,) = town({"brands": answer(4200, source=Source.REGISTER)}, {"brands": 42})
    assert "2010年台账登记为4200只" in found.sentence


def test_what_somebody_verified_this_year_is_not_asked_about():
    now = answers({"brands": 4500})
    over = answers({"brands": replace(answer(4500, source=Source.VERIFIED), replaced=now.facts["brands"])})
    assert len(town({"brands": 45}, {"brands": 4500})) == 1
    assert town({"brands": 45}, {"brands": 4500}, counting=over) == []


def test_a_cell_that_is_asked_about_already_is_not_asked_about_twice():
    small = make_finding("V22", file="来件.xlsx", key="fact_passed", label="", read="")
    assert len(town({"passed": "0.92"}, {"passed": "0.0092"})) == 1
    assert town({"passed": "0.92"}, {"passed": "0.0092"}, findings=[small]) == []


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ({"brands": 45}, {}),
        ({}, {"brands": 4500}),
        ({"brands": 45}, {"brands": Answer(None, "四千五", invalid=True)}),
        ({"brands": NOT_APPLICABLE}, {"brands": 4500}),
        ({"brands": 45}, {"brands": NOT_APPLICABLE}),
        ({"plan": True}, {"plan": False}),
        ({"mark": "0.5"}, {"mark": "45"}),  # grades are given, not measured
    ],
)
def test_what_is_no_number_in_both_years_is_not_compared(then, now):
    assert town(then, now) == []


@pytest.mark.parametrize(
    "definition",
    [
        fact("brands", "count", LABELS["brands"], "百只"),
        fact("brands", "number", LABELS["brands"], "只"),
        fact("brands", "count", "举办培训班期数", "只"),
    ],
    ids=["unit of measure", "type", "another thing under the same id"],
)
def test_what_is_not_the_same_thing_in_both_years_is_not_compared(definition):
    old = town_card([OLD_TOWN], brands=definition)
    assert town({"brands": 45}, {"brands": 4500}, old=old) == []


def test_a_fact_that_was_reworded_a_little_is_the_same_thing():
    old = town_card([OLD_TOWN], brands=fact("brands", "count", "新创名牌产品数", "只"))
    assert [each.code for each in town({"brands": 45}, {"brands": 4500}, old=old)] == ["C11"]


def test_another_scorecard_than_last_year_is_another_thing():
    moved = replace(OLD_TOWN, scorecard_id="other")
    old = town_card([OLD_TOWN])
    cards = (*old.scorecards, replace(old.scorecards[0], scorecard_id="other"))
    old = replace(old, units=(moved,), scorecards=cards)
    assert town({"brands": 45}, {"brands": 4500}, old=old) == []


def test_a_target_that_grew_explains_the_number():
    old, new = town_card([OLD_TOWN], [("brands", 4)]), town_card([NEW_TOWN], [("brands", 48)])
    assert town({"brands": 4}, {"brands": 50}, old=old, new=new) == []
    assert len(town({"brands": 4}, {"brands": 50})) == 1
    own = replace(new, unit_targets={("Z02", "brands"): D(5)})  # a unit's own target goes first
    assert len(town({"brands": 4}, {"brands": 50}, old=old, new=own)) == 1
    own = replace(old, unit_targets={("M1", "brands"): D(40)})
    assert len(town({"brands": 4}, {"brands": 50}, old=own, new=new)) == 1
    twice = town_card([NEW_TOWN], [("brands", 48), ("brands", 5)])  # of two clauses the first
    assert town({"brands": 4}, {"brands": 50}, old=old, new=twice) == []


def test_a_unit_is_known_by_its_name_whatever_its_code():
    """M1 is this year another unit's code; the town went by the name that is now an alias."""
    new = town_card([unit("M1", "别处镇", card="card"), NEW_TOWN])
    same = SameThings(town_card([OTHER, OLD_TOWN]), new)
    assert {code: same.last_year_of(code).code for code in ("M1", "Z02")} == {"M1": "M9", "Z02": "M1"}
    assert len(town({"brands": 45}, {"brands": 4500}, new=new)) == 1
    assert town({"brands": 45}, {"brands": 4500}, old=town_card([OTHER])) == []


# A department's indicators, matched by their words.


def department(then, now, *, old_indicator=("新创名牌", "3"), new_indicator=("新创名牌产品", "4"), **more):
    units = [unit("B01", "质监分局")]
    old = programme(2010, units, [task("3.1", "名牌战略", "名牌创建", "新创名牌。", "B01", indicators=[old_indicator])])
    new = programme(2011, units, [task("4.1", "名牌战略", "名牌创建", "新创名牌。", "B01", indicators=[new_indicator])])
    then, now = answers(indicators={"3.1.1": then}), answers(indicators={"4.1.1": now})
    return told(old, new, then, now, unit_code="B01", old_code="B01", **more)


def test_an_indicator_is_matched_by_its_words():
    (found,) = department(4, 40)
    assert (found.code, found.key, found.cell) == ("C11", "indicator_4_1_1", "I5")
    assert "“新创名牌产品”填的是40只，2010年填的是4只，是上年的10倍" in found.sentence
    assert department(4, 8) == []


def test_an_indicator_that_is_another_or_measured_otherwise_is_not_compared():
    assert department(4, 40, new_indicator=("举办培训班", "4")) == []
    assert department(4, 40, new_indicator=("新创名牌", "4", "百只")) == []
    assert department(4, "0.4", new_indicator=("新创名牌", "4%")) == []


# A whole return that is last year's.


def filled(numbers, words):
    """A town's facts: nine counts and as many words of evidence."""
    return {
        f"n{place}": answer(number, 5 + place, word)
        for place, (number, word) in enumerate(zip(numbers, words, strict=True))
    }


NUMBERS = [3, 12, 7, 5, 21, 8, 2, 14, 6]
WORDS = [f"2010年第{number}号文件" for number in range(9)]


def test_last_years_content_in_this_years_form_is_one_finding():
    found = town(filled(NUMBERS, WORDS), filled(NUMBERS, WORDS))
    assert found == [make_finding("C13", file="来件.xlsx", unit_code="Z02", year=2010, count=18, same=18)]
    assert found[0].severity is Severity.WARNING
    assert "有18处完全相同，像是照抄了上年的表" in found[0].sentence


def other(values, places, change):
    return [change(value) if place in places else value for place, value in enumerate(values)]


COPIES = [
    (set(), set(), True),
    (set(), {0}, True),  # 17 of 18, all nine numbers
    (set(), {0, 1}, False),  # 16 of 18
    ({0}, set(), False),  # eight of nine numbers
    (set(range(9)), set(), False),  # the same papers, other numbers
    (set(), set(range(9)), False),  # the same numbers, other papers
]


@pytest.mark.parametrize(("numbers", "words", "is_told"), COPIES)
def test_nearly_all_of_it(numbers, words, is_told):
    now = filled(other(NUMBERS, numbers, lambda n: n + 1), other(WORDS, words, lambda w: w.replace("2010", "2011")))
    assert [each.code for each in town(filled(NUMBERS, WORDS), now)] == ["C13"] * is_told


def test_what_comes_every_year_tells_nothing():
    """No incidents, every rate full, the same grade, 是, and not a word: the same in any two years."""
    then = {**dict.fromkeys((f"n{number}" for number in range(9)), 0), "passed": 1, "mark": 5, "plan": True}
    assert town(then, then) == []
    assert town({**then, "brands": 7, "money": "7.5"}, {**then, "brands": 7, "money": "7.5"}) == []


def test_little_is_not_enough():
    few = dict(list(filled(NUMBERS, WORDS).items())[:4]) | {"brands": 17}
    assert town(few, few) == []  # nine
    text = few | {"note": Answer("江苏省质量奖", "江苏省质量奖")}
    assert [each.code for each in town(text, text)] == ["C13"]
    wordy = filled([0] * 9, WORDS) | {"brands": answer(7, 20, "证书"), "money": answer(7, 21, "发票")}
    assert town(wordy, wordy) == []  # eleven texts and two numbers


def test_words_are_the_same_whatever_their_punctuation():
    now = filled(NUMBERS, [f"{word}。 " for word in WORDS])
    assert [each.code for each in town(filled(NUMBERS, WORDS), now)] == ["C13"]


def test_a_copy_is_of_what_was_reported_not_of_what_was_verified():
    then = filled(NUMBERS, WORDS)
    verified = {
        key: replace(answer(99, source=Source.VERIFIED), evidence=each.evidence, replaced=each)
        for key, each in then.items()
    }
    assert "C13" in {each.code for each in town(verified, then)}
    assert "C13" not in {
        each.code for each in town(verified, {key: replace(each, value=D(99)) for key, each in then.items()})
    }


def test_notes_and_evidence_of_tasks_count_too():
    units = [unit("B01", "质监分局")]
    rows = [("名牌产品", "3"), ("标准试点", "4"), ("计量确认", "10")]
    tasks = [
        task(f"1.{n}", "类别", f"任务{n}", f"第{n}项工作。", "B01", indicators=rows if n == 1 else ())
        for n in range(1, 5)
    ]
    year = {number: programme(number, units, tasks) for number in (2010, 2011)}
    notes = {f"1.{n}": replace(answer(True), value=f"第{n}季度完成", typed=f"第{n}季度完成") for n in range(1, 5)}
    statuses = {f"1.{n}": answer(True, evidence=f"总结第{n}部分") for n in range(1, 5)}
    verb = answers(indicators={"1.1.1": 5, "1.1.2": 6, "1.1.3": 13}, notes=notes, statuses=statuses)
    (found,) = told(year[2010], year[2011], verb, verb, unit_code="B01", old_code="B01")
    assert (found.code, found.sheet, found.cell) == ("C13", "", "")
    assert "可比的11处" in found.sentence
    fresh = replace(verb, notes={key: replace(note, typed=f"今年{note.typed}") for key, note in notes.items()})
    assert told(year[2010], year[2011], verb, fresh, unit_code="B01", old_code="B01") == []


def test_order_makes_no_difference():
    units = [unit(f"Z{number:02}", f"第{number}镇", card="card") for number in range(12)]
    old, new = town_card(units), town_card(list(reversed(units)))
    then = {each.code: answers({"brands": 30 + number, "money": "1.5"}) for number, each in enumerate(units)}
    now = {
        each.code: answers({"brands": (30 + number) * 10 ** (number % 3), "money": "15"})
        for number, each in enumerate(units)
    }
    returns = {code: Return(code, ReceivedFile(f"{code}.xlsx", "", 1, Verdict.COUNTED, "")) for code in now}
    found = sorted(beside_last_year(LastYear(old, then), new, Intake((), returns, now, ()), now))
    assert len(found) == 12 + 8
    mixed = random.Random(3)  # noqa: S311
    for _ in range(5):
        keys = mixed.sample(list(returns), len(returns))
        again = beside_last_year(
            LastYear(old, {code: then[code] for code in reversed(keys)}),
            new,
            Intake((), {code: returns[code] for code in keys}, now, ()),
            now,
        )
        assert sorted(again) == found
