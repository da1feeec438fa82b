"""Lists the entries of the returns folder, at any depth; nothing is opened."""

import os
from collections.abc import Iterator
from pathlib import Path

from qz.intake.arrivals.shown_names import unused_name
from qz.intake.intake_records import Arrival, Issue
from qz.records import dataclass
from qz.workbook.read.fault import UnreadableFile


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the returns folder.

    ``path``: relative to the folder, for display. ``real``: the path to open. ``unopened``: in place of ``real``, the
    record of an entry that is not opened (a symbolic link, a folder that cannot be read).
    """

    path: str
    real: str = ""
    unopened: Arrival | None = None


def list_files(folder: Path) -> Iterator[Listed]:
    """The entries of the folder, at any depth, in the order of their paths; nothing is opened."""
    yield from _list(folder, "")


def _list(folder: Path, prefix: str) -> Iterator[Listed]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda entry: entry.name)
    except OSError as fault:
        yield _unopened(refusal(prefix.rstrip("/") or folder.name, UnreadableFile("F18", detail=reason_of(fault))))
        return
    seen: set[str] = set()
    for entry in found:
        path = prefix + unused_name(_readable(entry.name), seen)
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


def reason_of(fault: OSError) -> str:
    """Why a file or folder could not be opened, in Chinese words."""
    return "没有读取权限" if isinstance(fault, PermissionError) else fault.strerror or "读取出错"


def refusal(path: str, fault: UnreadableFile) -> Arrival:
    """The record of a file that is not read, with the issue that says why."""
    return Arrival(path, "", 0, issue=Issue(fault.code, fault.words))
