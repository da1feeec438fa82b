"""Tar archives and single files packed by gzip, bzip2 or xz, by Python's own library."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator

from qz.intake.arrivals.unpack.pieces_within import MOST_BYTES, Refused, Within, check_sizes

_NAME_FLAG = 8
"""The bit of a gzip header for a file name after it (RFC 1952, 2.3.1); an extra field would stand before the name."""
_EXTRA_FLAG = 4


def open_tar(data: bytes) -> Iterator[Within]:
    """The files of a tar. Raises ``Refused``."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            infos = [info for info in archive if not info.isdir()]
            check_sizes(info.size for info in infos)
            for info in infos:
                name = _readable(info.name)
                stream = archive.extractfile(info) if info.isreg() else None
                if info.issparse():  # its holes take no space in the archive, and any amount when unpacked
                    yield Within(name, code="F09", words={"detail": "稀疏文件"})
                else:
                    yield Within(name, stream.read()) if stream else Within(name, is_link=True)
    except (tarfile.TarError, EOFError, ValueError, OSError):
        raise Refused("F29") from None


def _readable(name: str) -> str:
    data = name.encode("utf-8", "surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def open_stream(data: bytes) -> Iterator[Within]:
    """The one file that gzip, bzip2 or xz packed. Raises ``Refused``."""
    try:
        with _inflating(data) as stream:
            body = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, lzma.LZMAError, zlib.error):
        raise Refused("F29") from None
    check_sizes([len(body)])
    yield Within(_packed_name(data), body)


def _inflating(data: bytes) -> gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile:
    source = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=source)
    return bz2.BZ2File(source) if data.startswith(b"BZh") else lzma.LZMAFile(source)


def _packed_name(data: bytes) -> str:
    """The file name in a gzip header; where there is none, a name in its place."""
    if data.startswith(b"\x1f\x8b") and data[3] & _NAME_FLAG and not data[3] & _EXTRA_FLAG:
        name = data[10 : data.find(b"\0", 10)]
        if name:
            return _readable(name.decode("utf-8", "surrogateescape"))
    return "压缩的文件"
