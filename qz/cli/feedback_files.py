"""Replaces the 告知书 of the last run, the workbooks that inform units of their results.

One that would tell its unit the same is taken from the last run: its footer keeps the number and time of the collect
at which it last changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from qz.engine.kept.kept_files import FileToWrite, Former, See, unseen
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.engine.parallel.batches import batches
from qz.engine.parallel.packed import mark_of, some_of
from qz.engine.parallel.shared import Shared
from qz.mail.draft_files import FEEDBACK_FOLDER, unit_workbook_name
from qz.model.assessment import Assessment
from qz.model.scorecards import Scorecard
from qz.model.scores import Answers, UnitScore
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.feedback.application_page import ApplicationPage
from qz.reports.feedback.feedback_workbook import write_notice
from qz.reports.feedback.notice import Notice, Notices
from qz.reports.feedback.units_with_feedback import units_with_feedback
from qz.reports.folders import Output

_TOGETHER: Final = 50
"""Units whose answers and scores are handed to other processes as one."""


@dataclass(frozen=True, slots=True)
class _FeedbackFile:
    """One workbook to be written. ``of_units``: answers and scores of some units, the notice's among them."""

    application: Shared[ApplicationPage]
    of_units: Shared[tuple[Mapping[str, Answers], Mapping[str, UnitScore]]]
    notice: Notice
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
    workbooks were made of; those that would tell the same are taken from the last run.
    """
    folder = year / FEEDBACK_FOLDER
    names = {unit.code: unit_workbook_name(unit) for unit in assessment.programme.units}
    receiving = units_with_feedback(assessment)
    former = [name for name in names.values() if (folder / name).exists()]
    if not receiving and not former:
        return None

    def write(new: Path) -> tuple[str, ...]:
        with ExitStack() as lent:
            jobs = _jobs(assessment, receiving, new, lent)
            for _ in Former(folder, kept, see).write(_write, jobs, new, executor):
                pass
        return tuple(names[unit.code] for unit, _ in receiving)

    return Output(folder, write, former, len(receiving))


def _jobs(
    assessment: Assessment, receiving: Sequence[tuple[Unit, Scorecard]], new: Path, lent: ExitStack
) -> Iterator[FileToWrite[_FeedbackFile]]:
    notices, answers, scores = Notices(assessment), assessment.answers, assessment.scores
    application = lent.enter_context(Shared.lend(ApplicationPage(assessment.programme)))
    for some in batches(receiving, _TOGETHER):
        codes = [unit.code for unit, _ in some]
        of_units = lent.enter_context(Shared.lend((some_of(answers, codes), some_of(scores, codes))))
        for unit, card in some:
            notice, name = notices.of(unit, card), unit_workbook_name(unit)
            depends = digest_of(notice.told, mark_of(answers, unit.code), mark_of(scores, unit.code))
            yield FileToWrite(name, depends, _FeedbackFile(application, of_units, notice, new / name))


def _write(job: _FeedbackFile) -> None:
    answers, scores = job.of_units.value
    code = job.notice.unit.code
    write_notice(job.notice, answers[code], scores[code], job.application.value, job.path)
