"""What files of the returns folder came to, kept so that a file that has not changed is not read and judged again."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import KeptTexts
from qz.engine.parallel.packed import pack, unpack
from qz.intake.arrivals.gate import MAX_FILE, Listed
from qz.intake.intake_records import Issue
from qz.model.scores import Answers

_KIND: Final = "a file of the returns folder"


class KeptReadings:
    """Looks up and keeps what entries of the folder came to: the records of one entry, its containers' pieces too."""

    def __init__(self, kept: KeptTexts, record: type, *, locked: bool) -> None:
        """``record`` is what one arrival came to (``Examined``); ``locked``: whether locked cells are looked at."""
        self._kept = kept
        self._kind = f"{_KIND}, {'with' if locked else 'without'} locked cells"
        # A return's answers and issues are kept as themselves, though the record holds them packed.
        self._codec = Codec.of(tuple[record, Answers, Issue])  # type: ignore[valid-type] # the record is given

    def find(self, listed: Listed) -> tuple[str, list[Any] | None]:
        """The digest of an entry's bytes (``""`` for what is no plain file), and what it came to if that is kept."""
        digest = _digest(listed)
        text = self._kept.get(self._kind, listed.path, digest) if digest else None
        if text is None:
            return digest, None
        try:
            return digest, self._from_text(text)
        except ValueError:
            return digest, None

    def keep(self, listed: Listed, digest: str, came_to: Sequence[Any]) -> list[Any]:
        """Keep what an entry with bytes of that digest came to; gives it back as it will be found."""
        if not digest or came_to[0].arrival.sha256 != digest:  # it changed while it was read
            return list(came_to)
        plain = [_unpacked(each) for each in came_to]
        try:
            text = self._codec.write(plain)
        except TypeError:  # it holds what is not kept
            return list(came_to)
        self._kept.put(text, self._kind, listed.path, digest)
        return self._from_text(text)

    def _from_text(self, text: str) -> list[Any]:
        return [_packed(each) for each in self._codec.read(text)]


def _unpacked(each: Any) -> Any:
    """A record whose packed values are themselves."""
    said = each.reported
    if said is None:
        return each
    return replace(each, reported=replace(said, answers=unpack(said.answers), issues=unpack(said.issues)))


def _packed(each: Any) -> Any:
    said = each.reported
    if said is None:
        return each
    return replace(each, reported=replace(said, answers=pack(said.answers), issues=pack(said.issues)))


def _digest(listed: Listed) -> str:
    path = Path(listed.real)
    try:
        if listed.told is not None or path.stat(follow_symlinks=False).st_size > MAX_FILE:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def grouped(files: Iterable[Listed], came_to: Iterable[Any]) -> Iterator[list[Any]]:
    """What entries came to, one list an entry; each entry's own record comes first."""
    left = iter(files)
    group: list[Any] = []
    following = next(left, None)
    for each in came_to:
        if following is not None and each.arrival.path == following.path:
            if group:
                yield group
            group, following = [], next(left, None)
        group.append(each)
    if group:
        yield group
