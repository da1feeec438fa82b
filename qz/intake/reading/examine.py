"""Files examined, wherever that is done: opened, read, judged each by itself, and made small for the desk.

Nothing here knows of the other files of the folder, so any number of processes may share the work. Returns are judged
some at a time, as one table; how many makes no difference to what is found.
"""

from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.batches import alone
from qz.engine.parallel.shared import Shared
from qz.intake.arrivals.gate import Listed
from qz.intake.intake_records import Arrival, Issue, Reported
from qz.intake.reading.kept_readings import KeptReadings, grouped
from qz.intake.reading.one_file import BlankOf, Content, LayoutOf
from qz.model.programme import Programme

if TYPE_CHECKING:
    from qz.intake.reading.examiner import Examiner


@dataclass(frozen=True, slots=True)
class Rules:
    """What examining a file needs. ``layout_of`` gives a unit's form as laid out, ``blank_of`` as it was sent.

    ``kept``: where what files came to is kept, to depend on all that these rules depend on; ``None``: nowhere.
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
    """One arrival, without its bytes, and what it came to.

    ``content`` is ``None`` for what did not pass the gate; ``reported`` is a return's share, its ``content`` having no
    ``reading`` any more.
    """

    arrival: Arrival
    content: Content | None = None
    reported: Reported | None = None


def examine(batch: Batch) -> list[Examined]:
    """Everything that some entries of the folder are and hold, in their order; never raises for what a file holds."""
    rules = batch.rules.value
    if rules.kept is None:
        return list(_examiner(batch.rules).examine(batch.files))
    kept = KeptReadings(rules.kept, Examined, locked=rules.blank_of is not None)
    found = [(listed, *kept.find(listed)) for listed in batch.files]
    unknown = [listed for listed, _, known in found if known is None]
    read = grouped(unknown, _examiner(batch.rules).examine(unknown) if unknown else ())
    came_to = [kept.keep(listed, digest, next(read)) if known is None else known for listed, digest, known in found]
    return [each for some in came_to for each in some]


def rescue(batch: Batch) -> list[Examined]:
    """The same in a process that nothing else hangs on; a file that even so takes its process with it is refused."""
    try:
        return alone(examine, batch)
    except BrokenExecutor:
        if len(batch.files) > 1:
            return [each for file in batch.files for each in rescue(replace(batch, files=(file,)))]
        issue = Issue("F17", {"detail": "读取它的进程意外中止"})
        return [Examined(Arrival(batch.files[0].path, "", 0, issue=issue))]


@lru_cache(maxsize=1)
def _examiner(rules: Shared[Rules]) -> "Examiner":
    from qz.intake.reading.examiner import Examiner  # noqa: PLC0415 - pandas is slow, and what is known needs none

    return Examiner(rules.value)
