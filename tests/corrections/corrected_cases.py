"""Sample returns with cells typed over, what a collect makes of them, and the corrections that go back."""

import re
import zipfile
from functools import lru_cache
from pathlib import Path

import openpyxl

from qz.cli.collect import collect
from qz.cli.corrected import corrections_of, write_correction
from qz.layout.form import build_layout
from qz.programme.read import read_programme

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "2011"
TOWN, OTHER = SAMPLES / "孟河镇.xlsx", SAMPLES / "薛家镇.xlsx"
DEPARTMENT = SAMPLES / "部门" / "质监分局.xlsx"
TABLES = ("facts", "statuses", "notes", "indicators", "particulars")


@lru_cache
def programme():
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


@lru_cache
def layout_of(code):
    return build_layout(programme(), programme().unit(code))


def cell_of(book, name):
    sheet, address = book.defined_names[name].attr_text.rsplit("!", 1)
    return book[sheet.strip("'").removeprefix("$").strip("'")][address.replace("$", "")]


def type_over(source, target, values, keep=lambda _: None):
    """The workbook with values typed into inputs by defined name, saved by another program."""
    book = openpyxl.load_workbook(source)
    for name, value in values.items():
        cell_of(book, name).value = value
    keep(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def saved_at(path, moment):
    """The workbook with another saved time."""
    with zipfile.ZipFile(path) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for info, body in parts.items():
            core = info.filename == "docProps/core.xml"
            package.writestr(
                info, re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), body) if core else body
            )
    return path


def assessed(folder):
    return collect(programme(), folder)


def written(assessment, folder):
    """The corrections as files by unit code."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, correction in corrections_of(assessment).items():
        write_correction(programme(), correction, folder / name)
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
