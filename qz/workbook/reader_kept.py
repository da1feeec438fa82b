"""What was worked out for one file and holds for every other: kept by its text or bytes, within a bound."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, Final, ParamSpec, TypeVar, cast

T = TypeVar("T")
K = TypeVar("K", str, bytes)
P = ParamSpec("P")

_ROOM: Final = 4 << 20
"""Characters or bytes one store keeps before it begins anew."""
_LONGEST: Final = 8192
"""Characters of a text that is kept."""
_OVERHEAD: Final = 64
_PARTS: Final = 32
"""Parts whose results are kept."""
_PART: Final = 1 << 18
"""Bytes of a part whose result is kept."""


class Kept(dict[K, T]):
    """Results by the text they follow from, and from nothing else; when full it is emptied.

    Read it as a dict, and write with ``keep`` only.
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._room = _ROOM

    def keep(self, text: K, result: T) -> T:
        """Note a result; gives it back."""
        if len(text) <= _LONGEST:
            self._room -= len(text) + _OVERHEAD
            if self._room < 0:
                self.clear()
                self._room = _ROOM - len(text) - _OVERHEAD
            self[text] = result
        return result


def remembering(function: Callable[Concatenate[bytes, P], T]) -> Callable[Concatenate[bytes, P], T]:
    """A pure function of a part's bytes, its last results kept: many files of a batch share their small parts."""
    known = cast("Callable[Concatenate[bytes, P], T]", lru_cache(maxsize=_PARTS)(function))

    @wraps(function)
    def call(data: bytes, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return (known if len(data) <= _PART else function)(data, *args, **kwargs)

    return call
