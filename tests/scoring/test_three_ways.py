"""Engine, criterion by criterion formulas, and whole-item formulas agree to the last digit, whatever is typed.

Each case is a row: facts as typed (numbers, words, junk, error values, blanks), this unit's targets, task statuses and
scores given directly. LibreOffice works every formula out anew; the engine is given what the cells hold.
"""

import os
from decimal import Decimal
from random import Random

import proof
import pytest
import small_programme
from typed_answers import TypedReturn, change, full_marks, random_return

from qz.model.assessment_rules import Settings
from qz.model.choices import GroupFigure, PartialStep, Role

pytestmark = pytest.mark.office

INLINED = 15
MANY = int(os.environ.get("QZ_CASES", "500"))
"""Cases of each scorecard of 2011 in the long proof; of each other scorecard three tenths of them."""
VARIANTS = {
    "": {},
    "甲": {"partial_step": PartialStep.WHOLE, "zero_target_met": False, "scored_roles": (Role.LEAD, Role.SUPPORT)},
    "乙": {
        "partial_step": PartialStep.PROPORTIONAL,
        "surplus_needs_target": True,
        "veto_takes_bonus": False,
        "deduct_cap": Decimal("4.5"),
    },
    "丙": {
        "not_applicable_met": False,
        "note_holds_bonus": False,
        "bonus_cap": Decimal(3),
        "surplus_needs_target": True,
        "zero_target_met": False,
    },
}


def random_cases(programme, units, number, seed):
    """``number`` returns of the units by turns, some with scores given directly."""
    random = Random(seed)  # noqa: S311
    return [
        proof.Case(programme, unit, random_return(random, programme, unit, verified=random.choice([0, 0, 0.1])))
        for unit in (units[place % len(units)] for place in range(number))
    ]


def sheets_of(programme, number):
    """Cases for each scorecard under each variant of the settings, most of them under the programme's own."""
    sheets = {}
    for name, changes in VARIANTS.items():
        varied = small_programme.with_settings(programme, **changes) if changes else programme
        for card in varied.scorecards:
            units = [unit for unit in varied.units if unit.scorecard_id == card.scorecard_id]
            count = number if not changes else number // 5
            sheets[card.scorecard_id + name] = random_cases(varied, units, count, card.scorecard_id + name)
    return sheets


def recalculated(office, tmp_path, sheets):
    proof.write_cases(tmp_path / "cases.xlsx", sheets, inlined=INLINED)
    return office.values([tmp_path / "cases.xlsx"])[0]


@pytest.mark.parametrize("number", [60, pytest.param(MANY, marks=pytest.mark.proof)])
def test_the_2011_scorecards(office, tmp_path, programme_2011, number):
    sheets = sheets_of(programme_2011, number)
    assert proof.differences(recalculated(office, tmp_path, sheets), sheets, inlined=INLINED) == []


@pytest.mark.parametrize("number", [60, pytest.param(MANY * 3 // 10, marks=pytest.mark.proof)])
def test_kinds_and_shapes_2011_does_not_use(office, tmp_path, number):
    sheets = sheets_of(small_programme.zoo(), number)
    assert proof.differences(recalculated(office, tmp_path, sheets), sheets, inlined=INLINED) == []


def test_a_difference_is_seen(office, tmp_path, programme_2011):
    """The proof is not blind: what is written and what is scored differ by one typed digit here."""
    unit = next(unit for unit in programme_2011.units if unit.name == "孟河镇")
    best = full_marks(programme_2011, unit)
    case = proof.Case(programme_2011, unit, best)
    again = recalculated(office, tmp_path, {"一": [case, case]})
    changed = proof.Case(programme_2011, unit, change(best, standardized_units_rate=Decimal("0.55")))
    found = proof.differences(again, {"一": [case, changed]})
    assert [line.split(" ", 1)[1] for line in found] == ["points 9.2: 6.0, not 5.00", "base 9: 10.0, not 9.00"]


def test_numbers_below_zero_and_groups_without_numbers(office, tmp_path):
    """A ≤ share of a target below 0; a group that answers 不适用 throughout, in items that start full."""
    small = small_programme
    least, not_met = GroupFigure.LEAST, Settings(not_applicable_met=False)
    below = small.fact("below", "number", minimum=Decimal(-100), maximum=Decimal(100))
    idle = small.fact("idle", "number", allows_not_applicable=True)
    made = small.programme(
        [below, idle, small.fact("faked", "yes_no")],
        [
            small.item(
                "1",
                6,
                small.criterion("1.1", "proportional", small.term("below", "≤"), points=3),
                small.criterion("1.2", "proportional", small.term("below", "≤", against=least), points=3),
            ),
            small.item(
                "2",
                3,
                small.criterion(
                    "2.1", "shortfall", small.term("idle", against=least, step=1, rate=1), small.stop("faked"), points=3
                ),
                starts_full=True,
                settings=not_met,
            ),
            small.item(
                "3",
                4,
                small.criterion("3.1", "deduct_missing", small.term("idle", "≤", against=least, step=1, rate=1)),
                starts_full=True,
                settings=not_met,
            ),
        ],
        {"below": -5},
    )
    typed = [(Decimal(-2), "是"), (Decimal(0), "否"), (Decimal(5), None), (Decimal(-7), "是"), (None, "否")]
    cases = [
        proof.Case(made, small.UNIT, TypedReturn({"below": one, "idle": "不适用", "faked": faked}, {}, {}))
        for one, faked in typed
    ]
    found = [[item.base for item in score.items] for score in proof.scores_of(cases)]
    assert found == [[0, 0, 4], [0, 0, 4], [0, 0, 4], [6, 0, 4], [0, 0, 4]]
    sheets = {"一": cases}
    assert proof.differences(recalculated(office, tmp_path, sheets), sheets, inlined=INLINED) == []
