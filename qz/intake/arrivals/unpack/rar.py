"""RAR 4 and 5: ``rarfile`` reads the directory, libarchive (``archi``) the contents.

Libarchive decodes names by the system's language. Its contents are therefore matched with the directory's files by
their order, size and CRC, not by name.
"""

import io
import warnings
import zlib
from collections.abc import Iterator

import archi
import rarfile

from qz.intake.arrivals.unpack.pieces_within import Refused, Within, check_sizes

_UNPACK = "请解压后直接报送，或改用 .zip 压缩"


def open_rar(data: bytes) -> Iterator[Within]:
    """The files of a RAR archive. Raises ``Refused``."""
    rarfile.RAR_MAX_COMMENT = -1  # comments are not needed, and rarfile would call a program that is not installed
    rarfile.TRY_ENCODINGS = ("utf-8", "gb18030")
    try:
        archive = rarfile.RarFile(io.BytesIO(data))
    except rarfile.NeedFirstVolume:
        raise _split() from None
    except rarfile.Error:
        raise Refused("F29") from None
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if archive.needs_password():
        raise Refused("F06")
    if "next volume" in str(archive.strerror()):
        raise _split()
    check_sizes(info.file_size for info in infos)
    contents = _contents(data)
    found: dict[str, bytes] = {}
    for info in infos:
        body = _body_of(info, archive, contents, found)
        if info.is_symlink():
            yield Within(info.filename, is_link=True)
        elif body is None:
            yield Within(info.filename, code="F08", words={"what": "固实或较老的 RAR 压缩包", "how": _UNPACK})
        else:
            found[info.filename] = body
            yield Within(info.filename, body)


def _split() -> Refused:
    return Refused("F08", what="分卷压缩包的一卷", how="请把各卷放在一起解压后直接报送，或不分卷、改用 .zip 压缩")


def _contents(data: bytes) -> Iterator[bytes]:
    """Each file's contents by libarchive, in order; it ends at the first file that libarchive cannot read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for entry in archi.Archive(io.BytesIO(data)):
                yield entry.read()
    except archi.Error:
        return


def _body_of(
    info: rarfile.RarInfo, archive: rarfile.RarFile, contents: Iterator[bytes], found: dict[str, bytes]
) -> bytes | None:
    """One file's contents; ``None`` where neither library can unpack them."""
    if not info.file_size:
        return b""
    if info.file_redir:  # the same contents as an earlier file, or a link
        return found.get(info.file_redir[2])
    body = next((each for each in contents if _is_of(each, info)), None)
    if body is None and info.compress_type == rarfile.RAR_M0:  # not compressed at all
        try:
            body = archive.read(info)
        except rarfile.Error:
            return None
    return body


def _is_of(body: bytes, info: rarfile.RarInfo) -> bool:
    """Whether these are the file's contents: the size agrees, and the CRC where the directory has one."""
    return len(body) == info.file_size and (info.CRC is None or zlib.crc32(body) == info.CRC)
