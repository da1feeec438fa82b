"""自评与核定 and 核定变动 in the consolidated workbooks: there once anything is verified, live, every reason given."""

from decimal import Decimal

import openpyxl
import pytest
from fits import clipped
from ooxml import lint
from verified_round import assess_with, change, programme_2011, random_intake

from qz.model.values import Origin, Source
from qz.model.verification import EntryKind, RegisterFact, VerifiedEntry
from qz.reports.consolidated.consolidated_workbook import consolidated_writer
from qz.verification.settle import Settled

D = Decimal
HOSTILE = '=cmd|"/c calc"!A1'


def entry(kind, key, value, reason, unit_code="Z02"):
    origin = Origin("核定表-质监分局.xlsx", "镇街道核定", "K9", "0" * 64, Source.VERIFIED, "李秀芳", reason)
    return VerifiedEntry(unit_code, kind, key, value, str(value), "B01", origin)


@pytest.fixture(scope="module")
def intake():
    made = random_intake(programme_2011(), 21, {"孟河镇", "三井街道", "农业局"})
    facts = {"verified_tips": D(1), "annual_plan": True, "provincial_media_exposure": False, "reports_submitted": D(4)}
    return change(made, "Z02", **facts, regional_counterfeit_case=False)


def write(assessment, folder):
    card = assessment.programme.scorecards[0]
    name, writer = consolidated_writer(card, assessment)
    writer(assessment, folder / name)
    return folder / name


@pytest.fixture(scope="module")
def path(intake, tmp_path_factory):
    entries = (
        entry(EntryKind.FACT, "annual_plan", False, HOSTILE),
        entry(EntryKind.FACT, "verified_tips", D(1), ""),
        entry(EntryKind.CRITERION, "2.3", D("0.5"), "材料不全"),
        entry(EntryKind.FACT, "provincial_media_exposure", True, "省台曝光"),
    )
    origin = Origin("台账.xlsx", "信息报送", "B5", "1" * 64, Source.REGISTER, "办公室", "登记2行（第5、6行），合计2")
    counted = [RegisterFact("Z02", "reports_submitted", D(2), origin)]
    settled = Settled(entries, (), (), ())
    assessment = assess_with(programme_2011(), intake, settled, counted)
    return write(assessment, tmp_path_factory.mktemp("results"))


def rows(path, sheet):
    book = openpyxl.load_workbook(path, data_only=True)
    return [row for row in book[sheet].iter_rows(values_only=True) if row[0]]


def test_with_nothing_verified_there_is_nothing_to_compare(intake, tmp_path):
    book = openpyxl.load_workbook(write(assess_with(programme_2011(), intake), tmp_path))
    assert not {"自评与核定", "核定变动"} & set(book.sheetnames)


def test_every_change_has_its_reason(path):
    told = {row[2]: row for row in rows(path, "核定变动")[3:]}
    assert set(told) == {"1.4", "2.3", "7.4", "10.2"}
    assert told["1.4"][3:] == (
        2, 0, -2, "有年度实施计划：自报是，核定否", "核定", "李秀芳", HOSTILE, "核定表-质监分局.xlsx《镇街道核定》K9",
    )  # fmt: skip
    assert told["2.3"][6:10] == ("核定分0.5分", "核定", "李秀芳", "材料不全")
    assert told["7.4"][3:7] == ("不影响", "不得分", None, "被省级以上新闻媒体曝光：自报否，核定是")
    assert told["10.2"][6:10] == (
        "上报质量振兴工作信息条数：自报4条，台账2条", "台账", "办公室", "登记2行（第5、6行），合计2",
    )  # fmt: skip


def test_differences_add_up(path):
    told = {row[0]: row for row in rows(path, "自评与核定")[4:]}
    for name in ("孟河镇", "三井街道"):
        own, now, difference, *items = told[name][1:]
        assert round(now - own, 2) == difference == round(sum(items), 2)
    assert told["三井街道"][3] == 0
    assert told["孟河镇"][3] < 0
    assert told["春江镇"][1:] == (None,) * 13


def test_the_sheets_are_clean(path):
    assert lint(path) == []
    assert [fault for fault in clipped(path) if fault.startswith(("自评与核定", "核定变动"))] == []
    book = openpyxl.load_workbook(path)
    assert all(cell.data_type != "f" for row in book["核定变动"].iter_rows() for cell in row)
