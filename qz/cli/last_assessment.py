"""What the returns folder comes to: as the last collect kept it where nothing changed since, else read and scored."""

import argparse
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qz.cli.kept_assessment import KeptAssessment
from qz.cli.kept_results import kept_for
from qz.cli.made_letters import made_letters
from qz.cli.next_step import typed
from qz.cli.received_digests import digest_of_files, last_year_digest, received_digests
from qz.cli.stop import Stop
from qz.cli.workers import count_files, workers
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.model.year_stage import year_stages
from qz.records import dataclass

if TYPE_CHECKING:
    from qz.intake.reading.examine import Examined

_ALONE: Final = "not compared"
"""In place of a digest of last year's files, where there are some and this year's values were not compared."""
_CHANCE: Final = frozenset({"F17", "F18", "F20"})
"""Codes of findings that another run may not give: time or memory ran out, the disk refused, the program failed."""


def returns_directory(arguments: argparse.Namespace, programme: Programme) -> Path:
    """``--returns``, else ``returns/<year>``. Raises ``Stop`` with what to do where it is empty."""
    directory: Path = arguments.returns or Path("returns") / programme.home
    if arguments.returns is None:
        directory.mkdir(parents=True, exist_ok=True)
    if not directory.is_dir():
        raise Stop(f"没有找到文件夹 {directory}。请把各单位报回的文件放进去，再运行。")
    if not any(path.is_file() for path in directory.rglob("*")):
        raise Stop(
            f"{directory} 里还没有文件。请把各单位报回的填报表（文件名不限，压缩包、邮件也可）放进去，"
            f"再运行 {typed('collect', arguments)}。"
        )
    return directory


def collect_with_workers(
    programme: Programme, directory: Path, year: Path, *, held_against_last_year: bool = False
) -> Assessment:
    """``last_assessment`` by the clock, with as many processes as are useful for the number of files."""
    with workers(count_files(directory)) as executor:
        now = dt.datetime.now()  # noqa: DTZ005 - the office's own clock
        return last_assessment(
            programme, directory, year, executor, now=now, held_against_last_year=held_against_last_year
        )


def last_assessment(
    programme: Programme,
    directory: Path,
    year: Path,
    executor: Executor | None = None,
    *,
    now: dt.datetime,
    held_against_last_year: bool = True,
    begin: Callable[[], None] = lambda: None,
) -> Assessment:
    """Everything in a returns folder, read and scored; from what was kept where nothing it depends on changed.

    Args:
        programme: The year's programme.
        directory: The returns folder.
        year: The year's output folder, in which it is kept, and what was read from each file.
        executor: Reads and scores; ``None``: this process.
        now: The office's naive local time.
        held_against_last_year: Whether values are compared with last year's, which are read from last year's returns
            where these exist. Nothing but findings depends on it.
        begin: Called before this year's files are read.
    """
    kept, letters = kept_for(programme, year), made_letters(year)
    store = KeptAssessment(kept, programme)
    received, last = received_digests(directory), last_year_digest(programme, directory)
    wanted = last if held_against_last_year else None
    found = None
    if received is not None and (last is not None or not held_against_last_year):
        found = store.find(digest_of_files(received), wanted, now)
    if found is not None:
        begin()
        return replace(found, letters=letters, stages=year_stages(found, letters, now))
    from qz.cli.assessed import collect  # noqa: PLC0415 - what reads and scores is slow to import
    from qz.cli.sent_forms import FORMS_FOLDER, WrittenForms  # noqa: PLC0415 - as above
    from qz.cli.year_before import read_last_year  # noqa: PLC0415 - as above

    before = read_last_year(programme, directory, year, executor) if held_against_last_year else None
    begin()
    written, watch = WrittenForms(year / FORMS_FOLDER, kept), _Watch()
    assessment = collect(
        programme, directory, before, executor, kept, written=written, now=now, letters=letters, see=watch.note
    )
    compared = last if not last or before is not None else _ALONE if not held_against_last_year else None
    if compared is None or received is None or not watch.agrees(received, assessment, now):
        return assessment
    known = store.keep(assessment, digest_of_files(received), compared, watch.sure_from)
    return replace(known, letters=assessment.letters, stages=assessment.stages)


@dataclass(slots=True)
class _Watch:
    """Notes of every file the digest of what was read, and the latest time that any file gives."""

    digests: dict[str, str] = field(default_factory=dict)
    sure_from: dt.datetime = dt.datetime.min  # noqa: DTZ901 - naive, as the office's time is

    def note(self, examined: Iterable["Examined"]) -> Iterator["Examined"]:
        """Pass the files on, and note them."""
        from qz.intake.judging.standing import SOON, times_claimed  # noqa: PLC0415 - as above

        for each in examined:
            self.digests[each.arrival.path] = each.arrival.sha256
            for moment in times_claimed(each):
                self.sure_from = max(self.sure_from, moment - SOON)
            yield each

    def agrees(self, received: Mapping[str, str], assessment: Assessment, now: dt.datetime) -> bool:
        """Whether the files read are those ``received``, and another run would come to the same from now on."""
        same = all(self.digests.get(path) == digest for path, digest in received.items())
        return same and self.sure_from <= now and not any(each.code in _CHANCE for each in assessment.intake.findings)
