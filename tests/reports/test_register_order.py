"""Findings stand in the order of the form: I6 and I9 before I12, 任务完成情况 before 自评表."""

from dataclasses import replace

import openpyxl

from qz.findings import make_finding
from qz.mail.due import Enclosures, due_after_collect
from qz.model.letters import MailKind
from qz.model.stages import Stage
from qz.reports.receipts.receipt_register import sorted_findings, write_register


def test_the_register_and_the_letter_list_as_the_form_reads(second):
    (code, returned) = next(iter(second.intake.returns.items()))
    words = {"file": returned.file.path, "unit_code": code, "label": "某项", "accepted": "整数"}
    places = [("自评表", "I12"), ("自评表", "I9"), ("报送信息", "C6"), ("自评表", "I6"), ("任务完成情况", "K20")]
    found = tuple(make_finding("V01", sheet=sheet, cell=cell, **words) for sheet, cell in places)
    assessment = replace(second, intake=replace(second.intake, findings=tuple(sorted(found))))
    wanted = [("任务完成情况", "K20"), ("自评表", "I6"), ("自评表", "I9"), ("自评表", "I12"), ("报送信息", "C6")]
    assert [(one.sheet, one.cell) for one in sorted_findings(assessment)] == wanted
    day = assessment.programme.particulars.deadline.date()
    letters = due_after_collect(assessment, day, Enclosures())
    (letter,) = (due for due in letters if due.kind is MailKind.CORRECTION)
    assert [(one.sheet, one.cell) for one in letter.findings] == wanted
    assert [one.cell for one in sorted(found) if one.sheet == "自评表"] == ["I6", "I9", "I12"]


def test_the_register_says_how_far_each_verifier_has_come(second, tmp_path):
    verifier = second.programme.units[0]
    verifiers = {"": Stage("核定", 40, 40), verifier.code: Stage("核定中", 258, 500)}
    assessment = replace(second, verification=replace(second.verification, verifiers=verifiers))
    write_register(assessment, tmp_path / "收件登记.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "收件登记.xlsx")["单位"]
    told = [str(row[0].value) for row in sheet.iter_rows(max_row=6)]
    assert f"核定进度（已核定条数／应核定条数）：办公室 40／40、{verifier.name} 258／500" in told
