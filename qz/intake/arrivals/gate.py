"""Lists every file of the returns folder, at any depth and also inside archives and mails, and what each file is.

What a file is, is found out by its bytes. Nothing received is changed. Only one file of the folder is in memory at a
time, and how much may be unpacked from it is limited.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
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
from qz.records import dataclass
from qz.values.clean import plain_text
from qz.workbook.read.fault import UnreadableFile

MAX_DEPTH: Final = 10
"""How many archives and mails may lie inside one another."""
MAX_FILE: Final = 512 << 20
"""Bytes that one file in the folder may have."""
MAX_WORKBOOK: Final = 64 << 20
"""Bytes that one workbook may have."""
MAX_PIECES: Final = 20_000
"""How many files one container may hold, not counting files inside those."""
_LONGEST: Final = 120
"""Characters shown of the name of a file inside a container."""
_QUIET: Final = frozenset({"F19"})
"""Codes of files that are only listed in 收件登记, without a finding: nobody has to do anything about them."""
_LINKED: Final = "F26"
"""The code of a mail with a link to a cloud drive in place of an attachment."""
_PERHAPS_A_VOLUME: Final = frozenset({"F02", "F03", "F14", "F29"})
"""Codes that one volume of a split archive also gives when it is opened by itself: cut off, damaged, empty."""
ALLOWANCE: Final = 64 << 20
"""Bytes that all workbooks in one archive or mail may have when unpacked, plus ``PER_BYTE`` for each of its bytes."""
PER_BYTE: Final = 30
_EACH: Final = 128 << 10
"""Bytes added to the size of each workbook when these are counted: even a small one takes time to read."""
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
"""The code of the finding for each kind of file that is neither a workbook nor can be opened."""


See = Callable[[Arrival, bytes], None]
"""Called with each file and its bytes."""


@dataclass(slots=True)
class Budget:
    """How much may still be unpacked from one file of the folder, at all depths. ``work``: bytes of workbooks."""

    bytes: int = 2 << 30
    files: int = 50_000
    work: int = ALLOWANCE

    @classmethod
    def of(cls, size: int) -> "Budget":
        """The budget of a file of ``size`` bytes: the larger an archive is, the more returns it may hold."""
        return cls(work=ALLOWANCE + PER_BYTE * size)

    def spend(self, size: int) -> None:
        """Count one file that is about to be read. Raises ``UnreadableFile`` when the budget is spent."""
        self.bytes -= size
        self.files -= 1
        if self.bytes < 0 or self.files < 0:
            raise UnreadableFile("F09", detail="层层展开后超出限度")

    def spend_work(self, size: int) -> None:
        """Count one workbook of ``size`` bytes. Raises ``UnreadableFile`` when the budget is spent."""
        self.work -= size + _EACH
        if self.work < 0:
            raise UnreadableFile("F09", detail="同一个压缩包或邮件里的表合起来太大")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the returns folder.

    ``path``: relative to the folder, for display. ``real``: the path to open. ``unopened``: in place of ``real``, the
    record of an entry that is not opened (a symbolic link, a folder that cannot be read).
    """

    path: str
    real: str = ""
    unopened: Arrival | None = None


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
        yield _unopened(_fault(prefix.rstrip("/") or folder.name, UnreadableFile("F18", detail=_reason(fault))))
        return
    seen: set[str] = set()
    for entry in found:
        path = prefix + _unused(_readable(entry.name), seen)
        if entry.is_symlink():
            yield _unopened(Arrival(path, "", 0, issue=Issue("F16"), skipped=True))
        elif entry.is_dir():
            if entry.name != "__MACOSX":
                yield from _list(Path(entry.path), f"{path}/")
        elif entry.is_file():
            yield Listed(path, entry.path)
        else:
            yield _unopened(Arrival(path, "", 0, issue=Issue("F18", {"detail": "不是普通文件"})))


def _unopened(arrival: Arrival) -> Listed:
    return Listed(arrival.path, unopened=arrival)


def _readable(name: str) -> str:
    """A file name; one whose bytes are not UTF-8 (from an archive unpacked elsewhere) is decoded as GB18030."""
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
    """One entry of the folder, then the files inside it; ``see`` is called with each file and its bytes."""
    if listed.unopened is not None:
        yield listed.unopened
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
    """One file, then the files inside it, down to ``MAX_DEPTH``. Whatever its bytes are, this does not raise.

    Args:
        path: The path shown for it.
        data: Its bytes.
        envelope: The mail it came in.
        depth: How many containers it lies in.
        budget: How much may still be unpacked.
        hint: The issue given where its bytes are neither a workbook nor a container that can be opened.
        within: Its name in its container, folders included.
        see: Called with each file and its bytes.
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
    """The issue for an error in the program that a file brought about."""
    return Issue("F20", {"detail": f"{type(fault).__name__}：{fault}"})


def _refused(arrival: Arrival, issue: Issue, hint: Issue | None) -> Arrival:
    """The arrival marked as not read: with its ``hint`` where it has one, else with ``issue``."""
    if hint is None:
        return replace(arrival, issue=issue)
    return replace(arrival, issue=hint, skipped=True, quiet=hint.code in _QUIET)


def _judge(
    arrival: Arrival, data: bytes, depth: int, budget: Budget, hint: Issue | None
) -> tuple[Arrival, list[Piece]]:
    """The arrival with its format, its data or its issue, and the files inside it. Raises ``UnreadableFile``."""
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
    """What the bytes are; the first volume of a split archive is known by its name. Raises ``UnreadableFile``."""
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
    notice = Issue("F24") if _is_bounce(arrival, data) else _linked(arrival, data)
    if pieces:
        return replace(arrival, contains=len(pieces), skipped=True, notice=notice), pieces
    if notice:
        return replace(arrival, issue=notice, skipped=notice.code != _LINKED), []
    if arrival.format is Format.MAIL and depth:
        return replace(arrival, issue=Issue("F25"), skipped=True, quiet=True), []
    raise UnreadableFile("F14", what=container.word)


def _linked(arrival: Arrival, data: bytes) -> Issue | None:
    """The issue for a mail that has a link in place of an attachment; ``None`` for any other."""
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
    if piece.came_at and not envelope.is_mail:  # a time inside a mail's attachment is not when the mail came
        envelope = replace(envelope, mailed_at=piece.came_at)
    yield from open_bytes(path, body, envelope, depth, budget, hint=piece.hint, within=piece.name, see=see)


def _paths(container: str, pieces: list[Piece]) -> list[str]:
    """The path shown for each piece: the container's path and the piece's base name, numbered where it stands twice."""
    seen: set[str] = set()
    return [f"{container}/{_unused(shown_name(piece.name), seen)}" for piece in pieces]


def shown_name(name: str) -> str:
    """A piece's base name as it is shown: without control characters and line breaks, at most ``_LONGEST`` long."""
    base = plain_text(name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ")
    if len(base) > _LONGEST:
        stem, dot, suffix = base.rpartition(".")
        base = f"{(stem if dot and len(suffix) < 8 else base)[: _LONGEST - 10]}……" + (
            f".{suffix}" if dot and len(suffix) < 8 else ""
        )
    return base or "无名文件"


def _unused(name: str, seen: set[str]) -> str:
    """The name, with a number where it is in ``seen`` already; the result is added to ``seen``."""
    stem, dot, suffix = name.rpartition(".")
    numbered = name
    for number in count(2):
        if numbered not in seen:
            break
        numbered = f"{stem}（{number}）{dot}{suffix}" if dot else f"{name}（{number}）"
    seen.add(numbered)
    return numbered
