"""What a file is, by its bytes. Names decide nothing but what is never a return: lock files and systems' own litter."""

import re
from typing import Final

from qz.intake.intake_records import Format
from qz.workbook.read.fault import UnreadableFile

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_ENTRY: Final = 128
"""Bytes of an entry of an OLE directory, which begins at a multiple of them."""

_ARCHIVES: Final = (
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gz 压缩包"),
    (b"BZh", "bz2 压缩包"),
    (b"\xfd7zXZ\x00", "xz 压缩包"),
    (b"MSCF", "cab 压缩包"),
)
_OTHERS: Final = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG\r\n", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"MZ", "程序"),
    (b"\x78\x9f\x3e\x22", "邮件附件包 winmail.dat"),
)
_OLE_CONTENTS: Final = (
    ("WordDocument", "Word 文档"),
    ("PowerPoint Document", "PPT 演示文稿"),
    ("__properties_version1.0", "Outlook 邮件（.msg）"),
    ("VisioDocument", "Visio 图"),
)
_OOXML_OTHERS: Final = ((b"wordprocessingml", "Word 文档"), (b"presentationml", "PPT 演示文稿"))
_HEADER: Final = re.compile(rb"[!-9;-~]{2,60}:[ \t]?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_MAIL_HEADERS: Final = (
    b"from:",
    b"to:",
    b"subject:",
    b"received:",
    b"mime-version:",
    b"return-path:",
    b"x-unsent:",
    b"date:",
)
_LITTER: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


def litter(name: str, data: bytes) -> str:
    """What a file is that was never meant as a return (a lock file, a system's own); ``""`` for any other."""
    if data.startswith((_ZIP, OLE)) and name.casefold() not in _LITTER:
        return ""
    if name.startswith(("~$", ".~")):
        return "表格程序打开文件时的临时文件"
    if name.casefold() in _LITTER or name.startswith("."):
        return "系统自动生成的文件"
    return ""


def sniff(data: bytes) -> Format:
    """What the bytes are.

    Raises:
        UnreadableFile: for anything that is neither a workbook nor something that may hold one.
    """
    if not data:
        raise UnreadableFile("F01")
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return Format.ZIP
    if data.startswith(OLE):
        return _sniff_ole(data)
    if data.startswith(_OLD_BIFF):
        return Format.XLS
    for magic, what in _ARCHIVES:
        if data.startswith(magic):
            raise UnreadableFile("F08", what=what)
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise UnreadableFile("F05", what=what)
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp":
        raise UnreadableFile("F05", what="图片或视频")
    return _sniff_text(data)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE directory has an entry of that name."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    length = len(wanted).to_bytes(2, "little")
    place = data.find(wanted)
    while place >= 0:
        if place % _ENTRY == 0 and data[place + 64 : place + 66] == length:
            return True
        place = data.find(wanted, place + 1)
    return False


def _sniff_ole(data: bytes) -> Format:
    if _has_stream(data, "EncryptedPackage"):
        raise UnreadableFile("F06")
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return Format.XLS
    for stream, what in _OLE_CONTENTS:
        if _has_stream(data, stream):
            raise UnreadableFile("F05", what=what)
    if len(data) % 512:
        raise UnreadableFile("F02")
    raise UnreadableFile("F04")


def _sniff_text(data: bytes) -> Format:
    head = data[:65_536].lstrip(b"\xef\xbb\xbf \t\r\n")
    low = head[:4096].lower()
    if low.startswith(b"<"):
        raise UnreadableFile("F07", what=_name_markup(head.lower()))
    if head.startswith(b"From ") and _HEADER.match(head, head.find(b"\n") + 1):
        return Format.MAILBOX
    if _looks_like_mail(head):
        return Format.MAIL
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(data):
        what = "文本文件（CSV 或 TXT）"
        raise UnreadableFile("F05", what=what)
    raise UnreadableFile("F04")


def _name_markup(low: bytes) -> str:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in low and low.startswith(b"<?xml"):
        return "XML 表格（2003）"
    if b"<html" in low or b"<table" in low or b"<!doctype html" in low:
        return "网页（HTML）"
    return "XML 或网页文件"


def _looks_like_mail(head: bytes) -> bool:
    place, known = 0, 0
    while found := _HEADER.match(head, place):
        known += found[0].lower().startswith(_MAIL_HEADERS)
        place = found.end()
    return known >= 2 or (known == 1 and b"x-document-type: workbook" in head[:place].lower())


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


def sniff_zip(names: frozenset[str], content_types: bytes, mimetype: bytes) -> Format:
    """What a zip is: a workbook's package, another document's, or an archive.

    Args:
        names: Its members, folded.
        content_types: Its content types part, empty where there is none.
        mimetype: Its ``mimetype`` member, empty where there is none.

    Raises:
        UnreadableFile: for a document that is no workbook.
    """
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        if b"spreadsheet" in mimetype:
            return Format.ODS
        raise UnreadableFile("F05", what="OpenDocument 文档")
    for mark, what in _OOXML_OTHERS:
        if mark in content_types and b"spreadsheetml" not in content_types.partition(mark)[0]:
            raise UnreadableFile("F05", what=what)
    if any(name.endswith("workbook.bin") for name in names):
        return Format.XLSB
    if content_types or "xl/workbook.xml" in names:
        return Format.OOXML
    return Format.ZIP
