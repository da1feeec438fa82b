"""How units stand in their groups: whoever comes first in the roster, one unit's place depends on numbers alone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_programme import UNIT, criterion, fact, item, placed, programme, term

from qz.model.assessment_rules import Settings
from qz.model.choices import GroupFigure
from qz.model.group_figures import GroupFigures
from qz.model.scores import Answers, VerifiedScore
from qz.model.values import NOT_APPLICABLE, Answer, Origin, Source
from qz.scoring.assess import score_answers
from qz.scoring.compare_units import with_figures

D = Decimal
FACTS = [fact("rise", "number", "增速", "点"), fact("rate", "rate", "合格率", allows_not_applicable=True)]
ITEMS = [
    item(
        "1",
        20,
        criterion("1.1", "by_place", term("rise", rate="0.5"), points=5, floor=D(1)),
        criterion("1.2", "place_bonus", placed("rise", "前3名1分")),
        criterion("1.3", "proportional", term("rise", against=GroupFigure.GREATEST), points=5),
        criterion("1.4", "by_place", placed("rate", "第1名2分、其余1分"), points=2),
    ),
    item(
        "2",
        10,
        criterion("2.1", "place_deduct", placed("rise", "末位2分")),
        criterion("2.2", "shortfall", term("rate", against=GroupFigure.MEAN, step="0.01", rate="0.5"), points=3),
        starts_full=True,
    ),
]
VERIFIED = Origin("核定表", "核定", "A1", source=Source.VERIFIED)


def answers(rise, rate=None, *, origin=None, direct=()):
    """``direct``: the criteria whose points a verifier gave."""
    facts = {"rise": Answer(rise and D(rise), origin=origin), "rate": Answer(rate, origin=origin)}
    return Answers(facts, {}, {}, {}, {}, {one: VerifiedScore(D(0), "属实") for one in direct})


def made(*groups):
    units = tuple(replace(UNIT, code=f"U{place}", group=group) for place, group in enumerate(groups))
    return programme(FACTS, ITEMS, units=units)


def figures(told, *groups):
    """The standing of each unit by 增速, of those that reported."""
    known = with_figures(made(*groups), {code: each for code, each in told.items() if each is not None})
    return {code: each.figures["rise"] for code, each in known.items()}


def test_those_with_a_number_are_compared_within_their_group():
    told = {"U0": answers("9"), "U1": answers("8"), "U2": answers("9"), "U3": answers(None), "U4": None}
    told["U5"] = answers("1")
    found = figures(told, *"甲甲甲甲甲乙")
    own = GroupFigures(3, 0, 1, D("8.666667"), D(9), D(8), missing=2, unverified=3)
    assert found["U0"] == found["U2"] == own
    assert found["U1"] == replace(own, above=2, below=0)
    assert found["U3"] == replace(own, above=0, below=0)
    assert found["U5"] == GroupFigures(1, 0, 0, D(1), D(1), D(1), unverified=1)


def test_what_is_verified_or_scored_directly_may_change_no_more():
    told = {"U0": answers("9", origin=VERIFIED), "U1": answers("8")}
    told["U2"] = answers("7", direct=("1.1", "1.2", "1.3", "2.1"))
    assert {each.unverified for each in figures(told, "", "", "").values()} == {1}


def test_a_unit_to_which_it_does_not_apply_is_not_waited_for():
    told = {"U0": answers("9", D("0.9")), "U1": answers("8", NOT_APPLICABLE)}
    known = with_figures(made("", ""), told)
    assert known["U1"].figures["rate"].missing == 0
    assert known["U1"].figures["rate"].given == 1


@pytest.mark.parametrize(("met", "points"), [(True, 5), (False, 0)])
def test_a_group_to_which_it_does_not_apply_waits_for_nobody(met, points):
    """All of the group answered 不适用: 5 where that counts as met, else 0, and neither waits for more."""
    share = criterion("1.1", "proportional", term("rate", against=GroupFigure.MEAN), points=5)
    one = replace(
        made("", ""),
        scorecards=programme(FACTS, [item("1", 5, share, settings=Settings(not_applicable_met=met))]).scorecards,
    )
    told = {"U0": answers("9", NOT_APPLICABLE), "U1": answers("8", NOT_APPLICABLE)}
    for score in score_answers(one, with_figures(one, told)).values():
        award = score.items[0].lines[0].award
        assert (award.points, award.waits) == (points, False)
        assert "本组各单位都不适用，无可比单位" in award.explanation
    del told["U1"]
    for score in score_answers(one, with_figures(one, told)).values():
        assert score.items[0].lines[0].award.waits


def test_nothing_is_told_where_nothing_compares_units():
    told = {"U0": answers("9")}
    plain = programme(FACTS, [item("1", 5, criterion("1.1", "threshold", term("rise", target=1), points=5))])
    assert with_figures(plain, told) is told


NUMBER = st.none() | st.integers(-3, 6).map(str)
RATE = st.sampled_from([None, D("0.9"), D("0.95"), D(1), NOT_APPLICABLE])


@settings(max_examples=60)
@given(st.lists(st.tuples(NUMBER, RATE, st.sampled_from("甲乙")), min_size=1, max_size=9), st.randoms())
def test_the_order_of_units_changes_nobodys_points(rows, random):
    told = {f"U{place}": answers(rise, rate) for place, (rise, rate, _) in enumerate(rows)}
    known = made(*(group for *_, group in rows))
    shuffled = list(known.units)
    random.shuffle(shuffled)
    again = replace(known, units=tuple(shuffled))
    before = score_answers(known, with_figures(known, told))
    after = score_answers(again, with_figures(again, dict(random.sample(list(told.items()), len(told)))))
    assert dict(before) == dict(after)


@settings(max_examples=60)
@given(st.lists(st.integers(-3, 6), min_size=2, max_size=9))
def test_who_has_more_never_gets_less(numbers):
    told = {f"U{place}": answers(str(number), D(1)) for place, number in enumerate(numbers)}
    known = made(*("" for _ in numbers))
    scores = score_answers(known, with_figures(known, told))
    totals = [scores[f"U{place}"].total for place in range(len(numbers))]
    ordered = sorted(zip(numbers, totals, strict=True))
    assert [total for _, total in ordered] == sorted(totals)
    assert len({*ordered}) == len({*numbers})  # equal numbers, equal points
