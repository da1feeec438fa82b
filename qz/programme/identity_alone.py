"""Reads which assessment a programme workbook is for, whatever else is wrong in it."""

from collections.abc import Mapping
from pathlib import Path

from qz.programme.faults import ProgrammeFault
from qz.programme.load import load_tables
from qz.programme.raw import RawRow, RawTable
from qz.programme.reading.typed_records import read_line, show_value
from qz.words import fold


def read_identity_alone(path: Path) -> tuple[str, str, str] | None:
    """District, name and year in 基本信息; ``None`` where one of them is missing or the file is not a workbook."""
    try:
        table = load_tables(path)[0].tables.get("particulars")
    except ProgrammeFault:
        return None
    rows = key_rows(table) if table is not None else {}
    district, name, year = (
        read_line(rows[field].values["value"]) if field in rows else "" for field in ("district", "name", "year")
    )
    return (district, name, year) if district and name and year else None


def key_rows(table: RawTable) -> Mapping[str, RawRow]:
    """The row of each key that a table of keys has, by the key's field."""
    fields = {fold(word): key.field for key in table.spec.keys for word in (key.word, *key.aliases)}
    named = ((fields.get(fold(show_value(row.values.get("key")))), row) for row in table.rows)
    return {field: row for field, row in named if field is not None}
