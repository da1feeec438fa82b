"""How the next command is written in messages: ``make …``, a line of the menu, or ``qz …``, as the person works."""

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import Final

from qz.cli.assessment_folder import USUAL_OUTPUT, usual_year

IN_MENU: Final = "QZ_MENU"
"""This environment variable is set while the menu runs a command; its users may not have ``make``."""


_FOR_MAKE: Final = {"--again": "AGAIN=1", "--unsure": "UNSURE=1", "--check": "CHECK="}
"""Options of ``qz`` commands, and how ``make`` takes them."""


def program() -> str:
    """The path of ``qz``, relative to the working folder."""
    return os.path.relpath(Path(sys.executable).with_name("qz"))


def typed(name: str, arguments: argparse.Namespace, option: str = "") -> str:
    """The command ``name`` as it is typed, on the same programme, output and, for a collect, returns as this one.

    ``option``: one of its options, such as ``--again``.
    """
    returns = getattr(arguments, "returns", None) if name == "collect" else None
    if arguments.programme is None and arguments.output == USUAL_OUTPUT and returns is None:
        return _usual(name, arguments.year, option)
    words = [program(), name]
    if arguments.programme is not None:
        words += ["--programme", str(arguments.programme)]
    elif arguments.year != usual_year():
        words += ["--year", arguments.year]
    words += ["--returns", str(returns)] if returns else []
    words += ["--output", str(arguments.output)] if arguments.output != USUAL_OUTPUT else []
    words += [option] if option else []
    return shlex.join(words) if os.name == "posix" else " ".join(words)


def typed_for(name: str, year: str) -> str:
    """The command ``name`` as it is typed, on the programme of another year."""
    line = _line(name, "")
    if not line:
        return f"make {name} YEAR={year}"
    return line if name == "new" else f"{line}（先换到 {year} 年度）"


def _usual(name: str, year: str, option: str) -> str:
    """The command as it is typed for the office's usual folders."""
    if line := _line(name, option):
        return line
    words = [
        f"make {name}",
        *([f"YEAR={year}"] if year != usual_year() else []),
        *([_FOR_MAKE[option]] if option else []),
    ]
    return " ".join(words)


def _line(name: str, option: str) -> str:
    """The line of the menu that runs the command; ``""`` where the menu is not in use."""
    if not os.environ.get(IN_MENU):
        return ""
    from qz.cli.menu import STEPS  # noqa: PLC0415 - it names its commands, and these name it

    options = [option] if option else []
    found = (step.key for step in STEPS if step.words[0] == name and list(step.words[3:]) == options)
    return next((f"菜单第{key}项" for key in found), " ".join(["qz", name, *options]))
