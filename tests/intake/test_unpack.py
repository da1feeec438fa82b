"""Archives and letters that need a library: opened whole and named rightly, or refused in a true sentence."""

import bz2
import gzip
import io
import lzma
import tarfile
from types import SimpleNamespace

import packed
import py7zr
import pytest
import tnefparse

from qz.intake.arrivals.gate import open_bytes
from qz.intake.arrivals.unpack import open_apart, pieces_within
from qz.intake.arrivals.unpack.pieces_within import MOST_BYTES, Refused, check_sizes
from qz.intake.arrivals.unpack.seven import open_seven
from qz.intake.arrivals.unpack.wrapped_mails import open_msg, open_tnef
from qz.intake.intake_records import Format

FILES = {"佐证/1.4 年度计划.pdf": b"%PDF-1.4 one", "填报表.pdf": b"%PDF-1.4 two"}
LOCKED = {"password": "x"}
COPIED = [{"id": py7zr.FILTER_COPY}]
ENDLESS = bytes.fromhex(
    "789f3e22010001039006002400000001000000031000800820060000000000c000000000000046000000004485000003000d340000"
)
"""A winmail.dat whose one property says that it has millions of values."""
NAMES = ["1.4 年度计划.pdf", "填报表.pdf"]


def opened(data, name="文件"):
    return list(open_bytes(name, data))


def inside(data, name="文件"):
    """(path without the container, size) of the files in it."""
    return sorted((each.path.removeprefix(f"{name}/"), each.size) for each in opened(data, name) if not each.contains)


WHOLE = [(NAMES[0], 12), (NAMES[1], 12)]


@pytest.mark.parametrize(
    "make",
    [packed.rar5, packed.rar4, lambda files: packed.rar4(files, encoding="utf-8"), packed.seven, packed.tar],
    ids=["RAR 5", "RAR 4, GBK", "RAR 4, UTF-8", "7z", "tar"],
)
def test_an_archive_is_opened_and_its_names_read(make):
    assert inside(make(FILES)) == WHOLE


@pytest.mark.parametrize("make", [packed.rar5, packed.rar4])
def test_a_damaged_file_of_an_archive_is_not_taken_for_what_was_packed(make):
    whole, damaged = opened(make(FILES).replace(b"two", b"tvo"))[1:]
    assert (whole.size, whole.issue.code) == (12, "F05")
    assert (damaged.size, damaged.issue.code) == (0, "F08")


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (packed.tar(FILES, "w:gz"), "gz"),
        (packed.tar(FILES, "w:bz2"), "bz2"),
        (packed.tar(FILES, "w:xz"), "xz"),
        (packed.tar(FILES, "w:gz", "gb18030"), "gz, GBK"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_packed_tar_is_opened_to_its_files(data, suffix):
    assert suffix
    assert [(path.rpartition("/")[2], size) for path, size in inside(data)] == WHOLE


@pytest.mark.parametrize("pack", [lambda data: packed.gz(data, "孟河镇.pdf"), bz2.compress, lzma.compress])
def test_a_single_packed_file_is_opened(pack):
    (name, size), *others = inside(pack(b"%PDF-1.4"))
    assert (size, others) == (8, [])
    assert name in {"孟河镇.pdf", "压缩的文件"}


def test_winmail_dat_is_opened_by_its_long_names():
    assert inside(packed.tnef({"孟河镇填报表.pdf": b"%PDF-1.4"})) == [("孟河镇填报表.pdf", 8)]


def test_mails_inside_winmail_dat_are_opened_only_so_deep(monkeypatch):
    letter = None
    for depth in range(10, -1, -1):
        attachment = SimpleNamespace(embed=letter, data=b"", long_filename=f"{depth}.eml".encode)
        letter = SimpleNamespace(attachments=[attachment])
    monkeypatch.setattr(tnefparse, "TNEF", lambda *_, **__: letter)
    assert [each.name for each in open_tnef(b"")] == ["8.eml"]


def test_an_outlook_message_that_holds_too_much_is_not_made_a_mail(monkeypatch):
    monkeypatch.setattr(pieces_within, "MOST_BYTES", 7)
    with pytest.raises(Refused, match="F09"):
        list(open_msg(packed.outlook(packed.letter({"孟河镇.pdf": b"%PDF-1.4"}))))


def test_an_outlook_message_is_the_mail_it_is():
    inner = packed.letter({"证明.pdf": b"%PDF-1"}, "x@example.com", "转")
    arrivals = opened(packed.outlook(packed.letter({"孟河镇.pdf": b"%PDF-1.4", "": inner})), "a.msg")
    found = {each.path: each for each in arrivals}
    form = found["a.msg/邮件/孟河镇.pdf"]
    assert (form.envelope.sender, form.envelope.subject) == ("menghe@example.com", "孟河镇填报表")
    assert f"{form.envelope.mailed_at:%Y-%m-%d %H:%M}" == "2011-12-08 09:30"
    (proof,) = [each for path, each in found.items() if path.endswith("/证明.pdf")]
    assert proof.envelope.sender == "x@example.com"


def test_an_outlook_message_keeps_what_the_server_said():
    """When it came, and that its sender is not who he says: saved out of Outlook it is no better than it was."""
    mail = packed.letter({"孟河镇.pdf": b"%PDF-1.4"})
    mail["Received"] = "from a by mx.example; Fri, 16 Dec 2011 09:00:00 +0800"
    mail["Authentication-Results"] = "mx.example; spf=fail"
    (form,) = [each for each in opened(packed.outlook(mail), "a.msg") if each.path.endswith(".pdf")]
    assert f"{form.envelope.mailed_at:%Y-%m-%d %H:%M}" == "2011-12-16 09:00"
    assert f"{form.envelope.dated_at:%Y-%m-%d %H:%M}" == "2011-12-08 09:30"
    assert form.envelope.spoofed == "SPF未通过"


def test_a_mail_signed_as_a_whole_is_opened():
    body = packed.letter({"孟河镇.pdf": b"%PDF-1.4"})
    for head in ("From", "To", "Subject", "Date"):
        del body[head]
    data = packed.signed(body.as_bytes())
    mail = packed.letter({"smime.p7m": data}).as_bytes()
    found = {each.path: each for each in opened(mail, "a.eml")}
    form = found["a.eml/smime.p7m/邮件/孟河镇.pdf"]
    assert (form.size, form.envelope.sender) == (8, "menghe@example.com")


def reason(data):
    """The code and words of the one refusal there is."""
    (issue,) = [each.issue for each in opened(data) if each.issue]
    return issue.code, dict(issue.words)


@pytest.mark.parametrize(
    "data",
    [
        packed.rar5(FILES, encrypted=True),
        packed.rar4({"a.pdf": b"%PDF"}, flags=0x04),
        packed.seven(FILES, **LOCKED),
        packed.seven(FILES, **LOCKED, header_encryption=True),
    ],
    ids=["RAR 5", "RAR 4", "7z", "7z, names too"],
)
def test_a_password_is_said_as_such(data):
    assert reason(data) == ("F06", {})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed.seven(FILES)[:-9], "F29"),
        (packed.seven(FILES, filters=COPIED).replace(b"%PDF-1.4 one", b"%PDF-1.4 ONE"), "F29"),
        (packed.tar(FILES, "w:gz")[:60], "F29"),
        (packed.tnef(FILES)[:30], "F14"),
        (packed.signed(b"x", whole=False), "F21"),
        (packed.rar4({"a.pdf": b"%PDF"}, flags=0x02), "F08"),
        (packed.rar5({"a.pdf": b"%PDF"}, volume=True), "F08"),
    ],
    ids=[
        "7z cut off",
        "7z damaged",
        "gz cut off",
        "winmail.dat cut off",
        "a signature apart",
        "RAR 4 volume",
        "RAR 5 volume",
    ],
)
def test_what_cannot_be_opened_is_refused_truly(data, code):
    assert reason(data)[0] == code


def test_a_file_that_was_damaged_does_not_take_its_neighbours_along():
    data = packed.rar5(FILES).replace(b"%PDF-1.4 one", b"%PDF-1.4 ONE")
    found = {each.path: each.issue.code for each in opened(data) if not each.contains}
    assert found["文件/填报表.pdf"] == "F05"
    assert found["文件/1.4 年度计划.pdf"] in {"F03", "F08"}


def test_a_bomb_is_refused_before_it_is_inflated(monkeypatch):
    monkeypatch.setattr(pieces_within, "MOST_BYTES", 1 << 20)
    monkeypatch.setattr(py7zr.SevenZipFile, "extractall", None)
    with pytest.raises(Refused) as refusal:
        list(open_seven(packed.seven({f"{number}.bin": bytes(600_000) for number in range(2)})))
    assert (refusal.value.code, refusal.value.words) == ("F09", {"detail": "展开后超过1MB"})


def test_a_bomb_that_does_not_say_its_size_is_given_up():
    bomb = gzip.compress(bytes(1 << 20)) * ((MOST_BYTES >> 20) + 1)
    assert len(bomb) < 1 << 20
    assert reason(bomb) == ("F09", {"detail": f"展开后超过{MOST_BYTES >> 20}MB"})


def test_too_many_files_are_refused():
    with pytest.raises(Refused) as refusal:
        check_sizes([0] * 20_001)
    assert refusal.value.code == "F09"


def test_a_child_that_dies_or_hangs_is_told(monkeypatch):
    monkeypatch.setattr(open_apart, "MEMORY", 1 << 20)
    assert reason(packed.seven(FILES))[0] == "F08"
    monkeypatch.undo()
    monkeypatch.setattr(open_apart, "SECONDS", 1)
    code, words = reason(ENDLESS)
    assert (code, words["how"]) == ("F08", "请把里面的文件取出来，直接报送")
    monkeypatch.setattr(open_apart, "SECONDS", 0.001)
    assert reason(packed.rar5(FILES))[0] == "F08"


def test_links_are_told_and_not_followed():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("孟河镇.xlsx")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    (link,) = [each for each in opened(out.getvalue()) if not each.contains]
    assert (link.issue.code, link.skipped, link.format) == ("F16", True, None)


def test_a_workbook_in_an_archive_is_a_workbook():
    from filled import form  # noqa: PLC0415 - the one use

    data = packed.rar5({"孟河镇.xlsx": form("孟河镇")})
    (book,) = [each for each in opened(data) if each.format is Format.OOXML]
    assert book.data == form("孟河镇")
