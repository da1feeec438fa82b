"""What the office's own workbooks are believed for: the forged mails that once decided the ranking, and others."""

import datetime as dt
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

sys.path.append(str(Path(__file__).parent / "intake"))

from forged_workbooks import QUALITY, SAMPLES, address, register_with, resaved, restated, tampered, verified_for
from mails_made import mail

from qz.cli.corrected import DueCorrections, write_corrections
from qz.cli.office_key import read_key
from qz.cli.verified import assess_verified
from qz.intake.intake_records import Format
from qz.intake.reading.extract import open_workbook
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner
from qz.model.returns import Verdict
from qz.model.trust import Seal
from qz.model.values import show_number
from qz.registers.write_register import write_registers
from qz.reports.ranking.ranking_workbook import write_ranking
from qz.reports.receipts.confirmation import write_confirmation
from qz.verification.locate import find_sheets
from qz.verification.sealed_rows import digest_of_rows, rows_found
from qz.verification.write_workbook import layouts_of, write_verification
from qz.workbook.manifest_sheet import read_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.seal import check_seal, make_seal

KEY = read_key(SAMPLES.with_suffix(".key"))
NOW = dt.datetime.fromisoformat("2011-12-30T09:00")
LATER = "Mon, 26 Dec 2011 10:00:00 +0800"
FORGER, RIVAL = "西夏墅镇", "薛家镇"
FORMATS = {"xlsx": Format.OOXML, "xls": Format.XLS, "ods": Format.ODS}


@pytest.fixture(scope="module")
def programme(programme_2011):
    return replace(programme_2011, key=KEY)


def assess(programme, folder):
    intake = read_returns(programme, folder, FormPlanner(programme).layout, now=NOW)
    return assess_verified(programme, intake)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """The samples of the towns these tests are about, with what was verified and registered of them."""
    folder = tmp_path_factory.mktemp("few") / "returns"
    shutil.copytree(SAMPLES, folder, ignore=shutil.ignore_patterns("部门", "三井*", "春江*", "河海*", "新桥*", "罗溪*"))
    return folder


@pytest.fixture(scope="module")
def plain(programme, few):
    return assess(programme, few)


@pytest.fixture
def with_files(programme, few, tmp_path):
    """The samples with more files beside them."""

    def assessed(leave=(), **files):
        folder = tmp_path / "returns"
        shutil.copytree(few, folder, ignore=shutil.ignore_patterns(*leave))
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return assess(programme, folder)

    return assessed


def total(assessment, name):
    return next(
        score.total for code, score in assessment.scores.items() if assessment.programme.unit(code).name == name
    )


def ranking(assessment, path):
    write_ranking(assessment, path)
    return path.read_bytes()


def judged(assessment, path):
    (file,) = [file for file in assessment.intake.received if file.path == path]
    return file


def test_a_forged_verification_changes_no_byte_of_the_ranking(programme, plain, with_files, tmp_path):
    forged = mail(verified_for(FORGER), address(programme, FORGER), date=LATER, name="核定表.xlsx")
    assessment = with_files(**{"信.eml": forged})
    file = judged(assessment, "信.eml/核定表.xlsx")
    assert file.verdict is Verdict.HELD
    for word in (address(programme, FORGER), f"{FORGER}的邮箱", "应由质监分局或办公室的邮箱发来", "《收件确认》"):
        assert word in file.reason
    assert judged(assessment, QUALITY).verdict is Verdict.COUNTED
    assert ranking(assessment, tmp_path / "1.xlsx") == ranking(plain, tmp_path / "2.xlsx")
    effect = assessment.effects["信.eml/核定表.xlsx"]
    assert f"{FORGER}{show_number(total(plain, FORGER))}分变为" in effect


def test_a_forged_register_changes_no_byte_of_the_ranking(programme, plain, with_files, tmp_path):
    data = register_with(programme, tmp_path, FORGER, 50)
    assessment = with_files(**{"信.eml": mail(data, address(programme, FORGER), date=LATER, name="台账.xlsx")})
    file = judged(assessment, "信.eml/台账.xlsx")
    assert file.verdict is Verdict.HELD
    assert "应由办公室的邮箱发来" in file.reason
    assert ranking(assessment, tmp_path / "1.xlsx") == ranking(plain, tmp_path / "2.xlsx")
    assert FORGER in assessment.effects["信.eml/台账.xlsx"]


def test_the_verifiers_own_mail_counts(programme, plain, with_files):
    data = (SAMPLES / QUALITY).read_bytes()
    own = mail(data, address(programme, "质监分局"), date=LATER, name="核定表.xlsx")
    assessment = with_files(("核定表-质监分局.xlsx",), **{"信.eml": own})
    assert judged(assessment, "信.eml/核定表.xlsx").verdict is Verdict.COUNTED
    assert total(assessment, RIVAL) == total(plain, RIVAL)


def with_seal_of(data, path=None, **other):
    """The workbook with a seal that the office itself put on another: that of a file, or of one that says otherwise."""
    said = dict(read_manifest(read_workbook(path.read_bytes() if path else data)))
    return restated(data, seal=make_seal({**said, **other}, KEY))


FORGERIES = {
    "编造的册": (lambda data: restated(data, volume="0001-0050"), "S02"),
    "别的核定单位": (lambda data: restated(data, verifier="B04"), "S02"),
    "改过的行": (tampered, "S02"),
    "别家的封签": (lambda data: with_seal_of(data, SAMPLES / "核定/核定表-工商分局.xlsx"), "S02"),
    "上一年的封签": (lambda data: with_seal_of(data, year="2010"), "S02"),
    "台账的封签": (lambda data: with_seal_of(data, SAMPLES / "台账.xlsx"), "S02"),
    "没有时间的一份": (lambda _: verified_for(RIVAL, 0), "S05"),
    "撕掉封签": (lambda _: restated(verified_for(FORGER), seal=""), "S03"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_that_the_clerk_was_handed_is_held(name, plain, with_files):
    forge, code = FORGERIES[name]
    assessment = with_files(**{"新.xlsx": forge((SAMPLES / QUALITY).read_bytes())})
    assert judged(assessment, "新.xlsx").verdict is Verdict.HELD
    assert [finding.code for finding in assessment.intake.findings if finding.file == "新.xlsx"] == [code]
    assert judged(assessment, QUALITY).verdict is Verdict.COUNTED
    assert total(assessment, RIVAL) == total(plain, RIVAL)


def test_a_verification_saved_by_openpyxl_keeps_its_seal(plain, with_files):
    assessment = with_files(("核定表-质监分局.xlsx",), **{"新.xlsx": resaved((SAMPLES / QUALITY).read_bytes())})
    assert judged(assessment, "新.xlsx").verdict is Verdict.COUNTED
    assert total(assessment, RIVAL) == total(plain, RIVAL)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_libreoffice_keeps_the_seals(office, tmp_path, kind):
    files = [SAMPLES / "孟河镇.xlsx", SAMPLES / QUALITY]
    for path in office.convert(files, tmp_path, kind):
        raw = open_workbook(path.read_bytes(), FORMATS[kind])
        said = read_manifest(raw)
        assert check_seal(said, KEY) is Seal.RIGHT
        assert said.get("rows", digest_of_rows([])) == digest_of_rows(rows_found(find_sheets(raw)))


def test_everything_that_goes_out_bears_a_seal(programme, with_files, tmp_path):
    assessment = with_files(**{"新桥镇.xlsx": (SAMPLES / "新桥镇填报表（未填完）.xlsx").read_bytes()})
    out = tmp_path / "out"
    out.mkdir()
    write_corrections(programme, DueCorrections(assessment), out)
    write_verification(assessment, layouts_of(assessment)[-1], out / "核定表.xlsx")
    write_registers(programme, out / "台账.xlsx")
    write_confirmation(assessment, out / "收件确认.xlsx")
    manifests = [read_manifest(read_workbook(path.read_bytes())) for path in out.glob("*.xlsx")]
    assert {said["kind"] for said in manifests} == {"return", "verification", "register", "confirmation"}
    assert {check_seal(said, KEY) for said in manifests} == {Seal.RIGHT}


def test_what_a_file_in_doubt_would_change_is_what_it_changes(programme, with_files, tmp_path):
    """Also where facts deny a task that nobody verified: 环保局's 1.4 costs 3 points then."""
    strict = replace(programme, settings=replace(programme.settings, denied_is_done=False))
    sample, path = (SAMPLES / "部门" / "环保局.xlsx").read_bytes(), "信.eml/环保局.xlsx"
    with_files(**{"信.eml": mail(sample, "someone@example.com", name="环保局.xlsx")})
    for verified in (tmp_path / "returns").rglob("*核定*.xlsx"):
        verified.unlink()
    effects = [assess(each, tmp_path / "returns").effects[path] for each in (programme, strict)]
    (tmp_path / "returns" / "信.eml").unlink()
    (tmp_path / "returns" / "环保局.xlsx").write_bytes(sample)
    totals = [total(assess(each, tmp_path / "returns"), "环保局") for each in (programme, strict)]
    assert totals[0] - totals[1] == 3
    assert effects == [f"环保局由未报送变为{show_number(each)}分" for each in totals]


def test_what_a_person_decides_is_done(programme, plain, with_files, tmp_path):
    """The clerk adopts the town's return out of a private mailbox; a decision holds for that content alone."""
    sample = (SAMPLES / "孟河镇.xlsx").read_bytes()
    private = {"信.eml": mail(sample, "someone@example.com", name="孟河镇.xlsx")}
    waiting = with_files(("孟河镇.xlsx",), **private)
    path = "信.eml/孟河镇.xlsx"
    assert judged(waiting, path).verdict is Verdict.HELD
    assert waiting.effects[path] == f"孟河镇由未报送变为{show_number(total(plain, '孟河镇'))}分"
    decided = fill_confirmation(waiting, tmp_path, "采用")
    (tmp_path / "returns" / "收件确认.xlsx").write_bytes(decided)
    assessment = assess(programme, tmp_path / "returns")
    assert judged(assessment, path).verdict is Verdict.COUNTED
    assert judged(assessment, path).reason == "计入孟河镇；按《收件确认》采用（理由：电话核实；经办人：王芳）"
    assert judged(assessment, "收件确认.xlsx").verdict is Verdict.COUNTED
    assert total(assessment, "孟河镇") == total(plain, "孟河镇")
    (tmp_path / "returns" / "收件确认.xlsx").write_bytes(fill_confirmation(waiting, tmp_path, "不采用"))
    refused = assess(programme, tmp_path / "returns")
    assert (judged(refused, path).verdict, "电话核实" in judged(refused, path).reason) == (Verdict.REFUSED, True)
    forged = mail(decided, address(programme, FORGER), name="收件确认.xlsx")
    (tmp_path / "returns" / "收件确认.xlsx").unlink()
    (tmp_path / "returns" / "假.eml").write_bytes(forged)
    fooled = assess(programme, tmp_path / "returns")
    assert judged(fooled, "假.eml/收件确认.xlsx").verdict is Verdict.REFUSED
    assert [finding.code for finding in fooled.intake.findings if finding.file == "假.eml/收件确认.xlsx"] == ["S11"]
    assert judged(fooled, path).verdict is Verdict.HELD


def fill_confirmation(assessment, folder, word):
    path = folder / "确认.xlsx"
    write_confirmation(assessment, path)
    book = openpyxl.load_workbook(path)
    sheet = book["待确认"]
    (head,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "处理"]
    for place, value in enumerate((word, "电话核实", "王芳")):
        sheet.cell(head.row + 1, head.column + place).value = value
    book.save(path)
    return path.read_bytes()
