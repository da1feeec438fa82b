"""Stores what was read from each file of the returns folder, so that an unchanged file is not read again."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts
from qz.intake.arrivals.folder_listing import Listed
from qz.intake.arrivals.unpack_budget import MAX_FILE
from qz.intake.intake_records import PackedReading

_KIND: Final = "a file of the returns folder"


class KeptReadings:
    """Stores and finds the records of each entry of the folder, with those of the files inside it."""

    def __init__(self, kept: KeptTexts, record: type, *, locked: bool) -> None:
        """``record``: the class of the records (``Examined``). ``locked``: whether locked cells were compared."""
        self._kept = kept
        self._kind = f"{_KIND}, {'with' if locked else 'without'} locked cells"
        self._codec = Codec.of(record)

    def find(self, listed: Listed) -> tuple[str, list[Any] | None]:
        """The digest of an entry's bytes (``""`` where it is not a plain file), and its stored records, if any."""
        digest = content_digest(listed)
        text = self._kept.get(self._kind, listed.path, digest) if digest else None
        if text is None:
            return digest, None
        try:
            return digest, self._from_text(text)
        except ValueError:
            return digest, None

    def keep(self, listed: Listed, digest: str, records: Sequence[Any]) -> None:
        """Store the records of an entry with bytes of that digest."""
        if not digest or records[0].arrival.sha256 != digest:  # it changed while it was read
            return
        try:
            text = self._codec.write([_with_packed(each, _stored) for each in records])
        except TypeError:  # a record holds something that cannot be stored
            return
        self._kept.put(text, self._kind, listed.path, digest)

    def _from_text(self, text: str) -> list[Any]:
        return [_with_packed(each, _found) for each in self._codec.read(text)]


def _with_packed(each: Any, make: Callable[[Any], bytes]) -> Any:
    """The record with what ``make`` gives of its packed answers and issues in their places."""
    reported = each.reported
    if reported is None:
        return each
    return replace(each, reported=replace(reported, answers=make(reported.answers), issues=make(reported.issues)))


def _stored(packed: bytes) -> bytes:
    """Packed bytes as they are stored. Raises ``TypeError`` for what is not a codec's text."""
    if not isinstance(packed, PackedReading):
        raise TypeError("only what a codec can read safely is stored")
    return bytes(packed)


def _found(stored: object) -> bytes:
    """Stored bytes as packed ones. They come from disk, so nothing but a codec may read them."""
    if not isinstance(stored, bytes):
        raise ValueError(f"not packed: a {type(stored).__name__}")  # noqa: TRY004 - as for any other wrong text
    return PackedReading(stored)


def content_digest(listed: Listed) -> str:
    """The digest of an entry's bytes; ``""`` where it is not a plain file, or one too large to be opened."""
    path = Path(listed.real)
    try:
        if listed.unopened is not None or path.stat(follow_symlinks=False).st_size > MAX_FILE:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def grouped(files: Iterable[Listed], records: Iterable[Any]) -> Iterator[list[Any]]:
    """The records of several entries, as one list for each entry; an entry's own record comes first."""
    left = iter(files)
    group: list[Any] = []
    following = next(left, None)
    for each in records:
        if following is not None and each.arrival.path == following.path:
            if group:
                yield group
            group, following = [], next(left, None)
        group.append(each)
    if group:
        yield group
