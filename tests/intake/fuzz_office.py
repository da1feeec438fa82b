"""A mutation fuzz over what the office believes: filled 核定表, 台账 and 复核申请, and the seals of all that goes out.

The 核定表 and the 台账 of ``samples/2011`` (saved by LibreOffice) and two by the project's own writer are damaged like
returns (``damage``), or as people do: sheets, rows and cells deleted, put in, given twice. Besides, what they and the
returns say of themselves is changed, moved, doubled, stripped and taken from one another, seal and all. Each mutant is
read beside the undamaged returns of the samples. Reading it must

- end, without exception, within ``fuzz.SECONDS``, with one verdict and a reason, and ``F20`` for none;
- count exactly what the undamaged one counts, or tell: where it counts and nothing new is found in it, every value that
  was not touched (see ``fuzz``) is the original's;
- where there is a key, count nothing but what the office sealed: its manifest, and for a 核定表 its rows and the
  self-reports they show, are the original's to the letter, and so is its seal.

A 复核申请 of the samples is damaged as bytes and in what it says of itself; a row of it that is gone was not asked for.
A 台账 is the office's own and open: what stands in its cells is its word, whatever cells they are. So a cell that was
moved or cleared is as good as typed; a row or a sheet that is gone is not.

Everything follows from the number of the case: ``fuzz_office.py --write 1234 out.xlsx`` makes that mutant again.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import filled
import fuzz
from damage import damaged
from damage_bytes import Dice
from fuzz_command import judge_each, main
from manifests import change_manifest
from office_books import books, claims_of, office
from structures import restructured

from qz.intake.receive import read_returns
from qz.layout.application_sheet import ClauseList
from qz.layout.verification_row import read_key
from qz.model.manifest import WorkbookKind
from qz.model.returns import Verdict
from qz.registers.count_events import count_registers
from qz.registers.read_register import read_registers
from qz.reviews.read_application import read_application
from qz.reviews.take_up import take_up
from qz.rules.registry import EFFECTS
from qz.verification.locate import find_sheets
from qz.verification.read_verified import read_verification
from qz.verification.sealed_rows import rows_found
from qz.verification.settle import settle
from qz.verification.subjects import subjects_of
from qz.workbook.manifest_sheet import manifest_in_properties, manifest_on
from qz.workbook.read.xlsx.read_xlsx import read_workbook

COMMENTS = frozenset({"T08", "T11", "T13", "T16", "T20", "T21", "K09", "K11", "K18", "K20", "K25", "F15"})
"""Findings that follow from what is counted, or are about a value: they tell nothing of the damage."""


def mutate(case):
    """The book of a case, its mutant, and whether there is a key."""
    rng, every = Dice(case), books()
    book = every[case % len(every)]
    family = 19 if book.kind is WorkbookKind.RETURN else rng.randrange(20)
    if book.kind is WorkbookKind.APPLICATION and 8 <= family < 14:  # a row gone is a row not asked for
        family -= 8
    if family < 8:
        mutant = damaged(rng, book.source)
    elif family < 14:
        mutant = restructured(rng, book.source, book.rows)
    else:
        others = [list(other.claims.items()) for other in every if other is not book]
        return book, change_manifest(rng, book.source, list(book.claims.items()), others), True
    return book, mutant, rng.randrange(2) == 0


# The promise.


@dataclass(frozen=True)
class Outcome:
    """What became of one workbook: its row, what counts of it, its findings, and its cells where it was read."""

    file: object
    counted: dict
    events: Counter
    findings: tuple
    raw: object


def read(book, data, *, sealed):
    """What becomes of a workbook that came with the samples' returns."""
    known = office(sealed=sealed)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / book.source.name).write_bytes(data)
        intake = read_returns(known.programme, Path(folder), filled.layout_of, fuzz.timed)
    assert len(intake.received) == len({file.path for file in intake.received}), "two files under one path"
    file = next(each for each in intake.received if each.path == book.source.name)
    raw = intake.workbooks.get(file.path)
    counted, events, findings = {}, Counter(), intake.findings
    if raw is not None and file.kind == WorkbookKind.REGISTER.word:
        reading = read_registers(known.registers, file, raw, known.find_unit)
        came = count_registers(known.registers, known.intake.answers, [reading])
        counted = {(fact.unit_code, fact.fact_id): fact.value for fact in came.facts}
        for table in reading.tables or ():
            events.update(
                (table.register.name, event.unit_code, event.quantity, str(event.words)) for event in table.events
            )
        (file,), findings = came.files, (*findings, *reading.findings, *came.findings)
    elif raw is not None and file.kind == WorkbookKind.APPLICATION.word:
        came = take_up(known.programme, [read_application(ClauseList(known.programme, EFFECTS), file, raw)])
        asked = [row.application for row in came.reviews.rows if row.is_put]
        counted = {(one.unit_code, one.key): (one.asked, one.reason, one.evidence) for one in asked}
        (file,), findings = came.files, (*findings, *came.findings)
    elif raw is not None:
        reading = read_verification(known.subjects, file, raw)
        came = settle(known.subjects, known.intake.answers, known.self_scores, [reading])
        counted = {entry.subject: entry.value for entry in came.entries}
        (file,), findings = came.files, (*findings, *came.findings)
    elif file.verdict is Verdict.COUNTED:
        answers = intake.answers[file.unit_code]
        counted = {key: answer.value for table in (answers.facts, answers.statuses) for key, answer in table.items()}
    return Outcome(file, counted, events, findings, raw)


def judge(book, mutant, *, sealed):
    """What became of a mutant (a word), and how it breaks the promise (a sentence, or nothing)."""
    before, now = _undamaged(book.source.name, sealed=sealed), read(book, mutant.data, sealed=sealed)
    accident = next((each.sentence for each in now.findings if each.code == "F20"), "")
    if accident or not now.file.reason:
        return "fault", accident or "no reason"
    new, strange = _told(now) - _told(before), _strange(book, mutant, before, now)
    if now.file.verdict is not Verdict.COUNTED:
        return now.file.verdict.name, "" if new else "does not count, and nothing says why"
    if sealed and (wrong := _unsealed(mutant, now)):
        return "fault", wrong
    if new:
        return ("told" if strange else "noted"), ""
    if strange:
        return "fault", f"silently {strange[:3]} ({len(strange)})"
    return ("typed" if now.counted != before.counted else "same"), ""


def _told(outcome):
    return Counter(each.code for each in outcome.findings if each.code not in COMMENTS)


def _unsealed(mutant, now):
    """How what counts is not what the office sealed."""
    raw = now.raw or read_workbook(mutant.data)
    said, sealed = claims_of(raw), {frozenset(each.claims.items()): each for each in books()}
    true = sealed.get(frozenset(said.items()))
    if true is None:
        return f"counts under what the office never sealed: {said}"
    for manifest in [*map(manifest_on, raw.sheets), manifest_in_properties(raw)]:
        if any(said.get(key, "") != value.strip() for key, value in manifest.items() if value.strip()):
            return f"counts though it says two things of itself: {manifest}"
    if true.kind is WorkbookKind.VERIFICATION and Counter(rows_found(find_sheets(raw))) != _rows_of(true.source.name):
        return "counts with rows that the office never sealed"
    return "" if now.file.kind == true.kind.word else f"counts as {now.file.kind}"


@lru_cache
def _rows_of(name):
    book = next(each for each in books() if each.source.name == name)
    return Counter(rows_found(find_sheets(read_workbook(book.source.data))))


def _strange(book, mutant, before, now):
    """What counts otherwise than in the undamaged workbook, and was not touched."""
    if book.kind is WorkbookKind.APPLICATION:
        return [] if mutant.touched else sorted(map(str, before.counted.items() ^ now.counted.items()))
    if book.kind is not WorkbookKind.REGISTER:
        touched = {subject for name in mutant.touched for subject in _subjects(name)}
        keys = before.counted.keys() | now.counted.keys()
        values = [(key, before.counted.get(key), now.counted.get(key)) for key in keys - touched]
        return sorted(map(str, (each for each in values if each[1] != each[2])))
    if before.counted == now.counted:
        return []
    gone, more = before.events - now.events, now.events - before.events
    rows = len(mutant.touched)
    return [*map(str, gone), *map(str, more)] if max(gone.total(), more.total()) > rows else []


def _subjects(name):
    key = read_key(name)
    return subjects_of(key) if key else ()


@lru_cache
def _undamaged(name, *, sealed):
    book = next(each for each in books() if each.source.name == name)
    outcome = read(book, book.source.data, sealed=sealed)
    assert outcome.file.verdict is Verdict.COUNTED, (name, outcome.file)
    return outcome


def run(first, cases):
    """Judge the cases from ``first`` on."""
    return judge_each(first, cases, mutate, _judged, describe=_described, stops=(Exception, fuzz.TooLong))


def _judged(mutated):
    book, mutant, sealed = mutated
    return judge(book, mutant, sealed=sealed)


def _described(mutated):
    book, mutant, sealed = mutated
    return f"{book.source.name}, {'key' if sealed else 'no key'}, {mutant.how}"


def _write(case):
    mutated = mutate(case)
    return mutated[1].data, f"{_described(mutated)} {sorted(mutated[1].touched)}"


if __name__ == "__main__":
    sys.exit(
        main(
            "Damage filled 核定表, 台账 and seals, read them, hold the promise.",
            5_000,
            run,
            _write,
            fuzz.catch_too_long,
        )
    )
