"""A finding, something that a person should look at: its code, its place, and its sentence."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from qz.records import dataclass

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]+)")
_MOST_RUNS: Final = 8


class Severity(StrEnum):
    """错误: what it is about does not count until it is corrected. 提醒: for information; everything counts."""

    ERROR = "错误"
    WARNING = "提醒"


def cell_order(cell: str) -> tuple[int, int, str]:
    """A sort key for cell addresses: by row, then by column (I9 before I12, Z1 before AA1); ``""`` comes first."""
    found = _CELL.fullmatch(cell)
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, cell)


def show_rows(numbers: Iterable[int]) -> str:
    """Row numbers in words, with neighbouring ones as a range: ``5、7至12``. Of very many, only the first ones."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown = "、".join("至".join(map(str, run)) for run in runs[:_MOST_RUNS])
    return shown + ("等" if len(runs) > _MOST_RUNS else "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``sentence`` is the whole Chinese sentence, built by the catalogue (``qz.findings``).

    ``key`` is the defined name of the input it is about (``fact_…``), ``""`` where it is about no input. Findings sort
    by file, then sheet, then cell (row by row).
    """

    file: str
    sheet: str
    cell: str
    code: str
    severity: Severity
    sentence: str
    unit_code: str = ""
    key: str = ""

    def __lt__(self, other: "Finding") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, str, tuple[int, int, str], str, str, str, str]:
        return self.file, self.sheet, cell_order(self.cell), self.code, self.sentence, self.unit_code, self.key
