"""Peers of forms in bulk: one form after another, as anyone would write them with xlsxwriter or openpyxl."""

import copy
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl

from benchmark.jobs import Job, Measurement, Timing
from benchmark.stages import programme_of
from qz.cli.sent_forms import blank_score
from qz.forms.build import write_form
from qz.layout.form import build_plan
from qz.layout.form_plan import FormPlan
from qz.model.programme import Programme
from qz.model.scores import UnitScore
from qz.model.task_table import Unit

XLSXWRITER: Final = "xlsxwriter from scratch"
OPENPYXL: Final = "openpyxl from scratch"
OPENPYXL_FILL: Final = "openpyxl load–fill–save"
DEFLATE: Final = "floor: deflate and write"
_STYLE: Final = ("font", "fill", "border", "alignment", "number_format", "protection")


def forms_peers(job: Job) -> Measurement:
    """Each peer writes the forms of some towns, in turn."""
    programme = programme_of(job)
    units = programme.units[-job.sample :]
    plans = [(build_plan(programme, unit), blank_score(programme, unit)) for unit in units]
    folder = job.forms.with_name("forms-peers")
    folder.mkdir(exist_ok=True)
    template = folder / "template.xlsx"
    write_form(*plans[0], template)
    master = _Master(template, programme, units[0])
    peers: dict[str, Callable[[Path, FormPlan, UnitScore | None], None]] = {
        XLSXWRITER: lambda path, plan, score: write_form(plan, score, path),
        OPENPYXL: lambda path, plan, _: master.rebuild(path, plan.unit),
        OPENPYXL_FILL: lambda path, plan, _: master.fill(path, plan.unit),
        DEFLATE: _Deflater(plans, folder / "form.xlsx").write,
    }
    outcome = Measurement()
    for plan, score in plans:
        for who, write in peers.items():
            path = folder / f"{plan.unit.code}.xlsx"
            with outcome.timed(who, 1):
                write(path, plan, score)
            last = outcome.timings[-1]
            outcome.timings[-1] = Timing(who, 1, last.seconds, last.processor, path.stat().st_size)
            path.unlink()
    return outcome


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the form as openpyxl knows it."""

    row: int
    column: int
    value: Any
    style: dict[str, Any]


class _Master:
    """A form as openpyxl reads it, of which others are made."""

    def __init__(self, template: Path, programme: Programme, unit: Unit) -> None:
        self._template = template
        self._programme = programme
        self._unit = unit
        self._book: Any = openpyxl.load_workbook(template)
        self._cells = {sheet.title: list(_cells(sheet)) for sheet in self._book.worksheets}
        self._words = [
            (sheet.title, cell.coordinate)
            for sheet in self._book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and (unit.name in cell.value or cell.value == unit.code)
        ]

    def _own(self, value: Any, unit: Unit) -> Any:
        """The other unit's words in place of this one's."""
        if not isinstance(value, str):
            return value
        return unit.code if value == self._unit.code else value.replace(self._unit.name, unit.name)

    def rebuild(self, path: Path, unit: Unit) -> None:
        """Cell by cell into a new workbook, with styles, validations and names."""
        book: Any = openpyxl.Workbook()
        book.remove(book.active)
        for old in self._book.worksheets:
            sheet = book.create_sheet(old.title)
            for cell in self._cells[old.title]:
                new = sheet.cell(cell.row, cell.column)
                new.value = self._own(cell.value, unit)
                for name, look in cell.style.items():
                    setattr(new, name, look)
            _furnish(sheet, old)
        for name in self._book.defined_names.values():
            book.defined_names[name.name] = copy.copy(name)
        book.save(path)

    def fill(self, path: Path, unit: Unit) -> None:
        """Load the form of one unit, put in what is another's own, save."""
        book: Any = openpyxl.load_workbook(self._template)
        for sheet, cell in self._words:
            book[sheet][cell].value = self._own(book[sheet][cell].value, unit)
        book.save(path)


def _cells(sheet: Any) -> Iterator[_Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if (cell.value is not None or cell.has_style) and hasattr(cell, "column_letter"):
                style = {name: copy.copy(getattr(cell, name)) for name in _STYLE}
                yield _Cell(cell.row, cell.column, cell.value, style)


def _furnish(sheet: Any, old: Any) -> None:
    """What a form has beside its cells."""
    for block in old.merged_cells.ranges:
        sheet.merge_cells(block.coord)
    for letter, column in old.column_dimensions.items():
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
    for number, row in old.row_dimensions.items():
        sheet.row_dimensions[number].height = row.height
    for rule in old.data_validations.dataValidation:
        sheet.add_data_validation(copy.copy(rule))
    for area in old.conditional_formatting:
        for rule in area.rules:
            sheet.conditional_formatting.add(str(area.sqref), copy.copy(rule))
    sheet.freeze_panes = old.freeze_panes
    sheet.protection = copy.copy(old.protection)
    sheet.sheet_state = old.sheet_state


class _Deflater:
    """The floor: the same parts deflated and written, and nothing else done."""

    def __init__(self, plans: list[tuple[FormPlan, UnitScore | None]], path: Path) -> None:
        self._parts: dict[str, list[tuple[str, bytes]]] = {}
        for plan, score in plans:
            write_form(plan, score, path)
            with zipfile.ZipFile(path) as package:
                self._parts[plan.unit.code] = [(name, package.read(name)) for name in package.namelist()]

    def write(self, path: Path, plan: FormPlan, _: UnitScore | None) -> None:
        """Deflate and write one form's parts."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, body in self._parts[plan.unit.code]:
                package.writestr(name, body)
