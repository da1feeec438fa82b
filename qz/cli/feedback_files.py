"""Replaces the 告知书 of the last run, the workbooks that inform units of their results."""

from pathlib import Path

from qz.mail.draft_files import FEEDBACK_FOLDER, unit_workbook_name
from qz.model.assessment import Assessment
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.feedback.told_units import told_units
from qz.reports.folders import Output


def feedback_output(assessment: Assessment, year: Path) -> Output | None:
    """The units' workbooks as a folder to be replaced; those of units that get none any more are removed.

    ``None`` where no unit gets one.
    """
    folder = year / FEEDBACK_FOLDER
    names = {unit.code: unit_workbook_name(unit) for unit in assessment.programme.units}
    told = told_units(assessment)
    former = [name for name in names.values() if (folder / name).exists()]
    if not told and not former:
        return None

    def write(new: Path) -> tuple[str, ...]:
        for unit, card in told:
            write_feedback(assessment, unit, card, new / names[unit.code])
        return tuple(names[unit.code] for unit, _ in told)

    return Output(folder, write, former)
