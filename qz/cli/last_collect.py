"""Remembers which returns folder the last collect read, for the commands that work on its results."""

import argparse
from pathlib import Path
from typing import Final

LAST_RETURNS: Final = ".收件文件夹"
"""The file, beside the results, with the path of the returns folder where that was not ``returns/<year>``."""
DEMO: Final = Path("output/demo")
"""The demo's output folder, apart from the office's own."""


def remember_returns(year: Path, returns: Path | None) -> None:
    """Store the folder named by ``--returns`` (``None``: the usual one) in the folder of a year's output."""
    mark = year / LAST_RETURNS
    if returns is None:
        mark.unlink(missing_ok=True)
    else:
        mark.write_text(f"{returns}\n", "utf-8")


def recall_returns(arguments: argparse.Namespace, home: str) -> None:
    """For a command without ``--returns``, set the folder that the last collect into its output read."""
    if not getattr(arguments, "recalls", False) or arguments.returns is not None:
        return
    try:
        folder = Path((arguments.output / home / LAST_RETURNS).read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return
    arguments.returns = folder if folder.is_dir() else None


def demo_advice(home: str) -> str:
    """A sentence that points to the demo's results where there are some; ``""`` where there are none."""
    return f"要看演示的结果，请加 --output {DEMO.as_posix()}。" if (DEMO / home / LAST_RETURNS).is_file() else ""
