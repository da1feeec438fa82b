"""A mutation fuzz over 收件确认: what a person decided is done, and nothing that the office did not seal decides.

A town's return out of a private mailbox waits; a filled 收件确认 adopts it. That workbook is damaged like the others
(``damage``, ``structures``, ``manifests``) and read beside the mail. Either the return counts, by a decision that
stands in the workbook as the office sealed it, or it waits as if nothing had been decided, and it is told why; a
decision whose own cells were damaged may be another one. ``fuzz_decisions.py --write 1234 out.xlsx`` makes a mutant.
"""

import sys
import tempfile
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

import filled
import fuzz
import office_books
from damage import damaged, make_source
from damage_bytes import Dice
from fuzz_command import judge_each, main
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
    return replace(filled.programme(), key=office_books.KEY)


@lru_cache
def letter():
    data = (office_books.SAMPLES / "孟河镇.xlsx").read_bytes()
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
    claims = office_books.claims_of(read_workbook(data))
    return make_source(FILE_NAME, data, "", named), {part: [row + 1, row + 2]}, claims


def mutate(case):
    """The mutant of a case."""
    rng, (whole, rows, claims) = Dice(case), source()
    family = rng.randrange(10)
    if family < 4:
        return damaged(rng, whole)
    if family < 6:
        return restructured(rng, whole, rows)
    others = [list(book.claims.items()) for book in office_books.books()]
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
        if office_books.claims_of(read_workbook(mutant.data)) != claims:
            return "fault", "decides under what the office never sealed"
        return "done", ""
    if told or mutant.touched:
        return ("told" if told else "typed"), ""
    return "fault", f"the decision is lost without a word: {decided.reason}"


def run(first, cases):
    """Judge the cases from ``first`` on."""
    return judge_each(first, cases, mutate, judge, describe=attrgetter("how"))


def _write(case):
    mutant = mutate(case)
    return mutant.data, f"{mutant.how} {sorted(mutant.touched)}"


if __name__ == "__main__":
    sys.exit(main("Damage a filled 收件确认, read it, hold the promise.", 2_000, run, _write))
