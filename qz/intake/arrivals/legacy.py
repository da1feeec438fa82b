"""Workbooks of Excel 95 and before, and ``.xlsb``, read in a child process with bounded time and memory."""

import json
import signal
import subprocess
import sys
from typing import Final

from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import DEFAULT_LIMITS

SECONDS: Final = 20
"""Seconds of processor time one file may take; by the clock twice as many."""
MEMORY: Final = 900 << 20
"""Bytes of address space a file may take."""


def _why_ended(done: subprocess.CompletedProcess[bytes]) -> UnreadableFile:
    """The error for a child that ended by itself: a limit was reached, or the library failed on the file."""
    if b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
        return UnreadableFile("F17", detail="占用的内存超出限度")
    if -done.returncode in {getattr(signal, name, 0) for name in ("SIGXCPU", "SIGKILL")}:
        return UnreadableFile("F17", detail="占用的时间超出限度")
    return UnreadableFile("F03", detail="里面有读不懂的内容")


def read_legacy(data: bytes) -> RawWorkbook:
    """Read a workbook in a child process.

    The result has no defined names and no time of saving; number formats are known only for dates.

    Raises:
        UnreadableFile: It is damaged, protected by a password, or beyond the limits.
    """
    command = [
        sys.executable,
        "-m",
        "qz.intake.arrivals.legacy_child",
        str(SECONDS),
        str(MEMORY),
        str(DEFAULT_LIMITS.cells),
    ]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as fault:
        raise UnreadableFile("F17", detail=f"超过{2 * SECONDS}秒") from fault
    if done.returncode != 0:
        raise _why_ended(done)
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise UnreadableFile(answer["fault"], **answer["words"])
    sheets = tuple(
        RawSheet(
            sheet["name"],
            {(row, column): RawCell(CellState(state), text, form) for row, column, state, text, form in sheet["cells"]},
            sheet["hidden"],
            tuple(tuple(area) for area in sheet["merged"]),
            frozenset(sheet["hidden_rows"]),
        )
        for sheet in answer["sheets"]
    )
    return RawWorkbook(sheets, {})
