"""A folder of stored results: each under a digest of everything it depends on; it is checked when read."""

import hashlib
import hmac
import os
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from qz.records import dataclass

_MAC: Final = 32
_LARGEST: Final = 64 << 20
"""Bytes that a stored text may have when unpacked."""


def digest_of(*parts: str | bytes) -> str:
    """A digest of parts in their order; it also depends on where one part ends and the next begins."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def deflate(text: str) -> bytes:
    """An ASCII text, compressed."""
    return zlib.compress(text.encode("ascii"), 1)


def inflate(data: bytes) -> str | None:
    """An ASCII text that was compressed; ``None`` where it is none, or longer than any that is stored."""
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(data, _LARGEST).decode("ascii")
    except (zlib.error, UnicodeDecodeError):
        return None
    return text if unpack.eof else None


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """A folder of stored texts. ``depends``: a digest of what all of them depend on. ``key``: signs each.

    A text that was stored with another ``depends`` is not found, nor is one that was changed or cannot be read. Without
    a key anyone could put texts there, so nothing is stored and nothing found.
    """

    folder: Path
    depends: str
    key: bytes

    def get(self, *parts: str | bytes) -> str | None:
        """The text stored for these parts; ``None`` where there is none."""
        if not self.key:
            return None
        path = self._path(parts)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if not hmac.compare_digest(data[:_MAC], self._sign(path.name, data[_MAC:])):
            return None
        return inflate(data[_MAC:])

    def put(self, text: str, *parts: str | bytes) -> None:
        """Store an ASCII text for these parts; without a key, or where the disk refuses, nothing is stored."""
        if not self.key:
            return
        path = self._path(parts)
        data = deflate(text)
        new = path.with_name(f".{path.name}-{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(self._sign(path.name, data) + data)
            new.replace(path)

    def prune(self, before: float) -> None:
        """Delete the texts last asked for before that time (seconds since 1970)."""
        for path in _files(self.folder):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def _path(self, parts: Iterable[str | bytes]) -> Path:
        name = digest_of(self.depends, *parts)
        return self.folder / name[:2] / name

    def _sign(self, name: str, data: bytes) -> bytes:
        return hmac.new(self.key, name.encode() + data, hashlib.sha256).digest()


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.glob("??/*") if path.is_file())
