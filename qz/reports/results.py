"""All results of one collect, written together."""

from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from types import MappingProxyType
from typing import Final

from qz.engine.work.batches import run_in_order
from qz.model.assessment import Assessment
from qz.reports.consolidated.consolidated_workbook import (
    Writer,
    consolidated_writer,
    volume_names,
    volumes_folder,
    volumes_of,
    write_volume,
)
from qz.reports.folders import Output, replace_folders
from qz.reports.goals.goals_workbook import write_targets
from qz.reports.ranking.ranking_workbook import write_ranking
from qz.reports.receipts.receipt_register import REGISTER_NAME, write_register


def result_writers(assessment: Assessment) -> dict[str, Writer]:
    """The results by file name, each with what writes it; volumes of unit sheets are besides."""
    writers: dict[str, Writer] = {REGISTER_NAME: write_register}
    writers |= (consolidated_writer(scorecard, assessment) for scorecard in assessment.programme.scorecards)
    writers["目标任务完成情况.xlsx"] = write_targets
    writers["排名.xlsx"] = write_ranking
    return writers


_NOTHING_MORE: Final[Mapping[str, Writer]] = MappingProxyType({})


def results_output(
    assessment: Assessment,
    directory: Path,
    more: Mapping[str, Writer] = _NOTHING_MORE,
    executor: Executor | None = None,
) -> Output:
    """Every result, and ``more`` by file name (in place of one of that name), as a folder to be replaced.

    ``executor`` writes the volumes of unit sheets, where there are any; ``None``: this process.
    """
    writers = {**result_writers(assessment), **more}
    cards = assessment.programme.scorecards
    volumes = [name for scorecard in cards for name in volume_names(assessment, scorecard)]

    def write(folder: Path) -> tuple[str, ...]:
        for name, writer in writers.items():
            writer(assessment, folder / name)
        for name in volumes:
            (folder / name).parent.mkdir(exist_ok=True)
        for _ in run_in_order(write_volume, volumes_of(assessment, folder), executor):
            pass
        return (*writers, *volumes)

    return Output(directory, write, [volumes_folder(scorecard) for scorecard in cards])


def write_results(
    assessment: Assessment,
    directory: Path,
    more: Mapping[str, Writer] = _NOTHING_MORE,
    executor: Executor | None = None,
) -> tuple[Path, ...]:
    """Write every result, and ``more`` by file name, into ``directory``, whole or not at all; return their paths.

    Raises:
        ResultInUse: if one of them is open elsewhere; nothing was changed.

    Source: product specification, "Results".
    """
    return replace_folders((results_output(assessment, directory, more, executor),))[0]
