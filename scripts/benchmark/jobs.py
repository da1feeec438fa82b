"""One stage at one size in a process of its own: what is asked of it, what it measured, what memory it took."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

SCRIPT: Final = Path(__file__).resolve().parents[1] / "bench.py"
ROOT: Final = SCRIPT.parent.parent
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Job:
    """A stage to be measured.

    ``work`` is the folder of the run. ``processes`` share the stage. ``part`` narrows it (a writer's returns);
    ``sample`` is how many units a peer does.
    """

    stage: str
    size: int
    work: str
    processes: int = 1
    part: str = ""
    sample: int = 0

    @property
    def forms(self) -> Path:
        """Where forms of this size go."""
        return Path(self.work) / f"forms-{self.size}"

    @property
    def returns(self) -> Path:
        """The made returns of this size."""
        return Path(self.work) / f"returns-{self.size}"


@dataclass(frozen=True, slots=True)
class Timing:
    """What somebody took over ``units``: wall clock and processor seconds, and the bytes of the files made, if any."""

    who: str
    units: int
    seconds: float
    processor: float
    bytes: int = 0

    @property
    def unit_seconds(self) -> float:
        """Wall clock seconds a unit."""
        return self.seconds / self.units


@dataclass(slots=True)
class Measurement:
    """What one job measured. ``peak`` is the most memory any process of it held, in bytes; ``notes`` are sentences."""

    timings: list[Timing] = field(default_factory=list)
    peak: int = 0
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, who: str, units: int) -> Iterator[None]:
        """Measure a block."""
        begun, busy = time.perf_counter(), _processor()
        yield
        self.timings.append(Timing(who, units, time.perf_counter() - begun, _processor() - busy))


class NotMeasured(Exception):
    """A job that came to nothing; says why."""


def _processor() -> float:
    """Processor seconds of this process and of those it waited for."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_memory() -> int:
    """The most memory this process or one it started ever held, in bytes.

    A process begins its ``ru_maxrss`` with that of the one it was forked from; where the system says what it held
    itself, that is taken.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.is_file():
        own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * _KIB


def run(job: Job) -> Measurement:
    """Have a process of its own do a job.

    Raises:
        NotMeasured: if it failed; with the last line it said.
    """
    order = [sys.executable, str(SCRIPT), "--job", json.dumps(asdict(job))]
    paths = os.pathsep.join([str(ROOT), str(SCRIPT.parent)])
    done = subprocess.run(
        order, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise NotMeasured(lines[-1])
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Measurement([Timing(**timing) for timing in said["timings"]], said["peak"], said["notes"])


def answer(outcome: Measurement) -> None:
    """Say what was measured, as ``run`` reads it."""
    outcome.peak = outcome.peak or peak_memory()
    print(json.dumps(asdict(outcome)))
