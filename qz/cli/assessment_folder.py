"""The folder of an assessment under ``output`` and ``returns``, and the year where a command names none.

The year's main programme is ``templates/<year>.xlsx``, with a folder named after the year. Another assessment of the
same year is another workbook (``templates/2012-食品安全.xlsx``), with a folder of that name, so that the files of the
two are never mixed.
"""

import re
from pathlib import Path
from typing import Final

from qz.model.assessment_rules import Particulars

FOLDERS: Final = (Path("templates"), Path("samples/programmes"))
"""Where a year's programme workbook is looked for: the office's own, then the samples'."""
USUAL_OUTPUT: Final = Path("output")
NO_YEAR: Final = "<年度>"
"""Stands in place of the year in messages where there is no programme."""
_YEAR: Final = re.compile(r"\d{4}")
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\s]+')

FIRST_YEAR: Final = "2012"
"""The year in examples where there is no programme."""

Identity = tuple[str, str, str]
"""District, name and year, by which two assessments are told apart."""


def years() -> tuple[str, ...]:
    """The years with a programme, the latest first; those of the samples only where there is no other."""
    for folder in FOLDERS:
        found = [path.stem for path in folder.glob("*.xlsx") if _YEAR.fullmatch(path.stem)]
        if found:
            return tuple(sorted(found, reverse=True))
    return ()


def usual_year() -> str:
    """The year of the newest programme, used where a command names none."""
    return next(iter(years()), NO_YEAR)


def folder_of(path: Path, identity: Identity, output: Path) -> str:
    """The name of the folder, below ``output``, of the assessment whose workbook is ``path``.

    For a workbook outside ``FOLDERS`` with an ``output`` of its own it is the year, as nothing can be mixed up there.
    """
    _, name, year = identity
    own = FOLDERS[0] / f"{year}.xlsx"
    stem = path.stem if path.stem.startswith(year) else f"{year}-{path.stem}"
    if own.is_file() and own.resolve() == path.resolve():
        return year
    if path.stem != year and path.resolve().parent in {folder.resolve() for folder in FOLDERS}:
        return stem
    if not own.is_file() or output != USUAL_OUTPUT or read_identity(own) in {identity, None}:
        return year
    return stem if path.stem != year else f"{year}-{_NOT_IN_NAMES.sub('', name)}"


def identity_of(particulars: Particulars) -> Identity:
    """District, name and year of a programme that was read."""
    return particulars.district, particulars.name, str(particulars.year)


def read_identity(path: Path) -> Identity | None:
    """District, name and year of a workbook, from 《基本信息》 only; ``None`` where that cannot be read."""
    from qz.programme.identity_alone import read_identity_alone  # noqa: PLC0415 - what reads one is slow to import

    return read_identity_alone(path)
