"""The whole intake: from the returns folder to each unit's answers, a verdict for every file, and findings."""

import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from itertools import chain
from pathlib import Path
from typing import Final

from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.batches import batches, run_in_order
from qz.engine.parallel.shared import Shared
from qz.intake.arrivals.folder_listing import Listed, list_files
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
        returns: The folder, or its entries where the files lie elsewhere now; none of them is changed.
        layout_of: Gives the layout of a unit's form (``qz.layout.form.FormPlanner`` of this programme).
        progress: Wraps the files as they are examined, to show how far the work is.
        blank_of: Gives a unit's form as it was sent, read back; where given, changed locked cells are reported.
        executor: Examines ``batch`` entries of the folder as one task; ``None``: this process does. With processes,
            ``layout_of`` and ``blank_of`` must pickle. When a file ends a process, only that file is refused.
        batch: Entries of the folder examined as one task.
        kept: Stores what was read from each file, and is asked for it first; its digest must cover the programme, the
            forms and this program.
        now: The office's naive local time; mails and workbooks dated later are taken as undated. ``None``: none is.

    Returns:
        Every file with its verdict, the return that counts for each unit, in roster order, and every finding. The
        result does not depend on the order of files, sheets and rows, nor on ``executor`` and ``batch``.

    Source: product specification, "Intake".
    """
    desk = Desk(programme, now)
    listed = list_files(returns) if isinstance(returns, Path) else returns
    with Shared.lend(Rules(programme, layout_of, blank_of, kept)) as rules:
        tasks = (Batch(rules, files) for files in batches(listed, batch))
        for examined in progress(chain.from_iterable(run_in_order(examine, tasks, executor, rescue=rescue))):
            desk.take(examined)
    return desk.close()
