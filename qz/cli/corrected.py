"""Writes the 补正表: for each unit with errors its own form, with its answers, and the cells in question marked."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from qz.corrections.list_sheet import write_list
from qz.corrections.plan import Correction, findings_to_mend, plan_correction
from qz.engine.kept.kept_files import FileToWrite, Former
from qz.engine.parallel.shared import Shared
from qz.forms.build import write_form
from qz.layout.form import FormPlanner
from qz.mail.draft_files import unit_workbook_name
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.records import dataclass
from qz.scoring.engine import score_unit


class DueCorrections(Mapping[str, Correction]):
    """The corrections that are due, by file name, in roster order; each is planned when it is looked up."""

    def __init__(self, assessment: Assessment) -> None:
        """Find the units with something to correct."""
        self._assessment = assessment
        self._layout_of = FormPlanner(assessment.programme).layout
        programme, found = assessment.programme, findings_to_mend(assessment)
        self._found = {unit_workbook_name(programme.unit(code)): (code, findings) for code, findings in found.items()}

    def __getitem__(self, name: str) -> Correction:
        code, findings = self._found[name]
        unit = self._assessment.programme.unit(code)
        return plan_correction(self._assessment, unit, findings, self._layout_of(unit))

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def write_correction(planner: FormPlanner, correction: Correction, path: Path) -> None:
    """Write one unit's form again, with its answers, and the cells in question marked and listed on the first sheet.

    The received file itself is not edited: it may be damaged, and editing a workbook loses parts of it.

    Raises:
        OSError: The file cannot be written.
    """
    programme, plan = planner.programme, planner.plan(correction.unit)
    score = score_unit(programme, correction.unit, correction.answers) if plan.scorecard else None
    listed = partial(write_list, correction=correction, programme=programme)
    write_form(plan, score, path, correction.answers, marks=correction.marks, first=listed)


@dataclass(frozen=True, slots=True)
class _CorrectionTask:
    """One correction to be written."""

    planner: Shared[FormPlanner]
    correction: Correction
    path: Path


def _write(task: _CorrectionTask) -> None:
    write_correction(task.planner.value, task.correction, task.path)


def write_corrections(
    programme: Programme,
    due: Mapping[str, Correction],
    folder: Path,
    executor: Executor | None = None,
    former: Former | None = None,
) -> tuple[str, ...]:
    """Write every correction that is due into ``folder``; returns their file names.

    ``executor``: does the writing; ``None``: this process. ``former``: the folder of the last run; files in it that
    would be the same are copied.
    """
    former = former or Former(folder)
    with Shared.lend(FormPlanner(programme)) as shared:
        jobs = (
            FileToWrite(name, repr(correction), _CorrectionTask(shared, correction, folder / name))
            for name, correction in due.items()
        )
        return tuple(former.write(_write, jobs, folder, executor))
