"""``qz explain``: why a unit has the points it has, from the clause to the cell."""

import argparse

from qz.cli.collect import collect_with_workers, returns_directory
from qz.cli.console import say
from qz.cli.programme_file import load_programme
from qz.cli.stop import Stop
from qz.verification.explanation import NothingToExplain, explain, find_unit


def run(arguments: argparse.Namespace) -> None:
    """Read the returns folder anew and say why."""
    programme = load_programme(arguments)
    year = arguments.output / str(programme.particulars.year)
    assessment = collect_with_workers(programme, returns_directory(arguments, programme), year)
    try:
        unit = find_unit(assessment, arguments.unit)
        lines = explain(assessment, unit, " ".join(arguments.subject))
    except NothingToExplain as nothing:
        raise Stop(str(nothing)) from None
    say(*lines)
