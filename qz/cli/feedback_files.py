"""Replaces the 告知书 of the last run, the workbooks that inform units of their results."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qz.engine.kept.kept_files import FileToWrite, Former, See, unseen
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.engine.parallel.batches import batches
from qz.engine.parallel.shared import Shared
from qz.mail.draft_files import FEEDBACK_FOLDER, unit_workbook_name
from qz.model.assessment import Assessment
from qz.model.part import Parts, said_of
from qz.model.programme import Scorecard, Unit
from qz.reports.feedback.application_page import ApplicationPage
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.feedback.told_units import told_units
from qz.reports.folders import Output

_TOGETHER: Final = 50
"""Units whose part of the assessment is cut out and handed to other processes as one."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One workbook to be written. ``part``: some units' assessment and their page; ``among``: units ranked with it."""

    part: Shared[tuple[Assessment, ApplicationPage]]
    unit: Unit
    card: Scorecard
    among: int
    path: Path


def feedback_output(
    assessment: Assessment,
    year: Path,
    executor: Executor | None = None,
    kept: KeptTexts | None = None,
    see: See = unseen,
) -> Output | None:
    """The units' workbooks as a folder to be replaced; those of units that get none any more are removed.

    ``None`` where no unit gets one. ``executor`` writes them; ``None``: this process. ``kept``: stores what the
    workbooks were made of; those that would come out the same are taken from the last run.
    """
    folder = year / FEEDBACK_FOLDER
    names = {unit.code: unit_workbook_name(unit) for unit in assessment.programme.units}
    told = told_units(assessment)
    former = [name for name in names.values() if (folder / name).exists()]
    if not told and not former:
        return None

    def write(new: Path) -> tuple[str, ...]:
        with ExitStack() as lent:
            jobs = _jobs(assessment, told, new, lent)
            for _ in Former(folder, kept, see).write(_write, jobs, new, executor):
                pass
        return tuple(names[unit.code] for unit, _ in told)

    return Output(folder, write, former, len(told))


def _jobs(
    assessment: Assessment, told: Sequence[tuple[Unit, Scorecard]], new: Path, lent: ExitStack
) -> Iterator[FileToWrite[_Told]]:
    said = digest_of(said_of(replace(assessment, letters=())))
    parts = Parts(assessment)
    groups = {row.unit_code: (card, row.group) for card, rows in assessment.rankings.items() for row in rows}
    sizes = Counter(groups.values())
    for some in batches(told, _TOGETHER):
        part = parts.of([unit for unit, _ in some])
        shared = lent.enter_context(Shared.lend((part, ApplicationPage(part.programme))))
        for unit, card in some:
            name = unit_workbook_name(unit)
            yield FileToWrite(name, said, _Told(shared, unit, card, sizes[groups[unit.code]], new / name))


def _write(told: _Told) -> None:
    assessment, application = told.part.value
    write_feedback(assessment, told.unit, told.card, told.path, application, told.among)
