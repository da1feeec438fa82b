"""Replaces the 告知书 of the last run, the workbooks that inform units of their results."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from qz.engine.kept.kept_files import FileToWrite, Former, See, unseen
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.batches import batches
from qz.engine.parallel.shared import Shared
from qz.mail.draft_files import FEEDBACK_FOLDER, unit_workbook_name
from qz.model.assessment import Assessment
from qz.model.part import Parts, assessment_digest
from qz.model.programme import Scorecard, Unit
from qz.records import dataclass
from qz.reports.feedback.application_page import ApplicationPage
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.feedback.units_with_feedback import units_with_feedback
from qz.reports.folders import Output

_TOGETHER: Final = 50
"""Units whose part of the assessment is cut out and handed to other processes as one."""


@dataclass(frozen=True, slots=True)
class _FeedbackFile:
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
    *,
    digest: str | None = None,
) -> Output | None:
    """The units' workbooks as a folder to be replaced; those of units that get none any more are removed.

    ``None`` where no unit gets one. ``executor`` writes them; ``None``: this process. ``kept``: stores what the
    workbooks were made of; those that would come out the same are taken from the last run. ``digest``: the
    assessment's, where the caller has it already (``assessment_digest``).
    """
    folder = year / FEEDBACK_FOLDER
    names = {unit.code: unit_workbook_name(unit) for unit in assessment.programme.units}
    receiving = units_with_feedback(assessment)
    former = [name for name in names.values() if (folder / name).exists()]
    if not receiving and not former:
        return None

    def write(new: Path) -> tuple[str, ...]:
        with ExitStack() as lent:
            jobs = _jobs(assessment, digest or assessment_digest(assessment), receiving, new, lent)
            for _ in Former(folder, kept, see).write(_write, jobs, new, executor):
                pass
        return tuple(names[unit.code] for unit, _ in receiving)

    return Output(folder, write, former, len(receiving))


def _jobs(
    assessment: Assessment, digest: str, receiving: Sequence[tuple[Unit, Scorecard]], new: Path, lent: ExitStack
) -> Iterator[FileToWrite[_FeedbackFile]]:
    parts = Parts(assessment)
    groups = {row.unit_code: (card, row.group) for card, rows in assessment.rankings.items() for row in rows}
    sizes = Counter(groups.values())
    for some in batches(receiving, _TOGETHER):
        part = parts.of([unit for unit, _ in some])
        shared = lent.enter_context(Shared.lend((part, ApplicationPage(part.programme))))
        for unit, card in some:
            name = unit_workbook_name(unit)
            yield FileToWrite(name, digest, _FeedbackFile(shared, unit, card, sizes[groups[unit.code]], new / name))


def _write(job: _FeedbackFile) -> None:
    assessment, application = job.part.value
    write_feedback(assessment, job.unit, job.card, job.path, application, job.among)
