"""Recalculating a form in another program changes no value, blank or filled with whatever people type."""

import re
import shutil
from collections import Counter

import form_cases
import openpyxl
import pytest
from recalculated import changed_values

from qz.intake.receive import read_returns
from qz.layout.form import build_layout
from qz.layout.form_plan import NOMINEE_SHEET
from qz.scoring.engine import score_unit

pytestmark = pytest.mark.office

UNITS = ["孟河镇", "质监分局", "春江镇", "国税局", "河海街道", "经发局", "环保局"]


@pytest.fixture(scope="module")
def forms(office, tmp_path_factory, programme):
    """Blank and filled forms with what LibreOffice works out in them: (path, values, plan, answers)."""
    folder = tmp_path_factory.mktemp("forms")
    found = form_cases.filled(programme, UNITS, folder, 14, "填报")
    found += [form_cases.blank(programme, name, folder / f"blank-{name}.xlsx") for name in UNITS[:4]]
    (folder / "kinds").mkdir()
    found += form_cases.filled(form_cases.every_kind(), ["甲镇", "乙镇"], folder / "kinds", 10, "各种规则")
    (folder / "columns").mkdir()
    found += form_cases.filled(form_cases.programme_2012(), ["城关镇", "石门乡"], folder / "columns", 8, "另有的列")
    bare = form_cases.unscored(programme)
    (folder / "bare").mkdir()
    found += form_cases.filled(bare, ["环保局", "城建局"], folder / "bare", 2, "只报任务")
    found.append(form_cases.blank(bare, "药监分局", folder / "blank-bare.xlsx"))
    (folder / "places").mkdir()
    found += form_cases.filled(form_cases.commending(programme), ["薛家镇", "农业局"], folder / "places", 4, "表彰推荐")
    values = office.values([path for path, _, _ in found])
    return [(path, again, plan, answers) for (path, plan, answers), again in zip(found, values, strict=True)]


def test_recalculation_changes_no_cached_value(forms):
    found = [changed_values(path, again) for path, again, _, _ in forms]
    assert all(counted > 20 for counted, _ in found)
    assert [words for _, changed in found for words in changed] == []


def test_the_total_is_the_engines(forms):
    for _, again, plan, answers in forms:
        if plan.scorecard is None:
            continue
        total = again["自评表"][plan.card_total_row][plan.card.score]
        assert abs(total - float(score_unit(plan.programme, plan.unit, answers).total)) < 1e-9


ASKED_FOR = ("V01", "V02", "V25", "C03", "C10", "B03")
"""Findings of a cell that is to be filled in; V04 stands for all of a sheet."""


def test_what_a_form_says_is_missing_is_what_intake_asks_for(forms, programme, tmp_path):
    """待填, section by section; white space alone is nothing, on the form as at the office."""
    told = 0
    for number, (path, again, *_) in enumerate(one for one in forms if one[2].programme is programme):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(path, folder)
        intake = read_returns(programme, folder, lambda unit: build_layout(programme, unit))
        asked = Counter(found.sheet for found in intake.findings if found.code in ASKED_FOR)
        for found in intake.findings:
            if found.code == "V04":
                asked[found.sheet] += int(re.search(r"全部(\d+)个", found.sentence)[1])
        rows = [row for row in again["填表说明"] if row[1] in again]
        shown = {row[1]: (row[2], row[3]) for row in rows if isinstance(row[3], float)}
        assert {sheet: blank for sheet, (_, blank) in shown.items()} == {sheet: asked[sheet] for sheet in shown}
        # Nobody need be nominated, but who is begun must be completed.
        assert all(blank <= wanted for sheet, (wanted, blank) in shown.items() if sheet != NOMINEE_SHEET)
        told += sum(asked.values())
    assert told > 100


def test_no_page_is_an_orphan(office, forms):
    """Each sheet prints as many pages as its own breaks make: nothing falls off to the right or over the end."""
    blanks = [path for path, _, _, answers in forms if answers is form_cases.NO_ANSWERS]
    for path, pdf in zip(blanks, office.convert(blanks, blanks[0].parent / "printed", "pdf"), strict=True):
        book = openpyxl.load_workbook(path)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
        assert pages == sum(1 + len(sheet.row_breaks.brk) for sheet in shown), path.stem
