"""Runs tasks through any executor: results in the tasks' order, only a few tasks under way at a time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Final, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD: Final = 6
"""So many tasks are submitted ahead of their results, so that processes are busy and memory stays small."""


def run_in_order(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    executor: Executor | None = None,
    *,
    ahead: int = AHEAD,
    rescue: Callable[[Task], Result] | None = None,
) -> Iterator[Result]:
    """The results of ``function`` over ``tasks``, in order and as they are asked for.

    Args:
        function: What is done; with processes it, the tasks and the results must pickle.
        tasks: Taken as they are needed, at most ``ahead`` before their turn.
        executor: Who does it; ``None``: the caller's own process, one task at a time.
        ahead: Tasks under way at most.
        rescue: Does a task whose executor broke down (a process of it died), and all after it.

    Raises:
        BrokenExecutor: if the executor breaks down and there is no ``rescue``.
    """
    if executor is None:
        yield from map(function, tasks)
        return
    left = iter(tasks)
    under_way: deque[tuple[Task, Future[Result] | None]] = deque()
    try:
        while True:
            for task in islice(left, ahead - len(under_way)):
                under_way.append((task, _submit(executor, function, task)))
            if not under_way:
                return
            yield _finish(*under_way.popleft(), rescue)
    finally:
        for _, future in under_way:
            if future is not None:
                future.cancel()


def batches(items: Iterable[Task], size: int) -> Iterator[tuple[Task, ...]]:
    """The items in order, ``size`` at a time."""
    left = iter(items)
    while some := tuple(islice(left, size)):
        yield some


def alone(function: Callable[[Task], Result], task: Task) -> Result:
    """One task in a process of its own. Raises ``BrokenExecutor`` if the process dies of it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(function, task).result()


def _submit(executor: Executor, function: Callable[[Task], Result], task: Task) -> Future[Result] | None:
    """The task under way; ``None`` where the executor has broken down."""
    try:
        return executor.submit(function, task)
    except BrokenExecutor:
        return None


def _finish(task: Task, future: Future[Result] | None, rescue: Callable[[Task], Result] | None) -> Result:
    try:
        if future is not None:
            return future.result()
    except BrokenExecutor:
        if rescue is None:
            raise
    if rescue is None:
        raise BrokenExecutor("the executor broke down before the task was handed over")
    return rescue(task)
