"""``qz sensitivity``: every reading the programme could set otherwise, and whom it would move."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from qz.cli.assessed import collect_with_workers, returns_directory
from qz.cli.console import say, working
from qz.cli.hand_edits import put_in_place
from qz.cli.programme_file import load_programme
from qz.cli.stop import Stop
from qz.model.assessment import Assessment
from qz.model.readings import Weighed
from qz.reports.readings_workbook import READINGS_NAME, write_readings
from qz.scoring.other_readings import weigh


def run(arguments: argparse.Namespace) -> None:
    """Score under every other reading, write 口径测算.xlsx, and say what weighs most."""
    programme = load_programme(arguments)
    if not programme.scorecards:
        raise Stop("这份方案没有评分表，没有口径可以测算。")
    directory = returns_directory(arguments, programme)
    year = arguments.output / programme.home
    assessment = collect_with_workers(programme, directory, year)
    with working("换口径重新计分"):
        weighed = weigh(assessment)
        path, kept = _write(assessment, weighed, year / "results")
    moving = [one for one in weighed if one.moves]
    say(f"可以改换的口径{len(weighed)}种，会改变分数或名次的{len(moving)}种。", f"口径测算：{path}", *kept)


def _write(assessment: Assessment, weighed: Sequence[Weighed], directory: Path) -> tuple[Path, tuple[str, ...]]:
    """Write the workbook whole or not at all; what to say of one that somebody changed."""
    path = directory / READINGS_NAME
    part = path.with_name(f".{path.name}.part")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_readings(assessment, weighed, part)
        kept = put_in_place(part, path)
    except PermissionError:
        raise Stop(f"{path} 写不进去。如果正在 Excel 或 WPS 里打开着，请关闭后再运行。") from None
    except OSError as error:
        raise Stop(f"{path} 写不进去（{error.strerror}）。请检查磁盘空间后再运行。") from None
    finally:
        part.unlink(missing_ok=True)
    return path, kept
