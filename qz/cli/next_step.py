"""What to run next, as whoever ran this command types it: a target of make, a line of the menu, or the command."""

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import Final

from qz.cli.assessment_folder import USUAL_OUTPUT, usual_year

IN_MENU: Final = "QZ_MENU"
"""Set while the menu runs commands: whoever chose there has no make."""


def typed(name: str, arguments: argparse.Namespace) -> str:
    """A command that goes on with what this one worked on: its programme, its output, and the returns of a collect."""
    returns = getattr(arguments, "returns", None) if name == "collect" else None
    if arguments.programme is None and arguments.output == USUAL_OUTPUT and returns is None:
        return _usual(name, arguments.year)
    words = [os.path.relpath(Path(sys.executable).with_name("qz")), name]
    if arguments.programme is not None:
        words += ["--programme", str(arguments.programme)]
    elif arguments.year != usual_year():
        words += ["--year", arguments.year]
    words += ["--returns", str(returns)] if returns else []
    words += ["--output", str(arguments.output)] if arguments.output != USUAL_OUTPUT else []
    return shlex.join(words) if os.name == "posix" else " ".join(words)


def _usual(name: str, year: str) -> str:
    """The command on the office's own folders."""
    if os.environ.get(IN_MENU):
        from qz.cli.menu import STEPS  # noqa: PLC0415 - it names its commands, and these name it

        return next((f"菜单第{step.key}项" for step in STEPS if step.words[0] == name), f"qz {name}")
    return f"make {name}" + (f" YEAR={year}" if year != usual_year() else "")
