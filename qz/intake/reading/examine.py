"""Examines files of the returns folder: each is opened, read and checked by itself, in this process or another.

Nothing here depends on the other files of the folder, so any number of processes may share the work. Several returns
are checked together as one table; how many makes no difference to the result.
"""

from concurrent.futures import BrokenExecutor
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.batches import alone
from qz.engine.parallel.shared import Shared
from qz.intake.arrivals.folder_listing import Listed
from qz.intake.intake_records import Arrival, Issue, Reported
from qz.intake.reading.kept_readings import KeptReadings, grouped
from qz.intake.reading.one_file import BlankOf, Content, LayoutOf
from qz.model.programme import Programme
from qz.records import dataclass

if TYPE_CHECKING:
    from qz.intake.reading.examiner import Examiner


@dataclass(frozen=True, slots=True)
class Rules:
    """What examining a file needs.

    ``layout_of`` gives the layout of a unit's form, ``blank_of`` the form as it was sent, read back. ``kept`` stores
    what was read from each file (``None``: nothing is stored); its digest must cover everything these rules hold.
    """

    programme: Programme
    layout_of: LayoutOf
    blank_of: BlankOf | None = None
    kept: KeptTexts | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries of the returns folder to examine."""

    rules: Shared[Rules]
    files: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """One arrival, without its bytes, and what was read from it.

    ``content``: ``None`` for a file that is not a readable workbook. ``reported``: for a return, its answers and
    issues; ``content.reading`` is then ``None``.
    """

    arrival: Arrival
    content: Content | None = None
    reported: Reported | None = None


def examine(batch: Batch) -> list[Examined]:
    """Examine entries of the folder and the files inside them, in order. Whatever a file holds, this does not raise."""
    rules = batch.rules.value
    if rules.kept is None:
        return list(_examiner(batch.rules).examine(batch.files))
    kept = KeptReadings(rules.kept, Examined, locked=rules.blank_of is not None)
    found = [(listed, *kept.find(listed)) for listed in batch.files]
    unknown = [listed for listed, _, known in found if known is None]
    read = grouped(unknown, _examiner(batch.rules).examine(unknown) if unknown else ())
    results = []
    for listed, digest, known in found:
        records = next(read) if known is None else known
        if known is None:
            kept.keep(listed, digest, records)
        results += records
    return results


def rescue(batch: Batch) -> list[Examined]:
    """``examine`` again, after a file ended the process: one file at a time, each in a process of its own.

    A file that ends its process again is refused (F17).
    """
    try:
        return alone(examine, batch)
    except BrokenExecutor:
        if len(batch.files) > 1:
            return [each for file in batch.files for each in rescue(replace(batch, files=(file,)))]
        issue = Issue("F17", {"detail": "读取它的进程意外中止"})
        return [Examined(Arrival(batch.files[0].path, "", 0, issue=issue))]


@lru_cache(maxsize=1)
def _examiner(rules: Shared[Rules]) -> "Examiner":
    from qz.intake.reading.examiner import Examiner  # noqa: PLC0415 - pandas loads slowly; stored results do without it

    return Examiner(rules.value)
