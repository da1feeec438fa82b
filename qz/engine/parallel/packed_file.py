"""Packed values by key in a temporary file, where the values of very many units would fill the memory."""

import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_IN_MEMORY: Final = 8 << 20
"""Bytes up to which nothing is written to the disk: those of some thousand units."""


class PackedFile(Mapping[str, bytes]):
    """Bytes by key, read from the file when they are looked up. They are of the class that they were given as."""

    def __init__(self, pairs: Iterable[tuple[str, bytes]]) -> None:
        """Write the pairs as they come; of one key the last counts. Raises ``OSError`` where the disk refuses."""
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with this object
        weakref.finalize(self, self._file.close)
        self._places: dict[str, tuple[type[bytes], int, int]] = {}
        self._turn = threading.Lock()
        """Values are also looked up where they are made ready for other processes, which is not the main thread."""
        end = 0
        for key, packed in pairs:
            self._places[key] = (type(packed), end, len(packed))
            end += self._file.write(packed)

    def __getitem__(self, key: str) -> bytes:
        made, start, length = self._places[key]
        with self._turn:
            self._file.seek(start)
            return made(self._file.read(length))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places
