"""Hostile files: what is not a workbook, what is too much of one, what is damaged, and odd ones that are in order."""

import base64
import email
import email.policy
import functools
import io
import re
import struct
import zipfile
from email.message import EmailMessage

import edits
from filled import form, programme, sheet_part, unit_of
from hostile import COUNTED, DUPLICATE, EVIDENCE, HELD, NOWHERE, OTHER, REFUSED, SKIPPED, TOWN, Variant, at, one, town
from oldformats import compound, ods_content, ods_of, record, xls_of
from repacked import repack

from qz.workbook.read.xlsx.read_xlsx import read_workbook

CARD = "自评表"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
DTD = b'<!DOCTYPE a [<!ENTITY b "c">]>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;&b;"><!ENTITY e "&d;&d;&d;">]>'
EXTERNAL = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
MHT = b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
XML_2003 = b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'></Workbook>"
WORD = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
SLIDES = WORD.replace(b"wordprocessingml.document", b"presentationml.presentation")


@functools.lru_cache
def book():
    return read_workbook(town())


def in_sheet(old, new, sheet=CARD):
    """The form with a text of a sheet's part replaced, once."""

    def change(body):
        assert old in body, old
        return body.replace(old, new, 1)

    return repack(town(), {sheet_part(town(), sheet): change})


def after_declaration(name, what):
    return repack(town(), {name: lambda body: body.replace(b"?>", b"?>" + what, 1)})


def more_rows(rows):
    """The form with rows added below the 自评表."""
    return in_sheet(b"</sheetData>", rows + b"</sheetData>")


def bordered_rows(count):
    cells = "".join(f'<c r="{letter}{{0}}" s="3"/>' for letter in "BCDEFGHIJK")
    return more_rows("".join(f'<row r="{row}">{cells.format(row)}</row>' for row in range(1000, 1000 + count)).encode())


def bomb(name, head, piece, count, tail=b""):
    """A package whose part inflates to ``count`` pieces; written a little at a time."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(town())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as output:
        for info in source.infolist():
            if info.filename != name:
                output.writestr(info.filename, source.read(info))
        with output.open(name, "w", force_zip64=True) as stream:
            stream.write(head)
            for _ in range(count):
                stream.write(piece)
            stream.write(tail)
    return target.getvalue()


def stored_and_flipped():
    """A form with one byte of a part changed, its checksum not."""
    data = bytearray(repack(town(), method=zipfile.ZIP_STORED))
    data[data.index("质量工作专题会议次数".encode())] ^= 1
    return bytes(data)


def prefixed(body):
    text = body.decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return re.sub(r"<(/?)(\w+)(?=[ />])", r"<\1x:\2", text).encode()


def every_sheet(change):
    data = town()
    for title in ("填表说明", "任务完成情况", CARD, "报送信息", "_qz"):
        data = repack(data, {sheet_part(data, title): change})
    return data


def odd_names():
    data = town()
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["other/Book1.XML"] = parts.pop("xl/workbook.xml")
    relations = parts.pop("xl/_rels/workbook.xml.rels")
    parts["other/_rels/Book1.XML.rels"] = relations.replace(b'Target="', b'Target="/XL\\')
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"/other/book1.xml")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as output:
        for name, body in parts.items():
            output.writestr(name.replace("/", "\\"), body)
    return target.getvalue()


def content_type(new):
    return repack(town(), {"[Content_Types].xml": lambda body: body.replace(b"spreadsheetml.sheet.main+xml", new)})


def with_relation(kind):
    added = f'<Relationship Id="rX" Type="http://x/relationships/{kind}" Target="x.xml"/></Relationships>'.encode()
    return repack(town(), {"xl/_rels/workbook.xml.rels": lambda body: body.replace(b"</Relationships>", added)})


def zipped(*members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def gbk_zip():
    """A zip as Chinese Windows makes it: names in GBK, bit 11 unset."""
    name = "孟河镇填报.xlsx"
    data = zipped(("X" * len(name.encode("gb18030")), town()))
    return data.replace(b"X" * len(name.encode("gb18030")), name.encode("gb18030"))


def nested(depth):
    data, name = town(), "表.xlsx"
    for level in range(depth):
        data, name = zipped((name, data)), f"{level}.zip"
    return data


def linked_zip():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("表.xlsx")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def locked_zip():
    data = bytearray(zipped(("表.xlsx", town())))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def mail(*attachments, raw=None):
    message = EmailMessage()
    message["From"], message["To"] = unit_of(TOWN).email, programme().particulars.email
    message["Subject"], message["Date"] = "报送", "Mon, 05 Dec 2011 10:00:00 +0800"
    message.set_content("请查收")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    data = message.as_bytes()
    return data if raw is None else re.sub(rb"Content-Disposition:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", lambda _: raw, data)


def with_picture():
    message = email.message_from_bytes(mail(("孟河镇.xlsx", town())), policy=email.policy.default)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="徽标.png", disposition="inline")
    return message.as_bytes()


def from_stranger():
    return mail(("孟河镇.xlsx", town())).replace(unit_of(TOWN).email.encode(), b"who@example.net")


def held(name, build, inside, *found, path):
    """A container: itself skipped, what it holds by name and verdict."""
    verdicts = {path: SKIPPED} | {f"{path}/{member}": verdict for member, verdict in inside.items()}
    findings = [(f"{path}/{member}", code, *where) for member, code, where in found]
    return Variant(name, lambda: {path: build()}, verdicts, findings)


BOUNCE = (
    b"From: MAILER-DAEMON@example.net\r\nTo: office@example.com\r\nSubject: Undelivered\r\n"
    b"Content-Type: text/plain\r\n\r\nuser unknown\r\n"
)
REFUSED_BYTES = [
    ("空文件", b"", "F01"),
    ("随机字节", bytes(range(256)) * 20, "F04"),
    ("PDF", b"%PDF-1.4\n%\xe2\xe3", "F05"),
    ("旧版Word", compound({"WordDocument": b"x"}), "F05"),
    ("旧版PPT", compound({"PowerPoint Document": b"x"}), "F05"),
    ("Outlook邮件", compound({"__properties_version1.0": b"x"}), "F21"),
    ("Word", zipped(("[Content_Types].xml", WORD)), "F05"),
    ("PPT", zipped(("[Content_Types].xml", SLIDES)), "F05"),
    ("ODT", zipped(("mimetype", b"application/vnd.oasis.opendocument.text")), "F05"),
    ("RTF", b"{\\rtf1 x}", "F05"),
    ("GBK的CSV", "单位,次数\r\n孟河镇,2\r\n".encode("gb18030"), "F05"),
    ("UTF-8的CSV", "\ufeff单位,次数\r\n".encode(), "F05"),
    ("UTF-16的TXT", "单位\t次数".encode("utf-16"), "F05"),
    ("JPG", b"\xff\xd8\xff\xe0\0\x10JFIF", "F05"),
    ("PNG", b"\x89PNG\r\n\x1a\n", "F05"),
    ("GIF", b"GIF89a", "F05"),
    ("HEIC", b"\0\0\0\x18ftypheic", "F05"),
    ("程序", b"MZ\x90\0", "F05"),
    ("winmail.dat", b"\x78\x9f\x3e\x22\x01", "F21"),
    ("加密软件加密的文件", b"b\x14#e\0\0E-SafeNet   LOCK" + bytes(range(256)), "F22"),
    ("Numbers表格", zipped(("Index/Document.iwa", b"x"), ("Index/Tables/DataList.iwa", b"x")), "F23"),
    ("退信", BOUNCE, "F24"),
    ("加密的xlsx", compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "F06"),
    ("别的复合文件", compound({"Other": b"x"}), "F04"),
    ("截断的复合文件", compound({"Other": b"x"})[:-77], "F02"),
    ("HTML存为xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "F07"),
    ("XML2003存为xls", XML_2003, "F07"),
    ("MHT", MHT, "F07"),
    ("RAR4", b"Rar!\x1a\x07\x00", "F14"),
    ("RAR5", b"Rar!\x1a\x07\x01\x00", "F14"),
    ("7Z", b"7z\xbc\xaf\x27\x1c", "F29"),
    ("GZ", b"\x1f\x8b\x08\0", "F29"),
    ("CAB", b"MSCF", "F08"),
    ("空压缩包", zipped(), "F14"),
    ("没有附件的邮件", b"From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n\r\nhello\r\n", "F14"),
]  # fmt: skip


def refused_variants():
    for name, data, code in REFUSED_BYTES:
        verdict = SKIPPED if code == "F24" else REFUSED
        yield one(name, lambda data=data: data, (code, NOWHERE), verdict=verdict)
    for share in (0.02, 0.3, 0.6, 0.9, 0.999):
        yield one(f"截到{share:.1%}", lambda share=share: town()[: int(len(town()) * share)], ("F02", NOWHERE))
    yield one("校验和不符", stored_and_flipped, ("F03", NOWHERE))
    yield one("XML断了", lambda: in_sheet(b"</sheetData>", b""), ("F03", NOWHERE))
    yield one("少了一张表", lambda: repack(town(), drop={"xl/worksheets/sheet3.xml"}), ("F03", NOWHERE))
    yield one("少了工作簿", lambda: repack(town(), drop={"xl/workbook.xml"}), ("F03", NOWHERE))
    yield one("同一部分两次", lambda: repack(town(), {"XL/workbook.xml": b"<x/>"}), ("F03", NOWHERE))
    yield one("单元格地址有误", lambda: in_sheet(b'<c r="I6"', b'<c r="I0"'), ("F03", NOWHERE))
    for part_name in (
        "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml",
        "xl/sharedStrings.xml", "xl/worksheets/sheet3.xml", "docProps/core.xml", "docProps/custom.xml",
    ):  # fmt: skip
        yield one(f"DTD在{part_name}", lambda name=part_name: after_declaration(name, DTD), ("F11", NOWHERE))
    sheet = "xl/worksheets/sheet3.xml"
    yield one("十亿笑", lambda: after_declaration(sheet, LAUGHS), ("F11", NOWHERE))
    yield one("外部实体", lambda: after_declaration(sheet, EXTERNAL), ("F11", NOWHERE))
    yield one("ods里的DTD", lambda: ods_of(book(), "<?xml version='1.0'?>" + DTD.decode() + "<a/>"), ("F11", NOWHERE))
    yield one("加密的ods", lambda: ods_of(book(), **{"META-INF/manifest.xml": "<encryption-data/>"}), ("F06", NOWHERE))
    yield one("加密的xls", lambda: xls_of(book(), record(0x2F, bytes(54))), ("F06", NOWHERE))
    yield one("截断的xls", lambda: xls_of(book())[:20_000], ("F02", NOWHERE))
    yield one("扇区链成环的xls", looped_xls, ("F03", NOWHERE))


def looped_xls():
    """An ``.xls`` whose allocation table sends every sector to the first."""
    data = bytearray(xls_of(book()))
    first = int.from_bytes(data[76:80], "little")
    start = (first + 1) * 512
    data[start : start + 512] = bytes(512)
    return bytes(data)


def heavy_variants():
    yield one("远处一格", lambda: more_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    yield one("两万行带框空行", lambda: bordered_rows(20_000))
    sheet = "xl/worksheets/sheet3.xml"
    head = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'.encode()
    rows = b"<row><c><v>1</v></c></row>" * 40_000
    yield one("行炸弹", lambda: bomb(sheet, head, rows, 200), ("F09", NOWHERE))
    yield one("注释炸弹", lambda: bomb(sheet, head + b"<!--", b"x" * (1 << 20), 200, b"-->"), ("F09", NOWHERE))
    text = f'<sst xmlns="{MAIN}"><si><t>'.encode()
    yield one("长文字炸弹", lambda: bomb("xl/sharedStrings.xml", text, b"x" * (1 << 20), 200), ("F09", NOWHERE))
    yield one("几个部分合成的炸弹", lambda: repack(bomb("a", b"", bytes(1 << 20), 90), {
        "b": bytes(60 << 20), "c": bytes(60 << 20)}), ("F09", NOWHERE))  # fmt: skip
    yield one("压缩比过大", lambda: bomb("xl/media/a.bin", b"", bytes(1 << 20), 40), ("F09", NOWHERE))
    yield one("部分太多", lambda: repack(town(), {f"x{place}": b"" for place in range(5000)}), ("F09", NOWHERE))
    cells = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * 50}</row>' for row in range(1000, 5100)).encode()
    yield one("二十万格", lambda: more_rows(cells), ("F10", NOWHERE))
    yield one("ods重复出的百万格", repeated_ods, ("F10", NOWHERE))
    yield one("ods远处空格", far_ods)


def repeated_ods():
    cell = '<table:table-cell table:number-columns-repeated="1024" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1024">{cell}</table:table-row></table:table>'
    return ods_of(book(), ods_content(book()).replace("</table:table>", row, 1))


def far_ods():
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row></table:table>'
    return ods_of(book(), ods_content(book()).replace("</table:table>", row, 1))


def odd_variants():
    """In order, however odd."""
    note = ("F15", NOWHERE)
    yield one("照原样", town)
    yield one("没有后缀", town, path="孟河镇")
    yield one("后缀是doc", town, path="孟河镇.doc")
    yield one("xls", lambda: xls_of(book()))
    yield one("xls改名et", lambda: xls_of(book()), path="孟河镇.et")
    yield one("ods", lambda: ods_of(book()))
    yield one("严格OOXML", lambda: every_sheet(lambda body: body.replace(MAIN.encode(), STRICT.encode())))
    yield one("带前缀的命名空间", lambda: every_sheet(prefixed))
    yield one("部分名字古怪", odd_names)
    yield one("没有样式", lambda: repack(town(), drop={"xl/styles.xml"}))
    yield one("没有关系表", lambda: repack(town(), drop={"xl/_rels/workbook.xml.rels"}))
    yield one("没有总关系表", lambda: repack(town(), drop={"_rels/.rels"}))
    yield one("没有类型表", lambda: repack(town(), drop={"[Content_Types].xml"}))
    yield one("尺寸写错", lambda: in_sheet(b"<dimension ref=", b'<dimension ref="A1" x='))
    yield one("没有文字表", lambda: repack(town(), drop={"xl/sharedStrings.xml"}), *STRINGS_GONE)
    yield one("启用宏", lambda: content_type(b"ms-excel.sheet.macroEnabled.main+xml"), note)
    yield one("带宏的xls", lambda: xls_of(book(), streams={"_VBA_PROJECT": b"x"}), note)
    yield one("外部链接", lambda: with_relation("externalLink"), note)
    yield one("共享工作簿", lambda: with_relation("revisionHeaders"), note)
    for name in ("xl/embeddings/a.docx", "xl/embeddings/oleObject1.bin", "xl/threadedComments/a.xml", "xl/media/a.png"):
        yield one(f"含有{name}", lambda name=name: repack(town(), {name: b"x"}), note)
    yield one("ods里的图片", lambda: ods_of(book(), **{"Pictures/a.png": b"x"}), note)
    yield one("ods里的文档", lambda: ods_of(book(), **{"Object 1/content.xml": b"<office:text>x</office:text>"}), note)
    yield one("ods里的OLE", lambda: ods_of(book(), **{"Object 2": b"x"}), note)
    yield one("ods里的图表", lambda: ods_of(book(), **{"Object 1/content.xml": b"<office:chart>x</office:chart>"}))
    yield one("嵌入文件的xls", lambda: xls_of(book(), streams={"MBD0012": b"x"}), note)
    yield one("有图片的xls", lambda: xls_of(book(), drawings(b"\x1f\0\x01\xf0" + bytes(4))), note)
    yield one("有图形的xls", lambda: xls_of(book(), drawings(b"\x33\0\x0b\xf0" + bytes(4))))
    yield one("外部数据连接", lambda: with_relation("connections"), note)
    yield one("多一张图表", lambda: edits_as_xls(lambda raw: edits.add_sheet(raw, "图表")))


def drawings(more):
    """The workbook's record of its drawings, with one more part."""
    block = struct.pack("<HHL", 0, 0xF006, 16) + bytes(16) + more
    return record(0xEB, struct.pack("<HHL", 15, 0xF000, len(block)) + block)


STRINGS_GONE = [
    ("I07", NOWHERE),
    ("L12", ("任务完成情况", "")),
    ("L12", (CARD, "")),
    *(("L04", at(name)) for name in ("reporter", "reporter_phone", "reviewer", "report_date")),
]


def edits_as_xls(edit):
    """The form edited and saved as ``.xls``."""
    return xls_of(edit(book()))


def container_variants():
    good = {"孟河镇.xlsx": COUNTED}
    yield held("压缩包", lambda: zipped(("孟河镇.xlsx", town())), good, path="来件.zip")
    yield held("GBK文件名的压缩包", gbk_zip, {"孟河镇填报.xlsx": COUNTED}, path="来件.zip")
    yield held("多层文件夹的压缩包", lambda: zipped(("a/b/孟河镇.xlsx", town())), good, path="来件.zip")
    yield held("向上逃逸的压缩包", lambda: zipped(("../../孟河镇.xlsx", town())), good, path="来件.zip")
    yield held("绝对路径的压缩包", lambda: zipped(("/etc/孟河镇.xlsx", town())), good, path="来件.zip")
    yield held("改名的压缩包", lambda: zipped(("孟河镇.xlsx", town())), good, path="来件.xlsx")
    doubled = {"孟河镇.xlsx": COUNTED, "孟河镇（2）.xlsx": DUPLICATE}
    members = (("孟河镇.xlsx", town()), ("甲/孟河镇.xlsx", town()))
    yield held("压缩包里两份同名", lambda: zipped(*members), doubled, path="来件.zip")
    three = {"0.zip": SKIPPED, "0.zip/表.xlsx": COUNTED}
    yield held("套一层的压缩包", lambda: nested(2), three, path="来件.zip")
    levels = ["/".join(f"{level}.zip" for level in range(9, last - 1, -1)) for last in range(9, -1, -1)]
    deep = dict.fromkeys(levels, SKIPPED) | {levels[-1]: REFUSED}
    yield held("套得太深的压缩包", lambda: nested(11), deep, (levels[-1], "F13", NOWHERE), path="来件.zip")
    yield held("压缩包里的链接", linked_zip, {"表.xlsx": SKIPPED}, ("表.xlsx", "F16", NOWHERE), path="来件.zip")
    yield held("加密的压缩包", locked_zip, {"表.xlsx": REFUSED}, ("表.xlsx", "F06", NOWHERE), path="来件.zip")
    mixed = (("孟河镇.xlsx", town()), ("图.jpg", b"\xff\xd8\xff"), ("~$孟河镇.xlsx", b"x"), ("__MACOSX/._a", b"x"))
    inside = {"孟河镇.xlsx": COUNTED, "图.jpg": EVIDENCE, "~$孟河镇.xlsx": SKIPPED, "._a": SKIPPED}
    found = [("图.jpg", "F27", NOWHERE), ("~$孟河镇.xlsx", "F12", NOWHERE), ("._a", "F12", NOWHERE)]
    yield held("压缩包里混着别的", lambda: zipped(*mixed), inside, *found, path="来件.zip")
    yield held("邮件", lambda: mail(("孟河镇.xlsx", town())), good, path="来件.eml")
    names = {
        "原样GBK": 'Content-Disposition: attachment; filename="孟河镇.xlsx"'.encode("gb18030"),
        "不加引号": "Content-Disposition: attachment; filename=孟河镇.xlsx".encode(),
        "RFC2047": encoded_word(),
        "RFC2231": b"Content-Disposition: attachment; filename*=gb18030''%C3%CF%BA%D3%D5%F2.xlsx",
    }
    for kind, raw in names.items():
        build = functools.partial(mail, ("x.xlsx", town()), raw=raw)
        yield held(f"附件名{kind}", build, good, path="来件.eml")
    yield held("邮件正文里的图片", with_picture, good | {"徽标.png": SKIPPED}, path="来件.eml")
    strange = {"孟河镇.xlsx": HELD}
    yield held("陌生人的邮件", from_stranger, strange, ("孟河镇.xlsx", "S01", NOWHERE), path="来件.eml")
    yield held("邮件里的压缩包", lambda: mail(("包.zip", zipped(("孟河镇.xlsx", town())))),
               {"包.zip": SKIPPED, "包.zip/孟河镇.xlsx": COUNTED}, path="来件.eml")  # fmt: skip


def encoded_word():
    word = base64.b64encode("孟河镇.xlsx".encode("gb18030")).decode()
    return f'Content-Disposition: attachment; filename="=?GB2312?B?{word}?="'.encode()


def litter_variants():
    for name in ("~$孟河镇.xlsx", ".~lock.孟河镇.ods#", ".DS_Store", "Thumbs.db", "desktop.ini"):
        yield one(f"临时文件{name}", lambda: b"\3wang", ("F12", NOWHERE), verdict=SKIPPED, path=name)
    yield Variant(
        "同一份放了两处",
        lambda: {"甲.xlsx": town(), "乙/甲.xlsx": town()},
        {"乙/甲.xlsx": COUNTED, "甲.xlsx": DUPLICATE},
    )
    yield Variant(
        "两个单位", lambda: {"甲.xlsx": town(), "乙.xlsx": form(OTHER)}, {"甲.xlsx": COUNTED, "乙.xlsx": COUNTED}
    )


def variants():
    """All of them."""
    yield from refused_variants()
    yield from heavy_variants()
    yield from odd_variants()
    yield from container_variants()
    yield from litter_variants()
