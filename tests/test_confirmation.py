"""收件确认 read back: what it settles, and each thing that may be wrong with it."""

import datetime as dt
import io
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from forged_workbooks import SAMPLES, register_with, verified_for

sys.path.append(str(Path(__file__).parent / "intake"))

from mails_made import form, mail, sealed

from qz.cli.office_key import read_key
from qz.cli.verified import assess_verified
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner
from qz.model.part import Parts
from qz.model.returns import Verdict
from qz.reports.ranking.ranking_workbook import write_ranking
from qz.reports.receipts.confirmation import write_confirmation
from qz.reports.result_words import state_words

TOWN, FORGER, RIVAL = "孟河镇", "西夏墅镇", "薛家镇"
NOW = dt.datetime.fromisoformat("2011-12-30T09:00")
TIED = {"甲.xlsx": form(TOWN), "乙.xlsx": form(TOWN, words="改过")}


@pytest.fixture(scope="module")
def of_samples(programme_2011):
    return replace(programme_2011, key=read_key(SAMPLES.with_suffix(".key")))


def assess(programme, folder, files):
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return assess_verified(programme, read_returns(programme, folder, FormPlanner(programme).layout, now=NOW))


def verdicts(assessment):
    return {file.path: (file.verdict, file.reason) for file in assessment.intake.received}


def codes(assessment, path):
    return [finding.code for finding in assessment.intake.findings if finding.file == path]


def filled(assessment, folder, decisions, person="王芳", head="处理"):
    """收件确认 with a decision for each of some files."""
    path = folder / "收件确认.xlsx"
    write_confirmation(assessment, path)
    book = openpyxl.load_workbook(path)
    sheet = book["待确认"]
    (at,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "处理"]
    at.value = head
    rows = {sheet.cell(row, 3).value: row for row in range(at.row + 1, sheet.max_row + 1)}
    for name, word in decisions.items():
        for place, value in enumerate((word, "电话核实", person)):
            sheet.cell(rows[name], at.column + place).value = value
    target = io.BytesIO()
    book.save(target)
    path.unlink()
    return target.getvalue()


@pytest.fixture(scope="module")
def tie(tmp_path_factory):
    """Two returns of a town that nothing tells apart."""
    assessment = assess(sealed(), tmp_path_factory.mktemp("tie") / "returns", TIED)
    assert {name: verdict for name, (verdict, _) in verdicts(assessment).items()} == dict.fromkeys(TIED, Verdict.HELD)
    assert codes(assessment, "甲.xlsx") == codes(assessment, "乙.xlsx") == ["I10"]
    return assessment


def test_of_two_returns_that_nothing_tells_apart_the_one_adopted_counts(tie, tmp_path):
    decided = filled(tie, tmp_path, {"乙.xlsx": "采用"})
    assessment = assess(sealed(), tmp_path / "returns", TIED | {"收件确认.xlsx": decided})
    said = verdicts(assessment)
    assert said["乙.xlsx"] == (Verdict.COUNTED, f"计入{TOWN}；按《收件确认》采用（理由：电话核实；经办人：王芳）")
    assert said["甲.xlsx"][0] is Verdict.SUPERSEDED
    assert "采用“乙.xlsx”：按《收件确认》采用" in said["甲.xlsx"][1]
    assert said["收件确认.xlsx"] == (Verdict.COUNTED, "其中1件已照办")
    assert {"I10", "S08", "S09", "S10"}.isdisjoint(finding.code for finding in assessment.intake.findings)


def test_without_times_too(tmp_path):
    """What was passed over stays so; what comes later without a time waits again."""
    files = {"甲.xlsx": form(TOWN, None), "乙.xlsx": form(TOWN, None, words="改过")}
    tied = assess(sealed(), tmp_path / "returns", files)
    decided = {"收件确认.xlsx": filled(tied, tmp_path, {"乙.xlsx": "采用"})}
    said = verdicts(assess(sealed(), tmp_path / "returns", decided))
    assert (said["甲.xlsx"][0], said["乙.xlsx"][0]) == (Verdict.SUPERSEDED, Verdict.COUNTED)
    said = verdicts(assess(sealed(), tmp_path / "returns", {"丙.xlsx": form(TOWN, None, words="又改")}))
    assert [said[f"{name}.xlsx"][0] for name in "甲乙丙"] == [Verdict.SUPERSEDED, Verdict.COUNTED, Verdict.HELD]


def test_rejecting_all_but_one_settles_it_as_well(tie, tmp_path):
    decided = filled(tie, tmp_path, {"甲.xlsx": "不采用"})
    said = verdicts(assess(sealed(), tmp_path / "returns", TIED | {"收件确认.xlsx": decided}))
    assert (said["甲.xlsx"][0], said["乙.xlsx"][0]) == (Verdict.REFUSED, Verdict.COUNTED)


def test_each_cell_to_fill_in_says_what_goes_into_it(tie, tmp_path):
    write_confirmation(tie, tmp_path / "收件确认.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "收件确认.xlsx")["待确认"]
    (at,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "处理"]
    heads = {column.column_letter: column.value for column in sheet[at.row]}
    rules = sheet.data_validations.dataValidation
    said = {heads[str(rule.sqref)[0]]: (str(rule.sqref)[1:], rule.promptTitle, rule.prompt) for rule in rules}
    first, last = at.row + 1, at.row + 2
    assert said == {
        "处理": (f"{first}:J{last}", "处理", "核实来历后选“采用”或“不采用”；还没有定的留空。"),
        "理由": (f"{first}:K{last}", "理由", "写明怎么核实的，如：已电话向该单位确认。"),
        "经办人": (f"{first}:L{last}", "经办人", "写姓名。"),
    }


WRONG = {
    "S08": ({"乙.xlsx": "可以"}, {}, "“处理”填的是“可以”，应为“采用”或“不采用”", False),
    "S10": ({"乙.xlsx": "采用"}, {"person": None}, "没有写经办人", True),
    "S12": ({"乙.xlsx": "采用"}, {"head": "办理"}, "找不到“处理”一栏", False),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_with_it_is_told_at_its_cell(code, tie, tmp_path):
    decisions, more, words, counts = WRONG[code]
    decided = filled(tie, tmp_path, decisions, **more)
    assessment = assess(sealed(), tmp_path / "returns", TIED | {"收件确认.xlsx": decided})
    (found,) = [finding for finding in assessment.intake.findings if finding.file == "收件确认.xlsx"]
    assert (found.code, found.sheet, bool(found.cell)) == (code, "待确认", True)
    assert words in found.sentence
    assert verdicts(assessment)["乙.xlsx"][0] is (Verdict.COUNTED if counts else Verdict.HELD)


def test_two_that_contradict_one_another_settle_nothing(tie, tmp_path):
    both = {f"{word}.xlsx": filled(tie, tmp_path, {"乙.xlsx": word}) for word in ("采用", "不采用")}
    assessment = assess(sealed(), tmp_path / "returns", TIED | both)
    assert codes(assessment, "采用.xlsx") == codes(assessment, "不采用.xlsx") == ["S09"]
    said = verdicts(assessment)
    assert (said["甲.xlsx"][0], said["乙.xlsx"][0]) == (Verdict.HELD, Verdict.HELD)


def test_of_two_verification_workbooks_that_nothing_tells_apart_the_one_adopted_counts(of_samples, tmp_path):
    files = {
        "薛家镇.xlsx": (SAMPLES / "薛家镇.xlsx").read_bytes(),
        "甲.xlsx": verified_for(RIVAL, 5),
        "乙.xlsx": verified_for(RIVAL, 7),
    }
    tied = assess(of_samples, tmp_path / "returns", files)
    assert codes(tied, "甲.xlsx").count("K19") == 1
    assert verdicts(tied)["乙.xlsx"][0] is Verdict.HELD
    decided = filled(tied, tmp_path, {"乙.xlsx": "采用"})
    assessment = assess(of_samples, tmp_path / "returns", {"收件确认.xlsx": decided})
    assert "K19" not in {finding.code for finding in assessment.intake.findings}
    said = verdicts(assessment)
    assert (said["甲.xlsx"][0], said["乙.xlsx"][0]) == (Verdict.SUPERSEDED, Verdict.COUNTED)
    (unit,) = [unit for unit in of_samples.units if unit.name == RIVAL]
    assert assessment.answers[unit.code].facts["verified_tips"].value == 7


def test_of_two_registers_that_nothing_tells_apart_the_one_adopted_counts(of_samples, tmp_path):
    files = {f"{count}.xlsx": register_with(of_samples, tmp_path, FORGER, count) for count in (4, 5)}
    files["西夏墅镇.xlsx"] = (SAMPLES / "西夏墅镇.xlsx").read_bytes()
    tied = assess(of_samples, tmp_path / "returns", files)
    assert codes(tied, "4.xlsx") + codes(tied, "5.xlsx") == ["T02", "T02"]
    assert {verdicts(tied)[name][0] for name in ("4.xlsx", "5.xlsx")} == {Verdict.HELD}
    decided = filled(tied, tmp_path, {"5.xlsx": "采用"})
    assessment = assess(of_samples, tmp_path / "returns", {"收件确认.xlsx": decided})
    said = verdicts(assessment)
    assert (said["4.xlsx"][0], said["5.xlsx"][0]) == (Verdict.SUPERSEDED, Verdict.COUNTED)


def test_a_strangers_copy_marks_the_unit_and_moves_nothing_until_it_is_decided(of_samples, tmp_path):
    """Whoever mails a changed copy of a rival's return gains it a ※, and the clerk a row that says whose file it is."""
    own = {f"{name}.xlsx": (SAMPLES / f"{name}.xlsx").read_bytes() for name in (TOWN, FORGER)}
    book = openpyxl.load_workbook(SAMPLES / f"{TOWN}.xlsx")
    (sheet, cell), *_ = book.defined_names["reporter"].destinations
    book[sheet][cell] = "别人"
    target = io.BytesIO()
    book.save(target)
    copy = target.getvalue()
    plain = assess(of_samples, tmp_path / "plain", own)
    marked = assess(of_samples, tmp_path / "returns", own | {"信.eml": mail(copy, "someone@example.com")})
    (unit,) = [unit for unit in of_samples.units if unit.name == TOWN]
    assert marked.intake.held_units == Parts(marked).of([unit]).intake.held_units == {unit.code}
    assert (marked.answers[unit.code], marked.scores[unit.code]) == (plain.answers[unit.code], plain.scores[unit.code])
    assert verdicts(marked)[f"{TOWN}.xlsx"] == verdicts(plain)[f"{TOWN}.xlsx"]
    assert state_words(marked, unit, marked.scores[unit.code]).startswith("※")
    reason = verdicts(marked)["信.eml/表.xlsx"][1]
    assert "someone@example.com（不在单位名册的邮箱）发来的，应由孟河镇自己的邮箱发来，没有计入" in reason
    decided = filled(marked, tmp_path, {"信.eml/表.xlsx": "不采用"})
    settled = assess(of_samples, tmp_path / "returns", {"收件确认.xlsx": decided})
    assert settled.intake.held_units == frozenset()
    for number, assessment in enumerate((plain, settled)):
        write_ranking(assessment, tmp_path / f"{number}.xlsx")
    assert (tmp_path / "0.xlsx").read_bytes() == (tmp_path / "1.xlsx").read_bytes()
