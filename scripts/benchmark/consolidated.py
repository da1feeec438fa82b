"""The sheet 汇总 of many rows and sixty columns, by this program and, cell for cell the same, by xlsxwriter."""

import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import IO, Any, Final
from xml.etree import ElementTree as ET

import xlsxwriter

from benchmark.filling import answers_of, fill_in
from benchmark.jobs import Job, Measurement, NotMeasured, Timing, peak_memory
from benchmark.programmes import TOWN
from benchmark.stages import OURS, programme_of
from qz.layout.form import build_plan
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.returns import Intake, UnitState
from qz.model.scorecards import Scorecard
from qz.model.scores import ItemScore, UnitScore
from qz.reports.consolidated.consolidated_workbook import consolidated_writer
from qz.scoring.engine import score_unit
from qz.scoring.rank import rank_units

ITEMS: Final = 53
"""Items that make sixty columns with rank, name, base, bonus, lost, total and state."""
_SCORES: Final = 48
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ADDRESS: Final = re.compile(r"([A-Z]+)([0-9]+)")


def wide_assessment(programme: Programme) -> Assessment:
    """An assessment of the programme's towns by a scorecard of sixty columns, of a few dozen different scores."""
    card = next(card for card in programme.scorecards if card.scorecard_id == TOWN)
    towns = [unit for unit in programme.units if unit.scorecard_id == TOWN]
    items = tuple(replace(item, number=str(number)) for number, item in zip(range(1, ITEMS + 1), cycle(card.items)))
    wide = replace(card, items=items)
    plan = build_plan(programme, towns[-1])
    scores = []
    for number in range(_SCORES):
        filled = fill_in(plan, f"wide {number}")
        score = score_unit(programme, towns[-1], answers_of(plan.layout.inputs, filled))
        scores.append(_widen(score))
    given = {town.code: replace(score, unit_code=town.code) for town, score in zip(towns, cycle(scores))}
    changed = replace(programme, scorecards=(wide,))
    return Assessment(
        programme=changed,
        intake=Intake(received=(), returns={}, answers={}, findings=()),
        answers={},
        scores=given,
        rankings={TOWN: rank_units(changed, wide, given)},
        states=dict.fromkeys((unit.code for unit in programme.units), UnitState.IN_ORDER),
        late=frozenset(),
    )


def _widen(score: UnitScore) -> UnitScore:
    items: Iterator[ItemScore] = cycle(score.items)
    return replace(score, items=tuple(replace(next(items), number=str(number)) for number in range(1, ITEMS + 1)))


def overview_of(assessment: Assessment) -> Any:
    """What writes 汇总 of the wide scorecard: of an assessment, to a path."""
    card: Scorecard = assessment.programme.scorecards[0]
    return consolidated_writer(card, assessment)[1]


def consolidated(job: Job) -> Measurement:
    """Write 汇总, then the same cells by xlsxwriter, as the stage or as its peer (``part``)."""
    assessment, outcome = wide_assessment(programme_of(job)), Measurement()
    rows = len(assessment.scores)
    path = Path(job.work) / f"consolidated-{job.size}.xlsx"
    if job.part:
        if not path.is_file():
            raise NotMeasured("there is no workbook to write again")
        del assessment
        outcome.timings.append(write_again(path, path.with_name("again.xlsx"), rows))
    else:
        write = overview_of(assessment)
        with outcome.timed(OURS, rows):
            write(assessment, path)
        last = outcome.timings[-1]
        outcome.timings[-1] = Timing(OURS, rows, last.seconds, last.processor, path.stat().st_size)
    outcome.peak = peak_memory()
    return outcome


@dataclass(frozen=True, slots=True)
class Written:
    """A cell of a sheet: its place, style, and number, text or formula with its value."""

    row: int
    column: int
    style: int
    formula: str
    value: float | str | None


def rows_of(stream: IO[bytes], texts: list[str]) -> Iterator[list[Written]]:
    """The rows of a sheet's part, one at a time."""
    for _, row in ET.iterparse(stream):  # noqa: S314 - our own
        if row.tag == f"{_MAIN}row":
            yield [_cell(cell, texts) for cell in row]
            row.clear()


def _cell(cell: ET.Element, texts: list[str]) -> Written:
    found = _ADDRESS.fullmatch(cell.get("r", ""))
    if found is None:
        raise NotMeasured("a cell without an address")
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    shown = cell.findtext(f"{_MAIN}v")
    value: float | str | None = shown
    kind = cell.get("t", "n")
    if kind == "s" and shown is not None:
        value = texts[int(shown)]
    elif kind == "inlineStr":
        value = "".join(cell.itertext())
    elif kind == "n" and shown is not None:
        value = float(shown)
    formula = cell.findtext(f"{_MAIN}f") or ""
    return Written(int(found[2]) - 1, column - 1, int(cell.get("s", "0")), formula, value)


def texts_of(package: zipfile.ZipFile) -> list[str]:
    """The shared strings."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    root = ET.fromstring(package.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
    return ["".join(item.itertext()) for item in root]


def write_again(path: Path, target: Path, rows: int) -> Timing:
    """Write the first sheet's cells by xlsxwriter as anyone would, and time only that."""
    seconds, busy = 0.0, 0.0
    with zipfile.ZipFile(path) as package, package.open("xl/worksheets/sheet1.xml") as stream:
        book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet("汇总")
        looks: dict[int, Any] = {}
        for cells in rows_of(stream, texts_of(package)):
            for cell in cells:
                if cell.style not in looks:
                    looks[cell.style] = book.add_format({"font_name": "宋体", "border": 1, "num_format": "0.00"})
            begun, spent = time.perf_counter(), time.process_time()
            for cell in cells:
                look = looks[cell.style]
                if cell.formula:
                    sheet.write_formula(cell.row, cell.column, f"={cell.formula}", look, cell.value)
                elif cell.value is None:
                    sheet.write_blank(cell.row, cell.column, None, look)
                elif isinstance(cell.value, str):
                    sheet.write_string(cell.row, cell.column, cell.value, look)
                else:
                    sheet.write_number(cell.row, cell.column, cell.value, look)
            seconds += time.perf_counter() - begun
            busy += time.process_time() - spent
        begun, spent = time.perf_counter(), time.process_time()
        book.close()
        seconds += time.perf_counter() - begun
        busy += time.process_time() - spent
    return Timing("xlsxwriter", rows, seconds, busy, target.stat().st_size)
