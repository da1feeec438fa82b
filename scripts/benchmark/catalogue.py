"""The jobs there are, by name."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmark.consolidated import consolidated
from benchmark.forms_peers import forms_peers
from benchmark.jobs import Job, Outcome
from benchmark.reading_peers import reading_peers
from benchmark.stages import forms, make, reading, results, start_up

STAGES: Final[Mapping[str, Callable[[Job], Outcome]]] = {
    "make": make,
    "forms": forms,
    "forms peers": forms_peers,
    "reading": reading,
    "reading peers": reading_peers,
    "results": results,
    "consolidated": consolidated,
    "start-up": start_up,
}
