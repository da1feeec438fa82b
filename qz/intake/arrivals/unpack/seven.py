"""7z archives, by ``py7zr``."""

import io
import lzma
from collections.abc import Iterator

import py7zr

from qz.intake.arrivals.unpack.pieces_within import MOST_BYTES, Refused, Within, check_sizes


def open_seven(data: bytes) -> Iterator[Within]:
    """The files of a 7z archive. Raises ``Refused``."""
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            if archive.needs_password():
                raise Refused("F06")
            infos = [info for info in archive.list() if not info.is_directory]
            check_sizes(info.uncompressed or 0 for info in infos)
            factory = py7zr.io.BytesIOFactory(MOST_BYTES)
            archive.extractall(factory=factory)
    except py7zr.PasswordRequired:
        raise Refused("F06") from None
    except (py7zr.Bad7zFile, py7zr.exceptions.CrcError, lzma.LZMAError):
        raise Refused("F29") from None
    except (py7zr.UnsupportedCompressionMethodError, py7zr.DecompressionError, EOFError, ValueError, OSError):
        what = "损坏的、或压缩方式较特别的 7z 压缩包"
        raise Refused("F08", what=what, how="请解压后直接报送，或改用 .zip 压缩") from None
    for info in sorted(infos, key=lambda info: info.filename):
        body = factory.products.get(info.filename)
        if body is None:
            yield Within(info.filename, code="F03", words={"detail": "没有内容"})
        else:
            body.seek(0)
            yield Within(info.filename, body.read())
