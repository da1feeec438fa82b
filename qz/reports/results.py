"""All results of one collect, written together."""

from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from pathlib import Path
from types import MappingProxyType
from typing import Final

from qz.engine.kept.kept_files import FileToWrite, Former, See, unseen
from qz.engine.kept.kept_texts import KeptTexts, digest_of
from qz.evidence.received import EVIDENCE_NAME
from qz.model.assessment import Assessment
from qz.model.composite import JSON_NAME
from qz.model.part import assessment_digest
from qz.reports.consolidated.consolidated_workbook import (
    Volume,
    Writer,
    consolidated_writer,
    volume_names,
    volumes_folder,
    volumes_of,
    write_volume,
)
from qz.reports.data.data_files import CSV_NAME
from qz.reports.evidence.evidence_workbook import write_evidence
from qz.reports.folders import Output, replace_folders
from qz.reports.goals.goals_workbook import write_targets
from qz.reports.papers.nominations_workbook import NOMINATIONS_NAME, write_nominations
from qz.reports.papers.nominees import are_nominated
from qz.reports.papers.proposals import PROPOSALS_NAME, are_wanted, write_proposals
from qz.reports.ranking.ranking_workbook import RANKING_NAME, write_ranking
from qz.reports.receipts.receipt_register import REGISTER_NAME, write_register


def result_writers(assessment: Assessment) -> dict[str, Writer]:
    """The function that writes each result, by file name; without the volumes of unit sheets."""
    writers: dict[str, Writer] = {REGISTER_NAME: write_register}
    writers |= (consolidated_writer(scorecard, assessment) for scorecard in assessment.programme.scorecards)
    writers["目标任务完成情况.xlsx"] = write_targets
    writers[RANKING_NAME] = write_ranking
    if assessment.intake.evidence:
        writers[EVIDENCE_NAME] = write_evidence
    if are_wanted(assessment.programme):
        writers[PROPOSALS_NAME] = write_proposals
    if are_nominated(assessment.programme):
        writers[NOMINATIONS_NAME] = write_nominations
    return writers


def result_names(assessment: Assessment, more: Collection[str] = ()) -> list[str]:
    """The workbooks that ``results_output`` replaces or removes, as paths relative to its folder."""
    volumes = [name for card in assessment.programme.scorecards for name in volume_names(assessment, card)]
    names = dict.fromkeys(
        [*result_writers(assessment), *more, EVIDENCE_NAME, PROPOSALS_NAME, NOMINATIONS_NAME, *volumes]
    )
    return [name for name in names if name.endswith(".xlsx")]


_BESIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({JSON_NAME: (CSV_NAME,)})
"""Results that are written together with another, by its name."""
_NOTHING_MORE: Final[Mapping[str, Writer]] = MappingProxyType({})


def results_output(
    assessment: Assessment,
    directory: Path,
    more: Mapping[str, Writer] = _NOTHING_MORE,
    executor: Executor | None = None,
    kept: KeptTexts | None = None,
    *,
    data: Mapping[str, Writer] = _NOTHING_MORE,
    see: See = unseen,
    digest: str | None = None,
) -> Output:
    """All results as a folder to be replaced.

    Args:
        assessment: The result of the collect.
        directory: The folder.
        more: Further results by file name; they take the place of results of the same name.
        executor: Writes the volumes of unit sheets, where there are any; ``None``: this process.
        kept: Stores what each file was made from; files that would be the same are taken from the last run, except
            those of ``more``.
        data: Further results by file name that depend on the assessment alone.
        see: Is given each file's name when it is there.
        digest: The assessment's, where the caller has it already (``assessment_digest``).
    """
    writers = {**result_writers(assessment), **data, **more}
    names = [name for first in writers for name in (first, *_BESIDE.get(first, ()))]
    cards = assessment.programme.scorecards
    volumes = [name for scorecard in cards for name in volume_names(assessment, scorecard)]
    former = Former(directory, kept, see)

    def write(folder: Path) -> tuple[str, ...]:
        whole = digest or assessment_digest(assessment)
        own = (
            FileToWrite(name, whole, (writer, assessment, folder / name), _BESIDE.get(name, ()))
            for name, writer in writers.items()
        )
        for _ in former.write(_write_result, (job for job in own if job.name not in more), folder):
            pass
        for name, writer in more.items():
            writer(assessment, folder / name)
            see(name)
        _write_volumes(assessment, folder, former, executor)
        return (*names, *volumes)

    former_names = [*(volumes_folder(scorecard) for scorecard in cards), EVIDENCE_NAME, NOMINATIONS_NAME]
    return Output(directory, write, former_names, len(names) + len(volumes))


def _write_volumes(assessment: Assessment, folder: Path, former: Former, executor: Executor | None) -> None:
    """Write the volumes of unit sheets, each in the folder of its scorecard."""
    for card in assessment.programme.scorecards:
        for name in volume_names(assessment, card):
            (folder / name).parent.mkdir(exist_ok=True)
    jobs = (
        FileToWrite(volume.path.relative_to(folder).as_posix(), _depends(volume), volume)
        for volume in volumes_of(assessment, folder)
    )
    for _ in former.write(write_volume, jobs, folder, executor):
        pass


def _write_result(job: tuple[Writer, Assessment, Path]) -> None:
    writer, assessment, path = job
    writer(assessment, path)


def _depends(volume: Volume) -> str:
    return digest_of(assessment_digest(volume.part), repr((volume.scorecard.scorecard_id, volume.units)))


def write_results(
    assessment: Assessment,
    directory: Path,
    more: Mapping[str, Writer] = _NOTHING_MORE,
    executor: Executor | None = None,
) -> tuple[Path, ...]:
    """Write every result, and ``more`` by file name, into ``directory``, all or none. Returns their paths.

    Raises:
        ResultInUse: One of them is open in another program; nothing was changed.

    Source: product specification, "Results".
    """
    return replace_folders((results_output(assessment, directory, more, executor),))[0]
