"""A whole run: every stage at every size, its peers in between on the same files, each in a process of its own."""

import os
import platform
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmark.jobs import Job, Measurement, NotMeasured, run
from benchmark.models import SavedBy
from benchmark.record import RunRecord, StageFigures, sum_up

COMPARED: Final = 3_000
"""Up to so many units stages are repeated, between their peers."""
MANY: Final = 100
"""Of no more units 汇总 has no sheet of its own workbook."""
_UNIT_BYTES: Final = 120_000
"""What a unit's return and form take on the disk."""
_FORMS_SAMPLE: Final = 6
_READING_SAMPLE: Final = 8
_PACKAGES: Final = ("qz", "xlsxwriter", "openpyxl", "pandas", "python-calamine", "datamaps", "bcompiler-engine")


def measure(sizes: Sequence[int], rounds: int, results_up_to: int, scratch: Path | None) -> RunRecord:
    """Measure everything, a line of progress a job; what was made is removed.

    Args:
        sizes: Numbers of units, ascending.
        rounds: How often stages of ``COMPARED`` units at most are repeated.
        results_up_to: At how many units at most all result workbooks are written.
        scratch: Where a folder for what is made is made; ``None``: the system's place.
    """
    small = [size for size in sizes if size <= COMPARED]
    record = RunRecord(list(sizes), max(small, default=min(sizes)), _system(), _versions())
    with tempfile.TemporaryDirectory(prefix="qz-bench-", dir=scratch) as work:
        free, needed = shutil.disk_usage(work).free, max(sizes) * _UNIT_BYTES
        if free < needed:
            sentence = f"{max(sizes):,} units need {needed / 1e9:.1f} GB in {work}, where {free / 1e9:.1f} GB are free"
            raise SystemExit(f"{sentence}: use --scratch or smaller --sizes.")
        for size in sizes:
            job = Job("make", size, work, _cores())
            record.entries.append(_repeat([job], 1)[0])
            times = rounds if size <= COMPARED else 1
            record.entries += _repeat(list(_jobs(job, compared=size == record.compared)), times)
            if size <= results_up_to:
                record.entries += _repeat([replace(job, stage="results", processes=1)], 1)
            shutil.rmtree(job.returns, ignore_errors=True)
        record.entries += _repeat([Job("sealing", record.compared, work), Job("start-up", 0, work)], 1)
    return record


def _cores() -> int:
    return min(2, os.cpu_count() or 1)


def _jobs(base: Job, *, compared: bool) -> Iterator[Job]:
    """The jobs of one round at one size, peers beside the stage they are held against."""
    for processes in sorted({1, _cores()}):
        yield replace(base, stage="forms", processes=processes)
    if compared:
        yield replace(base, stage="forms peers", processes=1, sample=_FORMS_SAMPLE)
    for processes in sorted({1, _cores()}):
        yield replace(base, stage="reading", processes=processes)
    for writer in SavedBy if compared else ():
        yield replace(base, stage="reading", processes=1, part=writer.value)
        yield replace(base, stage="reading peers", processes=1, part=writer.value, sample=_READING_SAMPLE)
    if base.size > MANY:
        yield replace(base, stage="consolidated", processes=1)
        yield replace(base, stage="consolidated", processes=1, part="xlsxwriter")


def _repeat(jobs: list[Job], times: int) -> list[StageFigures]:
    """Every job so many times, round by round, and what it came to."""
    outcomes: dict[Job, list[Measurement]] = defaultdict(list)
    failures: dict[Job, str] = {}
    for number in range(times):
        for job in jobs:
            if job in failures:
                continue
            begun = time.perf_counter()
            try:
                outcomes[job].append(run(job))
                said = "; ".join(outcomes[job][-1].notes)
            except NotMeasured as fault:
                failures[job] = said = f"not measured: {fault}"
            named = " ".join(filter(None, (job.stage, job.part)))
            shared = f", {job.processes} processes" if job.processes > 1 else ""
            line = f"{job.size or '':>7,}  {named}{shared}" if job.size else f"{'':>7}  {named}"
            print(f"{line}  round {number + 1}/{times}  {time.perf_counter() - begun:.1f} s  {said}", flush=True)
    return [replace(sum_up(job, outcomes[job]), failure=failures.get(job, "")) for job in jobs]


def _system() -> dict[str, str]:
    return {
        "system": platform.system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cores": str(os.cpu_count()),
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
