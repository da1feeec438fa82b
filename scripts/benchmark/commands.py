"""Whole commands as a clerk gives them, from programme and returns to the results: the first time, and every after."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmark.jobs import ROOT
from benchmark.made_returns import MadeReturns
from benchmark.models import SavedBy
from benchmark.programmes import made_programme, real_programme, write_made

BEGIN: Final = "<!-- make bench COMMANDS=… writes from here -->"
END: Final = "<!-- commands to here -->"
_KIB: Final = 1024
_BARE: Final = "import pandas, xlsxwriter"


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: processor seconds of it and its processes, the most memory one of them held, and bytes it left."""

    command: str
    units: int
    processor: float
    seconds: float
    peak: int
    written: int


def measure_commands(units: int) -> list[Measured]:
    """Every command at one size, in the order of the year, on made returns in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="qz-commands-") as name:
        folder = Path(name)
        programme_path, late = _make(units, folder)
        words = ["--programme", str(programme_path), "--output", str(folder / "output")]
        returns = ["--returns", str(folder / "returns")]
        unit = late.stem.partition("-")[2]
        found = [_run("bare imports", units, ["-c", _BARE], folder / "output")]

        def run(command: str, order: str, *more: str) -> None:
            found.append(_run(command, units, ["-m", "qz", order, *more, *words], folder / "output"))

        run("check", "check")
        run("forms", "forms")
        programme_path.with_suffix(".key").unlink(missing_ok=True)  # made returns bear no seal
        run("collect, the first time", "collect", *returns)
        run("collect, nothing new", "collect", *returns)
        shutil.copy(late, folder / "returns" / late.name)
        run("collect, one new return", "collect", *returns)
        run("explain a clause", "explain", unit, "6.2", *returns)
        run("mail", "mail", "--today", "2011-12-14", *returns)
        return found


def _make(units: int, folder: Path) -> tuple[Path, Path]:
    """The programme's workbook, and a return that came late; the others are in the returns folder."""
    programme = made_programme(real_programme(), units)
    path = folder / "templates" / "2011.xlsx"
    path.parent.mkdir()
    write_made(programme, path)
    shutil.copytree(ROOT / "templates" / "mail", path.parent / "mail")
    made = MadeReturns(programme, (SavedBy.XLSXWRITER, SavedBy.OPENPYXL))
    made.write(folder / "returns")
    late = max((folder / "returns").rglob("*.xlsx"))
    return path, late.rename(folder / late.name)


def _run(command: str, units: int, order: Sequence[str], left: Path) -> Measured:
    with _children() as used:
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, *order], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True,
            capture_output=True,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
    written = sum(path.stat().st_size for path in left.rglob("*") if path.is_file()) if left.is_dir() else 0
    return Measured(command, units, used[0], seconds, int(used[1]), written)


@contextmanager
def _children() -> Iterator[list[float]]:
    """Processor seconds of the processes that end in the block, and the most memory any so far held."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    used: list[float] = [0.0, 0.0]
    yield used
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used[0] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    used[1] = after.ru_maxrss * _KIB


def commands_table(rows: Sequence[Measured]) -> str:
    """In markdown; memory is the most of any command so far at that size."""
    lines = [
        "| command | units | processor seconds | to bare imports | a unit | peak memory so far | output folder |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    bare = {row.units: row.processor for row in rows if row.command == "bare imports"}
    for row in rows:
        times = row.processor / bare[row.units]
        each = row.processor / row.units * 1000
        lines.append(
            f"| {row.command} | {row.units:,} | {row.processor:.2f} | {times:.1f} × | {each:.1f} ms "
            f"| {row.peak >> 20} MiB | {row.written / (1 << 20):.1f} MiB |"
        )
    return "\n".join(lines)
