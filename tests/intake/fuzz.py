"""A mutation fuzz over the bytes of filled returns: damage them, read them, hold what comes of it against a promise.

Returns saved by LibreOffice (``samples/2011``) and by the project's own writer are damaged one way or several: bytes of
the zip, fields of its directory, bytes of a part packed again with a good checksum, and attributes, texts and elements
of its XML. A batch is a folder that holds one damaged return of every source. Reading it must

- end, without exception, within ``SECONDS`` of processor time a file and ``MEMORY`` bytes in all;
- give every file exactly one verdict with a reason, and ``F20`` (an accident of ours) to none;
- never read another answer than the undamaged return's without telling: where a return counts and nothing new is found
  in it, its facts, task statuses and indicators, all that is scored, are the original's.

**What is no fault.** A file is what its bytes say. Where damage changes nothing but the value that one input's cell
holds, the file is byte for byte what it would be had somebody typed that value, and no reader can tell. So each mutant
knows its ``touched`` inputs: those where the damage overlaps the text of the cell's value, its type, or the text of the
shared string it shows. Touched inputs may read differently in silence, all others may not. Excused is as little as
that: an address, a style, a row, an index table, a relationship, a name is no value, and what befalls it must be told
or do no harm. Damage to the zip itself excuses nothing: the checksum must catch it. A damaged return may also be
refused, or its findings of before be gone with the value they were about.

Findings between units (``C08``) depend on the other files of the batch and tell nothing of the damage.

Everything follows from the number of the case: ``fuzz.py --write 1234 out.xlsx`` makes that mutant again.
"""

import contextlib
import faulthandler
import os
import signal
import sys
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import filled
from damage import Mutant, damaged, make_source
from damage_bytes import Dice
from fuzz_command import Tally, main

from qz.intake.receive import read_returns
from qz.model.layout import InputKind, cell_name
from qz.model.returns import Verdict
from qz.workbook.read.xlsx.read_xlsx import read_workbook

SECONDS = 10
"""Processor time one file may take; an undamaged one takes 0.05."""
MEMORY = 1 << 30
SAMPLES = (
    "三井街道.xlsx",
    "孟河镇.xlsx",
    "新桥镇填报表（未填完）.xlsx",
    "春江镇-质量振兴填报表.xlsx",
    "河海街道质量振兴自评.xlsx",
    "罗溪镇2011.xlsx",
    "薛家镇.xlsx",
    "西夏墅镇.xlsx",
)
FORMS = ("龙虎塘街道", "质监分局", "农业局", "环保局", "安监局", "药监分局")
BATCH = len(SAMPLES) + len(FORMS)
"""Cases of a batch: one damaged return of every unit, so that none competes with another."""
_SCORED = {InputKind.FACT: "facts", InputKind.TASK_STATUS: "statuses", InputKind.INDICATOR: "indicators"}

Span = tuple[int, int]


@lru_cache
def sources():
    """Undamaged returns, one a unit."""
    files = [(name, (filled.ROOT / "samples" / "2011" / name).read_bytes()) for name in SAMPLES]
    return [_source(name, data) for name, data in [*files, *((f"{unit}.xlsx", filled.form(unit)) for unit in FORMS)]]


def _source(name, data):
    book = read_workbook(data)
    unit = next(unit for unit in filled.programme().units if unit.name in name)
    named = {
        filled.sheet_part(data, title): {
            cell_name(*place[1:]).encode(): each for each, place in book.names.items() if place[0] == title
        }
        for title in {cell.sheet for cell in filled.layout_of(unit).inputs}
    }
    return make_source(name, data, unit.code, named)


def mutate(case):
    """The mutant of a case."""
    return damaged(Dice(case), sources()[case % BATCH])


# The promise.


class TooLong(BaseException):
    """A file that took more than its time; no handler of exceptions catches it."""


def too_long(*_):
    raise TooLong


def read_batch(mutants):
    """Read the damaged returns of one batch together, as ``make collect`` would."""
    with tempfile.TemporaryDirectory() as folder:
        for source, mutant in mutants:
            (Path(folder) / source.name).write_bytes(mutant.data)
        return read_returns(filled.programme(), Path(folder), filled.layout_of, timed, batch=1)


def timed(arrivals):
    """The arrivals, each with its own time from when the one before was done."""
    try:
        yield from _armed(arrivals)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _armed(arrivals):
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    for arrival in arrivals:
        yield arrival
        signal.setitimer(signal.ITIMER_PROF, SECONDS)


@lru_cache
def _undamaged():
    intake = read_batch([(source, Mutant(source.data, frozenset(), "")) for source in sources()])
    assert len(intake.returns) == BATCH, "an undamaged return does not count"
    return {source.name: (_answers(intake, source), _findings(intake, source)) for source in sources()}


def _answers(intake, source):
    """What is scored of a return, by input; empty if it does not count."""
    returned = intake.returns.get(source.unit)
    if returned is None or returned.file.path != source.name:
        return {}
    unit = filled.programme().unit(source.unit)
    return {
        cell.name: (answer.value, answer.invalid)
        for cell in filled.layout_of(unit).inputs
        if cell.kind in _SCORED
        for answer in [getattr(intake.answers[source.unit], _SCORED[cell.kind])[cell.key]]
    }


def _findings(intake, source):
    return Counter(
        (finding.code, finding.sheet, finding.cell)
        for finding in intake.findings
        if finding.code != "C08" and (finding.file == source.name or finding.file.startswith(f"{source.name}/"))
    )


def judge(source, mutant, intake):
    """What became of a mutant (a word), and how it breaks the promise (a sentence, or nothing)."""
    received = [file for file in intake.received if file.path == source.name]
    if (
        len(received) != 1
        or not received[0].reason
        or len({file.path for file in intake.received}) != len(intake.received)
    ):
        return "fault", f"{len(received)} verdicts"
    (file,) = received
    before, known = _undamaged()[source.name]
    found = _findings(intake, source)
    accident = next((each.sentence for each in intake.findings if each.file == source.name and each.code == "F20"), "")
    if accident:
        return "fault", accident
    if file.verdict is not Verdict.COUNTED:
        told = file.verdict is not Verdict.REFUSED or found
        return file.verdict.name, "" if told else "refused without a finding"
    now, new = _answers(intake, source), found - known
    changed = sorted(name for name in before if now.get(name) != before[name])
    strange = [name for name in changed if name not in mutant.touched]
    if new:
        return "told" if strange else "noted", ""
    if strange:
        return "fault", f"silently {[(name, before[name], now.get(name)) for name in strange[:3]]} ({len(strange)})"
    return "typed" if changed else "same", ""


def run(first, cases):
    """Read the batches that hold the cases from ``first`` on."""
    tally = Tally()
    for start in range(first - first % BATCH, first + cases, BATCH):
        mutants = [(source, mutate(start + place)) for place, source in enumerate(sources())]
        try:
            intake = read_batch(mutants)
        except (Exception, TooLong) as fault:  # noqa: BLE001 - whatever stops a batch is what is looked for
            tally.faults.append(f"cases {start} to {start + BATCH - 1}: {type(fault).__name__} {fault}")
            continue
        for place, (source, mutant) in enumerate(mutants):
            tally.add(start + place, f"{source.name}, {mutant.how}", *judge(source, mutant, intake))
    return tally


def _limit():
    """Hold this process to its memory; where the system knows no such limit, the peak is all that is asked."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def catch_too_long():
    """Have a file that takes more than its time end with ``TooLong``, and a crash with the place it happened."""
    faulthandler.enable()
    signal.signal(signal.SIGPROF, too_long)


def _prepare():
    catch_too_long()
    _undamaged()
    _limit()


def _write(case):
    mutant = mutate(case)
    return mutant.data, f"{mutant.how} {sorted(mutant.touched)}"


if __name__ == "__main__":
    sys.exit(main("Damage filled returns, read them, hold the promise.", 20_000, run, _write, _prepare))
