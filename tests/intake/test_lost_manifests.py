"""Workbooks of the office whose manifest is gone: still known for what they are, and refused with what to do."""

import openpyxl
from filled import layout_of, programme

from qz.cli.verified import assess_verified
from qz.intake.receive import read_returns
from qz.model.finding import Severity
from qz.model.returns import Verdict
from qz.registers.write_register import write_registers


def test_a_register_is_known_by_its_titles(tmp_path):
    path = tmp_path / "来件.xlsx"
    write_registers(programme(), path)
    book = openpyxl.load_workbook(path)
    del book["_qz"]
    for each in list(book.custom_doc_props.names):
        del book.custom_doc_props[each]
    book.save(path)
    assessment = assess_verified(programme(), read_returns(programme(), tmp_path, layout_of))
    (file,) = assessment.intake.received
    assert (file.verdict, file.kind) == (Verdict.REFUSED, "台账")
    assert [(each.code, each.severity) for each in assessment.intake.findings] == [("T19", Severity.ERROR)]
