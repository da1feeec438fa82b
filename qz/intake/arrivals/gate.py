"""The gate: every file of the returns folder, at any depth, inside archives and mails too, told apart by its bytes.

Nothing received is changed. One file's bytes are held at a time; what one file may unfold into is bounded.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qz.intake.arrivals.archives import Member, members, open_archive
from qz.intake.arrivals.mails import Attachment, read_mail, split_mailbox
from qz.intake.arrivals.sniff import litter, sniff, sniff_zip
from qz.intake.intake_records import NO_ENVELOPE, WORKBOOK_FORMATS, Arrival, Envelope, Format, Issue
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import read_member

MAX_DEPTH: Final = 4
"""How deep archives and mails may hold one another."""
MAX_FILE: Final = 512 << 20
"""Bytes of one file in the folder."""
MAX_WORKBOOK: Final = 64 << 20
"""Bytes of one workbook."""
_CONTAINERS: Final = {Format.ZIP: "压缩包", Format.MAIL: "邮件", Format.MAILBOX: "邮箱"}


@dataclass(slots=True)
class _Budget:
    """What one file of the folder may still unfold into."""

    bytes: int = 2 << 30
    files: int = 50_000

    def spend(self, size: int) -> None:
        """Count one file. Raises ``UnreadableFile`` when there is no more."""
        self.bytes -= size
        self.files -= 1
        if self.bytes < 0 or self.files < 0:
            raise UnreadableFile("F09", detail="层层展开后超出限度")


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
    for entry in found:
        path = prefix + _readable(entry.name)
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


def open_listed(listed: Listed) -> Iterator[Arrival]:
    """What one entry of the folder is and holds."""
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
    yield from open_bytes(path, data, NO_ENVELOPE, 0, _Budget())


def open_bytes(
    path: str, data: bytes, envelope: Envelope, depth: int, budget: _Budget | None = None
) -> Iterator[Arrival]:
    """What one file is and holds: itself first, then the files inside, to ``MAX_DEPTH``."""
    name = path.rpartition("/")[2]
    arrival = Arrival(path, hashlib.sha256(data).hexdigest(), len(data), envelope=envelope)
    skipped = litter(name, data)
    if skipped:
        yield replace(arrival, issue=Issue("F12", {"what": skipped}), skipped=True)
        return
    try:
        kind = _format_of(data)
        if kind in WORKBOOK_FORMATS:
            if len(data) > MAX_WORKBOOK:
                raise UnreadableFile("F09", detail=f"文件有{len(data) >> 20}MB")  # noqa: TRY301 - one door out
            yield replace(arrival, format=kind, data=data)
            return
        if depth >= MAX_DEPTH:
            raise UnreadableFile("F13", limit=str(MAX_DEPTH))  # noqa: TRY301 - one door out
        yield from _open_container(replace(arrival, format=kind), data, depth, budget or _Budget())
    except UnreadableFile as fault:
        yield replace(arrival, issue=Issue(fault.code, fault.words))


def _format_of(data: bytes) -> Format:
    kind = sniff(data)
    if kind is not Format.ZIP:
        return kind
    archive = open_archive(data)
    infos = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in archive.infolist()}
    small = {key: info for key, info in infos.items() if info.file_size < 1 << 20}
    types, mimetype = small.get("[content_types].xml"), small.get("mimetype")
    return sniff_zip(
        frozenset(infos),
        read_member(archive, types) if types else b"",
        read_member(archive, mimetype) if mimetype else b"",
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """One file inside a container."""

    name: str
    folder: str
    source: Attachment | Member

    @property
    def skip(self) -> Issue | None:
        """Why it is not opened at all."""
        if isinstance(self.source, Attachment):
            return Issue("F19", {"what": "图片"}) if self.source.inline else None
        if self.source.is_link:
            return Issue("F16")
        return Issue("F12", {"what": "系统自动生成的文件"}) if "__MACOSX" in self.folder.split("/") else None


def _pieces(kind: Format, data: bytes) -> list[_Piece]:
    if kind is Format.ZIP:
        return [_Piece(member.name, member.folder, member) for member in members(open_archive(data))]
    mails = split_mailbox(data) if kind is Format.MAILBOX else [data]
    return [
        _Piece(attachment.name, f"{place}" if kind is Format.MAILBOX else "", attachment)
        for place, mail in enumerate(mails, start=1)
        for attachment in read_mail(mail)
    ]


def _open_container(arrival: Arrival, data: bytes, depth: int, budget: _Budget) -> Iterator[Arrival]:
    assert arrival.format is not None  # noqa: S101 - the caller has just judged it
    pieces = _pieces(arrival.format, data)
    if not pieces:
        raise UnreadableFile("F14", what=_CONTAINERS[arrival.format])
    yield replace(arrival, contains=len(pieces), skipped=True)
    paths = _paths(arrival.path, pieces)
    for path, piece in zip(paths, pieces, strict=True):
        envelope = piece.source.envelope if isinstance(piece.source, Attachment) else arrival.envelope
        if envelope.mailed_at is None:
            envelope = replace(envelope, mailed_at=arrival.envelope.mailed_at)
        if piece.skip:
            yield Arrival(path, "", 0, envelope=envelope, issue=piece.skip, skipped=True)
            continue
        try:
            body = piece.source.data if isinstance(piece.source, Attachment) else piece.source.read()
            budget.spend(len(body))
        except UnreadableFile as fault:
            yield replace(_fault(path, fault), envelope=envelope)
            continue
        yield from open_bytes(path, body, envelope, depth + 1, budget)


def _paths(container: str, pieces: list[_Piece]) -> list[str]:
    """Where each piece is said to be: the container and its base name; a name met before is numbered."""
    seen: dict[str, int] = {}
    paths = []
    for piece in pieces:
        base = piece.name.replace("\\", "/").rpartition("/")[2].strip() or "无名文件"
        name = f"第{piece.folder}封/{base}" if isinstance(piece.source, Attachment) and piece.folder else base
        seen[name] = seen.get(name, 0) + 1
        stem, dot, suffix = name.rpartition(".")
        if seen[name] > 1:
            name = f"{stem}（{seen[name]}）{dot}{suffix}" if dot else f"{name}（{seen[name]}）"
        paths.append(f"{container}/{name}")
    return paths
