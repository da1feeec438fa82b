"""The stages of the program, each as a job: forms, reading, scoring, results, the consolidated sheet, start-up."""

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from benchmark.jobs import ROOT, Job, Measurement, NotMeasured, Timing, peak_memory
from benchmark.made_returns import MadeReturns
from benchmark.models import SavedBy
from benchmark.programmes import made_programme, real_programme
from qz.cli.sent_forms import SentForms, blank_forms
from qz.engine.parallel.packed_runs import of_unit
from qz.forms.all_forms import write_forms
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.returns import Intake
from qz.reports.results import write_results
from qz.scoring.assess import assess

OURS: Final = "qz"
SCORING: Final = "scoring"
"""Who scored: this program, in the process that had read."""
BETWEEN_UNITS: Final = frozenset({"C07", "C08", "C14"})
"""Findings that hold a return against others, and so are not there where it is alone."""
_ALONE: Final = 12
_STARTS: Final = 7


def programme_of(job: Job) -> Programme:
    """The made programme of a job's size."""
    return made_programme(real_programme(), job.size)


@contextmanager
def executor_of(job: Job) -> Iterator[Executor | None]:
    """So many processes, or this one alone."""
    if job.processes == 1:
        yield None
    else:
        with ProcessPoolExecutor(job.processes, mp_context=get_context("spawn")) as pool:
            yield pool


def make(job: Job) -> Measurement:
    """Make the returns; measured only to be told."""
    outcome = Measurement()
    writers = tuple(SavedBy)
    if shutil.which("soffice") is None:
        writers = (SavedBy.XLSXWRITER, SavedBy.OPENPYXL)
        outcome.notes.append("LibreOffice is not installed: no return was saved by it")
    with outcome.timed("made", job.size):
        made = MadeReturns(programme_of(job), writers)
        with executor_of(job) as executor:
            made.write(job.returns, executor)
    return outcome


def forms(job: Job) -> Measurement:
    """Every unit's form."""
    outcome, programme = Measurement(), programme_of(job)
    shutil.rmtree(job.forms, ignore_errors=True)
    job.forms.mkdir()
    with outcome.timed(OURS, job.size), executor_of(job) as executor:
        write_forms(blank_forms(programme), job.forms, executor)
    size = sum(path.stat().st_size for path in job.forms.rglob("*.xlsx"))
    outcome.timings = [Timing(one.who, one.units, one.seconds, one.processor, size) for one in outcome.timings]
    outcome.peak = peak_memory()
    shutil.rmtree(job.forms)
    return outcome


def read_all(programme: Programme, folder: Path, executor: Executor | None = None) -> Intake:
    """Read a folder with every check, locked cells and all."""
    layout_of, blank_of = FormPlanner(programme).layout, SentForms(programme)
    return read_returns(programme, folder, layout_of, blank_of=blank_of, executor=executor)


def reading(job: Job) -> Measurement:
    """Every return with every check; of all writers scoring too, and by one process a few returns again, each alone."""
    outcome, programme = Measurement(), programme_of(job)
    folder = job.returns / job.part
    files = sum(1 for _ in folder.rglob("*.xlsx"))
    with executor_of(job) as executor:
        with outcome.timed(OURS, files):
            intake = read_all(programme, folder, executor)
        if len(intake.returns) != files:
            raise NotMeasured(f"{len(intake.returns)} of {files} returns count")
        if not job.part:
            with outcome.timed(SCORING, files):
                assessment = assess(programme, intake, executor=executor)
    outcome.peak = peak_memory()
    if not job.part and job.processes == 1:
        outcome.notes.append(_alone(programme, assessment, job))
    return outcome


def _alone(programme: Programme, together: Assessment, job: Job) -> str:
    """How many of some returns give alone what they gave among all the others."""
    codes = sorted(together.intake.returns)
    chosen = codes[:: max(1, len(codes) // _ALONE)][:_ALONE]
    same = 0
    with tempfile.TemporaryDirectory() as work:
        for code in chosen:
            returned = together.intake.returns[code]
            lone = Path(work) / code / returned.file.path
            lone.parent.mkdir(parents=True)
            shutil.copy(job.returns / returned.file.path, lone)
            alone = assess(programme, read_all(programme, Path(work) / code))
            same += _gist(alone, code) == _gist(together, code)
    return f"{same} of {len(chosen)} returns give alone what they gave among {len(codes)}"


def _gist(assessment: Assessment, code: str) -> tuple[object, ...]:
    intake = assessment.intake
    path = intake.returns[code].file.path
    findings = [each for each in of_unit(intake.findings, code) if each.file == path and each.code not in BETWEEN_UNITS]
    return intake.answers[code], findings, assessment.scores.get(code)


def results(job: Job) -> Measurement:
    """Every result workbook, of what was read."""
    outcome, programme = Measurement(), programme_of(job)
    with executor_of(job) as executor:
        intake = read_all(programme, job.returns, executor)
    assessment = assess(programme, intake)
    with tempfile.TemporaryDirectory() as folder, outcome.timed(OURS, job.size):
        write_results(assessment, Path(folder) / "results")
    return outcome


def start_up(job: Job) -> Measurement:
    """The command line on the sample returns and its help, against what bare Python and its imports take."""
    del job
    outcome = Measurement()
    with tempfile.TemporaryDirectory() as folder:
        collect = ["-m", "qz", "collect", "--year", "2011", "--returns", "samples/2011", "--output", folder]
        orders = {
            "qz collect of the samples": collect,
            "import pandas, xlsxwriter": ["-c", "import pandas, xlsxwriter"],
            "qz --help": ["-m", "qz", "--help"],
            "bare Python": ["-c", "pass"],
        }
        rounds: dict[str, list[Timing]] = {who: [] for who in orders}
        for _ in range(_STARTS):
            for who, order in orders.items():
                shutil.rmtree(Path(folder) / "2011", ignore_errors=True)  # each collect is a first one
                one = Measurement()
                with one.timed(who, 1):
                    subprocess.run([sys.executable, *order], cwd=ROOT, check=True, capture_output=True)
                rounds[who] += one.timings
    for who, timings in rounds.items():
        seconds = statistics.median(one.seconds for one in timings)
        outcome.timings.append(Timing(who, 1, seconds, statistics.median(one.processor for one in timings)))
    return outcome
