"""Verification workbooks and the register, filled in cheaply: by the cells' XML, as a program that saves them would."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl

from benchmark.cut_workbooks import sheet_parts
from qz.layout.register_workbook import FIRST_ROW, QUANTITY, STATUS_ROW, build_registers
from qz.layout.verification_row import CONFIRMED, VerificationColumn
from qz.layout.verification_workbook import PERSON_NAME
from qz.model.layout import cell_name
from qz.model.programme import Programme
from qz.model.returns import CellState
from qz.verification.locate import FoundSheet, find_sheets
from qz.workbook.read.xlsx.read_xlsx import read_workbook

_LEFT_OPEN: Final = 33
"""One row in so many is not verified yet."""
_PERSON: Final = "王建国"
_SAVED: Final = "2011-12-20T08:00:00Z"
_CORE: Final = "docProps/core.xml"
_TIME: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_CELL: Final = r'<c r="%s"( s="\d+")?(?:/>|><v></v></c>|></c>)'
_EVENT: Final = ("2011-11-20", "文〔2011〕1号", "见附件")
_EVERY: Final = 4
"""One unit in so many has an event in each register."""


def fill_verification(data: bytes) -> bytes:
    """A verification workbook that confirms what units reported, row by row, but for a few rows; and says who did."""
    book = read_workbook(data)
    wanted: dict[str, dict[str, str]] = {}
    for found in find_sheets(book):
        wanted[found.sheet.name] = dict.fromkeys(_confirmed(found), CONFIRMED)
    sheet, row, column = book.names[PERSON_NAME]
    wanted.setdefault(sheet, {})[cell_name(row, column)] = _PERSON
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        homes = {home: sheet for sheet, home in sheet_parts(old).items()}
        for name in old.namelist():
            body = old.read(name)
            if homes.get(name) in wanted:
                body = _with_texts(body.decode(), wanted[homes[name]]).encode()
            elif name == _CORE:
                body = _TIME.sub(rb"\g<1>" + _SAVED.encode(), body)
            new.writestr(name, body)
    return target.getvalue()


def _confirmed(found: FoundSheet) -> Iterator[str]:
    """The cells to be filled in: where the unit reported something."""
    for number, (row, key) in enumerate(found.keys.items()):
        shown = found.cell(row, VerificationColumn.SELF_VALUE)
        if key.kind and shown is not None and shown.state is not CellState.BLANK and number % _LEFT_OPEN:
            yield found.name(row, VerificationColumn.VALUE)


def _with_texts(xml: str, texts: dict[str, str]) -> str:
    """A sheet's XML with texts in blank cells."""

    def put(found: re.Match[str]) -> str:
        text = texts.get(found[1])
        return (
            found[0] if text is None else f'<c r="{found[1]}"{found[2] or ""} t="inlineStr"><is><t>{text}</t></is></c>'
        )

    return re.sub(_CELL % "([A-Z]+[0-9]+)", put, xml)


def write_register(programme: Programme, blank: Path, path: Path) -> None:
    """A register workbook with an event of every fourth unit in each register, and each register complete."""
    book: Any = openpyxl.load_workbook(blank)
    layout = build_registers(programme)
    for register in layout.sheets:
        sheet, heads = book[register.name], register.heads
        sheet.cell(STATUS_ROW + 1, 2).value = "已登记完毕"
        for row, unit in enumerate(layout.units[::_EVERY], start=FIRST_ROW + 1):
            day, number, what = _EVENT
            words = dict(zip(heads, (day, unit.name, number, what), strict=False))
            words |= {column: kinds[0] for column, kinds in register.categories.items()}
            for head, text in (words | {QUANTITY: "1"}).items():
                sheet.cell(row, heads.index(head) + 1).value = text
    book.save(path)
