"""Reads and scores everything in a returns folder, without writing anything; used by several commands."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Final

from qz.cli.console import progress, working
from qz.cli.sent_forms import SentForms, WrittenForms
from qz.cli.verified import assess_verified
from qz.cli.workers import count_files
from qz.compare.last_year import LastYear
from qz.engine.kept.kept_texts import KeptTexts
from qz.intake.reading.examine import Examined
from qz.intake.receive import BATCH, read_returns
from qz.layout.form import FormPlanner
from qz.model.assessment import Assessment
from qz.model.letters import MailRecord
from qz.model.programme import Programme
from qz.model.year_stage import year_stages

_LEAST: Final = 10
_SHARES: Final = 8
"""Files are read in so many tasks or more, of ``_LEAST`` files or more each, so that every process has some."""


def collect(
    programme: Programme,
    directory: Path,
    before: LastYear | None = None,
    executor: Executor | None = None,
    kept: KeptTexts | None = None,
    *,
    written: WrittenForms | None = None,
    now: dt.datetime | None = None,
    letters: Sequence[MailRecord] = (),
    see: Callable[[Iterable[Examined]], Iterable[Examined]] = iter,
) -> Assessment:
    """Read and score everything in a returns folder.

    Args:
        programme: The year's programme.
        directory: The returns folder.
        before: Last year's values, to compare this year's with; ``None``: they are not compared.
        executor: Does the work; ``None``: this process.
        kept: Stores what was read from each file, and is asked for it first.
        written: The folder that forms were written into: one that still lies there need not be made again.
        now: The office's naive local time; ``None``: the clock's.
        letters: The drafts made so far: they say which units were told their results.
        see: Gets each file as it was examined, and yields it on.
    """
    files = count_files(directory)

    def shown(examined: Iterable[Examined]) -> Iterable[Examined]:
        return progress(see(examined), files, "读取收到的文件", lambda each: each.arrival.path)

    layout_of, blank_of = FormPlanner(programme).layout, SentForms(programme, written)
    now = now or dt.datetime.now()  # noqa: DTZ005 - the office's own clock
    batch = min(BATCH, max(_LEAST, files // _SHARES))
    intake = read_returns(
        programme, directory, layout_of, shown, blank_of, executor=executor, batch=batch, kept=kept, now=now
    )
    with working("核对、计分"):
        assessment = assess_verified(programme, intake, before, executor, kept)
    return replace(assessment, letters=tuple(letters), stages=year_stages(assessment, letters, now))
