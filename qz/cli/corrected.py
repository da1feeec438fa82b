"""The workbooks that go back to units to be put right: their own forms, filled with what they answered."""

from functools import partial
from pathlib import Path

from qz.corrections.plan import Correction, plan_corrections
from qz.corrections.write import write_list
from qz.forms.build import write_form
from qz.layout.form import FormPlanner, build_plan
from qz.mail.files import safe_name
from qz.model.assessment import Assessment
from qz.model.programme import Programme, Unit
from qz.scoring.engine import score_unit


def corrections_of(assessment: Assessment) -> dict[str, Correction]:
    """The corrections that are due by the name of their file."""
    programme = assessment.programme
    planned = plan_corrections(assessment, FormPlanner(programme).layout)
    return {file_name(correction.unit): correction for correction in planned}


def file_name(unit: Unit) -> str:
    """The name of a unit's correction: ``Z03-新桥镇.xlsx``."""
    return f"{safe_name(f'{unit.code}-{unit.name}')}.xlsx"


def write_correction(programme: Programme, correction: Correction, path: Path) -> None:
    """Write one unit's form anew, with its answers, the cells in question marked and listed on the first sheet.

    The file received is not edited: it may be damaged, and a library that edits workbooks loses parts of them.

    Raises:
        OSError: if the file cannot be written.
    """
    plan = build_plan(programme, correction.unit)
    score = score_unit(programme, correction.unit, correction.answers) if plan.scorecard else None
    listed = partial(write_list, correction=correction, programme=programme)
    write_form(plan, score, path, correction.answers, marks=correction.marks, first=listed)
