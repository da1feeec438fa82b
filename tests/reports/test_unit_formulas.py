"""Where everything of a unit's sheet lies, and its formulas, are shared by the units that have the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
import report_cases as cases

from qz.programme.read_programme import read_programme
from qz.reports.consolidated.unit_formulas import SharedFormulas
from qz.reports.consolidated.unit_layout import unit_tasks


@pytest.fixture(scope="module")
def programme():
    return read_programme(cases.ROOT / "templates" / "2011.xlsx")[0]


def test_units_share_formulas_where_they_are_scored_by_the_same_tasks(programme):
    for card in programme.scorecards:
        shared = SharedFormulas(programme, card)
        units = [unit for unit in programme.units if unit.scorecard_id == card.scorecard_id]
        by_tasks = {}
        for unit in units:
            by_tasks.setdefault(unit_tasks(programme, card, unit), []).append(shared.of(unit, None))
        assert all(other is some[0] for some in by_tasks.values() for other in some)
        alone = {tasks: SharedFormulas(programme, card) for tasks in by_tasks}
        for unit in units:
            tasks = unit_tasks(programme, card, unit)
            own, same = alone[tasks].of(unit, None), by_tasks[tasks][0]
            assert (own.layout, own.points, own.losses) == (same.layout, same.points, same.losses)
            assert own.items == same.items


def test_a_target_that_no_row_shows_makes_formulas_of_a_units_own(programme):
    card = programme.scorecards[0]
    first, second = [unit for unit in programme.units if unit.scorecard_id == card.scorecard_id][:2]
    targets = {**programme.unit_targets, (first.code, "nowhere"): Decimal(3)}
    shared = SharedFormulas(replace(programme, unit_targets=targets), card)
    one, other = shared.of(first, None), shared.of(second, None)
    assert one is not other
    assert one.layout is other.layout
    item = card.items[0]
    assert [each.refs(item).unit_target("nowhere") for each in (one, other)] == ["3", "0"]
