"""Kinds of file that are recognised by their first bytes: what each is called, and what its sender can do about it.

A new kind is one row here; a kind that can be opened has an entry in ``containers`` as well.
"""

from collections.abc import Mapping
from typing import Final

from qz.intake.intake_records import Format
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class What:
    """What a file is. ``name`` and ``how`` (what its sender can do) go into the finding's sentence."""

    format: Format
    name: str = ""
    how: str = ""


_UNPACK: Final = "请解压后直接报送，或改用 .zip 压缩"

SPLIT: Final = What(Format.ARCHIVE, "分卷压缩包的一卷", "请把各卷放在一起解压后直接报送，或不分卷、改用 .zip 压缩")
_STARTS: Final[tuple[tuple[bytes, What], ...]] = (
    (b"PK\x07\x08PK\x03\x04", SPLIT),
    (b"PK00PK\x03\x04", SPLIT),
    (b"\x09\x00\x04\x00", What(Format.XLS)),
    (b"\x09\x02\x06\x00", What(Format.XLS)),
    (b"\x09\x04\x06\x00", What(Format.XLS)),
    (b"Rar!\x1a\x07", What(Format.RAR)),
    (b"7z\xbc\xaf\x27\x1c", What(Format.SEVEN)),
    (b"\x1f\x8b", What(Format.PACKED)),
    (b"BZh", What(Format.PACKED)),
    (b"\xfd7zXZ\x00", What(Format.PACKED)),
    (b"MSCF", What(Format.ARCHIVE, "cab 压缩包", _UNPACK)),
    (b"%PDF", What(Format.DOCUMENT, "PDF 文件")),
    (b"{\\rtf", What(Format.DOCUMENT, "RTF 文档")),
    (b"\x89PNG\r\n", What(Format.PICTURE, "图片")),
    (b"\xff\xd8\xff", What(Format.PICTURE, "图片")),
    (b"GIF8", What(Format.PICTURE, "图片")),
    (b"BM", What(Format.PICTURE, "图片")),
    (b"II*\x00", What(Format.PICTURE, "图片")),
    (b"MM\x00*", What(Format.PICTURE, "图片")),
    (b"MZ", What(Format.PROGRAM, "程序")),
    (b"\x78\x9f\x3e\x22", What(Format.TNEF)),
    (b"%TSD-Header", What(Format.GUARDED, "加密软件", "请在本单位的加密软件里解密后重新报送")),
    (b"-----BEGIN PGP MESSAGE", What(Format.GUARDED, "PGP", "请解密后重新报送")),
    (b"Salted__", What(Format.GUARDED, "加密软件", "请解密后重新报送")),
    (b"age-encryption.org/", What(Format.GUARDED, "加密软件", "请解密后重新报送")),
)
ENCRYPTED: Final = (b"E-SafeNet", b"%TSD-Header", b"DGDocument", b"ESAFENET")
"""Marks that encryption software leaves near the beginning of a file."""
_PKCS7: Final = bytes.fromhex("06092a864886f70d0107")
"""The object identifier that S/MIME messages begin with. Source: RFC 5652, 3."""
_TAR_PLACE: Final = 257
"""Where ``ustar`` stands in a tar file. Source: POSIX.1, ustar."""
OTHERS: Final[Mapping[str, What]] = {
    "split": SPLIT,
    "rights": What(Format.GUARDED, "权限管理（IRM）", "请用有权限的账号打开，取消限制访问后另存，再重新报送"),
    "encrypted": What(Format.GUARDED, "加密软件", "请在本单位的加密软件里解密后重新报送"),
    "smime": What(Format.SMIME),
    "uof": What(Format.FOREIGN, "标文通（UOF）文档", "请用 Excel、WPS 打开，另存为 .xlsx 后重新报送"),
    "media": What(Format.PICTURE, "图片或视频"),
}
"""Kinds that are recognised by more than their first bytes."""


def by_start(data: bytes) -> What | None:
    """The kind of file that begins with these bytes; ``None`` where none is known."""
    for start, what in _STARTS:
        if data.startswith(start):
            return what
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp":
        return OTHERS["media"]
    if data[_TAR_PLACE : _TAR_PLACE + 5] == b"ustar":
        return What(Format.TAR)
    return OTHERS["smime"] if data[:1] == b"\x30" and _PKCS7 in data[:32] else None
