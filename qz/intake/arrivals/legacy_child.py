"""Reads one ``.xlsb`` or old ``.xls`` in a process of its own, so that a file that crashes it stops nothing else.

``python -m qz.intake.arrivals.legacy_child SECONDS BYTES CELLS``: a workbook on standard input, its contents as JSON
on standard output.
"""

import datetime as dt
import io
import json
import sys
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from qz.model.returns import CellState
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.xlsb_marks import SheetMarks, read_marks

_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's dates have no zone
_DAMAGED: dict[str, Any] = {"fault": "F03", "words": {"detail": "里面有读不懂的内容"}}
_DAY = dt.timedelta(days=1)


def limit(seconds: int, memory: int) -> None:
    """Limit processor time (seconds) and address space (bytes), where the system supports it."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _days(value: dt.datetime | dt.date | dt.time | dt.timedelta) -> tuple[float, str]:
    """A date or time as Excel's day number, and a number format that shows it as a date or time."""
    if isinstance(value, dt.datetime):
        return (value - _ZERO) / _DAY, "yyyy-mm-dd h:mm:ss"
    if isinstance(value, dt.date):
        return (value - _ZERO.date()) / _DAY, "yyyy-mm-dd"
    if isinstance(value, dt.time):
        return (dt.datetime.combine(_ZERO, value) - _ZERO) / _DAY, "h:mm:ss"
    return value / _DAY, "[h]:mm:ss"


def cell_of(value: Any) -> tuple[str, str, str] | None:
    """State, raw text and number format of a value from the library; ``None`` for an empty cell."""
    if isinstance(value, bool):
        return "boolean", "1" if value else "0", ""
    if isinstance(value, int | float):
        return "number", repr(value), ""
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        days, form = _days(value)
        return "number", repr(round(days, 9)), form
    return ("text", str(value), "") if value else None


def read(data: bytes, most: int) -> dict[str, Any]:
    """The sheets with at most ``most`` cells, or the code and words of the finding that says what is wrong."""
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(data))
        sheets, count = [], 0
        marks = read_marks(data) if data.startswith(b"PK") else {}
        for place, about in enumerate(book.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(place)
            row, column = sheet.start or (0, 0)
            cells = []
            for down, values in enumerate(sheet.to_python(skip_empty_area=True)):
                for right, value in enumerate(values):
                    cell = cell_of(value)
                    if cell:
                        cells.append((row + down, column + right, *cell))
            count += len(cells)
            if count > most:
                return {"fault": "F10", "words": {"limit": str(most)}}
            hidden = about.visible != SheetVisibleEnum.Visible
            mark = marks.get(about.name, SheetMarks())
            cells += [(*at, CellState.ERROR.value, text, "") for at, text in mark.errors.items()]
            made = {"name": about.name, "hidden": hidden, "cells": cells}
            sheets.append(made | {"merged": mark.merged, "hidden_rows": sorted(mark.hidden_rows)})
    except PasswordError:
        return {"fault": "F06", "words": {}}
    except UnreadableFile as fault:
        return {"fault": fault.code, "words": fault.words}
    except (CalamineError, OSError, ValueError):
        return _DAMAGED
    return {"sheets": sheets}


def main() -> None:
    """Read a workbook from standard input, write it as JSON to standard output."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        answer = read(sys.stdin.buffer.read(), int(sys.argv[3]))
    except BaseException as fault:  # the library's own crashes derive from BaseException
        if type(fault).__name__ != "PanicException":
            raise
        answer = dict(_DAMAGED)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
