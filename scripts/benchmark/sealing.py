"""What seals cost: the same forms written and read with the office's key and without, in turn in one process.

Processor time alone is told: what else the machine does moves it least, and the difference is small.
"""

import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmark.jobs import Job, Measurement, Timing
from benchmark.stages import programme_of, read_all
from qz.cli.sent_forms import blank_forms
from qz.forms.all_forms import write_forms

SEALED: Final = "sealed"
BARE: Final = "not sealed"
WRITING: Final = "forms"
READING: Final = "reading"
_KEYS: Final = {SEALED: b"k" * 32, BARE: b""}
_ROUNDS: Final = 5
_MOST: Final = 150
"""Units that are enough to tell: seals cost each unit the same."""


def who_of(what: str, kind: str) -> str:
    """Whose figure it is: ``reading, sealed``."""
    return f"{what}, {kind}"


def sealing(job: Job) -> Measurement:
    """Every unit's form written, and read back with every check; medians of rounds that begin with either in turn."""
    programme, rounds = programme_of(job), dict[str, list[Timing]]()
    programme = replace(programme, units=programme.units[:_MOST])
    count = len(programme.units)
    for number in range(_ROUNDS):
        for kind, key in sorted(_KEYS.items(), reverse=bool(number % 2)):
            keyed, one = replace(programme, key=key), Measurement()
            with tempfile.TemporaryDirectory() as folder:
                with one.timed(who_of(WRITING, kind), count):
                    write_forms(blank_forms(keyed), Path(folder))
                with one.timed(who_of(READING, kind), count):
                    read_all(keyed, Path(folder))
            for timing in one.timings:
                rounds.setdefault(timing.who, []).append(timing)
    outcome = Measurement()
    for who, timings in rounds.items():
        seconds = statistics.median(one.processor for one in timings)
        outcome.timings.append(Timing(who, count, seconds, seconds))
    return outcome
