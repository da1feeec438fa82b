"""Remembers results that hold for every file, each under what it was computed from, up to a bound.

Files of one kind share most of their parts and texts. ``MEMORY`` owns all that a process remembers of the files it
reads; a command forgets it when it ends.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Final, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

_ROOM: Final = 6 << 20
"""Characters or bytes that one memo may hold; then it is emptied."""
_LONGEST: Final = 1 << 18
"""Characters or bytes of the longest key whose result is kept."""
_OVERHEAD: Final = 64


class Memo(dict[K, T]):
    """Results, each under what it was computed from; when it is full it is emptied.

    Read it as a dict, and write with ``keep`` only.
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._room = _ROOM

    def keep(self, key: K, result: T, size: int) -> T:
        """Store a result under a key of ``size`` characters or bytes, and return it."""
        if size <= _LONGEST:
            self._room -= size + _OVERHEAD
            if self._room < 0:
                self.empty()
                self._room -= size + _OVERHEAD
            self[key] = result
        return result

    def empty(self) -> None:
        """Forget every result."""
        self.clear()
        self._room = _ROOM


class Memory:
    """The memos of one process, each filled by the module that asked for it, all emptied together."""

    def __init__(self) -> None:
        """Begin without a memo."""
        self._memos: list[Memo[Any, Any]] = []

    def memo(self) -> Memo[Any, Any]:
        """A new memo, emptied by ``forget``."""
        memo: Memo[Any, Any] = Memo()
        self._memos.append(memo)
        return memo

    def forget(self) -> None:
        """Empty every memo."""
        for memo in self._memos:
            memo.empty()


MEMORY: Final = Memory()


def remembering(function: Callable[[bytes, str], T]) -> Callable[[bytes, str], T]:
    """The function, with its results remembered: the files of a batch share many parts. It must be pure."""
    known: Memo[tuple[bytes, str], tuple[T]] = MEMORY.memo()

    @wraps(function)
    def call(data: bytes, part: str) -> T:
        found = known.get((data, part))
        return (found or known.keep((data, part), (function(data, part),), len(data)))[0]

    return call
