"""One command of ``qz`` as it is given, with the processor time of each of its stages: what ``make bench`` runs.

Usage: python scripts/benchmark/staged_command.py figures.json collect --year 2011
"""

import functools
import importlib
import importlib.util
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

STAGES: Final = (
    ("qz.cli.programme_file", "_read", "programme"),
    ("qz.cli.programme_file", "_checked", "programme"),
    ("qz.cli.check", "check_workbook", "programme"),
    ("qz.cli.assessed", "read_returns", "returns"),
    ("qz.cli.workbook_reader", "WorkbookReader.read", "核定表 and 台账 read"),
    ("qz.cli.kept_assessment", "KeptAssessment.find", "last collect taken"),
    ("qz.cli.kept_assessment", "KeptAssessment.keep", "collect kept"),
    ("qz.cli.assessed", "assess_verified", "scores"),
    ("qz.cli.collect", "dated", "results"),
    ("qz.cli.collect", "prepare_papers", "papers"),
    ("qz.cli.forms", "write_registers", "台账"),
    ("qz.cli.mail", "_draft", "drafts"),
)
"""Functions, and the stage that the time in them (but not in one another) counts for."""
FOLDERS: Final = {"results": "results", "corrections": "corrections", "verification": "核定表", "feedback": "告知书"}
"""Folders that a command fills, and the stage that filling one is; any other is one by its own name."""
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def processor() -> float:
    """Processor seconds of this process and of those it started, whether they have ended or not."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(_used(each.pid) for each in _alive())


def _alive() -> Sequence[Any]:
    return multiprocessing.active_children()


def _used(pid: int | None) -> float:
    """Processor seconds of a process that runs; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return 0.0


class Stages:
    """Sums processor seconds by stage; a stage within another is not counted for that one."""

    def __init__(self) -> None:
        """Nothing has been measured."""
        self.seconds: dict[str, float] = {}
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count what the block takes for the stage."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = processor()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    def timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function, its time counted for the stage."""

        def run(*positional: Any, **named: Any) -> Any:
            with self.of(name):
                return function(*positional, **named)

        return run


def main() -> int:
    """Run the command of the arguments; the figures go to the file named first."""
    figures, command = Path(sys.argv[1]), sys.argv[2:]
    stages = Stages()
    importlib.import_module(f"qz.cli.{command[0]}")
    for module_name in dict.fromkeys(module_name for module_name, _, _ in STAGES):
        if module_name in sys.modules:
            _time_module(stages, sys.modules[module_name])
    sys.meta_path.insert(0, _TimedOnImport(stages))
    _time_folders(stages, command[0])
    from qz.cli.main import main as qz  # noqa: PLC0415 - as the command does

    status = qz(command)
    figures.write_text(json.dumps(stages.seconds, ensure_ascii=False), "utf-8")
    return status


def _time_module(stages: Stages, module: ModuleType) -> None:
    """Have the functions of ``STAGES`` that are in this module timed."""
    for module_name, name, stage in STAGES:
        if module_name == module.__name__:
            *path, last = name.split(".")
            owner = functools.reduce(getattr, path, module)
            setattr(owner, last, stages.timed(getattr(owner, last), stage))


class _TimedOnImport(MetaPathFinder):
    """Has a module's functions timed when the command imports it, if it does."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._waiting = {module_name for module_name, _, _ in STAGES}.difference(sys.modules)

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """The module's own spec, whose loader also has its functions timed; ``None`` for any other module."""
        if fullname not in self._waiting:
            return None
        self._waiting.discard(fullname)
        spec = importlib.util.find_spec(fullname)
        assert spec is not None  # noqa: S101 - it is one of the house's modules
        assert spec.loader is not None  # noqa: S101 - as above
        load = spec.loader.exec_module

        def load_timed(module: ModuleType) -> None:
            load(module)
            _time_module(self._stages, module)

        spec.loader.exec_module = load_timed  # type: ignore[method-assign]
        return spec


def _time_folders(stages: Stages, command: str) -> None:
    """Have the filling of each folder counted for its stage."""
    if command not in {"collect", "forms"}:
        return
    module: Any = importlib.import_module("qz.cli.outputs" if command == "collect" else "qz.cli.forms")
    folders: Any = importlib.import_module("qz.reports.folders")
    replace_folders = folders.replace_folders

    def timed(outputs: Sequence[Any]) -> Any:
        made = [
            replace(each, write=stages.timed(each.write, FOLDERS.get(each.folder.name, each.folder.name)))
            for each in outputs
        ]
        return replace_folders(made)

    module.replace_folders = timed


if __name__ == "__main__":
    raise SystemExit(main())
