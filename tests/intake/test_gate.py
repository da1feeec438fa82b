"""The gate: every file told apart by its bytes, containers opened to a bounded depth, each file listed once."""

import hashlib
import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from filled import form
from oldformats import compound

from qz.intake.arrivals.folder_listing import list_files
from qz.intake.arrivals.gate import open_bytes, open_listed
from qz.intake.arrivals.unpack_budget import MAX_DEPTH, Budget
from qz.intake.intake_records import NO_ENVELOPE, Format

WORD = (
    b'<Types><Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


XML_2003 = b"\xef\xbb\xbf<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"
MHT = b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"


def zipped(*members, encoding=None):
    """A zip of ``(name, bytes)``; with ``encoding`` names are stored raw in it, bit 11 unset."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    data = target.getvalue()
    if encoding is None:
        return data
    for name, _ in members:
        raw, utf = name.encode(encoding), name.encode()
        assert len(raw) <= len(utf)
        padded = raw + b"." * (len(utf) - len(raw))
        data = data.replace(utf, padded)
    return clear_utf8_flags(data)


def clear_utf8_flags(data):
    data = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset + 1] &= ~0x08
            place = data.find(mark, place + 4)
    return bytes(data)


def opened(data, name="a"):
    return list(open_bytes(name, data, NO_ENVELOPE, 0))


def refused(data, name="a"):
    (arrival,) = opened(data, name)
    assert arrival.format is None or arrival.issue
    return arrival.issue.code, arrival.issue.words.get("what", "")


def ole(*streams):
    """An OLE file with these streams."""
    return compound(dict.fromkeys(streams, b"x"))


@pytest.mark.parametrize(
    ("data", "code", "what"),
    [
        (b"", "F01", ""),
        (b"PK\x03\x04" + bytes(40), "F02", ""),
        (b"%PDF-1.7", "F05", "PDF 文件"),
        (b"{\\rtf1", "F05", "RTF 文档"),
        (b"\x89PNG\r\n\x1a\n", "F05", "图片"),
        (b"\0\0\0\x18ftypheic", "F05", "图片或视频"),
        (zipped(("[Content_Types].xml", WORD), ("word/document.xml", b"")), "F05", "Word 文档"),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.text")), "F05", "OpenDocument 文档"),
        (ole("WordDocument"), "F05", "Word 文档"),
        (ole("__properties_version1.0"), "F21", "Outlook 邮件（.msg）"),
        (ole("EncryptionInfo", "EncryptedPackage"), "F06", ""),
        (ole("Other"), "F04", ""),
        (ole("Other")[:-100], "F02", ""),
        ("单位\t分数\r\n孟河镇\t5".encode("gb18030"), "F05", "文本文件（CSV 或 TXT）"),
        ("单位,分数".encode("utf-16"), "F05", "文本文件（CSV 或 TXT）"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>", "F07", "网页（HTML）"),
        (XML_2003, "F07", "XML 表格（2003）"),
        (MHT, "F07", "网页存档（MHT）"),
        (b"Rar!\x1a\x07\x01\x00", "F14", "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "F29", ""),
        (b"\x1f\x8b\x08", "F29", ""),
        (b"MSCF", "F08", "cab 压缩包"),
        (zipped(), "F14", "压缩包"),
        (b"From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n\r\nhello\r\n", "F14", "邮件"),
        (bytes(range(256)), "F04", ""),
    ],
)  # fmt: skip
def test_refused_by_bytes_whatever_the_name(data, code, what):
    for name in ("a.xlsx", "b.doc", "没有后缀"):
        assert refused(data, name) == (code, what)


def test_workbooks_by_bytes_whatever_the_name():
    for name in ("a.xlsx", "b.txt", "~$c.xlsx", ".hidden"):
        (arrival,) = opened(form("孟河镇"), name)
        assert (arrival.format, arrival.data) == (Format.OOXML, form("孟河镇"))
    assert opened(ole("Workbook"))[0].format is Format.XLS
    assert opened(zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")))[0].format is Format.ODS
    assert opened(zipped(("[Content_Types].xml", b""), ("xl/workbook.bin", b"")))[0].format is Format.XLSB


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".~lock.a.ods#", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", "._a.xlsx"]
)
def test_litter_is_skipped(name):
    (arrival,) = opened(b"", name)
    assert (arrival.skipped, arrival.issue.code) == (True, "F12")


BOOK = form("孟河镇")


@pytest.mark.parametrize("encoding", [None, "gb18030"])
def test_chinese_names_in_archives(encoding):
    names = [arrival.path for arrival in opened(zipped(("部门/孟河镇.xlsx", BOOK), encoding=encoding), "包.zip")]
    assert names[0] == "包.zip"
    assert names[1].rstrip(".") == "包.zip/孟河镇.xlsx"


def test_members_are_listed_under_their_own_names_each_once():
    members = [("x/a.xlsx", BOOK), ("y/a.xlsx", BOOK), ("../../a.xlsx", BOOK), ("C:\\b.xlsx", BOOK), ("d/", b"")]
    names = [arrival.path for arrival in opened(zipped(*members), "包.zip")][1:]
    assert sorted(names) == ["包.zip/a.xlsx", "包.zip/a（2）.xlsx", "包.zip/a（3）.xlsx", "包.zip/b.xlsx"]


def test_archives_in_archives_to_a_bounded_depth():
    data, depth = BOOK, 0
    while depth < MAX_DEPTH:
        data, depth = zipped((f"{depth}.zip" if depth else "a.xlsx", data)), depth + 1
    assert opened(data)[-1].format is Format.OOXML
    deeper = opened(zipped(("x.zip", data)))
    assert (deeper[-1].issue.code, deeper[-1].path.count("/")) == ("F13", MAX_DEPTH)


def test_a_bad_member_costs_only_itself():
    data = bytearray(zipped(("a.xlsx", BOOK), ("b.xlsx", BOOK)))
    data[data.index(BOOK) + 50] ^= 0xFF
    arrivals = opened(bytes(data))
    assert [arrival.issue.code if arrival.issue else "" for arrival in arrivals] == ["", "F03", ""]


def test_links_and_foreign_litter_in_archives_are_skipped():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("a.xlsx")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("__MACOSX/._a.xlsx", b"\0\5\x16\7")
    arrivals = opened(target.getvalue())[1:]
    assert {(arrival.skipped, arrival.issue.code) for arrival in arrivals} == {(True, "F16"), (True, "F12")}


def test_a_locked_archive_is_refused():
    data = bytearray(zipped(("a.xlsx", BOOK)))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert [arrival.issue.code for arrival in opened(bytes(data))[1:]] == ["F06"]


def test_what_one_file_unfolds_into_is_bounded():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(300 << 20))
    assert refused(bomb.getvalue())[0] == "F09"
    ten = zipped(*((f"{number}.zip", zipped(("a", b"x" * 900))) for number in range(10)))
    budget = Budget(bytes=8000, files=100)
    codes = [arrival.issue.code for arrival in open_bytes("a", ten, NO_ENVELOPE, 0, budget) if arrival.issue]
    assert "F09" in codes


def mail(*attachments, **headers):
    message = EmailMessage()
    message["From"], message["To"] = headers.pop("sender", "王 <mh@example.com>"), "zl@example.com"
    message["Subject"], message["Date"] = "报送", headers.pop("date", "Mon, 05 Dec 2011 23:30:00 +0000")
    message.set_content("请查收")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_mail_carries_its_date_and_sender():
    container, arrival = opened(mail(("孟河镇.xlsx", BOOK)), "信.eml")
    assert (container.contains, container.skipped) == (1, True)
    assert arrival.path == "信.eml/孟河镇.xlsx"
    assert arrival.envelope.mailed_at.isoformat() == "2011-12-06T07:30:00"
    assert arrival.envelope.sender == "mh@example.com"
    inside = opened(mail(("包.zip", zipped(("a.xlsx", BOOK)))), "信.eml")[-1]
    assert (inside.path, inside.envelope) == ("信.eml/包.zip/a.xlsx", arrival.envelope)


@pytest.mark.parametrize("before", [b"", b"From mh@example.com Mon Dec  5 23:30:00 2011\r"], ids=["mail", "mailbox"])
def test_a_mail_an_old_mac_saved_is_one(before):
    body = before + mail(("孟河镇.xlsx", BOOK)).replace(b"\n", b"\r")
    *_, arrival = opened(body, "信.eml")
    assert arrival.format is Format.OOXML
    assert arrival.envelope.sender == "mh@example.com"
    assert hashlib.sha256(body).hexdigest() == opened(body, "信.eml")[0].sha256


@pytest.mark.parametrize("date", ["", "昨天", "Mon, 99 Dec 2011 23:30:00 +0000", "Mon, 05 Dec 99999 23:30:00 +0000"])
def test_a_date_that_cannot_be_is_none(date):
    body = mail(("a.xlsx", BOOK)).replace(b"Mon, 05 Dec 2011 23:30:00 +0000", date.encode())
    assert opened(body, "信.eml")[-1].envelope.mailed_at is None


def test_a_mail_within_a_mail_keeps_its_own_date():
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Date"] = "x@example.com", "y@example.com", "Mon, 12 Dec 2011 00:00:00 +0800"
    outer.set_content("转发")
    inner = EmailMessage()
    inner["From"], inner["Date"] = "mh@example.com", "Mon, 05 Dec 2011 00:00:00 +0800"
    inner.set_content("x")
    inner.add_attachment(BOOK, maintype="application", subtype="octet-stream", filename="a.xlsx")
    outer.add_attachment(inner)
    arrival = opened(outer.as_bytes(), "信.eml")[-1]
    assert (arrival.envelope.sender, arrival.envelope.mailed_at.day) == ("mh@example.com", 5)


def test_a_mailbox_holds_mails():
    mails = [mail(("a.xlsx", BOOK)), mail(("b.xlsx", BOOK), date="Tue, 06 Dec 2011 00:00:00 +0000"), mail()]
    box = b"".join(
        b"From x@y Mon Dec  5 00:00:00 2011\n" + each.replace(b"\nFrom ", b"\n>From ") + b"\n" for each in mails
    )
    paths = [arrival.path for arrival in opened(box, "信箱.mbox")]
    first, second, third = "信箱.mbox/第1封", "信箱.mbox/第2封", "信箱.mbox/第3封"
    assert paths == ["信箱.mbox", first, f"{first}/a.xlsx", second, f"{second}/b.xlsx", third]


def test_pictures_of_a_mails_text_are_skipped():
    message = EmailMessage()
    message["From"], message["To"] = "a@b.c", "d@e.f"
    message.set_content("x")
    message.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    (_, arrival) = opened(message.as_bytes())
    assert (arrival.skipped, arrival.quiet, arrival.issue.code) == (True, True, "F19")


def of_folder(folder):
    return [arrival for listed in list_files(folder) for arrival in open_listed(listed)]


def test_folders_in_order_links_not_followed(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.xlsx").write_bytes(BOOK)
    (tmp_path / "a.xlsx").write_bytes(BOOK)
    (tmp_path / "c").symlink_to(tmp_path)
    (tmp_path / "d.xlsx").symlink_to(tmp_path / "a.xlsx")
    found = [(arrival.path, arrival.issue.code if arrival.issue else "") for arrival in of_folder(tmp_path)]
    assert found == [("a.xlsx", ""), ("b/x.xlsx", ""), ("c", "F16"), ("d.xlsx", "F16")]


def test_names_that_are_no_utf8_are_read_as_gbk(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "孟河镇.xlsx".encode("gb18030"))).write_bytes(b"")
    (arrival,) = of_folder(tmp_path)
    assert arrival.path == "孟河镇.xlsx"


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "管道.xlsx")
    (arrival,) = of_folder(tmp_path)
    assert arrival.issue.code == "F18"
