"""All results of one collect, written together."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from qz.model.assessment import Assessment
from qz.reports.consolidated import Writer, consolidated_writers, volumes_folder
from qz.reports.ranking import write_ranking
from qz.reports.register import REGISTER_NAME, write_register
from qz.reports.swap import Output, replace_folders
from qz.reports.targets import write_targets


def result_writers(assessment: Assessment) -> dict[str, Writer]:
    """The results by path from their folder, each with what writes it."""
    writers: dict[str, Writer] = {REGISTER_NAME: write_register}
    for scorecard in assessment.programme.scorecards:
        writers |= consolidated_writers(scorecard, assessment)
    writers["目标任务完成情况.xlsx"] = write_targets
    writers["排名.xlsx"] = write_ranking
    return writers


_NOTHING_MORE: Final[Mapping[str, Writer]] = MappingProxyType({})


def results_output(assessment: Assessment, directory: Path, more: Mapping[str, Writer] = _NOTHING_MORE) -> Output:
    """Every result, and ``more`` by file name (in place of one of that name), as a folder to be replaced."""
    writers = {**result_writers(assessment), **more}

    def write(folder: Path) -> tuple[str, ...]:
        for name, writer in writers.items():
            (folder / name).parent.mkdir(exist_ok=True)
            writer(assessment, folder / name)
        return tuple(writers)

    former = [volumes_folder(scorecard) for scorecard in assessment.programme.scorecards]
    return Output(directory, write, former)


def write_results(
    assessment: Assessment, directory: Path, more: Mapping[str, Writer] = _NOTHING_MORE
) -> tuple[Path, ...]:
    """Write every result, and ``more`` by file name, into ``directory``, whole or not at all; return their paths.

    Raises:
        ResultInUse: if one of them is open elsewhere; nothing was changed.

    Source: product specification, "Results".
    """
    return replace_folders((results_output(assessment, directory, more),))[0]
