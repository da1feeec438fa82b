"""The sample year's evidence: small scans and photographs, as two towns would send them beside their forms."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

SAMPLES = Path("samples/2011")
_STAMP = (2011, 12, 8, 9, 0, 0)
_PAGE = "BT /F1 18 Tf 60 760 Td <{text}> Tj ET"

_ORDER = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
_MEASURES = b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93"


def pdf(text: str) -> bytes:
    """A page with one line of text, in a font that every reader of Chinese has."""
    stream = _PAGE.format(text=text.encode("utf-16-be").hex()).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light%s/FontDescriptor 7 0 R>>" % _ORDER,
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]%s>>" % _MEASURES,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, end)


def png(colour: tuple[int, int, int], width: int = 160, height: int = 120) -> bytes:
    """A picture that fades from a colour to white."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + bytes(each + (255 - each) * row // height for each in colour) * width for row in range(height)
    )
    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def evidence() -> dict[str, bytes]:
    """Every file, by its path below the sample year's folder."""
    town = "孟河镇佐证材料"
    return {
        f"{town}/孟河镇填报表（盖章扫描件）.pdf": pdf("孟河镇填报表（样例：盖章扫描件）"),
        f"{town}/1.4 年度实施计划.pdf": pdf("孟河镇2011年质量振兴工作实施计划（样例）"),
        f"{town}/5.2 计量监督检查/现场照片.png": png((70, 110, 160)),
        f"{town}/任务1.4 总结.pdf": pdf("任务1.4完成情况（样例）"),
        f"{town}/IMG_2031.png": png((120, 140, 90)),
        "薛家镇佐证材料.zip": packed(
            {
                "薛家镇自评表盖章件.pdf": pdf("薛家镇自评表（样例：盖章扫描件）"),
                "1.1 专人负责/任命文件.pdf": pdf("关于明确质量振兴工作责任部门和专人的通知（样例）"),
                "第2项/名牌证书.png": png((150, 90, 70)),
            }
        ),
    }


def main() -> int:
    """Write them."""
    for path, data in evidence().items():
        (SAMPLES / path).parent.mkdir(parents=True, exist_ok=True)
        (SAMPLES / path).write_bytes(data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
