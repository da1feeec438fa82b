"""What a file is, by its bytes.

Its name is used only to recognise lock files and files that operating systems make, which are never returns, and
volumes of split archives. A document with others embedded in it is what its main part is.
"""

import re
from collections.abc import Mapping
from typing import Final

from qz.intake.arrivals.mails import is_web_archive, mail_head
from qz.intake.arrivals.mime import read_head
from qz.intake.arrivals.packages import ends_a_split, sniff_package
from qz.intake.arrivals.sorts import ENCRYPTED, OTHERS, What, by_start
from qz.intake.intake_records import Format
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.xls.compound import CompoundFile

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LITTER: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_VOLUME: Final = re.compile(r".*\.(?:z\d\d|[rs]\d\d|\d{3}|part\d+\.rar|zip\.\d+)", re.IGNORECASE)
_SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_OLE_CONTENTS: Final[Mapping[str, What]] = {
    "worddocument": What(Format.DOCUMENT, "Word 文档"),
    "powerpoint document": What(Format.DOCUMENT, "PPT 演示文稿"),
    "__properties_version1.0": What(Format.MSG),
    "visiodocument": What(Format.DOCUMENT, "Visio 图"),
    "hwpsummaryinformation": What(Format.DOCUMENT, "Hangul 文档"),
    "wpsworkbook": What(Format.FOREIGN, "老版本 WPS 表格", "请用 WPS 打开，另存为 .xlsx 后重新报送"),
}
"""What an OLE file is, by a stream in its root storage."""


def litter(name: str, data: bytes) -> str:
    """In words, what a file is that was never meant as a return (a lock file, a system's file); ``""`` for others."""
    if data.startswith((*_ZIP, OLE)) and name.casefold() not in _LITTER:
        return ""
    if name.startswith(("~$", ".~")):
        return "表格程序打开文件时的临时文件"
    if name.casefold() in _LITTER or name.startswith("."):
        return "系统自动生成的文件"
    return ""


def sniff(data: bytes, name: str) -> What:
    """What the bytes are. ``name`` is used only to recognise a volume of a split archive among unknown bytes.

    Raises:
        UnreadableFile: A zip so damaged that nothing can be found out about it.
    """
    if not data:
        return What(Format.EMPTY)
    if data.startswith(_ZIP):
        return sniff_package(data)
    if data.startswith(OLE):
        return _sniff_ole(data)
    known = by_start(data) or _sniff_letter(data) or _sniff_text(data)
    is_piece = known.format is Format.UNKNOWN and (is_volume(name) or ends_a_split(data))
    return OTHERS["split"] if is_piece else known


def is_volume(name: str) -> bool:
    """Whether a file is named like a piece of a split archive: ``a.part1.rar``, ``a.7z.001``, ``a.z01``."""
    return _VOLUME.fullmatch(name) is not None


def _sniff_ole(data: bytes) -> What:
    """What an OLE file is, by the streams of its root storage; embedded documents have storages of their own."""
    try:
        names = CompoundFile(data).names
    except UnreadableFile:
        return What(Format.CUT) if len(data) % 512 else What(Format.XLS)  # the reader of .xls knows what is wrong
    if "encryptedpackage" in names:
        return OTHERS["rights"] if "\x09drmcontent" in names or _is_by_rights(data) else What(Format.LOCKED)
    if "\x09drmcontent" in names:
        return OTHERS["rights"]
    if names & {"workbook", "book"}:
        return What(Format.XLS)
    known = next((what for stream, what in _OLE_CONTENTS.items() if stream in names), None)
    return known or What(Format.CUT if len(data) % 512 else Format.UNKNOWN)


def _is_by_rights(data: bytes) -> bool:
    return "DRMEncryptedTransform".encode("utf-16-le") in data


def _sniff_letter(data: bytes) -> What | None:
    """A mail, an mbox or a saved web page (MHT), whatever blanks stand before it; ``None`` for anything else."""
    head = data[:65_536].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return None
    if head.startswith(b"From ") and read_head(head, head.find(b"\n") + 1).lines:
        return What(Format.MAILBOX)
    mail = mail_head(data)
    if mail and is_web_archive(data, mail.headers):
        return What(Format.MARKUP, "网页存档（MHT）")
    return What(Format.MAIL) if mail else None


def _sniff_text(data: bytes) -> What:
    low = data[:65_536].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if low.startswith(b"<"):
        return _sniff_markup(low)
    if any(mark in data[:512] for mark in ENCRYPTED):
        return OTHERS["encrypted"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(data):
        return What(Format.TEXT, "文本文件（CSV 或 TXT）")
    return What(Format.UNKNOWN)


def _sniff_markup(low: bytes) -> What:
    if b"office:document" in low[:4096] and _SPREADSHEET in low[:4096]:
        return What(Format.FODS)
    if b"schemas.uof.org" in low or b"<uof:uof" in low:
        return OTHERS["uof"]
    if b"urn:schemas-microsoft-com:office:spreadsheet" in low and low.startswith(b"<?xml"):
        return What(Format.MARKUP, "XML 表格（2003）")
    if b"<html" in low or b"<table" in low or b"<!doctype html" in low:
        return What(Format.MARKUP, "网页（HTML）")
    return What(Format.MARKUP, "XML 或网页文件")


def _is_text(data: bytes) -> bool:
    sample = data[:65_536]
    if b"\0" in sample:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                text = sample[: len(sample) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return sum(char < " " and char not in "\r\n\t\f" for char in text) * 50 <= len(text)
    return False
