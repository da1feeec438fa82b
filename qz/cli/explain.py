"""``qz explain``: shows how a unit's points came about, from the clause to the cell."""

import argparse
from pathlib import Path

from qz.cli.console import say
from qz.cli.evidence_files import EvidenceFiles
from qz.cli.last_assessment import collect_with_workers, returns_directory
from qz.cli.last_collect import demo_advice
from qz.cli.other_scores import with_composites
from qz.cli.programme_file import load_programme
from qz.cli.stop import Stop
from qz.verification.explanation import explain, find_unit
from qz.verification.unit_explainer import NothingToExplain


def run(arguments: argparse.Namespace) -> None:
    """Read again what the last collect read, and print the explanation."""
    programme = load_programme(arguments)
    try:
        directory = returns_directory(arguments, programme)
    except Stop as stop:
        raise Stop(f"{stop}{demo_advice(programme.home)}") from None
    year = arguments.output / programme.home
    assessment = with_composites(collect_with_workers(programme, directory, year), arguments.output)
    assessment = EvidenceFiles(assessment, directory, year).numbered(Path())
    try:
        unit = find_unit(assessment, arguments.unit)
        lines = explain(assessment, unit, " ".join(arguments.subject))
    except NothingToExplain as nothing:
        raise Stop(str(nothing)) from None
    say(*lines)
