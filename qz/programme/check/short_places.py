"""Many cells of a workbook written shortly: 《单位》F4–F9、F12."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from qz.model.place import Place

_MOST_RUNS: Final = 8
"""So many runs of cells are written out."""
_CELL: Final = re.compile(r"([A-Z]+)(\d+)")


def cells_words(cells: Iterable[str]) -> str:
    """Cells of a sheet, those below one another as a run; of very many runs only the first: ``F4–F9、F12等``."""
    runs: list[tuple[str, int, int]] = []
    for cell in cells:
        found = _CELL.fullmatch(cell)
        column, row = (found[1], int(found[2])) if found else (cell, 0)
        if runs and runs[-1][0] == column and runs[-1][2] + 1 == row:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    shown = (
        f"{column}{first or ''}" + (f"–{column}{last}" if last > first else "")
        for column, first, last in runs[:_MOST_RUNS]
    )
    return "、".join(shown) + ("等" if len(runs) > _MOST_RUNS else "")


def places_words(places: Iterable[Place]) -> str:
    """Places sheet by sheet: ``《单位》F4–F9、《填报数据》B6``."""
    sheets = groupby(places, key=lambda place: place.sheet)
    return "、".join(f"《{sheet}》{cells_words(place.cell for place in some)}" for sheet, some in sheets)
