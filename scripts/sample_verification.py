"""What to type into the verification workbooks and the registers of the samples, as ``samples/<year>.toml`` says.

Thin: has the workbooks written from what the sample returns came to, and gives one order a file for ``office_fill.py``.
"""

from pathlib import Path
from typing import Any

from qz.layout.register_workbook import FIRST_ROW, QUANTITY, STATUS_ROW, build_registers
from qz.layout.verification_row import COLUMN_OF, CONFIRMED, VerificationColumn
from qz.layout.verification_workbook import PERSON_NAME, VerificationLayout
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.registers.write_register import write_registers
from qz.verification.workbook_rows import RowContent, RowMaker
from qz.verification.write_workbook import layouts_of, write_verification

Cell = list[Any]
"""Sheet, row, column (zero-based), and the words to type."""


def verification_orders(
    table: dict[str, Any], assessment: Assessment, work: Path, target: Path
) -> list[dict[str, Any]]:
    """One order for each verification workbook the table fills in."""
    programme = assessment.programme
    codes = {"": "", **{unit.name: unit.code for unit in programme.units}}
    layouts = {layout.verifier: layout for layout in layouts_of(assessment)}
    orders = []
    for file in table.get("verification", []):
        layout = layouts[codes[file["verifier"]]]
        form = work / layout.file_name
        write_verification(assessment, layout, form)
        cells = list(_verified_cells(file, assessment, layout))
        orders.append(
            {
                "form": str(form),
                "save": str(target / file["name"]),
                "names": {PERSON_NAME: file["person"]},
                "cells": cells,
            }
        )
    return orders


def _verified_cells(file: dict[str, Any], assessment: Assessment, layout: VerificationLayout) -> list[Cell]:
    maker = RowMaker(assessment, layout.units)
    told = {_subject(said): said for said in file.get("row", [])}
    left = set(told)
    cells: list[Cell] = []
    for sheet in layout.sheets:
        for row in sheet.rows:
            names = [(row.unit.name, "criterion", row.key.criterion_id)]
            names += [(row.unit.name, row.key.kind.value, row.key.subject)] if row.key.kind else []
            subject = next((name for name in names if name in told), None)
            left.discard(subject)
            said = told[subject] if subject else None
            for column, words in _row_cells(maker.make(row), said).items():
                cells.append([sheet.name, row.row, COLUMN_OF[column], words])
    if left:
        raise SystemExit(f"核定表里没有这些行：{sorted(left)}")
    return cells


def _subject(said: dict[str, Any]) -> tuple[str, str, str]:
    kind = next(kind for kind in ("fact", "task", "criterion") if kind in said)
    return said["unit"], kind, said[kind]


def _row_cells(content: RowContent, said: dict[str, Any] | None) -> dict[VerificationColumn, str]:
    if said:
        columns = {
            "value": VerificationColumn.VALUE,
            "points": VerificationColumn.POINTS,
            "reason": VerificationColumn.REASON,
        }
        cells = {column: said[name] for name, column in columns.items() if name in said}
        return cells if "value" in said or not content.claimed else {VerificationColumn.VALUE: CONFIRMED, **cells}
    fact = content.row.fact
    confirms = content.row.key.kind is not None and content.claimed and not (fact and fact.register)
    return {VerificationColumn.VALUE: CONFIRMED} if confirms else {}


def register_order(table: dict[str, Any], programme: Programme, work: Path, target: Path) -> list[dict[str, Any]]:
    """The order for the register workbook, if the table has one."""
    said = table.get("register")
    if not said:
        return []
    form = work / "台账.xlsx"
    write_registers(programme, form)
    cells: list[Cell] = [[name, STATUS_ROW, 1, "已登记完毕"] for name in said["complete"]]
    for register in build_registers(programme).sheets:
        heads = register.heads
        events = [event[1:] for event in said["events"] if event[0] == register.name]
        for row, (date, unit, number, what, kind, count) in enumerate(events, start=FIRST_ROW):
            words = {heads[0]: date, heads[1]: unit, heads[2]: number, heads[3]: what, QUANTITY: count}
            words |= dict.fromkeys(register.categories, kind)
            cells += [[register.name, row, heads.index(head), text] for head, text in words.items() if text]
    return [{"form": str(form), "save": str(target / said["name"]), "names": {}, "cells": cells}]
