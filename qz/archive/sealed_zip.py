"""The archive's file: a zip without compression, so that the same contents give the same bytes."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from qz.archive.archive_contents import ArchivedFile
from qz.records import dataclass

_EPOCH: Final = (2000, 1, 1, 0, 0, 0)
"""The time of every file in the zip."""
_PIECE: Final = 1 << 20


class NotAnArchive(Exception):
    """The file is not the archive of a year; the message is a Chinese sentence with the reason."""


class ArchiveWriter:
    """Adds files to a new archive."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        """``package``: a zip that is open for writing."""
        self._package = package
        self.files: list[ArchivedFile] = []

    def add(self, name: str, source: Path, about: str = "") -> ArchivedFile:
        """Add the file ``source`` under a name; ``about``: what it is, for the list."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.create_system, info.external_attr = 3, 0o644 << 16
        info.file_size = source.stat().st_size
        digest = hashlib.sha256()
        with source.open("rb") as data, self._package.open(info, "w") as target:
            while piece := data.read(_PIECE):
                digest.update(piece)
                target.write(piece)
        file = ArchivedFile(name, info.file_size, digest.hexdigest(), about)
        self.files.append(file)
        return file


@contextmanager
def new_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Write an archive to ``path``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        yield ArchiveWriter(package)


@dataclass(frozen=True, slots=True)
class ArchiveReader:
    """An open archive. ``members``: its files by name. ``doubled``: names that it has more than once."""

    package: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    doubled: tuple[str, ...]

    def digest(self, name: str) -> str:
        """SHA-256 of a file in the archive; ``""`` where it is damaged."""
        digest = hashlib.sha256()
        try:
            with self._open(name) as data:
                while piece := data.read(_PIECE):
                    digest.update(piece)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
            return ""
        return digest.hexdigest()

    def read(self, name: str) -> bytes:
        """The bytes of a file in the archive. Raises ``NotAnArchive`` where it is missing or damaged."""
        if name not in self.members:
            raise NotAnArchive(f"里面没有“{name}”。")
        try:
            with self._open(name) as data:
                return data.read()
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
            raise NotAnArchive(f"里面的“{name}”已损坏，读不出来。") from None

    def _open(self, name: str) -> IO[bytes]:
        return self.package.open(self.members[name])


@contextmanager
def open_archive(path: Path) -> Iterator[ArchiveReader]:
    """Open an archive.

    Raises:
        NotAnArchive: It cannot be opened, or declares more contents than a zip of its size can have.
    """
    try:
        package = zipfile.ZipFile(path)
    except OSError as fault:
        raise NotAnArchive(f"读不出来（{fault.strerror}）。请核对文件名。") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotAnArchive("不是归档包，或者没有下载、拷贝完整。") from None
    with package:
        infos: Sequence[zipfile.ZipInfo] = [info for info in package.infolist() if not info.is_dir()]
        if sum(max(info.file_size, 0) for info in infos) > path.stat().st_size:
            raise NotAnArchive("里面的文件合起来比归档包本身还大：不是本程序归档的。")
        names = [info.filename for info in infos]
        doubled = (
            tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
            if len(set(names)) < len(names)
            else ()
        )
        yield ArchiveReader(package, {info.filename: info for info in infos}, doubled)
