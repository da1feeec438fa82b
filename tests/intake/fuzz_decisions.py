"""A mutation fuzz over 收件确认: what a person decided is done, and nothing that the office did not seal decides.

A town's return out of a private mailbox waits; a filled 收件确认 adopts it. That workbook is damaged like the others
(``damage``, ``structures``, ``manifests``) and read beside the mail. Either the return counts, by a decision that
stands in the workbook as the office sealed it, or it waits as if nothing had been decided, and it is told why; a
decision whose own cells were damaged may be another one. ``fuzz_decisions.py --write 1234 out.xlsx`` makes a mutant.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import filled
import fuzz
import fuzz_office
from damage import Dice, damaged, make_source
from mails_made import mail
from manifests import change_manifest
from structures import restructured

from qz.cli.verified import assess_verified
from qz.intake.receive import read_returns
from qz.layout.confirmation_workbook import FILE_NAME, OPEN_HEADS, SHEET
from qz.model.layout import cell_name
from qz.model.returns import Verdict
from qz.reports.receipts.confirmation import write_confirmation
from qz.workbook.read.xlsx.read_xlsx import read_workbook

LETTER = "信.eml"
WORDS = ("采用", "电话核实", "王芳")


@lru_cache
def programme():
    return replace(filled.programme(), key=fuzz_office.KEY)


@lru_cache
def letter():
    data = (fuzz_office.SAMPLES / "孟河镇.xlsx").read_bytes()
    return mail(data, "someone@example.com", name="孟河镇.xlsx")


def read(files):
    """What a folder with these files comes to."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return read_returns(programme(), Path(folder), filled.layout_of, fuzz.timed)


@lru_cache
def source():
    """The 收件确认 that adopts the return, the rows of its table, and what it says of itself."""
    assessment = assess_verified(programme(), read({LETTER: letter()}))
    with tempfile.TemporaryDirectory() as folder:
        write_confirmation(assessment, Path(folder) / FILE_NAME)
        data = (Path(folder) / FILE_NAME).read_bytes()
    (row, column), _ = next(
        each for each in read_workbook(data).sheet(SHEET).cells.items() if each[1].text == OPEN_HEADS[0]
    )
    for place, word in enumerate(WORDS):
        data = filled.put_at(data, SHEET, cell_name(row + 1, column + place), f"<is><t>{word}</t></is>", "inlineStr")
    part = filled.sheet_part(data, SHEET)
    named = {part: {cell_name(row + 1, column + place).encode(): "decision" for place in range(len(WORDS))}}
    claims = fuzz_office.claims_of(read_workbook(data))
    return make_source(FILE_NAME, data, "", named), {part: [row + 1, row + 2]}, claims


def mutate(case):
    """The mutant of a case."""
    rng, (whole, rows, claims) = Dice(case), source()
    family = rng.randrange(10)
    if family < 4:
        return damaged(rng, whole)
    if family < 6:
        return restructured(rng, whole, rows)
    others = [list(book.claims.items()) for book in fuzz_office.books()]
    return change_manifest(rng, whole, list(claims.items()), others)


def judge(mutant):
    """What became of a mutant (a word), and how it breaks the promise (a sentence, or nothing)."""
    intake = assess_verified(programme(), read({LETTER: letter(), FILE_NAME: mutant.data})).intake
    verdicts = {file.path: file for file in intake.received}
    decided, waits = verdicts[FILE_NAME], verdicts[f"{LETTER}/孟河镇.xlsx"]
    told = {finding.code for finding in intake.findings if finding.file == FILE_NAME}
    accident = next((finding.sentence for finding in intake.findings if finding.code == "F20"), "")
    if accident or not decided.reason:
        return "fault", accident or "no reason"
    if waits.verdict is Verdict.COUNTED:
        _, _, claims = source()
        if decided.verdict is not Verdict.COUNTED:
            return "fault", f"decides though it is {decided.verdict}"
        if fuzz_office.claims_of(read_workbook(mutant.data)) != claims:
            return "fault", "decides under what the office never sealed"
        return "done", ""
    if told or mutant.touched:
        return ("told" if told else "typed"), ""
    return "fault", f"the decision is lost without a word: {decided.reason}"


def run(first, cases):
    """Judge the cases from ``first`` on."""
    outcomes, faults = Counter(), []
    for case in range(first, first + cases):
        mutant = mutate(case)
        try:
            outcome, fault = judge(mutant)
        except Exception as accident:  # noqa: BLE001 - whatever ends the reading is what is looked for
            outcome, fault = "fault", f"{type(accident).__name__} {accident}"
        outcomes[outcome] += 1
        if fault:
            faults.append(f"case {case} ({mutant.how}): {fault}")
    return {"outcomes": outcomes, "faults": faults}


def main():
    """Run cases and say as JSON what became of them, or write one mutant."""
    parser = argparse.ArgumentParser(description="Damage a filled 收件确认, read it, hold the promise.")
    parser.add_argument("cases", type=int, nargs="?", default=2_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--write", nargs=2, metavar=("CASE", "FILE"))
    options = parser.parse_args()
    if options.write:
        mutant = mutate(int(options.write[0]))
        Path(options.write[1]).write_bytes(mutant.data)
        print(mutant.how, sorted(mutant.touched))  # noqa: T201 - a program
        return 0
    said = run(options.first, options.cases)
    print(json.dumps(said, ensure_ascii=False, indent=1))  # noqa: T201 - a program
    return 1 if said["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
