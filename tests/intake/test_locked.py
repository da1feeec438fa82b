"""Locked texts and formulas that changed are told; nothing else comes of it."""

from functools import lru_cache

import filled
import pytest
from filled import form, layout_of, programme, put_at

from qz.forms.build import write_form
from qz.forms.entries import NO_ANSWERS
from qz.intake.receive import read_returns
from qz.layout.form import build_plan
from qz.model.layout import cell_name
from qz.scoring.engine import score_unit
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWN = "孟河镇"


@pytest.fixture
def blank_of(tmp_path_factory):
    @lru_cache
    def blank(unit):
        plan = build_plan(programme(), unit)
        score = score_unit(programme(), unit, NO_ANSWERS) if plan.scorecard else None
        path = tmp_path_factory.mktemp("blank") / "a.xlsx"
        write_form(plan, score, path)
        return read_workbook(path.read_bytes())

    return blank


def read(folder, data, blank_of):
    (folder / "a.xlsx").write_bytes(data)
    intake = read_returns(programme(), folder, layout_of, blank_of=blank_of)
    return [(finding.code, finding.sheet, finding.cell, finding.sentence) for finding in intake.findings]


def label_cell(text):
    """Where a text stands on the town's 自评表."""
    sheet = read_workbook(form(TOWN)).sheet("自评表")
    return next(cell_name(*place) for place, cell in sheet.cells.items() if cell.text == text)


def test_a_form_filled_as_asked_has_none(tmp_path, blank_of):
    for name in (TOWN, "质监分局"):
        assert read(tmp_path, form(name), blank_of) == []


def test_a_text_and_a_formula_changed(tmp_path, blank_of):
    address = label_cell("质量工作专题会议次数")
    data = put_at(form(TOWN), "自评表", address, "<is><t>会议次数</t></is>", "inlineStr")
    ((code, sheet, cell, sentence),) = read(tmp_path, data, blank_of)
    assert (code, sheet, cell) == ("L10", "自评表", address)
    assert "原为“质量工作专题会议次数”，现为“会议次数”" in sentence
    total = read_workbook(form(TOWN)).names["self_total"]
    data = put_at(form(TOWN), total[0], f"{chr(65 + total[2])}{total[1] + 1}", "<v>100</v>")
    assert [each[:2] for each in read(tmp_path, data, blank_of)] == [("L11", "自评表")]


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_saving_in_another_program_changes_none(office, tmp_path, blank_of, kind):
    (tmp_path / "in").mkdir()
    for name in (TOWN, "质监分局"):
        (tmp_path / "in" / f"{name}.xlsx").write_bytes(filled.form(name))
    out = tmp_path / "out"
    office.convert(sorted((tmp_path / "in").glob("*")), out, kind)
    intake = read_returns(programme(), out, layout_of, blank_of=blank_of)
    assert [finding.sentence for finding in intake.findings] == []
