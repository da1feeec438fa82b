"""Zip archives: their members' own names, whatever program wrote them."""

import posixpath
import stat
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Final

from qz.intake.arrivals.pieces import Piece
from qz.intake.intake_records import Issue
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import FileLimits, check_members, open_zip, read_member

ARCHIVE_LIMITS: Final = FileLimits(members=20_000, directory=4 << 20, member=256 << 20, total=2 << 30)
"""What an archive of returns may hold; its members are inflated one by one."""
_LITTER: Final = Issue("F12", {"what": "系统自动生成的文件"})


def open_directory(data: bytes) -> zipfile.ZipFile:
    """Open a zip. Its members' names are decoded as UTF-8, else GB18030, else code page 437 (the zip format's first).

    Raises:
        UnreadableFile: It is damaged, or holds more than an archive may.
    """
    for encoding in ("utf-8", "gb18030", None):
        try:
            return open_zip(data, ARCHIVE_LIMITS, encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("F03", detail="压缩目录有误")


def open_archive(data: bytes) -> Iterator[Piece]:
    """The files of a zip in the order of their names, folders left out. Raises ``UnreadableFile``."""
    archive = open_directory(data)
    infos = [info for info in archive.infolist() if not info.filename.endswith(("/", "\\"))]  # a name may be empty
    check_members(infos, ARCHIVE_LIMITS)
    for info in sorted(infos, key=lambda info: (info.filename, info.header_offset)):
        name = info.filename.replace("\\", "/")
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        hint = Issue("F16") if is_link else _LITTER if "__MACOSX" in posixpath.dirname(name).split("/") else None
        yield Piece(name, info.file_size, partial(read_member, archive, info), hint, closed=is_link)
