"""Starts processes that share the work, where there is enough of it."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Final

from qz.cli.garbage import look_seldom

ENOUGH: Final = 400
"""With fewer pieces of work, each a file read and scored, starting processes takes longer than they save."""
ENOUGH_WRITTEN: Final = 60
"""The same where as much is written for each file as at a first collect: 90 ms a file against 1 s for a process."""
_MOST: Final = 8
"""More processes than this bring nothing, as they wait for the one that gathers the results."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(pieces: int, enough: int = ENOUGH) -> Iterator[Executor | None]:
    """Processes for so many pieces of work; ``None`` where they are not ``enough`` and one process is as quick.

    Each starts as a new interpreter, without threads and open files of this process.
    """
    count = min(processors(), _MOST)
    if pieces < enough or count < 2:
        yield None
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin) as executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    """What a process does first: it ends when the one that started it is gone, however that ended."""
    look_seldom()
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def count_files(directory: Path) -> int:
    """The number of files in a folder, at any depth."""
    return sum(len(names) for _, _, names in os.walk(directory))
