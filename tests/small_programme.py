"""Programmes made by hand, and changes to a programme's settings, for tests of the rules."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

from qz.model.assessment_rules import Particulars, Settings
from qz.model.choices import Comparator, Consequence, FilledBy, GroupFigure, PartialStep
from qz.model.programme import Programme
from qz.model.scorecards import AnnexFrame, Criterion, Fact, Item, Pool, Scorecard, Term
from qz.model.task_table import Task, Unit
from qz.model.values import ValueType
from qz.programme.reading.fact_formulas import given_fact
from qz.programme.reading.place_bands import read_place_bands
from qz.programme.reading.read_bands import read_bands
from qz.programme.reading.read_formula import read_formula
from qz.scoring.compare_units import with_figures
from qz.scoring.engine import score_unit

D = Decimal
FRAME = AnnexFrame("附件", "细则", ())
UNIT = Unit("U01", "甲镇", (), "镇", "card")


def with_settings(programme, **changes):
    """The programme with settings changed everywhere, as if its workbook said so."""

    def changed(record):
        return replace(record, settings=replace(record.settings, **changes))

    def card(scorecard):
        items = (replace(changed(item), criteria=tuple(map(changed, item.criteria))) for item in scorecard.items)
        return replace(scorecard, items=tuple(items))

    return replace(changed(programme), scorecards=tuple(map(card, programme.scorecards)))


def fact(fact_id, value_type, label="", unit="", **more):
    return Fact(fact_id, "card", label or fact_id, ValueType(value_type), unit, **more)


def computed(fact_id, value_type, formula, **more):
    parts = re.findall(r"[a-z_]+", formula)
    tree = read_formula(formula, {part: part for part in parts})
    assert tree is not None
    far = D(10**9)
    return fact(fact_id, value_type, formula=tree, formula_words=formula, minimum=-far, maximum=far, **more)


def criterion(criterion_id, kind, *terms, points=None, **more):
    number = criterion_id.split(".")[0]
    return Criterion(criterion_id, number, "", kind, None if points is None else D(points), terms, **more)


def banded(fact_id, value_type, text, **more):
    return Term(fact_id, bands=read_bands(text, fact(fact_id, value_type, **more)))


def placed(fact_id, text, comparator="≥", **more):
    bands = read_place_bands(text)
    assert bands is not None
    return Term(fact_id, Comparator(comparator), bands=bands, **more)


def term(fact_id, comparator="≥", **more):
    numbers = {name: D(value) if name in {"target", "step", "rate"} else value for name, value in more.items()}
    return Term(fact_id, Comparator(comparator), **numbers)


def stop(fact_id, comparator="≥", target=None, **more):
    return term(fact_id, comparator, stops=True, **({} if target is None else {"target": target}), **more)


def item(number, standard, *criteria, starts_full=False, settings=None):
    settings = settings or Settings()
    criteria = tuple(one if one.settings != Settings() else replace(one, settings=settings) for one in criteria)
    criteria = tuple(replace(one, starts_full=starts_full) for one in criteria)
    return Item(number, f"第{number}项", "", "", D(standard), starts_full, criteria, settings)


def programme(facts, items, targets=None, tasks=(), units=(UNIT,)):
    """A programme of one scorecard. ``tasks`` are (task id, leads, supports)."""
    standard = sum((one.standard for one in items), D(0))
    by_id = {one.fact_id: one for one in facts}
    for part in [part for one in facts for part in one.parts if part not in by_id]:
        by_id[part] = given_fact(part, by_id)
    card = Scorecard("card", "评分表", FRAME, "汇总", "排名", False, standard, tuple(items), by_id)
    own = {(unit.code, fact_id): D(target) for unit in units for fact_id, target in (targets or {}).items()}
    rows = tuple(Task(key, key, "", "", "", "", "", leads, supports) for key, leads, supports in tasks)
    when = dt.datetime(2012, 1, 10, 17, 0)  # noqa: DTZ001
    about = Particulars(2011, "某区", "考核", "考核", "", None, "1", when, "", "", "", "")
    return Programme(about, units, (), FRAME, rows, (), (), (card,), own, {}, Settings(), ())


def group_scores(programme, told):
    """The scores of (unit, answers) pairs that are compared with one another, in their order."""
    units = [replace(unit, code=f"G{place}") for place, (unit, _) in enumerate(told)]
    own = {
        (each.code, fact_id): target
        for each, (unit, _) in zip(units, told, strict=True)
        for fact_id, target in programme.targets_of(unit).items()
    }
    group = replace(programme, units=tuple(units), unit_targets=own)
    known = with_figures(group, {each.code: answers for each, (_, answers) in zip(units, told, strict=True)})
    return [
        score_unit(programme, unit, replace(answers, figures=known[each.code].figures))
        for each, (unit, answers) in zip(units, told, strict=True)
    ]


PLANNED = ("纳入规划", "部门规划", "未纳入")


def zoo():
    """One scorecard with every kind in the shapes the 2011 scorecards do not use."""
    facts = [
        fact("yes", "yes_no"),
        fact("maybe", "yes_no", allows_not_applicable=True),
        fact("accident", "yes_no"),
        fact("plan", "yes_no", allows_not_applicable=True),
        fact("meetings", "count", unit="次"),
        fact("visits", "count", unit="次", allows_not_applicable=True),
        fact("capped", "count", maximum=D(50), minimum=D(2)),
        fact("dozens", "count", step=D(12)),
        fact("growth", "number", "增长率", "点"),
        fact("money", "number", minimum=D(0)),
        fact("pass_rate", "rate", allows_not_applicable=True),
        fact("over_rate", "rate", maximum=D(2)),
        fact("failure_rate", "rate"),
        fact("mark", "grade", maximum=D(8)),
        fact("fine_mark", "grade", maximum=D(5), step=D("0.1")),
        fact("excused_mark", "grade", allows_not_applicable=True),
        fact("honours", "count"),
        fact("deaths", "count", unit="人"),
        fact("medals", "count"),
        fact("note", "text", required_when=("honours",)),
        fact("remark", "text"),
        computed("growth_rate", "number", "（money－capped）÷visits", allows_not_applicable=True),
        computed("mean_rate", "rate", "平均（failure_rate，pass_rate）÷over_rate"),
        computed("checked", "rate", "found÷（meetings＋2－1）"),
        computed("risen", "rate", "（money－上年（money））÷目标（visits）", allows_not_applicable=True),
        computed("kept", "number", "deaths＋上年（deaths）"),
        fact("people", "number", given="people"),
        computed("per_head", "number", "money÷people"),
        fact("survey", "rate", "满意度", filled_by=FilledBy.VERIFIER),
        fact("praised", "yes_no", "受表扬", filled_by=FilledBy.OFFICE),
        fact("found", "count", "暗访问题", "个", filled_by=FilledBy.VERIFIER),
        fact("planned", "choice", choices=PLANNED, allows_not_applicable=True),
    ]
    first = item(
        "1",
        12,
        criterion("1.1", "if_yes", term("yes"), term("maybe"), points=2),
        criterion("1.2", "if_yes", term("accident", trigger="否"), points="1.5"),
        criterion("1.3", "grade", term("mark"), points=5),
        criterion("1.4", "grade", term("fine_mark"), points=5),
        criterion("1.5", "grade", term("excused_mark"), points=3),
        criterion(
            "1.6", "threshold", term("growth", target="-2.5"), term("failure_rate", "≤", target="0.03"), points=3
        ),
        criterion(
            "1.8", "threshold", term("failure_rate", target="0.02"), term("failure_rate", "≤", target="0.3"), points=1
        ),
        criterion("1.7", "threshold", term("dozens", "=", target=24), term("visits", target=1), points=2),
    )
    second = item(
        "2",
        15,
        criterion("2.1", "unit_target", term("visits"), term("over_rate"), points=4),
        criterion(
            "2.2",
            "shortfall",
            term("over_rate", step="0.03", rate="0.7"),
            term("capped", target=9, step=4, rate=1),
            points=6,
        ),
        criterion("2.3", "shortfall", term("money", target="12.5", step="2.5", rate="0.5"), points=5),
        criterion("2.7", "unit_target", term("deaths", "≤"), term("visits", "="), points=3),
        criterion("2.8", "shortfall", term("deaths", "≤", step=1, rate=1), points=3),
        criterion("2.9", "shortfall", term("failure_rate", "≤", target="0.03", step="0.01", rate="0.5"), points=4),
        criterion("2.10", "shortfall", term("dozens", "=", target=24, step=12, rate=1), points=2),
        criterion(
            "2.11", "bonus", term("medals", step=3, rate="0.5"), term("pass_rate", step="0.02", rate="0.1"), points=None
        ),
        criterion(
            "2.12", "surplus_bonus", term("medals", target=5, step=2, rate=1), term("visits", step=2, rate="0.3")
        ),
        criterion("2.17", "proportional", term("visits", target=8), stop("accident"), points=2),
        criterion("2.18", "accrual", term("medals", target=0, rate="0.5"), stop("pass_rate", "≤", "0.2"), points=2),
        criterion(
            "2.19", "bonus", term("medals", rate=1), stop("plan", trigger="否"), stop("found", target=20), most=D(4)
        ),
        criterion("2.13", "surplus_bonus", term("failure_rate", "≤", target="0.3", step="0.02", rate="0.15")),
        criterion("2.14", "accrual", term("growth", target=0, step="0.5", rate="0.3"), points=2),
        criterion(
            "2.15", "accrual", term("visits", rate="0.4"), term("deaths", "≤", target=5, step=2, rate=1), points=3
        ),
        criterion("2.16", "accrual", term("pass_rate", target="0.5", step="0.05", rate="0.25"), points="1.5"),
        criterion(
            "2.4", "bonus", term("honours", rate="2.5"), term("yes", rate=1), term("money", rate="0.05"), term("note")
        ),
        criterion("2.5", "bonus", term("honours", rate=1), term("note"), term("remark")),
        criterion("2.6", "surplus_bonus", term("visits", rate=2), term("money", rate="0.333"), term("note")),
        settings=Settings(bonus_cap=D(9)),
    )
    third = item(
        "3",
        20,
        criterion(
            "3.1", "deduct", term("visits", rate=2), term("maybe", rate="1.5"), term("plan", trigger="否", rate=1)
        ),
        criterion("3.2", "deduct", term("meetings", rate=4), term("accident", rate=5), once=True),
        criterion("3.3", "deduct", term("growth", rate="0.1")),
        criterion("3.4", "deduct_missing", term("meetings", target=2, rate=5), term("visits", rate="0.3")),
        criterion("3.5", "deduct_if_no", term("yes", rate=2), term("plan", rate="2.25")),
        criterion("3.6", "bonus", term("medals", rate=3)),
        criterion("3.7", "deduct", term("failure_rate", step="0.005", rate="0.2"), term("capped", step=10, rate=1)),
        criterion(
            "3.8",
            "deduct_missing",
            term("pass_rate", target="0.9", step="0.01", rate=1),
            term("deaths", "≤", rate="1.5"),
            term("medals", "=", target=2, rate="0.25"),
            term("dozens", step=24, rate="0.1"),
        ),
        criterion("3.10", "shortfall", term("survey", target="0.9", step="0.01", rate="0.5"), points=3),
        criterion("3.11", "deduct", term("found", rate="0.5"), term("meetings", rate="0.1")),
        criterion("3.18", "shortfall", term("mean_rate", target="0.8", step="0.05", rate="0.3"), points=2),
        criterion("3.19", "deduct", term("checked", step="0.1", rate="0.2"), term("mean_rate", step="0.1", rate="0.1")),
        criterion("3.20", "shortfall", term("meetings", target=4, step=1, rate="0.5"), stop("accident"), points=1),
        criterion("3.13", "deduct", term("meetings", rate="0.3"), most=D(1)),
        criterion("3.14", "deduct_missing", term("medals", target=3, rate=1), pool=Pool("最多扣2分", D(2))),
        criterion("3.15", "deduct", term("accident", rate="1.5"), pool=Pool("最多扣2分", D(2))),
        criterion("3.16", "deduct", term("capped", rate="0.1"), most=D(3), pool=Pool("就高")),
        criterion("3.17", "deduct", term("failure_rate", step="0.01", rate="0.2"), pool=Pool("就高")),
        criterion("3.12", "deduct_if_no", term("praised", rate="0.5")),
        criterion("3.9", "shortfall", term("pass_rate", target="0.95", step="0.05", rate=1), points=4),
        starts_full=True,
    )
    fourth = item(
        "4",
        10,
        criterion("4.1", "veto", term("accident"), term("capped", target=40), term("plan", trigger="否")),
        criterion("4.2", "tasks", points=3, settings=Settings(veto_takes_bonus=True, none_done_vetoes=True)),
        criterion("4.4", "tasks", points=1, settings=Settings(veto_takes_bonus=True, partial_step=PartialStep.WHOLE)),
        criterion("4.5", "veto", term("failure_rate", target="0.2"), term("mark", "≤", target="0.5")),
        criterion("4.9", "veto", term("found", target=30), term("accident")),
        criterion("4.10", "veto", term("praised", trigger="否")),
        criterion("4.3", "bonus", term("medals", rate=1)),
        criterion("4.6", "card_veto", term("accident"), consequence=Consequence.TOTAL_ZERO),
        criterion("4.7", "card_veto", term("plan", trigger="否"), consequence=Consequence.NOT_BEST),
        criterion("4.8", "card_veto", term("deaths", target=3), consequence=Consequence.ONE_DOWN),
        starts_full=True,
        settings=Settings(veto_takes_bonus=False),
    )
    fifth = item(
        "5",
        30,
        criterion("5.10", "threshold", term("survey", target="0.9"), term("growth", target=0), points=1),
        criterion(
            "5.13", "threshold", term("growth_rate", target="1.5"), term("mean_rate", "≤", target="0.5"), points=1
        ),
        criterion("5.14", "bonus", term("growth_rate", step="0.5", rate="0.3")),
        criterion("5.15", "threshold", term("checked", target="0.5"), points=2),
        criterion("5.16", "threshold", term("risen", target="0.3"), points=1),
        criterion("5.17", "deduct", term("kept", rate="0.2")),
        criterion("5.18", "bonus", term("per_head", rate="0.1")),
        criterion("5.11", "bonus", term("praised", rate=2), term("found", rate="0.1")),
        criterion("5.12", "if_yes", term("praised"), points=1),
        criterion("5.0", "discretion_deduct", least=D("0.5"), most=D(2)),
        criterion("5.9", "discretion_bonus", most=D(3)),
        criterion("5.1", "proportional", term("visits"), points=5),
        criterion("5.2", "proportional", term("over_rate"), points="4.5"),
        criterion("5.3", "proportional", term("growth", target="2.4"), points=3),
        criterion("5.4", "proportional", term("meetings"), points=2),
        criterion("5.5", "by_band", banded("pass_rate", "rate", "80%以上5分、60%以上3分"), points=5),
        criterion("5.6", "by_band", banded("meetings", "count", "0次以下4分、2次以下2.5分、其余0.5分"), points=4),
        criterion(
            "5.7", "by_band", banded("growth", "number", "≥2.5得2分，≥-1得1.25分，≥-3得1分，其余不得分"), points=2
        ),
        criterion(
            "5.8",
            "by_choice",
            banded("planned", "choice", "纳入规划1分、部门规划0.5分、其余0分", choices=PLANNED),
            points=1,
        ),
    )
    sixth = item(
        "6",
        0,
        criterion("6.1", "bonus", term("honours", rate=2), term("note"), most=D(5)),
        criterion("6.2", "bonus", term("medals", rate=1), pool=Pool("同一奖项取最高")),
        criterion("6.3", "surplus_bonus", term("visits", rate="0.3"), pool=Pool("同一奖项取最高")),
        criterion("6.4", "bonus", term("yes", rate=1), pool=Pool("合计最多2.5分", D("2.5"))),
        criterion("6.5", "bonus", term("money", rate="0.05"), most=D(2), pool=Pool("合计最多2.5分", D("2.5"))),
    )
    mean, most, least = GroupFigure.MEAN, GroupFigure.GREATEST, GroupFigure.LEAST
    seventh = item(
        "7",
        30,
        criterion("7.1", "by_place", term("money", rate="0.5"), points=5, floor=D("1.5")),
        criterion("7.2", "by_place", placed("pass_rate", "第1名4分、第2至4名3分、前20名1.25分、其余0.5分"), points=4),
        criterion("7.3", "by_place", term("meetings", "≤", rate="0.05"), points="2.5"),
        criterion("7.4", "place_bonus", placed("growth", "前3名3分、前六名2分")),
        criterion("7.5", "place_bonus", placed("mean_rate", "第一名2分，第二名1分", "≤"), most=D("1.5")),
        criterion("7.6", "unit_target", term("over_rate", against=mean), term("visits"), points=2),
        criterion("7.7", "proportional", term("money", against=most), points=5),
        criterion("7.15", "proportional", term("deaths", "≤", against=least), points=3),
        criterion("7.16", "proportional", term("growth", against=mean), points=2),
        criterion("7.18", "proportional", term("failure_rate", "≤", target="0.2"), points=2),
        criterion("7.17", "proportional", term("dozens", "≤"), points=2),
        criterion("7.8", "shortfall", term("growth", against=mean, step="0.5", rate="0.3"), points=3),
        criterion("7.9", "shortfall", term("failure_rate", "≤", against=least, step="0.01", rate="0.1"), points=3),
        criterion(
            "7.10", "surplus_bonus", term("medals", against=mean, step=1, rate="0.2"), term("visits", rate="0.1")
        ),
        criterion("7.13", "accrual", term("money", against=mean, step="0.5", rate="0.35"), points=2),
        criterion("7.14", "by_place", term("money", rate="0.1"), stop("deaths", target=4), points=1),
        criterion("7.11", "by_place", placed("survey", "第1名2分、其余1分"), points=2),
        criterion("7.12", "shortfall", term("deaths", "=", against=most, step=1, rate="0.25"), points=2),
        settings=Settings(surplus_needs_target=True),
    )
    eighth = item(
        "8",
        12,
        criterion("8.1", "place_deduct", placed("meetings", "倒数第1名2分、后5名1分")),
        criterion("8.2", "place_deduct", placed("pass_rate", "末位1.5分"), pool=Pool("最多扣2分", D(2))),
        criterion("8.3", "place_deduct", placed("deaths", "倒数第一名1.5分", "≤"), pool=Pool("最多扣2分", D(2))),
        criterion("8.4", "deduct_missing", term("visits", against=mean, step=1, rate="0.5"), most=D(2)),
        criterion("8.5", "deduct_missing", term("deaths", "≤", against=mean, step=2, rate="0.5")),
        criterion("8.6", "shortfall", term("pass_rate", against=mean, step="0.1", rate="0.25"), points=2),
        starts_full=True,
    )
    tasks = [("1.1", ("U01",), ()), ("1.2", ("U01", "U02"), ()), ("2.1", (), ("U01",)), ("2.2", ("U02",), ())]
    targets = {
        "visits": 3,
        "over_rate": "1.1",
        "money": "10.4",
        "deaths": 2,
        "dozens": 12,
        "money.last_year": 8,
        "people": 3,
    }
    return programme(facts, [first, second, third, fourth, fifth, sixth, seventh, eighth], targets, tasks)
