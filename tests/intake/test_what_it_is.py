"""A file is what its declared main part says, whatever is embedded in it; what cannot be read is called by its name."""

import io
import subprocess
import zipfile

import pytest
from filled import form, layout_of, programme, unit_of
from hostile_files import zipped
from oldformats import compound, ods_content, xls_of
from repacked import repack

from qz.intake.arrivals import legacy
from qz.intake.arrivals.gate import open_bytes
from qz.intake.arrivals.packages import ends_a_split
from qz.intake.intake_records import Format
from qz.intake.receive import read_returns
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.xls.compound import CompoundFile
from qz.workbook.read.xlsx.read_xlsx import read_workbook

TOWN = "孟河镇"
WORD = (
    b'<Default Extension="docx" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document"/>'
)
SLIDES = WORD.replace(b"docx", b"pptx").replace(b"wordprocessingml.document", b"presentationml.presentation")
LETTER = (
    b'<Override PartName="/xl/embeddings/a.docx" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/>'
)


def embedded(*types):
    """A good form in which other documents are embedded, declared before its own parts."""

    def declare(body):
        place = body.index(b">", body.index(b"<Types")) + 1
        return body[:place] + b"".join(types) + body[place:]

    return repack(form(TOWN), {"[Content_Types].xml": declare, "xl/embeddings/a.docx": b"PK\x03\x04"})


@pytest.mark.parametrize("types", [(WORD,), (SLIDES,), (LETTER,), (LETTER, SLIDES, WORD)])
def test_a_form_with_other_documents_in_it_is_a_form(tmp_path, types):
    (tmp_path / "a.xlsx").write_bytes(embedded(*types))
    intake = read_returns(programme(), tmp_path, layout_of)
    assert list(intake.returns) == [unit_of(TOWN).code]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
def test_an_old_workbook_is_known_by_its_stream_however_written(name):
    (arrival,) = open_bytes("a.xls", compound({"PowerPoint Document": b"x", name: b"x"}))
    assert arrival.format is Format.XLS


def with_folder(data):
    """The compound file with its second stream moved into a folder: an object embedded in the document."""
    data = bytearray(data)
    directory = data.index("Root Entry".encode("utf-16-le"))
    first, second = directory + 128, directory + 256
    data[first + 72 : first + 76] = b"\xff" * 4  # nothing beside the first
    assert data[second + 66] == 2
    return bytes(data)


def test_what_is_embedded_in_an_old_workbook_is_not_it():
    book = xls_of(read_workbook(form(TOWN)), streams={"WordDocument": b"x"})
    (arrival,) = open_bytes("a.xls", book)
    assert arrival.format is Format.XLS
    letter = with_folder(compound({"WordDocument": b"x", "Workbook": b"x"}))
    assert CompoundFile(letter).names == {"worddocument"}
    (arrival,) = open_bytes("a.doc", letter)
    assert (arrival.issue.code, arrival.issue.words["what"]) == ("F05", "Word 文档")


def test_a_workbook_in_one_xml_document_is_read(tmp_path):
    body = ods_content(read_workbook(form(TOWN)))
    flat = body.replace(
        "<office:document-content",
        '<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"',
        1,
    )
    flat = flat.replace("</office:document-content>", "</office:document>")
    (tmp_path / "a.xls").write_bytes(flat.encode())
    intake = read_returns(programme(), tmp_path, layout_of)
    assert list(intake.returns) == [unit_of(TOWN).code]


ZIPS = {
    "Numbers 表格": ("F23", [("Index/Document.iwa", b"x"), ("Index/Tables/Tile.iwa", b"x"), ("Data/a.jpg", b"x")]),
    "iWork 文档（Pages、Keynote）": ("F05", [("Index/Document.iwa", b"x"), ("Index/Slide-1.iwa", b"x")]),
    "标文通（UOF）文档": ("F23", [("uof.xml", b"x"), ("content.xml", b"x")]),
    "OpenOffice 1 表格（.sxc）": ("F23", [("mimetype", b"application/vnd.sun.xml.calc"), ("content.xml", b"x")]),
    "OFD 文档": ("F05", [("OFD.xml", b"x"), ("Doc_0/Document.xml", b"x")]),
    "电子书": ("F05", [("mimetype", b"application/epub+zip"), ("a.xhtml", b"x")]),
    "程序": ("F05", [("META-INF/MANIFEST.MF", b"x"), ("a.class", b"x")]),
    "XPS 文档": ("F05", [("[Content_Types].xml", b"<Types/>"), ("FixedDocSeq.fdseq", b"x")]),
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_document_that_is_a_zip_is_one_document(name):
    code, members = ZIPS[name]
    (arrival,) = open_bytes("a", zipped(*members))
    assert (arrival.issue.code, arrival.issue.words["what"]) == (code, name)


def split_zip():
    """The last volume of a split archive."""
    data = bytearray(zipped(("a.xlsx", b"x" * 99)))
    end = data.rindex(b"PK\x05\x06")
    data[end + 4 : end + 6] = b"\3\0"
    return bytes(data[40:])


BY_RIGHTS = {"EncryptedPackage": b"x", "\x06Primary": "DRMEncryptedTransform".encode("utf-16-le")}
OTHERS = {
    "split last": (split_zip(), "a.zip", "F08", "分卷压缩包的一卷"),
    "split first": (b"PK\x07\x08PK\x03\x04" + bytes(99), "a.z01", "F08", "分卷压缩包的一卷"),
    "split first of zip": (zipped(("a.xlsx", bytes(9999)))[:60], "a.zip.001", "F08", "分卷压缩包的一卷"),
    "split first of 7z": (b"7z\xbc\xaf'\x1c" + bytes(99), "a.7z.001", "F08", "分卷压缩包的一卷"),
    "split middle": (bytes(range(256)) * 9, "a.7z.002", "F08", "分卷压缩包的一卷"),
    "E-SafeNet": (b"b\x14#e\0\0E-SafeNet  LOCK" + bytes(range(256)), "a.xlsx", "F22", "加密软件"),
    "TSD": (b"%TSD-Header-###%" + bytes(99), "a.xlsx", "F22", "加密软件"),
    "PGP": (b"-----BEGIN PGP MESSAGE-----\n\nhQ", "a.asc", "F22", "PGP"),
    "IRM": (compound({"EncryptedPackage": b"x", "\x09DRMContent": b"x"}), "a.xlsx", "F22", "权限管理（IRM）"),
    "IRM new": (compound(BY_RIGHTS), "a.xlsx", "F22", "权限管理（IRM）"),
    "IRM old": (compound({"\x09DRMContent": b"x", "Workbook": b"x"}), "a.xls", "F22", "权限管理（IRM）"),
    "UOF": (
        b"<?xml version='1.0'?><uof:UOF xmlns:uof='http://schemas.uof.org/cn/2003/uof'/>",
        "a.uos", "F23", "标文通（UOF）文档",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_what_cannot_be_read_is_called_by_its_name_with_what_to_do(kind):
    data, name, code, what = OTHERS[kind]
    (arrival,) = open_bytes(name, data)
    assert (arrival.issue.code, arrival.issue.words["what"]) == (code, what)
    assert arrival.issue.words["how"]
    assert "打开密码" not in arrival.issue.found_in(name).sentence


def test_a_record_too_far_from_the_end_ends_no_split_archive():
    assert ends_a_split(split_zip() + bytes(65_000))
    assert not ends_a_split(split_zip() + bytes(66_000))


def test_random_bytes_of_any_name_are_no_volume():
    (arrival,) = open_bytes("a.xlsx", bytes(range(256)) * 9)
    assert arrival.issue.code == "F04"


@pytest.mark.parametrize(
    ("code", "said", "finding"),
    [
        (1, b"thread panicked at ...", "F03"),
        (101, b"panicked", "F03"),
        (-6, b"memory allocation of 5 bytes failed", "F17"),
        (1, b"MemoryError", "F17"),
        (-9, b"", "F17"),
    ],
)
def test_a_reader_that_ends_is_told_by_what_ended_it(monkeypatch, code, said, finding):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], code, b"", said))
    with pytest.raises(UnreadableFile) as caught:
        legacy.read_legacy(b"x")
    assert caught.value.code == finding


def test_an_archive_whose_members_bear_odd_names_costs_only_itself(tmp_path, monkeypatch):
    """An empty member name, one that is a folder's or a way up: as in the archives of other libraries' tests."""
    target = io.BytesIO()
    with monkeypatch.context() as writing, zipfile.ZipFile(target, "w") as archive:
        writing.setattr(zipfile.ZipInfo, "is_dir", lambda info: info.filename.endswith("/"))
        for name, data in (("", b"x,y"), ("b/", b""), ("c.xlsx", form(TOWN)), ("..", b"x"), ("d\\", b"")):
            archive.writestr(zipfile.ZipInfo(name), data)
    (tmp_path / "a.zip").write_bytes(target.getvalue())
    intake = read_returns(programme(), tmp_path, layout_of)
    assert list(intake.returns) == [unit_of(TOWN).code]
    assert sorted(file.path for file in intake.received) == ["a.zip", "a.zip/..", "a.zip/c.xlsx", "a.zip/无名文件"]
