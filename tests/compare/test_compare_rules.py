"""Scorecards of two years: points, kinds, targets, wording, settings and units' own targets."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from fits import clipped

from qz.compare.comparison_workbook import write_comparison
from qz.compare.differences import RuleFate
from qz.compare.years import compare_programmes
from qz.model.choices import PartialStep
from qz.model.programme import Programme
from qz.programme.read_programme import read_programme

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def year():
    return read_programme(TEMPLATES / "2011.xlsx")[0]


def with_criteria(programme: Programme, changed) -> Programme:
    """The programme with its criteria changed: ``changed`` gives a criterion's successors, one or none."""
    cards = [
        replace(
            card,
            items=tuple(
                replace(item, criteria=tuple(new for one in item.criteria for new in changed(card, one)))
                for item in card.items
            ),
        )
        for card in programme.scorecards
    ]
    return replace(programme, scorecards=tuple(cards))


def next_year(programme: Programme) -> Programme:
    """Another target, more points, another kind, a clause gone and one worded otherwise; a setting; two targets."""

    def changed(card, one):
        if card.scorecard_id != "town":
            return [one]
        if one.criterion_id == "1.2":
            return [replace(one, points=Decimal(3), terms=(replace(one.terms[0], target=Decimal(4)),))]
        if one.criterion_id == "2.3":
            return [replace(one, kind="if_yes")]
        if one.criterion_id == "7.1":
            return [replace(one, clause=one.clause.replace("建立", "建立健全"))]
        return [] if one.criterion_id == "4.3" else [one]

    code = next(unit.code for unit in programme.units if unit.name == "孟河镇")
    made = with_criteria(programme, changed)
    return replace(
        made,
        particulars=replace(made.particulars, year=2012),
        settings=replace(made.settings, partial_step=PartialStep.WHOLE),
        unit_targets={**made.unit_targets, (code, "city_brands"): Decimal(2)},
        district_targets={**made.district_targets, "city_brands": Decimal(9)},
    )


def test_everything_that_decides_points_is_compared(year):
    comparison = compare_programmes(year, next_year(year))
    found = [
        (
            change.fate,
            change.kind,
            (change.old or change.new).name,
            *(said and said.words.split("\n")[0] for said in (change.old, change.new)),
        )
        for change in comparison.rules
        if change.fate is not RuleFate.KEPT
    ]
    assert found == [
        (RuleFate.CHANGED, "口径设置", "不足一步", "不扣", "按一步扣"),
        (RuleFate.CHANGED, "条款", "1.2 质量工作专题会议正常召开2分",
         "达标得分，2分，目标≥2次；核定：办公室", "达标得分，3分，目标≥4次；核定：办公室"),
        (RuleFate.CHANGED, "条款", "2.3 积极组织企业申报各级名牌产品5分",
         "评分，5分；核定：办公室", "是则得分，5分；核定：办公室"),
        (RuleFate.CHANGED, "条款", "7.1 建立打假工作责任制5分",
         "是则得分，5分；核定：工商分局", "是则得分，5分；核定：工商分局"),
        (RuleFate.DROPPED, "条款", "4.3 每新增1家省级以上标准化试点并通过验收加1分",
         "加分，计1分；核定：质监分局", None),
        (RuleFate.CHANGED, "单位目标", "孟河镇：新创常州市名牌产品", "1只", "2只"),
        (RuleFate.CHANGED, "单位目标", "新北区：新创常州市名牌产品", "8只", "9只"),
    ]  # fmt: skip


def test_a_clause_under_another_number_is_the_same_one(year):
    def moved(_, one):
        return [replace(one, criterion_id=f"{one.criterion_id}x")]

    comparison = compare_programmes(year, with_criteria(year, moved))
    assert {change.fate for change in comparison.rules if change.kind == "条款"} == {RuleFate.CHANGED}


def test_a_year_without_scorecards_has_no_such_sheet(year, tmp_path):
    old = read_programme(TEMPLATES / "2010.xlsx")[0]
    assert compare_programmes(old, year).rules == ()
    write_comparison(compare_programmes(year, next_year(year)), tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert "评分对比" in book.sheetnames
    said = {row[0].value: row[-1].value or row[1].value for row in book["概览"].iter_rows()}
    assert "评分取消" in said
    assert clipped(tmp_path / "c.xlsx") == []


def test_what_keeps_totals_down_is_compared(year):
    cards = tuple(replace(card, bonus_cap=Decimal(5), total_cap=Decimal(100)) for card in year.scorecards)
    later = replace(year, particulars=replace(year.particulars, year=2012), scorecards=cards)
    found = [change for change in compare_programmes(year, later).rules if change.fate is RuleFate.CHANGED]
    assert {(one.old.words, one.new.words) for one in found} == {("不设上限", "加分合计最多5分，总分最多100分")}
    assert len(found) == len(cards)
