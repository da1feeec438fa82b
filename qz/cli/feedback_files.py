"""Replaces the 告知书 of the last run, the workbooks that inform units of their results."""

from dataclasses import replace
from pathlib import Path

from qz.engine.kept.kept_files import FileToWrite, Former
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.mail.draft_files import FEEDBACK_FOLDER, unit_workbook_name
from qz.model.assessment import Assessment
from qz.model.part import said_of
from qz.model.programme import Scorecard, Unit
from qz.reports.feedback.application_page import ApplicationPage
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.feedback.told_units import told_units
from qz.reports.folders import Output


def feedback_output(assessment: Assessment, year: Path, kept: KeptTexts | None = None) -> Output | None:
    """The units' workbooks as a folder to be replaced; those of units that get none any more are removed.

    ``None`` where no unit gets one. ``kept``: stores what the workbooks were made of; those that would come out the
    same are taken from the last run.
    """
    folder = year / FEEDBACK_FOLDER
    names = {unit.code: unit_workbook_name(unit) for unit in assessment.programme.units}
    told = told_units(assessment)
    former = [name for name in names.values() if (folder / name).exists()]
    if not told and not former:
        return None

    def write(new: Path) -> tuple[str, ...]:
        said = digest_of(said_of(replace(assessment, letters=())))
        application = ApplicationPage(assessment.programme)
        jobs = (
            FileToWrite(names[unit.code], said, (assessment, unit, card, new / names[unit.code], application))
            for unit, card in told
        )
        for _ in Former(folder, kept).write(_write, jobs, new):
            pass
        return tuple(names[unit.code] for unit, _ in told)

    return Output(folder, write, former)


def _write(job: tuple[Assessment, Unit, Scorecard, Path, ApplicationPage]) -> None:
    write_feedback(*job)
