"""The gate: every file of the returns folder, at any depth, inside archives and mails too, told apart by its bytes.

Nothing received is changed. One file's bytes are held at a time; what one file may unfold into is bounded.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Final

from qz.intake.arrivals.cloud_links import find_cloud_link
from qz.intake.arrivals.containers import CONTAINERS, Container
from qz.intake.arrivals.mails import envelope_of, is_bounce, usual_line_ends
from qz.intake.arrivals.packages import unfolded_size
from qz.intake.arrivals.pieces import Piece
from qz.intake.arrivals.sniff import is_volume, litter, sniff
from qz.intake.arrivals.sorts import SPLIT, What
from qz.intake.intake_records import NO_ENVELOPE, WORKBOOK_FORMATS, Arrival, Envelope, Format, Issue
from qz.values.clean import plain_text
from qz.workbook.read.fault import UnreadableFile

MAX_DEPTH: Final = 10
"""How deep archives and mails may hold one another."""
MAX_FILE: Final = 512 << 20
"""Bytes of one file in the folder."""
MAX_WORKBOOK: Final = 64 << 20
"""Bytes of one workbook."""
MAX_PIECES: Final = 20_000
"""Files directly in one container."""
_LONGEST: Final = 120
"""Characters of a name within a container that are shown."""
_QUIET: Final = frozenset({"F19"})
"""What is listed and no more: nobody need look at it."""
_LINKED: Final = "F26"
_PERHAPS_A_VOLUME: Final = frozenset({"F02", "F03", "F14", "F29"})
"""What an archive seems to be of which the rest lies in other files: cut off, damaged, empty."""
ALLOWANCE: Final = 64 << 20
"""Bytes that the workbooks in one archive or mail may unfold into, whatever its size; with ``PER_BYTE`` each of it."""
PER_BYTE: Final = 30
_EACH: Final = 128 << 10
"""Bytes that a workbook counts for besides its own: however small, it takes time to read."""
_VERDICTS: Final[Mapping[Format, str]] = {
    Format.EMPTY: "F01",
    Format.CUT: "F02",
    Format.UNKNOWN: "F04",
    Format.DOCUMENT: "F05",
    Format.PICTURE: "F05",
    Format.TEXT: "F05",
    Format.PROGRAM: "F05",
    Format.LOCKED: "F06",
    Format.MARKUP: "F07",
    Format.ARCHIVE: "F08",
    Format.GUARDED: "F22",
    Format.FOREIGN: "F23",
}
"""Why each kind of file that is neither a workbook nor opened goes no further."""


See = Callable[[Arrival, bytes], None]


@dataclass(slots=True)
class Budget:
    """What one file of the folder may still unfold into, all that is in it together. ``work``: bytes of workbooks."""

    bytes: int = 2 << 30
    files: int = 50_000
    work: int = ALLOWANCE

    @classmethod
    def of(cls, size: int) -> "Budget":
        """That of a file of so many bytes: an archive of many good returns is large, and may unfold accordingly."""
        return cls(work=ALLOWANCE + PER_BYTE * size)

    def spend(self, size: int) -> None:
        """Count one file that is about to be read. Raises ``UnreadableFile`` when there is no more."""
        self.bytes -= size
        self.files -= 1
        if self.bytes < 0 or self.files < 0:
            raise UnreadableFile("F09", detail="层层展开后超出限度")

    def spend_work(self, size: int) -> None:
        """Count one workbook. Raises ``UnreadableFile`` when there is no more."""
        self.work -= size + _EACH
        if self.work < 0:
            raise UnreadableFile("F09", detail="同一个压缩包或邮件里的表合起来太大")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the returns folder: the file to open (``real``), or what was met in its place (``told``)."""

    path: str
    real: str = ""
    told: Arrival | None = None


def walk_returns(folder: Path) -> Iterator[Arrival]:
    """Every file received, in the order of its path, a container before what it holds.

    Symbolic links are not followed. Paths are relative to ``folder``, with ``/``.
    """
    for listed in list_files(folder):
        yield from open_listed(listed)


def list_files(folder: Path) -> Iterator[Listed]:
    """The entries of the folder, at any depth, in the order of their paths; nothing is opened."""
    yield from _list(folder, "")


def _list(folder: Path, prefix: str) -> Iterator[Listed]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda entry: entry.name)
    except OSError as fault:
        yield _told(_fault(prefix.rstrip("/") or folder.name, UnreadableFile("F18", detail=_reason(fault))))
        return
    seen: set[str] = set()
    for entry in found:
        path = prefix + _unused(_readable(entry.name), seen)
        if entry.is_symlink():
            yield _told(Arrival(path, "", 0, issue=Issue("F16"), skipped=True))
        elif entry.is_dir():
            if entry.name != "__MACOSX":
                yield from _list(Path(entry.path), f"{path}/")
        elif entry.is_file():
            yield Listed(path, entry.path)
        else:
            yield _told(Arrival(path, "", 0, issue=Issue("F18", {"detail": "不是普通文件"})))


def _told(arrival: Arrival) -> Listed:
    return Listed(arrival.path, told=arrival)


def _readable(name: str) -> str:
    """A file name whose bytes are no UTF-8 (an archive unpacked elsewhere) as the GB18030 it most likely is."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def _reason(fault: OSError) -> str:
    return "没有读取权限" if isinstance(fault, PermissionError) else fault.strerror or "读取出错"


def _fault(path: str, fault: UnreadableFile) -> Arrival:
    return Arrival(path, "", 0, issue=Issue(fault.code, fault.words))


def open_listed(listed: Listed, see: See | None = None) -> Iterator[Arrival]:
    """What one entry of the folder is and holds; ``see`` is shown each file with its bytes."""
    if listed.told is not None:
        yield listed.told
        return
    path, file = listed.path, Path(listed.real)
    try:
        size = file.stat(follow_symlinks=False).st_size
        if size > MAX_FILE:
            yield replace(_fault(path, UnreadableFile("F09", detail=f"文件有{size >> 20}MB")), size=size)
            return
        data = file.read_bytes()
    except OSError as fault:
        yield _fault(path, UnreadableFile("F18", detail=_reason(fault)))
        return
    yield from open_bytes(path, data, NO_ENVELOPE, 0, Budget.of(len(data)), see=see)


def open_bytes(
    path: str,
    data: bytes,
    envelope: Envelope = NO_ENVELOPE,
    depth: int = 0,
    budget: Budget | None = None,
    *,
    hint: Issue | None = None,
    within: str = "",
    see: See | None = None,
) -> Iterator[Arrival]:
    """What one file is and holds: itself first, then the files inside, to ``MAX_DEPTH``; never raises for its bytes.

    Args:
        path: Where it is said to be.
        data: Its bytes.
        envelope: The mail it came in.
        depth: How many containers it lies in.
        budget: What may still be unfolded.
        hint: What it is taken for where it turns out to be nothing to read.
        within: Its name as its container has it, folders included.
        see: Is shown each file with its bytes.
    """
    budget = budget or Budget.of(len(data))
    arrival = Arrival(path, hashlib.sha256(data).hexdigest(), len(data), envelope=envelope, within=within)
    pieces: list[Piece] = []
    try:
        arrival, pieces = _judge(arrival, data, depth, budget, hint)
    except UnreadableFile as fault:
        arrival = _refused(arrival, Issue(fault.code, fault.words), hint)
    except Exception as fault:  # noqa: BLE001 - no file stops the batch; the finding says which and why
        arrival = replace(arrival, issue=accident(fault))
    if see is not None:
        see(arrival, data)
    yield arrival
    for place, piece in zip(_paths(path, pieces), pieces, strict=True):
        yield from _open_piece(place, piece, arrival.envelope, depth + 1, budget, see=see)


def accident(fault: Exception) -> Issue:
    """The issue of what nobody foresaw."""
    return Issue("F20", {"detail": f"{type(fault).__name__}：{fault}"})


def _refused(arrival: Arrival, issue: Issue, hint: Issue | None) -> Arrival:
    """An arrival that goes no further: what it was taken for, else why."""
    if hint is None:
        return replace(arrival, issue=issue)
    return replace(arrival, issue=hint, skipped=True, quiet=hint.code in _QUIET)


def _judge(
    arrival: Arrival, data: bytes, depth: int, budget: Budget, hint: Issue | None
) -> tuple[Arrival, list[Piece]]:
    """What one file is, and the files it holds. Raises ``UnreadableFile``."""
    name = arrival.path.rpartition("/")[2]
    skipped = litter(name, data)
    if skipped:
        return replace(arrival, issue=Issue("F12", {"what": skipped}), skipped=True), []
    data = usual_line_ends(data)
    what = _sniffed(data, name)
    if what.format in WORKBOOK_FORMATS:
        if len(data) > MAX_WORKBOOK:
            raise UnreadableFile("F09", detail=f"文件有{len(data) >> 20}MB")
        if depth:
            budget.spend_work(unfolded_size(data))
        return replace(arrival, format=what.format, data=data), []
    container = CONTAINERS.get(what.format)
    if container is None:
        issue = Issue(_VERDICTS[what.format], {"what": what.name, "how": what.how})
        return _refused(replace(arrival, format=what.format), issue, hint), []
    arrival = replace(arrival, format=what.format)
    if what.format is Format.MAIL:
        arrival = replace(arrival, envelope=envelope_of(data, arrival.envelope))
    try:
        return _opened(arrival, data, depth, container)
    except UnreadableFile as fault:
        issue = Issue(fault.code, fault.words)
        if fault.code in _PERHAPS_A_VOLUME and is_volume(name):
            issue = Issue(_VERDICTS[SPLIT.format], {"what": SPLIT.name, "how": SPLIT.how})
        return _refused(arrival, issue, hint), []


def _sniffed(data: bytes, name: str) -> What:
    """What the bytes are; the first volume of a split archive begins like a whole one. Raises ``UnreadableFile``."""
    try:
        what = sniff(data, name)
    except UnreadableFile:
        if is_volume(name):
            return SPLIT
        raise
    return SPLIT if what.format is Format.CUT and is_volume(name) else what


def _opened(arrival: Arrival, data: bytes, depth: int, container: Container) -> tuple[Arrival, list[Piece]]:
    if depth >= MAX_DEPTH:
        raise UnreadableFile("F13", limit=str(MAX_DEPTH))
    pieces = list(islice(container.open(data), MAX_PIECES + 1))
    if len(pieces) > MAX_PIECES:
        raise UnreadableFile("F09", detail=f"里面有{MAX_PIECES}个以上的文件")
    told = Issue("F24") if _is_bounce(arrival, data) else _linked(arrival, data)
    if pieces:
        return replace(arrival, contains=len(pieces), skipped=True, told=told), pieces
    if told:
        return replace(arrival, issue=told, skipped=told.code != _LINKED), []
    if arrival.format is Format.MAIL and depth:
        return replace(arrival, issue=Issue("F25"), skipped=True, quiet=True), []
    raise UnreadableFile("F14", what=container.word)


def _linked(arrival: Arrival, data: bytes) -> Issue | None:
    """What is told of a mail that has a link in place of a file."""
    link = find_cloud_link(data) if arrival.format is Format.MAIL else None
    until = f"（{link.until}到期）" if link and link.until else ""
    return Issue(_LINKED, {"what": link.place, "until": until}) if link else None


def _is_bounce(arrival: Arrival, data: bytes) -> bool:
    return arrival.format is Format.MAIL and is_bounce(data)


def _open_piece(
    path: str, piece: Piece, envelope: Envelope, depth: int, budget: Budget, *, see: See | None
) -> Iterator[Arrival]:
    if piece.closed:
        yield Arrival(path, "", 0, envelope=envelope, issue=piece.hint, skipped=True)
        return
    try:
        budget.spend(piece.size)
        body = piece.read()
    except UnreadableFile as fault:
        yield _refused(replace(_fault(path, fault), envelope=envelope), Issue(fault.code, fault.words), piece.hint)
        return
    except Exception as fault:  # noqa: BLE001 - as above
        yield Arrival(path, "", 0, envelope=envelope, issue=accident(fault))
        return
    if piece.came_at and not envelope.is_mail:  # what a mail brings along says nothing of when that came
        envelope = replace(envelope, mailed_at=piece.came_at)
    yield from open_bytes(path, body, envelope, depth, budget, hint=piece.hint, within=piece.name, see=see)


def _paths(container: str, pieces: list[Piece]) -> list[str]:
    """Where each piece is said to be: the container and its base name; a name met before is numbered."""
    seen: set[str] = set()
    return [f"{container}/{_unused(shown_name(piece.name), seen)}" for piece in pieces]


def shown_name(name: str) -> str:
    """A piece's own name, without folders and what no name on a page may hold."""
    base = plain_text(name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ")
    if len(base) > _LONGEST:
        stem, dot, suffix = base.rpartition(".")
        base = f"{(stem if dot and len(suffix) < 8 else base)[: _LONGEST - 10]}……" + (
            f".{suffix}" if dot and len(suffix) < 8 else ""
        )
    return base or "无名文件"


def _unused(name: str, seen: set[str]) -> str:
    """The name, numbered where another bears it; it is noted as borne."""
    stem, dot, suffix = name.rpartition(".")
    numbered = name
    for number in count(2):
        if numbered not in seen:
            break
        numbered = f"{stem}（{number}）{dot}{suffix}" if dot else f"{name}（{number}）"
    seen.add(numbered)
    return numbered
