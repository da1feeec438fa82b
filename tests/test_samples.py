"""Every sample return scored twice: by the engine, and by the return's own formulas as LibreOffice works them out.

The results' formulas are recalculated by ``test_every_output``.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from qz.cli.assessed import collect
from qz.layout.form import build_plan
from qz.layout.form_plan import CARD_SHEET
from qz.model.finding import Severity
from qz.model.returns import UnitState, Verdict

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "2011"


@pytest.fixture(scope="module")
def assessment(programme_2011):
    return collect(programme_2011, SAMPLES)


def as_score(value):
    return Decimal(value).quantize(Decimal("0.01"))


@pytest.mark.office
def test_the_returns_own_formulas_say_what_the_engine_says(assessment, office, programme_2011):
    counted = assessment.intake.returns
    values = office.values([SAMPLES / returned.file.path for returned in counted.values()])
    told = 0
    for code, again in zip(counted, values, strict=True):
        score = assessment.verification.self_scores[code]
        plan = build_plan(programme_2011, programme_2011.unit(code))
        sheet, column = again[CARD_SHEET], plan.card.score
        shown = [as_score(sheet[row.row][column]) for row in plan.card_rows if row.line.item_span]
        assert shown == [item.score for item in score.items], code
        assert as_score(sheet[plan.card_total_row][column]) == score.total
        told += len(shown)
    assert told == 8 * 10 + 12 * 6


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
