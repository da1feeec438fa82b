"""The jobs there are, by name; each is imported by the process that does it, and weighs on no other."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from benchmark.jobs import Job, Measurement

_HOMES: Final[Mapping[str, str]] = {
    "make": "stages.make",
    "forms": "stages.forms",
    "forms peers": "forms_peers.forms_peers",
    "reading": "stages.reading",
    "reading peers": "reading_peers.reading_peers",
    "results": "stages.results",
    "consolidated": "consolidated.consolidated",
    "sealing": "sealing.sealing",
    "start-up": "stages.start_up",
}


def do(job: Job) -> Measurement:
    """Do a job in this process."""
    module, _, name = _HOMES[job.stage].partition(".")
    stage: Callable[[Job], Measurement] = getattr(import_module(f"benchmark.{module}"), name)
    return stage(job)
