"""What a run of the bench measured, job by job, as it is kept beside the table."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmark.jobs import Job, Measurement


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians of somebody's timings, a unit: wall clock and processor seconds, bytes made. ``times`` it was timed."""

    unit_seconds: float
    unit_processor: float
    unit_bytes: float
    units: int
    times: int


@dataclass(slots=True)
class StageFigures:
    """One stage at one size: figures by who did it, the most memory a process held, and what is to be said of it."""

    stage: str
    size: int
    processes: int = 1
    part: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)
    peak: int = 0
    notes: list[str] = field(default_factory=list)
    failure: str = ""


@dataclass(slots=True)
class RunRecord:
    """A whole run: where, with what versions, and every entry."""

    sizes: list[int]
    compared: int
    system: dict[str, str]
    versions: dict[str, str]
    entries: list[StageFigures] = field(default_factory=list)

    def find(self, stage: str, size: int, processes: int = 1, part: str = "") -> StageFigures | None:
        """The entry of a stage; ``None`` where it was not measured or failed."""
        wanted = (stage, size, processes, part)
        found = (entry for entry in self.entries if (entry.stage, entry.size, entry.processes, entry.part) == wanted)
        return next((entry for entry in found if not entry.failure), None)

    def cost(self, stage: str, size: int, who: str, processes: int = 1, part: str = "") -> float | None:
        """Seconds a unit; ``None`` where there is no such figure."""
        entry = self.find(stage, size, processes, part)
        figure = entry.figures.get(who) if entry else None
        return figure.unit_seconds if figure else None


def sum_up(job: Job, outcomes: Iterable[Measurement]) -> StageFigures:
    """The medians of one job's repetitions."""
    entry = StageFigures(job.stage, job.size, job.processes, job.part)
    timings = []
    for outcome in outcomes:
        timings += outcome.timings
        entry.peak = max(entry.peak, outcome.peak)
        entry.notes += [note for note in outcome.notes if note not in entry.notes]
    for who in dict.fromkeys(timing.who for timing in timings):
        mine = [timing for timing in timings if timing.who == who]
        entry.figures[who] = Figure(
            statistics.median(timing.unit_seconds for timing in mine),
            statistics.median(timing.processor / timing.units for timing in mine),
            statistics.median(timing.bytes / timing.units for timing in mine),
            mine[0].units,
            len(mine),
        )
    return entry
