"""Stores what was read from each file of the returns folder, so that an unchanged file is not read again."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.packed import pack, unpack
from qz.intake.arrivals.folder_listing import Listed
from qz.intake.arrivals.unpack_budget import MAX_FILE
from qz.intake.intake_records import Issue
from qz.model.scores import Answers

_KIND: Final = "a file of the returns folder"


class KeptReadings:
    """Stores and finds the records of each entry of the folder, with those of the files inside it."""

    def __init__(self, kept: KeptTexts, record: type, *, locked: bool) -> None:
        """``record``: the class of the records (``Examined``). ``locked``: whether locked cells were compared."""
        self._kept = kept
        self._kind = f"{_KIND}, {'with' if locked else 'without'} locked cells"
        # What is packed in the record is stored unpacked, so the codec needs its classes.
        packed = Answers | Issue
        self._codec = Codec.of(tuple[record, packed])  # type: ignore[valid-type] # the record is given

    def find(self, listed: Listed) -> tuple[str, list[Any] | None]:
        """The digest of an entry's bytes (``""`` where it is not a plain file), and its stored records, if any."""
        digest = _digest(listed)
        text = self._kept.get(self._kind, listed.path, digest) if digest else None
        if text is None:
            return digest, None
        try:
            return digest, self._from_text(text)
        except ValueError:
            return digest, None

    def keep(self, listed: Listed, digest: str, records: Sequence[Any]) -> list[Any]:
        """Store the records of an entry with bytes of that digest, and return them as they will be found."""
        if not digest or records[0].arrival.sha256 != digest:  # it changed while it was read
            return list(records)
        plain = [_unpacked(each) for each in records]
        try:
            text = self._codec.write(plain)
        except TypeError:  # a record holds something that cannot be stored
            return list(records)
        self._kept.put(text, self._kind, listed.path, digest)
        return self._from_text(text)

    def _from_text(self, text: str) -> list[Any]:
        return [_packed(each) for each in self._codec.read(text)]


def _unpacked(each: Any) -> Any:
    """The record with its answers and issues unpacked."""
    reported = each.reported
    if reported is None:
        return each
    return replace(each, reported=replace(reported, answers=unpack(reported.answers), issues=unpack(reported.issues)))


def _packed(each: Any) -> Any:
    """The record with its answers and issues packed."""
    reported = each.reported
    if reported is None:
        return each
    return replace(each, reported=replace(reported, answers=pack(reported.answers), issues=pack(reported.issues)))


def _digest(listed: Listed) -> str:
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
