"""``qz compare``: writes one workbook for leaders with the changes between two years' programmes."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from qz.cli.assessment_folder import FIRST_YEAR, years
from qz.cli.console import announce, say, working
from qz.cli.hand_edits import write_in_place
from qz.cli.programme_file import load_programme
from qz.cli.stop import Stop
from qz.compare.comparison_workbook import file_name, write_comparison
from qz.compare.differences import TaskFate
from qz.compare.phrases import counted, indicator_counts, year_of
from qz.compare.years import compare_programmes
from qz.model.programme import Programme
from qz.model.scores import RankRow


def _years(arguments: argparse.Namespace) -> tuple[str, str]:
    given: Sequence[str] = arguments.years
    if len(given) == 2:
        return given[0], given[1]
    if given or not str(arguments.year).isdigit():
        year = int(next(iter(years()), FIRST_YEAR))
        raise Stop(f"请写明两个年度，如：qz compare {year - 1} {year}。")
    return str(int(arguments.year) - 1), str(arguments.year)


def _load(year: str, output: Path) -> Programme:
    """The programme of a year, or of a workbook given by its path."""
    path = Path(year) if year.lower().endswith(".xlsx") else None
    return load_programme(argparse.Namespace(year=year, programme=path, output=output))


def _rankings(programmes: Sequence[Programme], returns: Path, output: Path) -> list[Mapping[str, Sequence[RankRow]]]:
    """Each year's rankings from its returns; none unless every year is scored and has returns."""
    folders = [returns / programme.home for programme in programmes]
    complete = all(
        programme.scorecards and any(path.is_file() for path in folder.rglob("*"))
        for programme, folder in zip(programmes, folders, strict=True)
    )
    if not complete:
        return []
    from qz.cli.last_assessment import collect_with_workers  # noqa: PLC0415 - most comparisons need no results

    rankings: list[Mapping[str, Sequence[RankRow]]] = []
    for programme, folder in zip(programmes, folders, strict=True):
        announce(f"读取 {folder} 里的文件，核对、计分……")
        rankings.append(collect_with_workers(programme, folder, output / folder.name).rankings)
    return rankings


def run(arguments: argparse.Namespace) -> None:
    """Compare, write the workbook, and print what changed in a line or two."""
    old, new = (_load(year, arguments.output) for year in _years(arguments))
    if old.particulars.year == new.particulars.year:
        raise Stop(f"两份方案都是{year_of(new)}的，没有可比的年度。")
    rankings = _rankings((old, new), arguments.returns, arguments.output)
    comparison = compare_programmes(old, new, *rankings)
    with working("写出对比表"):
        path = arguments.output / file_name(comparison)
        kept = write_in_place(path, lambda part: write_comparison(comparison, part))
    tasks = counted([change.fate for change in comparison.tasks], TaskFate)
    indicators = indicator_counts(comparison)
    say(
        f"{year_of(old)} {len(old.tasks)} 项任务，{year_of(new)} {len(new.tasks)} 项：{tasks}。"
        if tasks
        else "两年都没有责任分解表的任务。",
        f"指标：{indicators}。" if indicators else "两年都没有量化指标。",
        f"对比表：{path}",
        *kept,
    )
    if not comparison.results:
        say("两年没有都具备考核结果（评分表和报回的文件），只比较了任务、指标和责任单位。")
