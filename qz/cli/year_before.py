"""Reads last year's programme and returns again, without printing or writing, to compare this year's values with."""

from concurrent.futures import Executor
from pathlib import Path

from qz.cli.console import announce, say, working
from qz.cli.kept_results import kept_for
from qz.cli.received_digests import has_returns, last_year_places
from qz.cli.verified import assess_verified
from qz.compare.last_year import LastYear
from qz.intake.receive import read_returns
from qz.layout.form import FormPlanner
from qz.model.finding import Severity
from qz.model.programme import Programme
from qz.words import fold


def read_last_year(
    programme: Programme, directory: Path, year_folder: Path, executor: Executor | None
) -> LastYear | None:
    """The values that counted last year; ``None`` where last year's programme or returns are missing.

    Last year's programme is ``<year - 1>.xlsx`` (for another assessment ``<year - 1>-食品安全.xlsx``), beside this
    year's programme or in ``FOLDERS``; its returns are in the folder of that name beside this year's returns folder.
    Findings about last year's files are not reported again. Where something cannot be read, one sentence is printed,
    and the result is ``None``.

    Args:
        programme: This year's programme.
        directory: This year's returns folder.
        year_folder: This year's output folder, in which what was read from files is stored.
        executor: Reads and scores; ``None``: this process.
    """
    path, folder = last_year_places(programme, directory)
    try:
        if path is None or not has_returns(folder, directory):
            return None
        old = _read_programme(path, programme)
        announce(f"读取 {folder} 里的文件，供与上年对照……")
        with working(f"读取 {folder} 里的文件，供与上年对照"):
            kept = kept_for(old, year_folder, programme.key)
            intake = read_returns(old, folder, FormPlanner(old).layout, executor=executor, kept=kept)
            answers = assess_verified(old, intake, executor=executor, kept=kept).answers
    except _Unreadable as fault:
        say(f"{fault}这次没有与上年对照，其他结果不受影响。")
        return None
    except OSError as fault:
        say(f"{fault.filename or folder} 读不出来（{fault.strerror}）。这次没有与上年对照，其他结果不受影响。")
        return None
    if not answers:
        say(f"{folder} 里没有能采用的填报表。这次没有与上年对照，其他结果不受影响。")
    return LastYear(old, answers) if answers else None


class _Unreadable(Exception):
    """Last year's programme cannot be used; the message is a Chinese sentence."""


def _read_programme(path: Path, programme: Programme) -> Programme:
    """The workbook's programme. Raises ``_Unreadable`` where it is not the same assessment, one year earlier."""
    from qz.programme.faults import ProgrammeFault  # noqa: PLC0415 - what reads one is slow to import
    from qz.programme.read_programme import read_programme  # noqa: PLC0415 - as above

    try:
        old, _ = read_programme(path)
    except ProgrammeFault as fault:
        errors = sum(finding.severity is Severity.ERROR for finding in fault.findings)
        raise _Unreadable(f"上年的考核方案 {path} 有 {errors} 处错误，读不出来。") from None
    before, now = old.particulars, programme.particulars
    if before.year != now.year - 1:
        raise _Unreadable(f"{path} 里写的是{before.year}年，不是{now.year - 1}年的考核方案。")
    mine, other = (f"{each.district}{each.name}" for each in (now, before))
    if fold(mine) != fold(other):
        raise _Unreadable(f"{path} 是“{other}”的考核方案，本次是“{mine}”，不是同一个考核。")
    return old
