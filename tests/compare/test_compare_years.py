"""Two programmes held against each other: tasks, indicators, units, results."""

from dataclasses import replace
from decimal import Decimal

from two_years import card, programme, ranking, task, unit

from qz.compare.differences import IndicatorFate, RoleFate, TaskFate
from qz.compare.roles import match_units, name_units
from qz.compare.years import compare_programmes
from qz.model.choices import Role

UNITS = [
    unit("B01", "质监分局"),
    unit("B02", "安监局"),
    unit("Z01", "春江镇", kind="镇"),
    unit("Z02", "孟河镇", kind="镇"),
]
PHRASES = [("各镇、街道", "Z01 Z02"), ("区各部门", "B01 B02")]


def compare(old, new, *, old_units=UNITS, new_units=UNITS):
    return compare_programmes(programme(2010, old_units, old, PHRASES), programme(2011, new_units, new, PHRASES))


def fates(comparison):
    return [
        (change.fate, [one.task.task_id for one in change.old], [one.task.task_id for one in change.new])
        for change in comparison.tasks
    ]


def test_a_task_keeps_its_place_and_words():
    row = task("1.1", "质量", "产品", "合格率不低于九成。")
    assert fates(compare([row], [row])) == [(TaskFate.KEPT, ["1.1"], ["1.1"])]


def test_a_renumbered_task_is_the_same_one():
    old = [task("1.1", "质量", "产品", "合格率不低于九成。"), task("2.3", "计量", "工业计量", "完成计量确认任务十家。")]
    new = [task("1.1", "质量", "产品", "合格率不低于九成。"), task("3.2", "计量", "工业计量", "完成计量确认任务十家。")]
    assert fates(compare(old, new))[1] == (TaskFate.KEPT, ["2.3"], ["3.2"])


def test_changed_words_are_marked_on_both_sides():
    change = compare(
        [task("3.1", "品牌", "名牌", "力争新创江苏名牌产品3只。")],
        [task("4.1", "品牌", "名牌", "力争新创江苏名牌产品4只。")],
    ).tasks[0]
    assert change.fate is TaskFate.REWORDED
    assert [part.text for part in change.old[0].segments if part.changed] == ["3"]
    assert [part.text for part in change.new[0].segments if part.changed] == ["4"]


def test_another_goal_in_the_same_place_is_not_marked_word_by_word():
    change = compare(
        [task("1.4", "质量", "环境", "完成化学需氧量削减任务。")], [task("1.4", "质量", "环境", "提升八条河道水质。")]
    ).tasks[0]
    assert change.fate is TaskFate.REPLACED
    assert not any(part.changed for one in (*change.old, *change.new) for part in one.segments)


def test_new_and_gone_tasks_stand_alone():
    kept = task("1.1", "质量", "产品", "合格率不低于九成。")
    gone = task("1.2", "质量", "会展", "举办展销会三场。")
    fresh = task("1.2", "监管", "示范区", "推进刀具基地建设。")
    assert fates(compare([kept, gone], [kept, fresh])) == [
        (TaskFate.KEPT, ["1.1"], ["1.1"]),
        (TaskFate.DROPPED, ["1.2"], []),
        (TaskFate.ADDED, [], ["1.2"]),
    ]


OLD_SAFETY = task("4.2", "监管", "确保安全", "无重特大安全事故。特种设备登记率达到100%。", "B02 B01", "Z01 Z02")
NEW_SAFETY = [
    task("5.2", "监管", "确保安全", "杜绝重特大安全事故，严肃查处违法行为。", "B02", "Z01 Z02"),
    task("5.3", "监管", "确保安全", "完善责任体系。特种设备登记率100%。", "B01", "B02 Z01 Z02"),
]


def test_one_task_becomes_two_of_the_same_name():
    comparison = compare([OLD_SAFETY], NEW_SAFETY)
    assert fates(comparison) == [(TaskFate.SPLIT, ["4.2"], ["5.2", "5.3"])]
    change = comparison.tasks[0]
    texts = ["".join(part.text for part in one.segments) for one in (*change.old, *change.new)]
    assert texts == [OLD_SAFETY.goal, NEW_SAFETY[0].goal, NEW_SAFETY[1].goal]
    unchanged = [part.text for part in change.new[1].segments if not part.changed]
    assert any(
        "特种设备登记率" in text for text in unchanged
    )  # found in the second part though the first stands before it


def test_two_tasks_become_one():
    assert fates(compare(NEW_SAFETY, [OLD_SAFETY])) == [(TaskFate.MERGED, ["5.2", "5.3"], ["4.2"])]


def test_who_leads_one_part_of_a_split_task_has_lost_nothing():
    views = {view.unit.name: view for view in compare([OLD_SAFETY], NEW_SAFETY).units}
    assert views["质监分局"].changes == ()
    safety = views["安监局"].changes
    assert [(change.fate, change.new_task.task_id) for change in safety] == [(RoleFate.SUPPORT_GAINED, "5.3")]


def test_who_supports_both_parts_of_a_split_task_has_gained_nothing_and_of_two_merged_lost_nothing():
    for old, new in (([OLD_SAFETY], NEW_SAFETY), (NEW_SAFETY, [OLD_SAFETY])):
        views = {view.unit.name: view for view in compare(old, new).units}
        (change,) = views["春江镇"].changes
        assert (change.fate, change.old_role, change.new_role) == (RoleFate.CONTINUED, Role.SUPPORT, Role.SUPPORT)


def test_roles_gained_lost_and_exchanged():
    old = [task("1.1", "质量", "产品", "合格率不低于九成。", "B01 B02", "Z01")]
    new = [task("1.1", "质量", "产品", "合格率不低于九成。", "B01 Z01", "B02 Z02")]
    changes = compare(old, new).tasks[0].roles
    assert [(change.unit.name, change.fate) for change in changes] == [
        ("安监局", RoleFate.DEMOTED),
        ("春江镇", RoleFate.PROMOTED),
        ("孟河镇", RoleFate.SUPPORT_GAINED),
    ]


def test_units_are_matched_by_name_and_alias_never_by_code():
    old = [unit("A", "质监分局"), unit("B", "安监局"), unit("C", "园区办")]
    new = [unit("B", "质监分局"), unit("A", "应急局", "安监局"), unit("C", "交通局")]
    pairs = match_units(old, new).pairs
    assert [(pair.old and pair.old.name, pair.new and pair.new.name) for pair in pairs] == [
        ("质监分局", "质监分局"),
        ("安监局", "应急局"),
        (None, "交通局"),
        ("园区办", None),
    ]
    assert [pair.renamed for pair in pairs] == [False, True, False, False]


def test_another_code_changes_nobodys_part():
    row = [task("1.1", "质量", "产品", "合格率不低于九成。", "B01", "Z01 Z02")]
    renumbered = [unit("N" + one.code, one.name) for one in UNITS]
    again = [task("1.1", "质量", "产品", "合格率不低于九成。", "NB01", "NZ01 NZ02")]
    assert compare(row, again, new_units=renumbered).tasks[0].roles == ()


def test_a_whole_group_goes_by_its_phrase():
    year = programme(2011, UNITS, (), [*PHRASES, ("区有关部门", "B01 B02")])
    assert name_units(UNITS, year) == ("区各部门", "各镇、街道")
    assert name_units(UNITS[1:], year) == ("安监局", "各镇、街道")
    assert name_units(UNITS[:2], year, "区有关部门") == ("区有关部门",)


def indicator_fates(old, new):
    comparison = compare(
        [task("1.1", "质量", "产品", "目标", indicators=old)], [task("1.1", "质量", "产品", "目标", indicators=new)]
    )
    return [(change.fate, change.difference) for change in comparison.indicators]


def test_indicators_with_old_and_new_target():
    assert indicator_fates([("江苏名牌", "3")], [("江苏名牌产品（含扩牌）", "4")]) == [
        (IndicatorFate.RAISED, Decimal(1))
    ]
    assert indicator_fates([("江苏名牌", "5")], [("江苏名牌", "4")]) == [(IndicatorFate.LOWERED, Decimal(-1))]
    assert indicator_fates([("合格率", "90%")], [("合格率", "90%")]) == [(IndicatorFate.KEPT, Decimal(0))]


def test_a_lower_ceiling_is_a_raised_target():
    old, new = [("事故率", "0.45", "", "≤")], [("事故率", "0.40", "", "≤")]
    assert indicator_fates(old, new) == [(IndicatorFate.RAISED, Decimal("-0.05"))]


def test_another_measure_or_comparator_does_not_compare():
    assert indicator_fates([("标准农田", "2.3", "万亩")], [("标准农田", "2300", "亩")]) == [
        (IndicatorFate.REDEFINED, None)
    ]
    assert indicator_fates([("事故率", "1", "起", "≤")], [("事故率", "1", "起", "=")]) == [
        (IndicatorFate.REDEFINED, None)
    ]


def test_a_rate_is_never_a_count():
    fates_found = [
        fate for fate, _ in indicator_fates([("质量信用评价企业", "50%")], [("质量信用评价企业", "10", "家")])
    ]
    assert fates_found == [IndicatorFate.ADDED, IndicatorFate.DROPPED]


def test_an_indicator_with_another_name_is_the_one_the_new_programme_says_it_was():
    old = task("1.1", "质量", "产品", "目标", indicators=[("争创质量奖的企业", "1", "家")])
    (made,) = task("1.1", "质量", "产品", "目标", indicators=[("市级奖项", "2", "个")]).indicators
    new = task("1.1", "质量", "产品", "目标")
    for formerly, count in (("", 2), ("争创质量奖的企业", 1), ("别的", 2)):
        named = replace(new, indicators=(replace(made, formerly=formerly),))
        assert len(compare([old], [named]).indicators) == count


def test_an_indicator_that_moved_to_another_task_is_found_there():
    kept = "合格率不低于九成。"
    old = [
        task("1.1", "质量", "产品", kept, indicators=[("计量确认企业", "10", "家")]),
        task("1.2", "计量", "工业", "做好计量。"),
    ]
    new = [
        task("1.1", "质量", "产品", kept),
        task("1.2", "计量", "工业", "做好计量。", indicators=[("计量确认企业", "12", "家")]),
    ]
    (change,) = compare(old, new).indicators
    assert (change.old_task.task_id, change.new_task.task_id, change.fate) == ("1.1", "1.2", IndicatorFate.RAISED)


def test_every_task_and_indicator_is_in_exactly_one_change():
    old, new = [OLD_SAFETY, task("1.1", "质", "产", "合格", indicators=[("率", "90%")])], NEW_SAFETY
    comparison = compare(old, new)
    assert sorted(one.task.task_id for change in comparison.tasks for one in change.old) == ["1.1", "4.2"]
    assert sorted(one.task.task_id for change in comparison.tasks for one in change.new) == ["5.2", "5.3"]
    assert [change.fate for change in comparison.indicators] == [IndicatorFate.DROPPED]


def test_results_where_both_years_have_them():
    old_units = [unit("1", "春江镇", card="t"), unit("2", "孟河镇", card="t"), unit("3", "园区办", card="t")]
    new_units = [unit("A", "孟河镇", card="town"), unit("B", "春江镇", card="town")]
    comparison = compare_programmes(
        programme(2010, old_units, cards=[card("t", "镇")]),
        programme(2011, new_units, cards=[card("town", "镇街道")]),
        {"t": ranking("t", ("1", 1, "90", "3"), ("2", 2, "88.5", "0"), ("3", None, "0", "0"))},
        {"town": ranking("town", ("A", 1, "95", "1"), ("B", None, "0", "0"))},
    )
    (change,) = comparison.results
    assert (change.unit.name, change.scorecard, change.old_rank, change.new_rank) == ("孟河镇", "镇街道", 2, 1)
    assert change.new_total - change.old_total == Decimal("7.5")


def test_no_results_without_both_years():
    year = programme(2011, UNITS, cards=[card("town", "镇街道")])
    rows = {"town": ranking("town", ("Z01", 1, "95", "1"))}
    assert compare_programmes(year, year, {}, rows).results == ()
