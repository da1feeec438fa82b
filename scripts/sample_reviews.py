"""What to type into the samples' applications for another look and their answers, as ``samples/<year>.toml`` says.

Thin: has the pages written from what the samples came to, and gives one order a file for ``office_fill.py``. They go
into a folder of their own, ``samples/<year>-复核``: the year goes on after the returns are verified.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qz.layout.application_sheet import APPLICANT, CLAUSE, DATE, OPEN_HEADS, SHEET
from qz.layout.confirmation_workbook import SHEET as CONFIRMATION_SHEET
from qz.layout.verification_row import COLUMN_OF, VerificationColumn
from qz.layout.verification_workbook import FIRST_ROW, PERSON_NAME
from qz.model.assessment import Assessment
from qz.reports.feedback.feedback_workbook import write_feedback
from qz.reports.receipts.confirmation import CONFIRMATION_NAME, ConfirmationColumn, write_confirmation
from qz.verification.review_sheet import REVIEW_SHEET, review_rows
from qz.verification.workbook_rows import RowMaker
from qz.verification.write_workbook import layouts_of, write_verification
from qz.workbook.read.xlsx.read_xlsx import read_workbook

Order = dict[str, Any]
Cell = list[Any]
"""Sheet, row, column (zero-based), and the words to type."""


def folder_of(target: Path) -> Path:
    """Where the year's applications and their answers lie, beside its returns."""
    return target.with_name(f"{target.name}-复核")


def application_orders(table: dict[str, Any], assessment: Assessment, work: Path, folder: Path) -> list[Order]:
    """One order for each application of the table."""
    units = {unit.name: unit for unit in assessment.programme.units}
    orders = []
    for file in table.get("application", []):
        unit = units[file["unit"]]
        card = assessment.programme.scorecard_of(unit)
        if card is None:
            raise SystemExit(f"{unit.name}不计分，没有告知书")
        form = work / f"告知-{unit.code}.xlsx"
        write_feedback(assessment, unit, card, form)
        cells = list(_application_cells(file, form))
        orders.append({"form": str(form), "save": str(folder / file["name"]), "names": {}, "cells": cells})
    return orders


def _application_cells(file: dict[str, Any], form: Path) -> Iterator[Cell]:
    sheet = read_workbook(form.read_bytes()).sheet(SHEET)
    assert sheet is not None  # noqa: S101 - each 告知书 has it
    places = {cell.text: place for place, cell in sheet.cells.items() if cell.text in {*OPEN_HEADS, APPLICANT, DATE}}
    for number, row in enumerate(file["row"], start=1):
        for head, words in zip(OPEN_HEADS, row, strict=True):
            yield [SHEET, places[CLAUSE][0] + number, places[head][1], f"!{words}" if words else ""]
    yield [SHEET, places[APPLICANT][0], places[APPLICANT][1] + 2, file["applicant"]]
    yield [SHEET, places[DATE][0], places[DATE][1] + 1, f"{file['saved']:%Y-%m-%d}"]


def answer_orders(table: dict[str, Any], assessment: Assessment, work: Path, folder: Path) -> list[Order]:
    """One order for each verification workbook with answers to applications."""
    codes = {"": "", **{unit.name: unit.code for unit in assessment.programme.units}}
    layouts = {layout.verifier: layout for layout in layouts_of(assessment)}
    orders = []
    for file in table.get("answer", []):
        layout = layouts[codes[file["verifier"]]]
        form = work / f"复核-{layout.file_name}"
        write_verification(assessment, layout, form)
        rows = review_rows(assessment, layout, RowMaker(assessment, layout.units))
        places = {
            (row.review.unit_code, row.review.application.clause): place
            for place, row in enumerate(rows, start=FIRST_ROW)
        }
        cells = [
            [REVIEW_SHEET, places[codes[said["unit"]], said["clause"]], COLUMN_OF[column], said[name]]
            for said in file["row"]
            for name, column in (
                ("value", VerificationColumn.VALUE),
                ("points", VerificationColumn.POINTS),
                ("reason", VerificationColumn.REASON),
            )
            if name in said
        ]
        names = {PERSON_NAME: file["person"]}
        orders.append({"form": str(form), "save": str(folder / file["name"]), "names": names, "cells": cells})
    return orders


def confirmation_orders(table: dict[str, Any], assessment: Assessment, work: Path, folder: Path) -> list[Order]:
    """The order for 收件确认, if the table has one: what the office decides about what came late."""
    said = table.get("confirmation")
    if not said:
        return []
    form = work / CONFIRMATION_NAME
    write_confirmation(assessment, form)
    sheet = read_workbook(form.read_bytes()).sheet(CONFIRMATION_SHEET)
    assert sheet is not None  # noqa: S101 - written above
    rows = {cell.text.rpartition("/")[2]: row for (row, _), cell in sheet.cells.items() if cell.text.endswith(".xlsx")}
    columns = {
        "decision": ConfirmationColumn.DECISION,
        "reason": ConfirmationColumn.REASON,
        "person": ConfirmationColumn.PERSON,
    }
    cells = [
        [CONFIRMATION_SHEET, rows[each["file"]], int(column), each[name]]
        for each in said["row"]
        for name, column in columns.items()
    ]
    return [{"form": str(form), "save": str(folder / said["name"]), "names": {}, "cells": cells}]
