"""Where a form's inputs lie: names, reading order, row keys, markers, and a digest that knows what matters."""

import pickle
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qz.layout.form import FormPlanner, build_layout, build_plan, form_kind
from qz.layout.form_plan import TASK_SHEET
from qz.layout.inputs import fact_spec
from qz.model.layout import InputKind, column_name
from qz.model.values import ValueType
from qz.programme.read_programme import read_programme


@pytest.fixture(scope="module")
def programme():
    return read_programme(Path(__file__).parents[2] / "templates" / "2011.xlsx")[0]


def unit_of(programme, name):
    return next(unit for unit in programme.units if unit.name == name)


def expected_names(programme, unit):
    """The defined names of the product specification, from the programme alone."""
    names = {"reporter", "reporter_phone", "reviewer", "report_date"}
    card = programme.scorecard_of(unit)
    for fact in card.facts.values() if card else ():
        names.add(f"fact_{fact.fact_id}")
        if fact.value_type is not ValueType.TEXT:
            names.add(f"fact_{fact.fact_id}_evidence")
    for one in programme.asked_of(unit):
        name = f"indicator_{one.indicator_id.replace('.', '_')}"
        names |= {name, f"{name}_target", f"{name}_document"} if one.set_elsewhere else {name}
    for task, _ in programme.tasks_of(unit):
        place = task.task_id.replace(".", "_")
        names |= {f"task_{place}_status", f"task_{place}_note", f"task_{place}_evidence"}
    places = programme.places_of(unit)
    for number in range(1, places + 3) if places else ():  # two rows more, so that one too many is seen
        names |= {f"nominee_{number}{part}" for part in ("", "_post", "_merits")}
    return names


def test_every_unit_is_asked_exactly_what_the_programme_says(programme):
    for unit in programme.units:
        layout = build_layout(programme, unit)
        names = [cell.name for cell in layout.inputs]
        assert len(set(names)) == len(names)
        assert set(names) == expected_names(programme, unit)


def test_names_of_the_specification(programme):
    names = build_layout(programme, unit_of(programme, "质监分局")).by_name()
    assert {"task_1_1_status", "indicator_1_1_1", "fact_honours_note", "reporter"} <= names.keys()
    assert "fact_honours_note_evidence" not in names
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*|indicator_[一二三四五]_\d(_\d)?", name) for name in names)


def test_inputs_stand_in_reading_order(programme):
    for unit in programme.units:
        layout = build_layout(programme, unit)
        places = [(layout.sheets.index(cell.sheet), cell.row, cell.column) for cell in layout.inputs]
        assert places == sorted(set(places))


def test_each_input_is_found_by_row_key_and_column_marker_alone(programme):
    for unit in programme.units:
        layout = build_layout(programme, unit)
        found = set()
        for cell in layout.inputs:
            key = layout.row_keys[cell.sheet][cell.row]
            assert layout.columns[cell.sheet][cell.kind] == cell.column
            found.add((cell.sheet, key, cell.kind))
        assert len(found) == len(layout.inputs)
        for keys in layout.row_keys.values():
            assert len(set(keys.values())) == len(keys)


def test_row_keys_are_those_that_travel(programme):
    layout = build_layout(programme, unit_of(programme, "质监分局"))
    names = layout.by_name()
    keys = layout.row_keys[TASK_SHEET]
    assert keys[names["task_1_1_status"].row] == "task:1.1"
    assert names["indicator_1_1_1"].row == names["task_1_1_status"].row
    assert keys[names["indicator_1_1_2"].row] == "indicator:1.1.2"
    assert layout.row_keys["自评表"][names["fact_annual_plan"].row] == "fact:annual_plan"
    assert layout.row_keys["报送信息"][names["reviewer"].row] == "particular:reviewer"


def test_a_fact_of_two_criteria_is_asked_once(programme):
    plan = build_plan(programme, unit_of(programme, "孟河镇"))
    uses = [row for row in plan.card_rows if row.line.fact and row.line.fact.fact_id == "provincial_brands"]
    assert [row.line.asks for row in uses] == [True, False]
    assert plan.layout.by_name()["fact_provincial_brands"].row == uses[0].row


def test_a_unit_that_is_not_scored_has_no_self_assessment(programme):
    unit = replace(unit_of(programme, "环保局"), scorecard_id="")
    bare = replace(programme, units=(unit,), scorecards=())
    plan = build_plan(bare, unit)
    assert plan.layout.sheets == ("填表说明", "任务完成情况", "报送信息")
    assert plan.card_rows == ()
    assert not any(cell.kind is InputKind.FACT for cell in plan.layout.inputs)


def test_laid_out_twice_is_the_same(programme):
    unit = unit_of(programme, "孟河镇")
    assert build_layout(programme, unit) == build_layout(programme, unit)
    assert build_layout(programme, unit).digest == build_layout(programme, unit).digest


def other_edition(programme):
    return replace(programme, particulars=replace(programme.particulars, edition="2"))


def one_task_less(programme):
    return replace(programme, tasks=programme.tasks[1:])


def another_bound(programme):
    card = programme.scorecards[0]
    fact = replace(card.facts["quality_meetings"], maximum=Decimal(7))
    return replace(programme, scorecards=(replace(card, facts={**card.facts, "quality_meetings": fact}),))


@pytest.mark.parametrize("change", [other_edition, one_task_less, another_bound])
def test_the_digest_changes_with_what_a_return_means(programme, change):
    unit = unit_of(programme, "孟河镇")
    assert build_layout(change(programme), unit).digest != build_layout(programme, unit).digest


def test_the_digest_is_the_units_own(programme):
    assert len({build_layout(programme, unit).digest for unit in programme.units}) == len(programme.units)


def test_the_digest_ignores_wording(programme):
    unit = unit_of(programme, "孟河镇")
    reworded = replace(programme, particulars=replace(programme.particulars, phone="0519-1", contact="某人"))
    assert build_layout(reworded, unit).digest == build_layout(programme, unit).digest


@pytest.mark.parametrize(("maximum", "accepted"), [(None, 5), (3, 3), (10, 5)])
def test_a_grade_is_accepted_up_to_what_it_can_count_for(programme, maximum, accepted):
    """As the rule does: more than the criterion's points is no grade, whatever the fact allows."""
    card = programme.scorecards[0]
    criterion = next(criterion for criterion in card.criteria if criterion.criterion_id == "2.3")
    fact = replace(card.facts["brand_applications"], maximum=maximum and Decimal(maximum))
    assert fact_spec(fact, criterion).maximum == accepted


def test_what_an_input_accepts_comes_from_its_fact(programme):
    names = build_layout(programme, unit_of(programme, "孟河镇")).by_name()
    rate = names["fact_food_pass_rate"].spec
    assert (rate.minimum, rate.maximum, rate.allows_not_applicable, rate.clause) == (0, 1, True, "6.2")
    grade = names["fact_brand_applications"].spec
    assert (grade.minimum, grade.maximum, grade.step) == (0, 5, Decimal("0.5"))
    assert names["fact_officer_designated"].spec.choices == ("是", "否")
    assert names["task_1_1_status"].spec.choices == ("已完成", "未完成")
    assert names["task_1_1_note"].spec.required is False


def test_forms_of_one_kind_share_their_grid(programme):
    planner = FormPlanner(programme)
    layouts = [planner.layout(unit) for unit in programme.units]
    kinds = [form_kind(programme, unit) for unit in programme.units]
    grids = {kind: layout.grid for kind, layout in zip(kinds, layouts, strict=True)}
    assert len(grids) == len({id(layout.grid) for layout in layouts}) == 15
    assert all(layout.grid is grids[kind] for kind, layout in zip(kinds, layouts, strict=True))


def test_a_planner_lays_out_what_one_unit_alone_gets(programme):
    planner = FormPlanner(programme)
    for unit in programme.units:
        assert planner.plan(unit) == build_plan(programme, unit)
        assert planner.layout(unit) == build_layout(programme, unit)


def test_a_planner_keeps_few_of_many_kinds(programme, monkeypatch):
    monkeypatch.setattr("qz.layout.form._KINDS_KEPT", 2)
    planner = FormPlanner(programme)
    for unit in (*programme.units, *reversed(programme.units)):
        assert planner.layout(unit) == build_layout(programme, unit)
    assert len(planner._made) == 2


def test_a_planner_pickles_as_its_programme(programme):
    planner = pickle.loads(pickle.dumps(FormPlanner(programme)))  # noqa: S301
    assert [planner.layout(unit) for unit in programme.units] == [build_layout(programme, u) for u in programme.units]


def test_units_of_one_group_of_the_table_share_their_tasks(programme):
    towns = [programme.tasks_of(unit_of(programme, name)) for name in ("新桥镇", "薛家镇", "罗溪镇")]
    assert len({id(tasks) for tasks in towns}) == 1


def test_the_digest_is_what_forms_already_sent_carry(programme):
    assert build_layout(programme, unit_of(programme, "孟河镇")).digest == (
        "cfa386d8ffbdf0c07cf745b8119ef7d7f0f8738eb137e508728db46fad34f6c1"
    )


def test_what_is_left_of_the_first_column_has_no_name():
    with pytest.raises(ValueError, match="-1"):
        column_name(-1)
