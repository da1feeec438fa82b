"""A value that many tasks need, shipped to each process once and not with every task."""

import os
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

_KEPT: Final = 2
"""So many shared values stay loaded in a process."""


class Shared(Generic[T]):
    """Holds a value. Pickled, it becomes the path of a file with the value, which each process loads once.

    All copies in one process are the same object, so results may be cached by it. Where the executor's workers are on
    other machines, ``TMPDIR`` must be a folder they share.
    """

    def __init__(self, value: T) -> None:
        """Hold the value; nothing is written before it is pickled."""
        self.value = value
        self._path = ""

    @classmethod
    @contextmanager
    def lend(cls, value: T) -> Iterator["Shared[T]"]:
        """A shared value; the file in which it is sent to processes, if any, is deleted after the block."""
        shared = cls(value)
        try:
            yield shared
        finally:
            if shared._path:
                Path(shared._path).unlink(missing_ok=True)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        if not self._path:
            handle, self._path = tempfile.mkstemp(prefix="qz-", suffix=".pickle")
            with os.fdopen(handle, "wb") as stream:
                pickle.dump(self.value, stream, pickle.HIGHEST_PROTOCOL)
        return _load, (self._path,)


@lru_cache(maxsize=_KEPT)
def _load(path: str) -> Shared[Any]:
    with Path(path).open("rb") as stream:
        shared: Shared[Any] = Shared(pickle.load(stream))  # noqa: S301 - the file is this program's own
    shared._path = path  # noqa: SLF001 - handed on, it is the same file
    return shared
