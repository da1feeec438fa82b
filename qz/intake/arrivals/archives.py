"""Zip archives: their members' own names, whatever program wrote them."""

import posixpath
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import Limits, check_members, open_zip, read_member

ARCHIVE_LIMITS = Limits(members=20_000, directory=4 << 20, member=256 << 20, total=2 << 30)
"""What an archive of returns may hold; its members are inflated one by one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its base name, where it stands, and how to read it. ``is_link``: a symbolic link."""

    name: str
    folder: str
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    is_link: bool

    def read(self) -> bytes:
        """Inflate it. Raises ``UnreadableFile``."""
        return read_member(self.archive, self.info)


def open_archive(data: bytes, limits: Limits = ARCHIVE_LIMITS) -> zipfile.ZipFile:
    """A zip with its members' names decoded: UTF-8, else GB18030, else as zip began (code page 437).

    Raises:
        UnreadableFile: damaged, or too much inside.
    """
    for encoding in ("utf-8", "gb18030", None):
        try:
            return open_zip(data, limits, encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("F03", detail="压缩目录有误")


def members(archive: zipfile.ZipFile, limits: Limits = ARCHIVE_LIMITS) -> Iterator[Member]:
    """The files of an archive in the order of their names, folders left out. Raises ``UnreadableFile``."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    check_members(infos, limits)
    for info in sorted(infos, key=lambda info: (info.filename, info.header_offset)):
        folder, name = posixpath.split(info.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        yield Member(name, folder, archive, info, is_link)
