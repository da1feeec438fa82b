"""``qz sensitivity``: scores the year under every other setting, and shows which units' scores and ranks change."""

import argparse
import datetime as dt
from dataclasses import replace
from pathlib import Path

from qz.cli.console import say, working
from qz.cli.hand_edits import write_in_place
from qz.cli.last_assessment import collect_with_workers, returns_directory
from qz.cli.output_folder import check_folder
from qz.cli.outputs import dated
from qz.cli.programme_file import load_programme
from qz.cli.stop import Stop
from qz.model.assessment import Assessment
from qz.reports.dated import collected_at
from qz.reports.readings_workbook import READINGS_NAME, write_readings
from qz.scoring.other_readings import weigh


def run(arguments: argparse.Namespace) -> None:
    """Score under every other setting, write 口径测算.xlsx, and print the settings with the largest effect."""
    programme = load_programme(arguments)
    if not programme.scorecards:
        raise Stop("这份方案没有评分表，没有口径可以测算。")
    directory = returns_directory(arguments, programme)
    year = arguments.output / programme.home
    check_folder(year / "results")
    assessment = _dated(collect_with_workers(programme, directory, year), year)
    with working("换口径重新计分"):
        weighed = weigh(assessment)
        path = year / "results" / READINGS_NAME
        kept = write_in_place(path, lambda part: write_readings(assessment, weighed, part))
    moving = [one for one in weighed if one.moves]
    say(f"可以改换的口径{len(weighed)}种，会改变分数或名次的{len(moving)}种。", f"口径测算：{path}", *kept)


def _dated(assessment: Assessment, year: Path) -> Assessment:
    """The assessment with the number of the last collect, where there was one, and the time until which files came."""
    numbered, log = dated(assessment, year, dt.datetime.now())  # noqa: DTZ005 - the office's own clock
    return numbered if log.since else replace(assessment, collected=collected_at(assessment, 0))
