"""All results of one collect, written together."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from qz.model.assessment import Assessment
from qz.reports.consolidated import write_consolidated
from qz.reports.ranking import write_ranking
from qz.reports.register import write_register
from qz.reports.swap import replace_folder
from qz.reports.targets import write_targets

Writer = Callable[[Assessment, Path], None]


def result_writers(assessment: Assessment) -> dict[str, Writer]:
    """The results' file names, each with what writes it."""
    writers: dict[str, Writer] = {"收件登记.xlsx": write_register}
    for scorecard in assessment.programme.scorecards:
        writers[f"{scorecard.summary_name}.xlsx"] = partial(_write_consolidated, scorecard.scorecard_id)
    writers["目标任务完成情况.xlsx"] = write_targets
    writers["排名.xlsx"] = write_ranking
    return writers


def _write_consolidated(scorecard_id: str, assessment: Assessment, path: Path) -> None:
    scorecard = next(one for one in assessment.programme.scorecards if one.scorecard_id == scorecard_id)
    write_consolidated(assessment, scorecard, path)


def write_results(assessment: Assessment, directory: Path) -> tuple[Path, ...]:
    """Write every result into ``directory``, whole or not at all; return their paths.

    Raises:
        ResultInUse: if one of them is open elsewhere; nothing was changed.

    Source: product specification, "Results".
    """
    writers = result_writers(assessment)

    def write(folder: Path) -> tuple[str, ...]:
        for name, writer in writers.items():
            writer(assessment, folder / name)
        return tuple(writers)

    return replace_folder(directory, write)
