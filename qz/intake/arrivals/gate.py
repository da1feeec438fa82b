"""Lists every file of the returns folder, at any depth and also inside archives and mails, and what each file is.

What a file is, is found out by its bytes. Nothing received is changed. Only one file of the folder is in memory at a
time, and how much may be unpacked from it is limited.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from qz.intake.arrivals.cloud_links import find_cloud_link
from qz.intake.arrivals.containers import CONTAINERS, Container
from qz.intake.arrivals.folder_listing import Listed, reason_of, refusal
from qz.intake.arrivals.mails import envelope_of, is_bounce, usual_line_ends
from qz.intake.arrivals.packages import unfolded_size
from qz.intake.arrivals.pieces import Piece
from qz.intake.arrivals.shown_names import shown_name, unused_name
from qz.intake.arrivals.sniff import is_volume, litter, sniff
from qz.intake.arrivals.sorts import SPLIT, What
from qz.intake.arrivals.unpack_budget import MAX_DEPTH, MAX_FILE, MAX_PIECES, MAX_WORKBOOK, Budget
from qz.intake.intake_records import NO_ENVELOPE, WORKBOOK_FORMATS, Arrival, Envelope, Format, Issue
from qz.workbook.read.fault import UnreadableFile

_QUIET: Final = frozenset({"F19"})
"""Codes of files that are only listed in 收件登记, without a finding: nobody has to do anything about them."""
_LINKED: Final = "F26"
"""The code of a mail with a link to a cloud drive in place of an attachment."""
_PERHAPS_A_VOLUME: Final = frozenset({"F02", "F03", "F14", "F29"})
"""Codes that one volume of a split archive also gives when it is opened by itself: cut off, damaged, empty."""
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


def open_listed(listed: Listed, see: See | None = None) -> Iterator[Arrival]:
    """One entry of the folder, then the files inside it; ``see`` is called with each file and its bytes."""
    if listed.unopened is not None:
        yield listed.unopened
        return
    path, file = listed.path, Path(listed.real)
    try:
        size = file.stat(follow_symlinks=False).st_size
        if size > MAX_FILE:
            yield replace(refusal(path, UnreadableFile("F09", detail=f"文件有{size >> 20}MB")), size=size)
            return
        data = file.read_bytes()
    except OSError as fault:
        yield refusal(path, UnreadableFile("F18", detail=reason_of(fault)))
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
        yield _refused(replace(refusal(path, fault), envelope=envelope), Issue(fault.code, fault.words), piece.hint)
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
    return [f"{container}/{unused_name(shown_name(piece.name), seen)}" for piece in pieces]
