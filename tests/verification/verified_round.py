"""Rounds of verification made in memory: returns at random, workbooks written, filled in as a verifier would, read."""

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from typed_answers import random_return, read_typed

from qz.model.layout import cell_name
from qz.model.returns import CellState, Intake, RawCell, ReceivedFile, Return, Verdict
from qz.model.scores import Answers
from qz.model.values import Answer, Origin
from qz.model.verification import Verification
from qz.programme.read_programme import read_programme
from qz.scoring.assess import assess, score_answers
from qz.verification.merge import ProgressCount, merge
from qz.verification.read_verified import read_verification
from qz.verification.settle import settle
from qz.verification.subjects import Subjects
from qz.verification.write_workbook import write_verifications
from qz.workbook.read.xlsx.read_xlsx import read_workbook

ROOT = Path(__file__).parents[2]
SAVED = dt.datetime(2011, 12, 20, 9, 0)  # noqa: DTZ001


@cache
def programme_2011():
    """The programme of 2011."""
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


def received(path, **more):
    """A file that counts."""
    given = {"size": 1, "verdict": Verdict.COUNTED, "reason": "", "saved_at": SAVED}
    return ReceivedFile(path, path.encode().hex().ljust(64, "0")[:64], **(given | more))


def with_origins(unit, answers):
    """The answers, each as if read from a cell of the unit's return."""

    def placed(table, sheet, column):
        return {
            key: replace(answer, evidence="见台账", origin=Origin(f"{unit.name}.xlsx", sheet, cell_name(row, column)))
            for row, (key, answer) in enumerate(table.items(), start=5)
        }

    return replace(
        answers, facts=placed(answers.facts, "自评表", 8), statuses=placed(answers.statuses, "任务完成情况", 10)
    )


def as_read(card, answers):
    """The answers with notes as intake reads them: trimmed words, or nothing."""

    def note(answer):
        return replace(answer, value=(str(answer.value).strip() if answer.value is not None else "") or None)

    texts = {fact_id for fact_id, fact in card.facts.items() if fact.value_type == "text"}
    facts = {key: note(answer) if key in texts else answer for key, answer in answers.facts.items()}
    return replace(answers, facts=facts)


def random_intake(programme, seed, units=None):
    """An intake with a return at random from each of the units (by name; all by default)."""
    random = Random(seed)  # noqa: S311
    returns, answers = {}, {}
    for unit in programme.units:
        card = programme.scorecard_of(unit)
        if card is None or (units is not None and unit.name not in units):
            continue
        typed = random_return(random, programme, unit)
        told = as_read(card, read_typed(card, typed))
        told = replace(told, facts={key: one for key, one in told.facts.items() if card.facts[key].is_asked})
        answers[unit.code] = with_origins(unit, told)
        returns[unit.code] = Return(unit.code, received(f"{unit.name}.xlsx"))
    return Intake(tuple(each.file for each in returns.values()), returns, answers, ())


def change(intake, unit_code, **facts):
    """The intake with some facts of a unit reported otherwise."""
    answers = intake.answers[unit_code]
    told = {
        key: replace(answers.facts.get(key, Answer()), value=value, typed=str(value), invalid=False)
        for key, value in facts.items()
    }
    changed = replace(answers, facts={**answers.facts, **told})
    return replace(intake, answers={**intake.answers, unit_code: changed})


def progress_of(programme, answers):
    """How far the verification is, by the answers that count for each unit that reported."""
    count = ProgressCount(programme)
    for unit in programme.units:
        count.add(unit, answers.get(unit.code))
    return count.progress


def assess_with(programme, intake, settled=None, register_facts=()):
    """The assessment when so much of the verification is settled."""
    reported = intake.answers
    entries = settled.entries if settled else ()
    answers = merge(programme, reported, entries, register_facts)
    progress = progress_of(programme, answers)
    verification = Verification(
        entries=entries,
        pending=settled.pending if settled else (),
        register_facts=tuple(register_facts),
        stages=progress.stages,
        verifiers=progress.verifiers,
        waiting=progress.waiting,
        self_scores=score_answers(programme, reported),
    )
    return assess(programme, intake, answers, verification)


def workbooks(assessment, folder):
    """Every verifier's workbook as received back unchanged, by verifier's file name."""
    return {
        Path(path).name: read_workbook(Path(path).read_bytes())
        for path in write_verifications(assessment, Path(folder))
    }


def settle_all(programme, intake, raws, files=None):
    """What comes of these workbooks (by file name)."""
    subjects = Subjects(programme)
    reported = intake.answers
    readings = [
        read_verification(subjects, (files or {}).get(name) or received(name), raw) for name, raw in raws.items()
    ]
    return settle(subjects, reported, score_answers(programme, reported), readings)


def cell_of(value):
    """A cell that somebody typed this into."""
    if value is None:
        return RawCell(CellState.BLANK)
    if isinstance(value, str):
        return RawCell(CellState.TEXT, value)
    return RawCell(CellState.NUMBER, str(float(value)))


def columns_of(sheet):
    """Columns by the ruler's words."""
    return {cell.text: column for (row, column), cell in sheet.cells.items() if row == 0}


def rows_of(raw):
    """Sheet and row of every key; the last where a key stands twice."""
    return {
        cell.text: (place, row)
        for place, sheet in enumerate(raw.sheets)
        for (row, column), cell in sheet.cells.items()
        if column == 0 and row > 3 and "|" in cell.text
    }


def with_cells(raw, place, cells):
    """The workbook with cells of one sheet typed over (by row and column; ``None`` clears)."""
    sheets = list(raw.sheets)
    typed = {at: cell_of(value) for at, value in cells.items()}
    kept = {at: cell for at, cell in {**sheets[place].cells, **typed}.items() if cell.state is not CellState.BLANK}
    sheets[place] = replace(sheets[place], cells=kept)
    return replace(raw, sheets=tuple(sheets))


def fill(raw, person="陈晓明", **edits):
    """Fill rows in: ``fill(raw, **{"Z02|fact:x": {"value": 1, "reason": "查台账"}})``."""
    where = rows_of(raw)
    for key, words in edits.items():
        place, row = where[key]
        columns = columns_of(raw.sheets[place])
        raw = with_cells(raw, place, {(row, columns[name]): value for name, value in words.items()})
    return sign(raw, person)


def sign(raw, person):
    """Write who answers for the rows that name nobody."""
    return at_name(raw, "verifier_person", person)


def at_name(raw, name, words):
    """Type into the cell that bears a name."""
    sheet, row, column = raw.names[name]
    place = next(place for place, each in enumerate(raw.sheets) if each.name == sheet)
    return with_cells(raw, place, {(row, column): words})


def address(raw, key, column):
    """The address of a row's cell."""
    place, row = rows_of(raw)[key]
    return cell_name(row, columns_of(raw.sheets[place])[column])


def scores_of(assessment):
    """Every point there is, by unit and criterion, with totals."""
    return {
        (code, line.criterion_id): (line.points, line.award.vetoes, item.score)
        for code, score in assessment.scores.items()
        for item in score.items
        for line in item.lines
    }


NOTHING = Answers({}, {}, {}, {}, {}, {})
