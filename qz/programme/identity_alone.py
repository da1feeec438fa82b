"""Reads which assessment a programme workbook is for, and nothing else in it."""

from pathlib import Path
from typing import Final

import openpyxl

from qz.programme.load import BROKEN
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.words import fold

_ASKED: Final = ("district", "name", "year")


def read_identity_alone(path: Path) -> tuple[str, str, str] | None:
    """District, name and year in 基本信息; ``None`` where one of them is missing or the file is not a workbook."""
    spec = sheet_spec("particulars")
    words = {fold(word): key.field for key in spec.keys for word in (key.word, *key.aliases)}
    found: dict[str, str] = {}
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = book[spec.title].iter_rows(max_col=2, values_only=True)
            for key, value in rows:
                field = words.get(fold(str(key or "")))
                if field in _ASKED and value is not None:
                    found.setdefault(field, str(value).strip())
        finally:
            book.close()
    except BROKEN:
        return None
    if not all(field in found for field in _ASKED):
        return None
    return found["district"], found["name"], found["year"].removesuffix(".0")
