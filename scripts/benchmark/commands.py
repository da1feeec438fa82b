"""Whole commands as a clerk gives them, from programme and returns to the results: the first time, and every after."""

import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmark.filled_workbooks import fill_verification, write_register
from benchmark.jobs import ROOT
from benchmark.made_returns import MadeReturns
from benchmark.models import SavedBy
from benchmark.programmes import made_programme, real_programme, write_made
from qz.cli.assessed import collect
from qz.cli.office_key import key_path, read_key
from qz.cli.verification_files import write_for_verifiers
from qz.cli.workers import count_files, workers
from qz.layout.register_workbook import FILE_NAME
from qz.model.programme import Programme
from qz.programme.read_programme import read_programme

BEGIN: Final = "<!-- make bench COMMANDS=… writes from here -->"
END: Final = "<!-- commands to here -->"
SIZES: Final = (21, 150, 1500)
"""Numbers of units at which commands are measured where none are named."""
REST: Final = "start-up and the rest"
_KIB: Final = 1024
_BARE: Final = "import pandas, xlsxwriter"
_STAGED: Final = Path(__file__).with_name("staged_command.py")
_FAULTY: Final = 0.15
"""The share of returns that need a correction."""
_FEW: Final = 150
"""Up to so many units every command is measured some times, and the median counts."""
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: processor seconds of it and its processes, the most memory one of them held, and bytes it left.

    ``stages`` are the processor seconds of its stages, which add up to the whole.
    """

    command: str
    units: int
    processor: float
    seconds: float
    peak: int
    written: int
    stages: Mapping[str, float]


def measure_commands(units: int, scratch: Path | None = None) -> list[Measured]:
    """Every command at one size, in the order of the year, on made returns in a folder of their own."""
    compileall.compile_dir(ROOT / "qz", quiet=1)
    rounds = []
    for _ in range(_ROUNDS if units <= _FEW else 1):
        with tempfile.TemporaryDirectory(prefix="qz-commands-", dir=scratch) as name:
            rounds.append(list(OfficeYear(units, Path(name)).commands()))
    return [_median(same) for same in zip(*rounds, strict=True)]


def _median(same: Sequence[Measured]) -> Measured:
    middle = statistics.median_low(each.processor for each in same)
    return next(each for each in same if each.processor == middle)


class OfficeYear:
    """A year of one office, in a folder: programme, returns, output."""

    def __init__(self, units: int, folder: Path) -> None:
        """Write the programme of so many units."""
        self._units = units
        self._folder = folder
        self._path = folder / "templates" / "2011.xlsx"
        self._path.parent.mkdir()
        write_made(made_programme(real_programme(), units), self._path)
        shutil.copytree(ROOT / "templates" / "mail", self._path.parent / "mail")
        for paper in (ROOT / "templates").glob("*.docx"):
            shutil.copy(paper, self._path.parent)

    def commands(self) -> Iterator[Measured]:
        """Each command in its turn; what units, verifiers and the office send in between is made besides."""
        yield self._run("bare imports", ["-c", _BARE], self._path.parent)
        yield self._qz("check", "check")
        yield self._qz("forms", "forms")
        late = self._receive()
        yield self._qz("collect, the first time", "collect")
        yield self._qz("collect, nothing new", "collect")
        shutil.copy(late, self._folder / "returns")
        yield self._qz("collect, one new return", "collect")
        yield self._qz("explain a clause", "explain", late.stem.partition("-")[2], "6.2")
        yield self._qz("mail", "mail", "--today", "2011-12-14")

    def _receive(self) -> Path:
        """Every unit's return, verified, with the register; returns the one that is late, apart from the others."""
        programme = replace(read_programme(self._path)[0], key=read_key(key_path(self._path)))
        returns = self._folder / "returns"
        MadeReturns(programme, (SavedBy.XLSXWRITER, SavedBy.OPENPYXL), faulty=_FAULTY).write(returns)
        first = max(returns.rglob("*.xlsx"))
        late = first.rename(self._folder / first.name)
        self._verify(programme, returns)
        write_register(programme, self._folder / "output" / "2011" / FILE_NAME, returns / FILE_NAME)
        return late

    def _verify(self, programme: Programme, returns: Path) -> None:
        """Every verification workbook of what came so far, filled in, among the returns."""
        made, verified = self._folder / "verification", returns / "核定"
        verified.mkdir()
        with workers(count_files(returns)) as executor:
            write_for_verifiers(collect(programme, returns, executor=executor), made)
        for path in sorted(made.glob("*.xlsx")):
            (verified / path.name).write_bytes(fill_verification(path.read_bytes()))
        shutil.rmtree(made)

    def _qz(self, command: str, *order: str) -> Measured:
        output = self._folder / "output"
        words = ["--programme", str(self._path), "--output", str(output)]
        if order[0] not in {"check", "forms"}:
            words += ["--returns", str(self._folder / "returns")]
        figures = self._folder / "figures.json"
        measured = self._run(command, [str(_STAGED), str(figures), *order, *words], output)
        stages: dict[str, float] = json.loads(figures.read_text("utf-8"))
        return replace(measured, stages=stages | {REST: measured.processor - sum(stages.values())})

    def _run(self, command: str, order: Sequence[str], left: Path) -> Measured:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")])}
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *order], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command} at {self._units} ended with {process.returncode}")
        written = sum(path.stat().st_size for path in left.rglob("*") if path.is_file())
        seconds, processor = time.perf_counter() - begun, used.ru_utime + used.ru_stime
        return Measured(command, self._units, processor, seconds, used.ru_maxrss * _KIB, written, {})


def commands_table(rows: Sequence[Measured]) -> str:
    """In markdown: the commands, then what each stage of a command takes, which adds up to the whole."""
    return f"{_whole_table(rows)}\n\n{_stages_table(rows)}"


def _whole_table(rows: Sequence[Measured]) -> str:
    lines = [
        "| command | units | processor seconds | to bare imports | a unit | peak memory | output folder |",
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


def _stages_table(rows: Sequence[Measured]) -> str:
    lines = ["| command | units | its stages, processor seconds |", "| --- | ---: | --- |"]
    for row in rows:
        if row.stages:
            parts = sorted(row.stages.items(), key=lambda part: -part[1])
            words = "; ".join(f"{stage} {seconds:.2f}" for stage, seconds in parts if seconds >= 0.005)
            lines.append(f"| {row.command} | {row.units:,} | {words} |")
    return "\n".join(lines)
