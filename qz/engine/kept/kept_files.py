"""Files of the run before: those that would come out the same are taken over, not written again."""

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Final, Generic, TypeVar

from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.batches import run_in_order
from qz.records import dataclass

T = TypeVar("T")
_KIND: Final = "a file written"


@dataclass(frozen=True, slots=True)
class FileToWrite(Generic[T]):
    """A file to be written by a function of ``task``: its path from the folder, and all that decides its bytes.

    ``beside``: further files that the same task writes. What decides the bytes of every file alike (program, programme,
    key) need not be in ``depends``.
    """

    name: str
    depends: str
    task: T
    beside: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All files that the task writes."""
        return self.name, *self.beside


See = Callable[[str], object]
"""Is given the name of each file when it is written or taken over."""


def unseen(_: str) -> None:
    """Shows nothing."""


@dataclass(frozen=True, slots=True)
class Former:
    """The folder of the last run. ``kept``: stores what each of its files was made from; ``None``: nothing is.

    ``see`` is given each file's name when it is there.
    """

    folder: Path
    kept: KeptTexts | None = None
    see: See = unseen

    def write(
        self,
        function: Callable[[T], object],
        jobs: Iterable[FileToWrite[T]],
        new: Path,
        executor: Executor | None = None,
    ) -> Iterator[str]:
        """Write the files that changed below ``new`` with ``function``. Yields each file's name once it exists.

        A file of the last run is taken where it was made from the same and was not changed since.
        """
        waiting: deque[FileToWrite[T]] = deque()
        taken: deque[str] = deque()

        def to_write() -> Iterator[T]:
            for job in jobs:
                if self._take(job, new):
                    taken.extend(job.names)
                else:
                    waiting.append(job)
                    yield job.task

        for _ in run_in_order(function, to_write(), executor):
            job = waiting.popleft()
            if self.kept is not None:
                for name in job.names:
                    self.kept.put(_digest(new / name), _KIND, name, job.depends)
            while taken:
                yield self._seen(taken.popleft())
            yield from map(self._seen, job.names)
        while taken:
            yield self._seen(taken.popleft())

    def _seen(self, name: str) -> str:
        self.see(name)
        return name

    def _take(self, job: FileToWrite[T], new: Path) -> bool:
        if not all(self._is_the_same(name, job.depends) for name in job.names):
            return False
        for name in job.names:
            old, path = self.folder / name, new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(old, path)
            except OSError:  # a disk without links
                shutil.copyfile(old, path)
        return True

    def _is_the_same(self, name: str, depends: str) -> bool:
        """Whether the last run's file was made from the same, and is as it was made."""
        known, old = self.kept.get(_KIND, name, depends) if self.kept else None, self.folder / name
        return known is not None and old.is_file() and _digest(old) == known


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
