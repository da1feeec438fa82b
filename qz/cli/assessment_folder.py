"""Which folder an assessment has under ``output`` and ``returns``, and which year is meant where none is named.

The year's own workbook is ``templates/<year>.xlsx``, and its folder is the year's. Another assessment of the same
year is another workbook (``templates/2012-食品安全.xlsx``), and has a folder of that name: the two never mix.
"""

import re
from pathlib import Path
from typing import Final

from qz.model.programme import Particulars

FOLDERS: Final = (Path("templates"), Path("samples/programmes"))
"""Where a year's workbook is looked for: the office's own, then the samples'."""
USUAL_OUTPUT: Final = Path("output")
NO_YEAR: Final = "<年度>"
"""What stands for the year where there is no programme at all."""
_YEAR: Final = re.compile(r"\d{4}")
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\s]+')

FIRST_YEAR: Final = "2012"
"""The year of examples where there is no programme at all."""

Identity = tuple[str, str, str]
"""District, name and year: what makes an assessment itself."""


def years() -> tuple[str, ...]:
    """The years there are programmes of, the latest first; the samples' only where there is no other."""
    for folder in FOLDERS:
        found = [path.stem for path in folder.glob("*.xlsx") if _YEAR.fullmatch(path.stem)]
        if found:
            return tuple(sorted(found, reverse=True))
    return ()


def usual_year() -> str:
    """The newest programme's year, which holds where none is named."""
    return next(iter(years()), NO_YEAR)


def folder_of(path: Path, identity: Identity, output: Path) -> str:
    """The folder of the assessment whose workbook is ``path``, below ``output``.

    A workbook that lies elsewhere than the office's own and has an output of its own has nobody to mix with.
    """
    _, name, year = identity
    own = FOLDERS[0] / f"{year}.xlsx"
    stem = path.stem if path.stem.startswith(year) else f"{year}-{path.stem}"
    if own.is_file() and own.resolve() == path.resolve():
        return year
    if path.stem != year and path.resolve().parent == FOLDERS[0].resolve():
        return stem
    if not own.is_file() or output != USUAL_OUTPUT or read_identity(own) in {identity, None}:
        return year
    return stem if path.stem != year else f"{year}-{_NOT_IN_NAMES.sub('', name)}"


def identity_of(particulars: Particulars) -> Identity:
    """The identity of a programme that was read."""
    return particulars.district, particulars.name, str(particulars.year)


def read_identity(path: Path) -> Identity | None:
    """The same of a workbook, from 基本信息 alone; ``None`` where that cannot be read."""
    from qz.programme.identity_alone import read_identity_alone  # noqa: PLC0415 - openpyxl is slow to import

    return read_identity_alone(path)
