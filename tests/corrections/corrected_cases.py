"""Filled returns with cells typed over, what a collect makes of them, and the corrections that go back."""

import io
from functools import lru_cache
from pathlib import Path

import filled
import openpyxl
from filled import programme

from qz.cli.assessed import collect
from qz.cli.corrected import DueCorrections, write_correction
from qz.layout.form import FormPlanner, build_layout

TOWN, OTHER, DEPARTMENT = "孟河镇", "薛家镇", "质监分局"
TABLES = ("facts", "statuses", "notes", "indicators", "particulars")


@lru_cache
def layout_of(code):
    return build_layout(programme(), programme().unit(code))


def cell_of(book, name):
    sheet, address = book.defined_names[name].attr_text.rsplit("!", 1)
    return book[sheet.strip("'").removeprefix("$").strip("'")][address.replace("$", "")]


def type_over(source, target, values, keep=lambda _: None):
    """A workbook (or the faultless return of the unit of that name) with values typed in, saved by another program."""
    book = openpyxl.load_workbook(source if isinstance(source, Path) else io.BytesIO(filled.form(source)))
    for name, value in values.items():
        cell_of(book, name).value = value
    keep(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def saved_at(path, moment):
    """The workbook with another saved time."""
    path.write_bytes(filled.saved_at(path.read_bytes(), moment))
    return path


def assessed(folder):
    return collect(programme(), folder)


def written(assessment, folder):
    """The corrections as files by unit code."""
    folder.mkdir(parents=True, exist_ok=True)
    found, planner = {}, FormPlanner(programme())
    for name, correction in DueCorrections(assessment).items():
        write_correction(planner, correction, folder / name)
        found[correction.unit.code] = folder / name
    return found


def values_of(answers):
    """Everything answered that could be read, evidence included."""
    return {
        (table, key): (answer.value, answer.evidence)
        for table in TABLES
        for key, answer in getattr(answers, table).items()
    }


def invalid_in(answers):
    return {
        (table, key): answer.typed
        for table in TABLES
        for key, answer in getattr(answers, table).items()
        if answer.invalid
    }
