"""templates/2010.xlsx holds the official table of 2010: letter for letter, all of it; a year without scorecards."""

import re
from pathlib import Path

import pytest

from qz.model.values import ValueType
from qz.programme.load import load_tables
from qz.programme.read_programme import read_programme
from qz.words import squeeze

ROOT = Path(__file__).parents[2]
OFFICIAL = squeeze((ROOT / "samples/official/2010.txt").read_text("utf-8"))


@pytest.fixture(scope="module")
def programme():
    programme, found = read_programme(ROOT / "templates/2010.xlsx")
    assert found == ()
    return programme


def test_the_table_is_the_document_and_nothing_else():
    tables = load_tables(ROOT / "templates/2010.xlsx")[0].plain()
    texts = [row["text"] for row in tables["frames"]]
    for row in tables["tasks"]:
        names = ("number", "category", "subcategory", "goal", "lead", "support")
        texts += [row[name] for name in names if row[name] is not None]
    assert "".join(map(squeeze, texts)) == OFFICIAL


def test_a_number_printed_twice_goes_on_counting(programme):
    ids = [task.task_id for task in programme.tasks]
    places = {"1": 4, "2": 6, "3": 3, "4": 3, "5": 2}
    assert ids == [f"{number}.{place + 1}" for number, count in places.items() for place in range(count)]
    assert {task.category for task in programme.tasks if task.number == "2"} == {"夯实标准计量基础"}


def test_the_roster_has_two_units_more(programme):
    assert len(programme.units) == 23
    before = {unit.name for unit in read_programme(ROOT / "templates/2011.xlsx")[0].units}
    assert {unit.name for unit in programme.units} - before == {"园区办", "交通分局"}
    assert not any(unit.scorecard_id for unit in programme.units)
    assert programme.scorecards == ()
    assert programme.main_goals == ()


def test_group_phrases_of_that_year(programme):
    leads = {task.task_id: task.leads for task in programme.tasks}
    departments = tuple(unit.code for unit in programme.units if unit.kind == "部门")
    assert len(departments) == 14
    assert leads["4.1"] == leads["4.3"] == departments
    assert set(leads["5.1"]) == {unit.code for unit in programme.units}
    supports = {task.task_id: task.supports for task in programme.tasks}
    assert len(supports["2.2"]) == 10


def test_every_number_of_a_goal_is_in_a_quote(programme):
    for task in programme.tasks:
        rest = task.goal
        for quote in dict.fromkeys(indicator.quote for indicator in task.indicators):
            assert quote in rest
            rest = rest.replace(quote, "", 1)
        assert not re.search(r"\d", rest), (task.task_id, rest)


def test_indicators(programme):
    counts = {task.task_id: len(task.indicators) for task in programme.tasks if task.indicators}
    assert counts == {
        "1.1": 3, "1.2": 1, "1.3": 2, "1.4": 5, "2.1": 4, "2.2": 2, "2.3": 1, "2.4": 2, "2.5": 1,
        "3.1": 2, "3.2": 2, "3.3": 3, "4.2": 9,
    }  # fmt: skip
    for task in programme.tasks:
        for indicator in task.indicators:
            shown = indicator.target * 100 if indicator.value_type is ValueType.RATE else indicator.target
            assert f"{shown.normalize():f}" in indicator.quote
