"""Workbooks of the office's own as somebody would forge them, from the samples."""

import datetime as dt
import io
from pathlib import Path

import openpyxl

from qz.registers.write_register import write_registers

SAMPLES = Path(__file__).parents[1] / "samples" / "2011"
QUALITY = "核定/核定表-质监分局.xlsx"


def address(programme, name):
    """A unit's mailbox."""
    return next(unit.email for unit in programme.units if unit.name == name)


def verified_for(name, value=50, path=QUALITY, column="value"):
    """质监分局's own workbook with the forger's rows filled in to its liking."""
    book = openpyxl.load_workbook(SAMPLES / path)
    for sheet in book:
        heads = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
        if "reason" not in heads:
            continue
        for row in range(5, sheet.max_row + 1):
            key = str(sheet.cell(row, 1).value)
            if sheet.cell(row, heads["unit"]).value == name and "verified_tips" in key:
                sheet.cell(row, heads[column]).value = value
                sheet.cell(row, heads["reason"]).value = "查实"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def register_with(programme, tmp_path, name, count):
    """A register of the office, sealed, with one row to somebody's liking."""
    path = tmp_path / "台账.xlsx"
    write_registers(programme, path)
    book = openpyxl.load_workbook(path)
    sheet = book["打假线索"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    for head, value in {"日期": dt.date(2011, 6, 1), "单位": name, "数量": count}.items():
        sheet.cell(5, heads[head]).value = value
    book.save(path)
    return path.read_bytes()


def restated(data, **changes):
    """The workbook with other words in its manifest, none of them in the properties."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["_qz"]
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    for key, value in changes.items():
        row = rows.get(key, sheet.max_row + 1)
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = key, value
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def tampered(data):
    """Another self-reported value shown in a row, to be confirmed by 属实."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        heads = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
        for row in range(5, sheet.max_row + 1) if "self_value" in heads else ():
            cell = sheet.cell(row, heads["self_value"])
            if cell.value == "是":
                cell.value = "否"
                target = io.BytesIO()
                book.save(target)
                return target.getvalue()
    raise AssertionError


def resaved(data):
    """The workbook saved by another library."""
    target = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(target)
    return target.getvalue()
