"""Peers of reading in bulk: the input cells by address, and the locked labels held against the form as sent."""

import csv
import datetime as dt
import logging
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook

from benchmark.jobs import Job, Measurement
from benchmark.stages import programme_of
from qz.cli.sent_forms import SentForms
from qz.layout.form import build_layout
from qz.model.layout import cell_name
from qz.model.programme import Programme
from qz.model.returns import CellState
from qz.model.task_table import Unit
from qz.model.values import exact_decimal

DATAMAPS: Final = "datamaps (every core)"
INFLATE: Final = "floor: inflate and parse"
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - as spreadsheets count
_DAY: Final = dt.timedelta(days=1)

Plain = Decimal | str | None
"""What a cell holds, whoever read it: a number (a date as its day number), a text, or nothing."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One return to read: ``inputs`` by name, and locked ``labels`` by place: a sheet with row and column."""

    path: Path
    inputs: Mapping[str, tuple[str, int, int]]
    labels: Mapping[tuple[str, int, int], str]


@dataclass(frozen=True, slots=True)
class PeerReading:
    """What a peer read: what each input holds, and how many labels are not what they were."""

    values: Mapping[str, Plain]
    changed: int


def plain(value: Any) -> Plain:
    """A value as any of the libraries gives it."""
    if value is None or value == "" or (isinstance(value, float) and value != value):  # noqa: PLR0124 - not a number
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as spreadsheets count
    if isinstance(value, dt.datetime):
        return exact_decimal((value - _EPOCH) / _DAY)
    if isinstance(value, int | float | Decimal):
        return exact_decimal(float(value))
    return str(value)


def _gather(errand: Errand, at: Callable[[str, int, int], Any]) -> PeerReading:
    values = {name: plain(at(*place)) for name, place in errand.inputs.items()}
    return PeerReading(values, sum(str(at(*place) or "").strip() != text for place, text in errand.labels.items()))


def by_openpyxl(errand: Errand) -> PeerReading:
    """Load the workbook, look up every cell."""
    book: Any = openpyxl.load_workbook(errand.path, data_only=True)
    found = _gather(errand, lambda sheet, row, column: book[sheet].cell(row + 1, column + 1).value)
    book.close()
    return found


def _by_pandas(errand: Errand, engine: str) -> PeerReading:
    frames = pd.read_excel(
        errand.path,
        sheet_name=None,
        header=None,
        dtype=object,
        keep_default_na=False,
        engine=engine,  # type: ignore[call-overload]
    )

    grids: dict[str, Any] = {str(name): frame.to_numpy() for name, frame in frames.items()}

    def at(sheet: str, row: int, column: int) -> Any:
        grid = grids[sheet]
        return grid[row, column] if row < grid.shape[0] and column < grid.shape[1] else None

    return _gather(errand, at)


def by_pandas_openpyxl(errand: Errand) -> PeerReading:
    """Every sheet as a frame, by openpyxl."""
    return _by_pandas(errand, "openpyxl")


def by_pandas_calamine(errand: Errand) -> PeerReading:
    """Every sheet as a frame, by calamine."""
    return _by_pandas(errand, "calamine")


def by_calamine(errand: Errand) -> PeerReading:
    """Every sheet as rows."""
    with CalamineWorkbook.from_path(str(errand.path)) as book:
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    def at(sheet: str, row: int, column: int) -> Any:
        rows = sheets[sheet]
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    return _gather(errand, at)


PEERS: Final[Mapping[str, Callable[[Errand], PeerReading]]] = {
    "openpyxl": by_openpyxl,
    "pandas with openpyxl": by_pandas_openpyxl,
    "pandas with calamine": by_pandas_calamine,
    "python-calamine": by_calamine,
}


def inflate_and_parse(path: Path) -> None:
    """The floor: every part inflated and parsed, and nothing made of it."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            expat.ParserCreate().Parse(package.read(name), True)


def have_datamaps() -> bool:
    """Whether datamaps is installed (the extra ``bench``)."""
    return find_spec("datamaps") is not None and find_spec("engine") is not None


def by_datamaps(folder: Path, datamap: Path, errands: Sequence[Errand]) -> list[PeerReading]:
    """A folder of returns by its datamap; the labels out of all that it read on the way."""
    from engine.repository.datamap import InMemorySingleDatamapRepository  # noqa: PLC0415 - of the extra
    from engine.repository.templates import InMemoryPopulatedTemplatesRepository  # noqa: PLC0415 - of the extra
    from engine.use_cases.parsing import ApplyDatamapToExtractionUseCase  # noqa: PLC0415 - of the extra

    case: Any = ApplyDatamapToExtractionUseCase(
        InMemorySingleDatamapRepository(datamap), InMemoryPopulatedTemplatesRepository(str(folder))
    )
    case.execute(for_master=True)
    read = case._template_data_dict  # noqa: SLF001 - it hands on nothing but the mapped cells
    columns = {name: dict(pairs) for column in case.data_for_master for name, pairs in column.items()}

    def found(errand: Errand) -> PeerReading:
        cells = read[errand.path.name]["data"]

        def text(place: tuple[str, int, int]) -> str:
            return str(cells[place[0]].get(cell_name(*place[1:]), {}).get("value", "")).strip()

        changed = sum(text(place) != label for place, label in errand.labels.items())
        return PeerReading({name: plain(value) for name, value in columns[errand.path.name].items()}, changed)

    return [found(errand) for errand in errands]


def write_datamap(errand: Errand, path: Path) -> None:
    """The datamap of a kind of form: its input cells."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(("cell_key", "template_sheet", "cell_reference"))
        lines.writerows((name, sheet, cell_name(row, column)) for name, (sheet, row, column) in errand.inputs.items())


def errands_of(programme: Programme, folder: Path, units: Sequence[Unit]) -> list[Errand]:
    """What is to be read of these units' returns in a folder."""
    blank_of = SentForms(programme)
    errands = []
    for unit in units:
        layout, blank = build_layout(programme, unit), blank_of(unit)
        inputs = {cell.name: (cell.sheet, cell.row, cell.column) for cell in layout.inputs}
        labels = {
            (sheet.name, *place): cell.text.strip()
            for sheet in blank.sheets
            if sheet.name in layout.row_keys
            for place, cell in sheet.cells.items()
            if cell.state is CellState.TEXT and not cell.formula and (sheet.name, *place) not in inputs.values()
        }
        errands.append(Errand(folder / f"{unit.code}-{unit.name}.xlsx", inputs, labels))
    return errands


def reading_peers(job: Job) -> Measurement:
    """Each peer reads the returns of some towns, as one writer saved them, in turn."""
    programme, outcome = programme_of(job), Measurement()
    folder = job.returns / job.part
    there = [unit for unit in programme.units if (folder / f"{unit.code}-{unit.name}.xlsx").is_file()]
    errands = errands_of(programme, folder, there[-job.sample :])
    warnings.simplefilter("ignore")
    for errand in errands:
        for who, peer in PEERS.items():
            with outcome.timed(who, 1):
                found = peer(errand)
            if found.changed:
                outcome.notes.append(f"{who}: {found.changed} labels of {errand.path.name} seem changed")
        with outcome.timed(INFLATE, 1):
            inflate_and_parse(errand.path)
    if have_datamaps():
        _time_datamaps(errands, outcome)
    else:
        outcome.notes.append("datamaps is not installed")
    return outcome


def _time_datamaps(errands: Sequence[Errand], outcome: Measurement) -> None:
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as work:
        folder, datamap = Path(work) / "input", Path(work) / "datamap.csv"
        folder.mkdir()
        for errand in errands:
            shutil.copy(errand.path, folder)
        write_datamap(errands[0], datamap)
        with outcome.timed(DATAMAPS, len(errands)):
            by_datamaps(folder, datamap, errands)
