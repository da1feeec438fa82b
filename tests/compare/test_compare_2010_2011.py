"""The two official years held against each other, and ``qz compare``."""

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from fits import clipped
from ooxml import lint

from qz.cli.main import main
from qz.compare.comparison_workbook import write_comparison
from qz.compare.differences import IndicatorFate, RoleFate, TaskFate
from qz.compare.phrases import headlines, home_name, indicator_counts, part_text, target_text, units_with
from qz.compare.years import compare_programmes
from qz.model.task_table import MainGoal
from qz.programme.read_programme import read_programme

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def comparison():
    old, new = (read_programme(TEMPLATES / f"{year}.xlsx")[0] for year in (2010, 2011))
    return compare_programmes(old, new)


def test_every_task_finds_its_own(comparison):
    pairs = {
        tuple(one.task.task_id for one in change.new): (change.fate, [one.task.task_id for one in change.old])
        for change in comparison.tasks
    }
    assert pairs == {
        ("1.1",): (TaskFate.REWORDED, ["1.1"]),  # 食品抽检 became 食品实物抽检
        ("1.2",): (TaskFate.KEPT, ["1.2"]),
        ("1.3",): (TaskFate.REWORDED, ["1.3"]),
        ("1.4",): (TaskFate.REPLACED, ["1.4"]),  # 环境质量: not a sentence in common
        ("2.1",): (TaskFate.REWORDED, ["2.1"]),
        ("2.2",): (TaskFate.REPLACED, ["2.2"]),
        ("3.1",): (TaskFate.REWORDED, ["2.3"]),
        ("3.2",): (TaskFate.REWORDED, ["2.4"]),
        ("3.3",): (TaskFate.REWORDED, ["2.5"]),
        ("3.4",): (TaskFate.REWORDED, ["2.6"]),
        ("4.1",): (TaskFate.REWORDED, ["3.1"]),
        ("4.2",): (TaskFate.REWORDED, ["3.2"]),
        ("4.3",): (TaskFate.REWORDED, ["3.3"]),
        ("5.1",): (TaskFate.KEPT, ["4.1"]),
        ("5.2", "5.3"): (TaskFate.SPLIT, ["4.2"]),  # both printed 确保安全生产
        ("5.4",): (TaskFate.ADDED, []),  # 示范区创建
        ("5.5",): (TaskFate.KEPT, ["4.3"]),
        ("6.1",): (TaskFate.KEPT, ["5.1"]),
        ("6.2",): (TaskFate.KEPT, ["5.2"]),
    }


def test_the_one_word_that_changed_in_product_quality(comparison):
    change = comparison.tasks[0]
    assert not any(part.changed for part in change.old[0].segments)
    assert [part.text for part in change.new[0].segments if part.changed] == ["实物"]


def test_targets_raised(comparison):
    raised = [change for change in comparison.indicators if change.fate is IndicatorFate.RAISED]
    assert [(change.old.target, change.new.target) for change in raised] == [
        (Decimal(3), Decimal(4)),  # 江苏名牌
        (Decimal(5), Decimal(8)),  # 常州市名牌
        (Decimal(2), Decimal(12)),  # 省著名商标
    ]
    assert [change.new_task.task_id for change in raised] == ["4.1", "4.1", "4.2"]
    assert not [change for change in comparison.indicators if change.fate is IndicatorFate.LOWERED]


def test_an_indicator_of_another_object_is_not_unchanged(comparison):
    """Three of the table's numbers stayed 100% or 90% and count something else; a fourth only ever was a wish."""
    changed = {
        (change.old and change.old.label, change.new.label)
        for change in comparison.indicators
        if change.fate is IndicatorFate.REDEFINED and change.is_number
    }
    assert changed == {
        ("食品抽检平均合格率", "食品实物抽检平均合格率"),
        ("三类场所在用计量器具免费检定率", "四类场所在用计量器具强制性检定率"),
        ("重点监控设备人员持证上岗率", "特种设备作业人员持证上岗率"),
        ("争创江苏省和常州市质量奖的企业", "争创市级以上（含市级）质量奖"),
        (None, "争创中国驰名商标"),
    }
    notes = {change.new.label: change.note for change in comparison.indicators if change.new}
    assert "“食品抽检平均合格率≥90%”改为“食品实物抽检平均合格率≥90%”" in notes["食品实物抽检平均合格率"]
    assert notes["特种设备作业人员持证上岗率"].endswith("主要目标五仍列“重点监控设备人员持证上岗率”")
    assert notes["争创中国驰名商标"] == "上一年目标里写“积极争创国家驰名商标”，没有列为指标"
    assert "含扩牌" in notes["新创江苏名牌产品（含扩牌）"]


def test_the_awards_wished_for_are_one_changed_row(comparison):
    (change,) = [one for one in comparison.indicators if "质量奖" in f"{one.old and one.old.label}"]
    assert (target_text(change.old), target_text(change.new)) == ("1–2家", "≥2个")


def test_what_the_text_says_in_other_words_is_the_same(comparison):
    """The main goals of 2011 word two rates as 2010 did, keep four the table dropped, and its incidents are no news."""
    fates = {change.new.label: change for change in comparison.indicators if change.new}
    for label in ("新增特种设备使用登记率", "在用特种设备定期检验率", "新增通过采标验收的产品"):
        assert (fates[label].fate, fates[label].note) == (IndicatorFate.KEPT, "")
    moved = [home_name(change.new_task) for change in fates.values() if isinstance(change.new_task, MainGoal)]
    assert moved == ["主要目标五"] * 4
    for label in ("食品等重要产品质量安全责任事故", "获得“扬子杯”优质工程奖", "一般伤亡事故起数"):
        assert fates[label].fate is IndicatorFate.KEPT
        assert fates[label].old is None
    assert fates["重特大安全事故"].fate is IndicatorFate.REDEFINED
    assert indicator_counts(comparison) == "提高3、不变11、口径有变5、新增18、取消15、只列在主要目标4"
    assert sum(one.is_number for task in comparison.new.tasks for one in task.indicators) == 3 + 11 + 5 + 18


def test_a_split_task_is_no_new_support(comparison):
    """5.2 and 5.3 were one: the towns supported it and support both. 安监局 led it, and to support 5.3 is new."""
    views = {view.unit.name: view for view in comparison.units}
    (change,) = views["春江镇"].changes
    assert (change.fate, part_text(change, comparison)) == (
        RoleFate.CONTINUED,
        "5.3 确保安全生产（配合，由原 4.2 拆并）",
    )
    assert [(one.fate, one.new_task.task_id) for one in views["安监局"].changes if one.new_task] == [
        (RoleFate.SUPPORT_GAINED, "5.3")
    ]
    split = next(change for change in comparison.tasks if change.fate is TaskFate.SPLIT)
    assert units_with(split.roles, (RoleFate.SUPPORT_GAINED,), comparison) == "安监局"


def test_whom_a_vague_phrase_means_is_shown_as_a_reading(comparison):
    said = dict(headlines(comparison))
    assert "5.1 打假治劣：区有关部门（按全部14个理解） → 质监分局" in said["牵头变化"]
    assert "2010年任务4.1、4.3写的“区有关部门”没有列名，按《单位统称》理解为全部14个单位" in said["口径"]
    assert "2011年" not in said["口径"]
    science = next(view for view in comparison.units if view.unit.name == "科技局")
    assert part_text(science.changes[0], comparison) == "原 4.1 打假治劣（牵头，原写“区有关部门”）"


def test_who_gained_and_lost(comparison):
    views = {view.unit.name: view for view in comparison.units}
    quality = views["质监分局"]
    assert (quality.old_leads, quality.new_leads) == (14, 14)
    assert [(change.fate, (change.new_task or change.old_task).task_id) for change in quality.changes] == [
        (RoleFate.DEMOTED, "2.2"),
        (RoleFate.SUPPORT_GAINED, "4.2"),
        (RoleFate.LEAD_GAINED, "5.4"),
    ]
    assert [name for name, view in views.items() if view.unit.new is None] == ["园区办", "交通分局"]
    towns = ["孟河镇", "西夏墅镇"]
    assert [name for name, view in views.items() if view.new_supports == 18] == towns  # 示范区创建 besides


def test_the_command_writes_the_workbook_and_says_what_changed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(TEMPLATES.parent)
    compare = ["compare", "2010", "2011", "--output", str(tmp_path), "--returns", str(tmp_path / "none")]
    assert main(compare) == 0
    said = capsys.readouterr().out
    assert "2010年 18 项任务，2011年 20 项：保留5、改写10、更换内容2、拆分1、新增1。" in said
    book = openpyxl.load_workbook(tmp_path / "对比-2010-2011.xlsx")
    assert book.sheetnames == ["概览", "任务对比", "指标对比", "责任单位对比", "单位对比"]
    assert [path.name for path in tmp_path.iterdir()] == ["对比-2010-2011.xlsx"]
    book["概览"]["A60"] = "局务会已议"
    book.save(tmp_path / "对比-2010-2011.xlsx")
    edited = (tmp_path / "对比-2010-2011.xlsx").read_bytes()
    assert main(compare) == 0
    assert "有人手工改过的，原样另存为" in capsys.readouterr().out
    assert (tmp_path / "对比-2010-2011（手工改过的）.xlsx").read_bytes() == edited


def test_nothing_is_clipped_and_nothing_needs_repair(comparison, tmp_path):
    write_comparison(comparison, tmp_path / "c.xlsx")
    assert clipped(tmp_path / "c.xlsx") == []
    assert lint(tmp_path / "c.xlsx") == []


def test_every_sheet_prints_on_a4_with_its_heads(comparison, tmp_path):
    write_comparison(comparison, tmp_path / "c.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == (None if sheet.title == "概览" else "$3:$3")
        assert sheet.freeze_panes == (None if sheet.title == "概览" else "A4")


def test_the_year_alone_is_held_against_the_one_before(tmp_path, monkeypatch):
    monkeypatch.chdir(TEMPLATES.parent)
    assert main(["compare", "--year", "2011", "--output", str(tmp_path), "--returns", str(tmp_path / "none")]) == 0
    assert (tmp_path / "对比-2010-2011.xlsx").is_file()


@pytest.mark.parametrize(
    ("years", "sentence"),
    [
        (["2011"], "请写明两个年度"),
        (["2011", "2011"], "没有可比的年度"),
        (["1909", "2011"], "没有找到考核方案"),
    ],
)
def test_years_that_cannot_be_compared(years, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(TEMPLATES.parent)
    assert main(["compare", *years, "--output", str(tmp_path)]) == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_results_are_compared_where_both_years_came_back(tmp_path, monkeypatch):
    """The county's 2009 returns, and one form of its renewed programme sent back all but blank."""
    monkeypatch.chdir(TEMPLATES.parent)
    county = "samples/programmes/2009.xlsx"
    assert main(["new", "2010", "--from", county, "--output", str(tmp_path)]) == 0
    renewed = str(tmp_path / "2010.xlsx")
    assert main(["forms", "--programme", renewed, "--output", str(tmp_path)]) == 0
    returns = tmp_path / "returns"
    (returns / "2010").mkdir(parents=True)
    form = openpyxl.load_workbook(tmp_path / "2010" / "forms/T1-城关镇.xlsx")
    sheet, cell = next(form.defined_names["fact_leadership_grade"].destinations)
    form[sheet][cell] = 4.5
    form.save(returns / "2010" / "城关镇.xlsx")
    shutil.copytree("samples/2009", returns / "2009")
    assert main(["compare", county, renewed, "--returns", str(returns), "--output", str(tmp_path / "out")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "out/对比-2009-2010.xlsx", data_only=True)["考核结果对比"]
    (row,) = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4)]
    # 2009: second of the townships with 106.5; 2010: alone, 4.5 for the one thing said
    assert row[:8] == ["乡镇", "城关镇", 2, 1, 1, 106.5, 4.5, -102]
