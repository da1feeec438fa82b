"""A programme unlike 2011's in every respect, by its workbook alone: a county's 安全生产目标责任制, through everything.

``samples/programmes/2009.xlsx`` with the returns of ``samples/2009`` (``samples/2009.toml``).
"""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from recalculated import changed_values

from qz.cli.assessed import collect
from qz.cli.main import main
from qz.model.choices import PartialStep, Role, TieBreak
from qz.programme.check.run import check_workbook
from qz.programme.read_programme import read_programme
from qz.rules.registry import KINDS

ROOT = Path(__file__).parents[1]
RETURNS = ROOT / "samples/2009"

TOTALS = {
    # 8+5+6+5.5; 40−2×8−1×2; (10−1)+8+7; 15; 15; min(6, 3×0.5+3+3×1)
    "城关镇": ("24.5", "22", "24", "15", "15", "6"),
    # 97% is 1½ steps of 2 points and a half step counts by half: 10−1.5; the bonus stands though its note is missing
    "柳河镇": ("24", "40", "23.5", "15", "15", "1"),
    # 99% of pledges, two of three inspectors: 6+4; 40−8−3×2; 10−4.5÷2, 8, one hazard open; 15−0.5−1−2; 15; 4 of 5
    "双桥镇": ("10", "26", "15.75", "11.5", "15", "0"),
    # 94.9% trained, no leader's inspection: 5+3.5; 32+4+15+5 is more than 40; 9 short is two whole steps of 5: 5+6+0;
    # three meetings and no word of a drill: 15−1.5−2; two of seven tasks undone: 15−2×2; 3×0.5+1
    "石门乡": ("8.5", "0", "11", "11.5", "11", "2.5"),
    # 不适用 is not taken as met here: 5+6+5; 40; 0+8+7; 15; 15; 0
    "白水乡": ("16", "40", "15", "15", "15", "0"),
    # an accident concealed: nothing for item 二; 2 short of 40 is a whole step: 10+7+7; target 0 and one reached: 0.5
    "云岭乡": ("25", "0", "24", "15", "15", "0.5"),
    # 10+8+11; 25; 5+10; 52×0.02+4×0.5+2
    "安监局": ("29", "25", "15", "5.04"),
    # 0.35 is above 0.3: 10+10; three days: 25−0.3; 15; 3×0.5
    "公安局": ("20", "24.7", "15", "1.5"),
    # 10+8+10; one lead task undone: 25−4; 5+10−4×0.4−1.5; 0
    "交通局": ("28", "21", "11.9", "0"),
    # 171 of 180 checks: 8+8; 27 days, criticised twice but once only: 25−2.7−10; 10−13×0.4; no surplus without both
    "建设局": ("16", "12.3", "4.8", "0"),
    # 10+9; 25−0.5−4; 5+10−2×1.5; 5×0.02
    "煤炭局": ("19", "20.5", "12", "0.1"),
    # a target of 0 is not met by 0 here: 8+10; no plan, nothing; 两打 is no number: 5+10−24×0.4; 0
    "教育局": ("18", "0", "5.4", "0"),
}


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "samples/programmes/2009.xlsx")[0]


@pytest.fixture(scope="module")
def assessment(programme):
    return collect(programme, RETURNS)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["forms", "--year", "2009", "--output", str(folder)]) == 0
        assert main(["collect", "--year", "2009", "--returns", str(RETURNS), "--output", str(folder)]) == 0
    return folder / "2009"


def test_the_workbook_reads_without_a_finding():
    assert read_programme(ROOT / "samples/programmes/2009.xlsx")[1] == ()


def test_checking_it_finds_totals_other_than_100_targets_of_the_offices_own_and_who_verifies_itself():
    assert {finding.code for finding in check_workbook(ROOT / "samples/programmes/2009.xlsx").findings} == {
        "P65",
        "P68",
        "P87",
        "P88",
    }


def test_it_is_unlike_2011(programme):
    assert {unit.kind for unit in programme.units} == {"乡镇", "行业主管部门", "重点企业"}
    assert [card.standard for card in programme.scorecards] == [Decimal(130), Decimal(80)]
    criteria = [criterion for card in programme.scorecards for criterion in card.criteria]
    of_other_programmes = {"proportional", "by_band", "by_choice", "card_veto", "discretion_deduct", "discretion_bonus"}
    of_other_programmes |= {"by_place", "place_bonus", "place_deduct", "accrual"}
    assert {criterion.kind for criterion in criteria} == set(KINDS) - of_other_programmes
    settings = [programme.settings, *(criterion.settings for criterion in criteria)]
    assert {each.partial_step for each in settings} == set(PartialStep)
    assert {each.scored_roles for each in settings} == {(Role.LEAD,), (Role.LEAD, Role.SUPPORT)}
    assert programme.settings.tie_break == (TieBreak.BASE,)
    for name in ("veto_takes_bonus", "surplus_needs_target", "note_holds_bonus"):
        assert {getattr(each, name) for each in settings} == {True, False}


def test_every_unit_has_a_form(output, programme):
    names = {path.name for path in (output / "forms").iterdir()}
    assert names == {f"{unit.code}-{unit.name}.xlsx" for unit in programme.units}


@pytest.mark.parametrize("name", TOTALS)
def test_items_are_scored_as_the_clauses_say(assessment, programme, name):
    code = next(unit.code for unit in programme.units if unit.name == name)
    assert tuple(item.score for item in assessment.scores[code].items) == tuple(map(Decimal, TOTALS[name]))


def test_both_kinds_of_unit_are_ranked_apart(assessment, programme):
    ranked = {
        card: [(row.rank, programme.unit(row.unit_code).name) for row in rows]
        for card, rows in assessment.rankings.items()
    }
    assert ranked == {
        "township": [
            (1, "柳河镇"),
            (2, "城关镇"),
            (3, "白水乡"),
            (4, "云岭乡"),
            (5, "双桥镇"),
            (6, "石门乡"),
            (None, "青山镇"),
        ],
        "industry": [
            (1, "安监局"),
            (2, "公安局"),
            (3, "交通局"),
            (4, "煤炭局"),
            (5, "建设局"),
            (6, "教育局"),
        ],
    }


def test_the_forms_own_scores_agree_with_the_engine(assessment):
    assert "C09" not in {finding.code for finding in assessment.intake.findings}
    assert all(returned.self_total or code.startswith("Q") for code, returned in assessment.intake.returns.items())


def test_what_went_wrong_is_found(assessment):
    found = {(finding.unit_code, finding.code) for finding in assessment.intake.findings}
    assert {("T5", "V01"), ("T5", "V02"), ("T3", "C03"), ("D6", "V05"), ("D2", "C06")} <= found


def test_a_bonus_that_stands_without_its_note_is_not_said_to_be_held_back(assessment):
    """柳河镇's clause has 缺说明不计加分 = 否: the sentence is true of it, and of a clause that has 是."""
    (note,) = (finding for finding in assessment.intake.findings if finding.code == "C03")
    assert note.unit_code == "T3"
    assert "没有填；考核方案定为缺说明不计加分的，补写前不计加分。" in note.sentence
    bonus = next(item for item in assessment.scores["T3"].items if item.bonus)
    assert bonus.bonus == Decimal(1)


def test_results_bear_the_programmes_own_names(output):
    names = {path.stem for path in (output / "results").iterdir()}
    assert {"收件登记", "乡镇安全生产考核汇总", "主管部门安全生产考核汇总", "目标任务完成情况", "排名"} <= names
    sheets = openpyxl.load_workbook(output / "results/排名.xlsx").sheetnames
    assert {"乡镇名次", "主管部门名次"} <= set(sheets)


@pytest.mark.office
def test_recalculating_the_results_changes_nothing(output, office):
    paths = [*sorted((output / "results").glob("*考核汇总.xlsx")), output / "results/排名.xlsx"]
    for path, again in zip(paths, office.values(paths), strict=True):
        counted, changed = changed_values(path, again)
        assert counted > 10
        assert changed == []
