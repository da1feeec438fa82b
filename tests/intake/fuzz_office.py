"""A mutation fuzz over what the office believes: filled 核定表 and 台账, and the seals of all that goes out.

The 核定表 and the 台账 of ``samples/2011`` (saved by LibreOffice) and two by the project's own writer are damaged like
returns (``damage``), or as people do: sheets, rows and cells deleted, put in, given twice. Besides, what they and the
returns say of themselves is changed, moved, doubled, stripped and taken from one another, seal and all. Each mutant is
read beside the undamaged returns of the samples. Reading it must

- end, without exception, within ``fuzz.SECONDS``, with one verdict and a reason, and ``F20`` for none;
- count exactly what the undamaged one counts, or tell: where it counts and nothing new is found in it, every value that
  was not touched (see ``fuzz``) is the original's;
- where there is a key, count nothing but what the office sealed: its manifest, and for a 核定表 its rows and the
  self-reports they show, are the original's to the letter, and so is its seal.

A 台账 is the office's own and open: what stands in its cells is its word, whatever cells they are. So a cell that was
moved or cleared is as good as typed; a row or a sheet that is gone is not.

Everything follows from the number of the case: ``fuzz_office.py --write 1234 out.xlsx`` makes that mutant again.
"""

import argparse
import faulthandler
import json
import signal
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import filled
import fuzz
from damage import Dice, damaged, make_source
from manifests import change_manifest
from structures import restructured

from qz.cli import office_key
from qz.cli.verified import assess_verified
from qz.intake.reading.spellings import Spellings
from qz.intake.receive import read_returns
from qz.layout.register_workbook import build_registers
from qz.layout.verification_workbook import OPEN_COLUMNS, PERSON_NAME, read_key
from qz.model.layout import cell_name
from qz.model.manifest import WorkbookKind
from qz.model.returns import Verdict
from qz.registers.count_events import count_registers
from qz.registers.read_register import read_registers
from qz.registers.write_register import write_registers
from qz.scoring.assess import score_answers
from qz.verification.locate import find_sheets
from qz.verification.read_verified import read_verification
from qz.verification.sealed_rows import rows_found
from qz.verification.settle import settle
from qz.verification.subjects import Subjects, subjects_of
from qz.verification.write_workbook import layouts_of, write_verification
from qz.workbook.manifest_sheet import manifest_in_properties, manifest_on, read_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook

SAMPLES = filled.ROOT / "samples" / "2011"
VERIFIED = ("核定表-安监局.xlsx", "核定表-办公室.xlsx", "核定表-工商分局.xlsx", "核定表-质监分局.xlsx")
REGISTER = "台账.xlsx"
FILLED = "信息报送"
EVENTS = ((40695, "薛家镇", "A1", "一"), (40696, "孟河镇", "A2", "二"), (40697, "薛家镇", "A3", "三"))
COMMENTS = frozenset({"T08", "T11", "T13", "T16", "T20", "T21", "K09", "K11", "K18", "K20", "K25", "F15"})
"""Findings that follow from what is counted, or are about a value: they tell nothing of the damage."""
KEY = office_key.read_key(SAMPLES.with_suffix(".key"))


@dataclass(frozen=True)
class Office:
    """A programme, and what there is to hold the office's workbooks against."""

    programme: object
    intake: object
    subjects: object
    registers: object
    self_scores: object
    find_unit: object


@lru_cache
def office(*, sealed):
    """The office of the samples, with its key or without."""
    if not sealed:
        known = office(sealed=True)
        return replace(known, programme=replace(known.programme, key=b""))
    programme = replace(filled.programme(), key=KEY)
    intake = read_returns(programme, SAMPLES, filled.layout_of)
    assert len(intake.returns) > 15, "the samples do not count"
    return Office(
        programme,
        intake,
        Subjects(programme),
        build_registers(programme),
        score_answers(programme, intake.answers),
        Spellings(programme).find,
    )


# What is damaged.


@dataclass(frozen=True)
class Book:
    """An undamaged workbook. ``rows``: by part, the rows (from one) that hold something; ``claims``: its manifest."""

    source: object
    kind: WorkbookKind
    rows: dict
    claims: dict


@lru_cache
def books():
    """The workbooks that are damaged: 核定表, 台账, and returns for their seals."""
    verified = [(name, (SAMPLES / "核定" / name).read_bytes()) for name in VERIFIED]
    own = own_books()
    made = [_verification(name, data) for name, data in [*verified, own[0]]]
    made += [_register(name, data) for name, data in ((REGISTER, (SAMPLES / REGISTER).read_bytes()), own[1])]
    returned = [each for each in fuzz.sources() if each.name in fuzz.SAMPLES]
    return [*made, *(Book(each, WorkbookKind.RETURN, {}, claims_of(read_workbook(each.data))) for each in returned)]


def own_books():
    """A 核定表 and a 台账 by the project's own writer, the latter filled in by another."""
    known = office(sealed=True)
    assessment = assess_verified(known.programme, known.intake)
    layout = next(each for each in layouts_of(assessment) if each.verifier_name == "质监分局")
    with tempfile.TemporaryDirectory() as folder:
        verified, register = Path(folder) / "a.xlsx", Path(folder) / "b.xlsx"
        write_verification(assessment, layout, verified)
        write_registers(known.programme, register)
        return ("核定表-自制.xlsx", verified.read_bytes()), ("台账-自制.xlsx", _filled(register.read_bytes()))


def _filled(data):
    heads = next(sheet for sheet in office(sealed=True).registers.sheets if sheet.name == FILLED).heads
    for row, (day, unit, number, event) in enumerate(EVENTS, start=4):
        typed = {"日期": (f"<v>{day}</v>", None), "数量": (f"<v>{row}</v>", None)}
        words = {"单位": unit, "文号": number, "事项": event}
        typed |= {head: (f"<is><t>{text}</t></is>", "inlineStr") for head, text in words.items()}
        for head, (content, kind) in typed.items():
            data = filled.put_at(data, FILLED, cell_name(row, heads.index(head)), content, kind)
    return data


def _verification(name, data):
    raw = read_workbook(data)
    named, rows = {}, {}
    for found in find_sheets(raw):
        part = filled.sheet_part(data, found.sheet.name)
        named[part] = {
            found.name(row, column).encode(): str(key) for row, key in found.keys.items() for column in OPEN_COLUMNS
        }
        rows[part] = [row + 1 for row in found.keys]
    sheet, row, column = raw.names[PERSON_NAME]
    named[filled.sheet_part(data, sheet)] = {cell_name(row, column).encode(): "person"}
    source = make_source(name, data, read_manifest(raw)["verifier"], named)
    return Book(source, WorkbookKind.VERIFICATION, rows, claims_of(raw))


def _register(name, data):
    raw = read_workbook(data)
    named, rows = {}, {}
    for register in office(sealed=True).registers.sheets:
        sheet = raw.sheet(register.name)
        part = filled.sheet_part(data, register.name)
        last = max(row for row, column in sheet.cells if column < 5) + 1
        named[part] = {
            cell_name(row, column).encode(): f"{register.name}|{row}" for row, column in sheet.cells if row >= 2
        }
        rows[part] = list(range(5, last + 1))
    return Book(
        make_source(name, data, "", named), WorkbookKind.REGISTER, {k: v for k, v in rows.items() if v}, claims_of(raw)
    )


def claims_of(raw):
    """What a workbook says of itself as its seal covers it."""
    return {key: value.strip() for key, value in read_manifest(raw).items() if value.strip()}


def mutate(case):
    """The book of a case, its mutant, and whether there is a key."""
    rng, every = Dice(case), books()
    book = every[case % len(every)]
    family = 19 if book.kind is WorkbookKind.RETURN else rng.randrange(20)
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
    if true.kind is WorkbookKind.VERIFICATION and Counter(rows_found(raw)) != _rows_of(true.source.name):
        return "counts with rows that the office never sealed"
    return "" if now.file.kind == true.kind.word else f"counts as {now.file.kind}"


@lru_cache
def _rows_of(name):
    book = next(each for each in books() if each.source.name == name)
    return Counter(rows_found(read_workbook(book.source.data)))


def _strange(book, mutant, before, now):
    """What counts otherwise than in the undamaged workbook, and was not touched."""
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
    tally = fuzz.Tally()
    for case in range(first, first + cases):
        book, mutant, sealed = mutate(case)
        try:
            outcome, fault = judge(book, mutant, sealed=sealed)
        except (Exception, fuzz.TooLong) as accident:  # noqa: BLE001 - whatever ends the reading is what is looked for
            outcome, fault = "fault", f"{type(accident).__name__} {accident}"
        tally.outcomes[outcome] += 1
        if fault:
            tally.faults.append(
                f"case {case} ({book.source.name}, {'key' if sealed else 'no key'}, {mutant.how}): {fault}"
            )
    return tally


def main():
    """Run cases and say as JSON what became of them, or write one mutant."""
    parser = argparse.ArgumentParser(description="Damage filled 核定表, 台账 and seals, read them, hold the promise.")
    parser.add_argument("cases", type=int, nargs="?", default=5_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--write", nargs=2, metavar=("CASE", "FILE"))
    options = parser.parse_args()
    if options.write:
        book, mutant, sealed = mutate(int(options.write[0]))
        Path(options.write[1]).write_bytes(mutant.data)
        print(book.source.name, "key" if sealed else "no key", mutant.how, sorted(mutant.touched))  # noqa: T201
        return 0
    faulthandler.enable()
    signal.signal(signal.SIGPROF, fuzz.too_long)
    tally = run(options.first, options.cases)
    print(json.dumps({"outcomes": tally.outcomes, "faults": tally.faults}, ensure_ascii=False, indent=1))  # noqa: T201
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
