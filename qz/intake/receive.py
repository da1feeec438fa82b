"""The intake as a whole: a folder of whatever came back in, answers, verdicts and findings out."""

import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import Final

from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.batches import batches, run_in_order
from qz.engine.parallel.shared import Shared
from qz.intake.arrivals.gate import Listed, list_files
from qz.intake.desk import Desk
from qz.intake.reading.examine import Batch, Examined, Rules, examine, rescue
from qz.intake.reading.one_file import BlankOf, LayoutOf
from qz.model.programme import Programme
from qz.model.returns import Intake

BATCH: Final = 150
"""Entries of the folder examined as one task."""


def read_returns(
    programme: Programme,
    returns: Path | Iterable[Listed],
    layout_of: LayoutOf,
    progress: Callable[[Iterable[Examined]], Iterable[Examined]] = iter,
    blank_of: BlankOf | None = None,
    *,
    executor: Executor | None = None,
    batch: int = BATCH,
    kept: KeptTexts | None = None,
    now: dt.datetime | None = None,
) -> Intake:
    """Read everything in a folder, at any depth, and decide what counts.

    Args:
        programme: The year's programme.
        returns: The folder, or the files that lay in it, wherever they lie now; nothing of them is changed.
        layout_of: The layout of a unit's form (``qz.layout.form.FormPlanner`` of this programme).
        progress: Wraps the files as they are examined, to show how far the work is.
        blank_of: A unit's form as it was sent, read back; where given, locked cells that changed are told.
        executor: Who examines files, ``batch`` entries of the folder at a time; ``None``: this process. With processes
            ``layout_of`` and ``blank_of`` must pickle. A process that dies of a file costs only that file.
        batch: Entries of the folder examined as one task.
        kept: Where what files came to is kept and looked up; its digest must cover programme, forms and program.
        now: The office's naive local time: what says it is later is not believed. ``None``: everything is.

    Returns:
        Every file with its verdict, the return that counts for each unit, in roster order, and every finding. The order
        of files in the folder, of sheets and of rows, who examines them and how many at a time make no difference.

    Source: product specification, "Intake".
    """
    desk = Desk(programme, now)
    listed = list_files(returns) if isinstance(returns, Path) else returns
    with Shared.lend(Rules(programme, layout_of, blank_of, kept)) as rules:
        tasks = (Batch(rules, files) for files in batches(listed, batch))
        done = run_in_order(examine, tasks, executor, rescue=rescue)
        for examined in progress(each for some in done for each in some):
            desk.take(examined)
    return desk.close()
