"""Every accepted combination under other settings, with caps, clauses counted together, formulas and other fillers.

The programme of ``test_every_combination`` is varied at random: its criteria are put together into items, capped and
pooled, its numbers computed from others or filled in by the office. The engine gives what the formulas give, and what
``plain_points`` and ``plain_item`` read from the printed words alone, in fractions.
"""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import proof
import pytest
import small_programme
from test_every_combination import VALUES, accepted
from test_three_ways import random_cases
from typed_answers import TypedReturn, read_typed

from qz.model.choices import FilledBy, PartialStep
from qz.model.scorecards import Pool, Term
from qz.model.scores import Effect
from qz.programme.reading.fact_formulas import given_fact
from qz.programme.reading.read_formula import read_formula
from qz.rules.registry import KINDS
from qz.scoring.engine import score_unit
from qz.values.value_types import TYPES

D = Decimal
FAR = D(10**9)
PER_ITEM = 4
STOP_AT_8 = Term("f1", target=D(8), stops=True)
FORMULAS = ("甲＋目标（甲）－目标（甲）", "（甲＋上年（甲））－上年（甲）", "平均（甲，甲×3）÷2", "甲×100%")
SETTINGS = {
    "partial_step": tuple(PartialStep),
    "bonus_cap": (None, D(0), D("2.5"), D(40)),
    "deduct_cap": (None, D(0), D("1.5"), D(40)),
    "veto_takes_bonus": (True, False),
    "surplus_needs_target": (True, False),
    "not_applicable_met": (True, False),
    "zero_target_met": (True, False),
}
READ = {
    "if_yes",
    "grade",
    "threshold",
    "unit_target",
    "proportional",
    "by_band",
    "by_choice",
    "shortfall",
    "bonus",
    "surplus_bonus",
    "accrual",
    "deduct",
    "deduct_missing",
    "deduct_if_no",
}
"""Kinds whose points are of one unit's own answers, and that are read plainly."""


def with_other_facts(random, card):
    """The facts, some computed from another one of their type, some filled in by others."""
    facts = {}
    for fact_id, fact in card.facts.items():
        number = TYPES[fact.value_type].is_number and fact.value_type != "grade"
        dice = random.random()
        if number and dice < 0.4:
            raw = replace(fact, fact_id=f"{fact_id}_raw", label="甲")
            tree, words = None, random.choice(FORMULAS)
            tree = read_formula(words, {"甲": raw.fact_id})
            facts[raw.fact_id] = raw
            for part in {"target", "last_year"} if "（甲" in words else ():
                facts[f"{raw.fact_id}.{part}"] = given_fact(f"{raw.fact_id}.{part}", facts)
            facts[fact_id] = replace(fact, formula=tree, formula_words=words, minimum=-FAR, maximum=FAR)
        else:
            filler = random.choice(tuple(FilledBy)[:3]) if dice < 0.7 and fact.value_type != "text" else FilledBy.UNIT
            facts[fact_id] = replace(fact, filled_by=filler)
    return facts


def with_other_items(random, card):
    """The criteria in items of several, some capped, some pooled."""
    items = []
    for full in (False, True):
        criteria = [one for item in card.items if item.starts_full is full for one in item.criteria]
        random.shuffle(criteria)
        for place in range(0, len(criteria), PER_ITEM):
            number = f"i{full:d}{place}"
            some = criteria[place : place + PER_ITEM]
            mine = [with_a_stop(random, with_caps(random, replace(one, item_number=number))) for one in some]
            earned = sum((one.points or D(0) for one in mine if KINDS[one.kind].effect is Effect.EARN), D(0))
            standard = max(earned, D(5)) if full else earned
            like = card.items[0]
            item = replace(like, number=number, standard=standard, starts_full=full, criteria=pooled(random, mine))
            items.append(item)
    return tuple(items)


def with_caps(random, criterion):
    moves = KINDS[criterion.kind].effect in {Effect.BONUS, Effect.DEDUCT}
    if not moves or criterion.most is not None or random.random() < 0.5:
        return criterion
    return replace(criterion, most=random.choice((D("0.5"), D("1.25"), D(3))))


def with_a_stop(random, criterion):
    kind = KINDS[criterion.kind]
    if kind.effect not in {Effect.EARN, Effect.BONUS} or kind.needs.by_hand or random.random() < 0.8:
        return criterion
    stop = random.choice((Term("f0", stops=True), Term("f0", trigger="否", stops=True), STOP_AT_8))
    return replace(criterion, terms=(*criterion.terms, stop))


def stopped(criterion, typed):
    """Whether what is typed sets the criterion to zero."""
    stops = [term for term in criterion.terms if term.stops]
    return any(
        typed.get(one.fact_id) == (one.trigger or "是") if one.target is None else typed["f1"] >= one.target
        for one in stops
    )


def pooled(random, criteria):
    for effect in (Effect.BONUS, Effect.DEDUCT):
        mine = [one.criterion_id for one in criteria if KINDS[one.kind].effect is effect]
        pool = random.choice((None, Pool(f"{effect.value}取最高"), Pool(f"{effect.value}最多1.5分", D("1.5"))))
        if len(mine) > 1 and pool is not None:
            criteria = [replace(one, pool=pool) if one.criterion_id in mine else one for one in criteria]
    return tuple(criteria)


def varied(seed):
    """The programme of all accepted combinations, varied; what is not varied keeps its words."""
    random = Random(seed)  # noqa: S311
    _, programme = accepted()
    card = programme.scorecards[0]
    facts, items = with_other_facts(random, card), with_other_items(random, card)
    caps = {"bonus_cap": random.choice((None, D(20))), "total_cap": random.choice((None, D(50), D("150.5")))}
    card = replace(card, facts=facts, items=items, **caps)
    own = dict(programme.unit_targets)
    for (code, fact_id), target in programme.unit_targets.items():
        if f"{fact_id}_raw" in facts:
            own[code, f"{fact_id}_raw"] = target
        if f"{fact_id}_raw.last_year" in facts:
            own[code, f"{fact_id}_raw.last_year"] = target / 2
    settings = {name: random.choice(values) for name, values in SETTINGS.items()}
    return small_programme.with_settings(replace(programme, scorecards=(card,), unit_targets=own), **settings)


def steps(context, amount, step):
    """How often a step goes into an amount, as 不足一步 says."""
    if step is None or amount <= 0:
        return max(amount, Fraction(0))
    count = amount / Fraction(step)
    partial = context.settings.partial_step
    if partial is PartialStep.PROPORTIONAL:
        return count
    return Fraction(math.floor(count) if partial is PartialStep.FREE else math.ceil(count))


def holds(comparator, value, target):
    return {"≥": value >= target, "≤": value <= target, "=": value == target}[comparator.value]


def off(comparator, value, target):
    """How far a value is on the wrong side of its target."""
    gap = {"≥": target - value, "≤": value - target, "=": abs(value - target)}[comparator.value]
    return max(gap, Fraction(0))


def beyond(comparator, value, target):
    """How far a value is on the right side of its target."""
    return target - value if comparator == "≤" else value - target


def plain_points(criterion, value, own):  # noqa: C901, PLR0911, PLR0912 - a line a kind
    """What the printed words of a criterion of one fact give for a value."""
    (term,) = (term for term in criterion.terms if not term.stops)
    points, rate = Fraction(criterion.points or 0), Fraction(term.rate or 0)
    number = Fraction(value) if isinstance(value, Decimal) else None
    target = Fraction(own if term.target is None else term.target)
    kind = criterion.kind
    if kind == "if_yes":
        return points if value == (term.trigger or "是") else Fraction(0)
    if kind == "deduct_if_no":
        return -rate if value == "否" else Fraction(0)
    if kind == "grade":
        return min(number, points)
    if kind == "by_choice":
        return next((Fraction(band.points) for band in term.bands if band.words == value), Fraction(0))
    if kind == "by_band":
        good = (band for band in term.bands if band.bound is None or holds(band.comparator, number, band.bound))
        return next((Fraction(band.points) for band in good), Fraction(0))
    if kind in {"threshold", "unit_target"}:
        return points if holds(term.comparator, number, target) else Fraction(0)
    if kind == "proportional" and term.comparator == "≤":
        return points if number <= target else points * max(Fraction(0), target / number)
    if kind == "proportional":
        return points * min(Fraction(1), max(Fraction(0), number / target))
    if kind == "shortfall":
        return max(Fraction(0), points - rate * steps(criterion, off(term.comparator, number, target), term.step))
    if kind == "bonus":
        return rate * (steps(criterion, number, term.step) if number is not None else Fraction(value == "是"))
    if kind == "surplus_bonus":
        return rate * steps(criterion, beyond(term.comparator, number, target), term.step)
    if kind == "accrual":
        return min(points, rate * steps(criterion, beyond(term.comparator, number, target), term.step))
    if kind == "deduct" and number is None:
        return -rate if value == (term.trigger or "是") else Fraction(0)
    if kind == "deduct":
        return -rate * (Fraction(number > 0) if criterion.once else steps(criterion, number, term.step))
    return -rate * steps(criterion, off(term.comparator, number, target), term.step)


def rounded(value):
    """To 0.01 by way of eight places, half away from zero."""
    for places in (8, 2):
        scaled = abs(value) * 10**places
        value = Fraction(math.floor(scaled + Fraction(1, 2)), 10**places) * (-1 if value < 0 else 1)
    return value


def plain_item(item, points):
    """What an item's printed words make of its criteria's points, none of which stops it: base and bonus."""
    sums = {Effect.BONUS: Fraction(0), Effect.DEDUCT: Fraction(0)}
    for effect in sums:
        mine = [one for one in item.criteria if KINDS[one.kind].effect is effect]
        together = [points[one.criterion_id] for one in mine if one.pool is not None]
        sums[effect] = sum((points[one.criterion_id] for one in mine if one.pool is None), Fraction(0))
        if together:
            pool = next(one.pool for one in mine if one.pool is not None)
            greatest = max(map(abs, together)) if pool.most is None else min(abs(sum(together)), Fraction(pool.most))
            sums[effect] += greatest if effect is Effect.BONUS else -greatest
    earning = [one for one in item.criteria if KINDS[one.kind].effect is Effect.EARN]
    missed = sum((Fraction(one.points) - points[one.criterion_id] for one in earning), Fraction(0))
    standard, cap = Fraction(item.standard), item.settings.deduct_cap
    if item.starts_full:
        lost = missed - sums[Effect.DEDUCT]
        base = standard - (lost if cap is None else min(lost, Fraction(cap)))
    else:
        taken = -sums[Effect.DEDUCT]
        base = sum((points[one.criterion_id] for one in earning), Fraction(0))
        base -= taken if cap is None else min(taken, Fraction(cap))
    bonus, most = sums[Effect.BONUS], item.settings.bonus_cap
    return min(standard, max(Fraction(0), base)), bonus if most is None else min(bonus, Fraction(most))


def told(programme, place):
    """A form filled in all through: every fact its word's value at a place, computed ones by what they are made of."""
    typed = {}
    words = {f"f{number}": word for number, word in enumerate(VALUES)}
    for fact_id, fact in programme.scorecards[0].facts.items():
        values = [value for value in VALUES[words[fact_id.partition("_")[0].partition(".")[0]]] if value is not None]
        values = [value for value in values if value != "不适用"]
        if not fact.is_derived:
            typed[fact_id] = values[place % len(values)]
    return typed


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(6))
def test_the_engine_reads_the_printed_words(seed):
    programme = varied(seed)
    unit = next(unit for unit in programme.units if unit.scorecard_id)
    card, targets = programme.scorecard_of(unit), programme.targets_of(unit)
    compared = 0
    for place in range(max(map(len, VALUES.values()))):
        typed = told(programme, place)
        score = score_unit(programme, unit, read_typed(card, TypedReturn(typed, {}, {})))
        for item, part in zip(card.items, score.items, strict=True):
            points = {}
            for criterion, line in zip(item.criteria, part.lines, strict=True):
                points[criterion.criterion_id] = Fraction(line.points)
                if criterion.kind not in READ or any(term.against is not None for term in criterion.terms):
                    continue
                fact_id = criterion.terms[0].fact_id
                value, target = typed.get(fact_id, typed.get(f"{fact_id}_raw")), targets.get(fact_id, D(0))
                wanted = rounded(plain_points(criterion, value, target))
                wanted = (
                    Fraction(0) if stopped(criterion, typed | {"f1": typed.get("f1", typed.get("f1_raw"))}) else wanted
                )
                if criterion.most is not None:
                    wanted = min(abs(wanted), Fraction(criterion.most)) * (-1 if wanted < 0 else 1)
                assert Fraction(line.points) == wanted, (seed, line.award.explanation, value)
                compared += 1
            if not part.vetoed_by and not part.blocked:
                assert (Fraction(part.base), Fraction(part.bonus)) == tuple(map(rounded, plain_item(item, points)))
        assert score.bonus == min(sum(part.bonus for part in score.items), card.bonus_cap or FAR)
        assert score.total in {0, min(score.base + score.bonus, card.total_cap or FAR)}
    assert compared > 5000


@pytest.mark.office
@pytest.mark.proof
def test_engine_and_formulas_agree_on_all_of_it(office, tmp_path):
    sheets = {}
    for seed in range(6):
        programme = varied(seed)
        units = [unit for unit in programme.units if unit.scorecard_id]
        sheets[f"第{seed}"] = random_cases(programme, units, 20, f"varied {seed}")
    proof.write_cases(tmp_path / "cases.xlsx", sheets)
    (again,) = office.values([tmp_path / "cases.xlsx"])
    assert proof.differences(again, sheets) == []


def test_what_is_varied_is_used():
    """Each of the things that vary is in the first few programmes."""
    cards = [varied(seed).scorecards[0] for seed in range(12)]
    assert any(card.computed for card in cards)
    assert {fact.filled_by for card in cards for fact in card.facts.values()} >= {FilledBy.OFFICE, FilledBy.VERIFIER}
    criteria = [one for card in cards for one in card.criteria]
    assert {one.pool.words for one in criteria if one.pool} == {
        f"{effect.value}{words}" for effect in (Effect.BONUS, Effect.DEDUCT) for words in ("取最高", "最多1.5分")
    }
    for name, values in SETTINGS.items():
        assert {getattr(one.settings, name) for one in criteria} == set(values), name
    assert {term.target for one in criteria for term in one.terms if term.stops} == {None, 8}
    assert {one.kind for one in criteria} >= READ
