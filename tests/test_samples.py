"""Every sample return scored three ways: the engine, the return's own formulas, the results' formulas.

The two workbooks are recalculated from scratch by LibreOffice, all in one run.
"""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qz.cli.assessed import collect
from qz.layout.form import CARD_SHEET, build_plan
from qz.model.finding import Severity
from qz.model.returns import UnitState, Verdict
from qz.reports import write_results

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "2011"
SCORE_COLUMN = 14


@pytest.fixture(scope="module")
def assessment(programme_2011):
    return collect(programme_2011, SAMPLES)


@pytest.fixture(scope="module")
def recalculated(assessment, office, tmp_path_factory):
    """The forms whose return counts, by unit code, and the results, as LibreOffice works them out."""
    folder = tmp_path_factory.mktemp("samples")
    copies = {}
    for code, returned in assessment.intake.returns.items():
        copies[code] = folder / f"{code}.xlsx"
        copies[code].write_bytes((SAMPLES / returned.file.path).read_bytes())
    results = write_results(assessment, folder / "results")
    workbooks = [path for path in results if path.suffix == ".xlsx"]
    again = office.convert([*copies.values(), *workbooks], folder / "again")
    forms = dict(zip(copies, again, strict=False))
    return forms, dict(zip(workbooks, again[len(copies) :], strict=True))


def as_score(value):
    return Decimal(str(round(value, 6))).quantize(Decimal("0.01"))


@pytest.mark.office
def test_the_returns_own_formulas_say_what_the_engine_says(assessment, recalculated, programme_2011):
    forms, _ = recalculated
    told = 0
    for code, path in forms.items():
        score = assessment.verification.self_scores[code]
        plan = build_plan(programme_2011, programme_2011.unit(code))
        sheet = openpyxl.load_workbook(path, data_only=True)[CARD_SHEET]
        rows = [row for row in plan.card_rows if row.line.item_span]
        shown = [as_score(sheet.cell(row.row + 1, SCORE_COLUMN).value) for row in rows]
        assert shown == [item.score for item in score.items], code
        assert as_score(sheet.cell(plan.card_total_row + 1, SCORE_COLUMN).value) == score.total
        told += len(shown)
    assert told == 8 * 10 + 12 * 6


@pytest.mark.office
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_recalculating_the_results_changes_no_value(recalculated):
    _, results = recalculated
    formulas = 0
    for written, again in results.items():
        cached = openpyxl.load_workbook(written, data_only=True)
        fresh = openpyxl.load_workbook(again, data_only=True)
        source = openpyxl.load_workbook(written)
        for sheet in source:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    formulas += 1
                    one, other = cached[sheet.title][cell.coordinate].value, fresh[sheet.title][cell.coordinate].value
                    same = (
                        abs(one - other) < 1e-9
                        if isinstance(one, int | float) and isinstance(other, int | float)
                        else (one or "") == (other or "")
                    )
                    assert same, f"{written.name} {sheet.title}!{cell.coordinate}: {one!r} became {other!r}"
    assert formulas > 1000


def test_what_the_samples_are_meant_to_show(assessment, programme_2011):
    states = {programme_2011.unit(code).name: state for code, state in assessment.states.items()}
    assert states["龙虎塘街道"] is UnitState.NOT_RECEIVED
    assert states["新桥镇"] is UnitState.TO_CORRECT
    assert states["罗溪镇"] is UnitState.IN_ORDER, "its one error is verified"
    verdicts = {file.path: file.verdict for file in assessment.intake.received}
    assert verdicts["薛家镇.xlsx"] is Verdict.SUPERSEDED
    assert verdicts["薛家镇（更正）.xlsx"] is Verdict.COUNTED
    typed = [finding for finding in assessment.intake.findings if "若干次" in finding.sentence]
    assert [(each.file, each.sheet, each.cell, each.severity) for each in typed] == [
        ("罗溪镇2011.xlsx", "自评表", "I7", Severity.WARNING)
    ]
    assert not assessment.late
