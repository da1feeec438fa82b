"""What a zip file is: a document stored as a zip (workbook, Word, OFD …), or an archive of files.

An Office package is what its main part is declared to be; other documents are recognised by a member that every
document of that kind has.
"""

import posixpath
import zipfile
from collections.abc import Mapping
from typing import Final

from qz.intake.arrivals.archives import open_directory
from qz.intake.arrivals.sorts import OTHERS, What
from qz.intake.intake_records import Format
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import read_member
from qz.workbook.read.xml import local_name, parse_elements

_SMALL: Final = 1 << 20
_ZIP_END: Final = b"PK\x05\x06"
_MAIN_TYPES: Final[tuple[tuple[str, What], ...]] = (
    ("sheet.binary", What(Format.XLSB)),
    ("spreadsheetml", What(Format.OOXML)),
    ("sheet.macroenabled", What(Format.OOXML)),
    ("template.macroenabled.main", What(Format.OOXML)),
    ("wordprocessingml", What(Format.DOCUMENT, "Word 文档")),
    ("word.document", What(Format.DOCUMENT, "Word 文档")),
    ("presentationml", What(Format.DOCUMENT, "PPT 演示文稿")),
    ("powerpoint", What(Format.DOCUMENT, "PPT 演示文稿")),
    ("visio", What(Format.DOCUMENT, "Visio 图")),
    ("xps", What(Format.DOCUMENT, "XPS 文档")),
)
"""What an Office package is, by a word in the content type of its main part."""
_MAIN_NAMES: Final = (
    ("xl/workbook.bin", Format.XLSB),
    ("xl/workbook.xml", Format.OOXML),
)
_NUMBERS: Final = What(Format.FOREIGN, "Numbers 表格", "请在 Numbers 里导出为 Excel（.xlsx）后重新报送")
_MEMBERS: Final[tuple[tuple[str, What], ...]] = (
    ("ofd.xml", What(Format.DOCUMENT, "OFD 文档")),
    ("uof.xml", OTHERS["uof"]),
    ("androidmanifest.xml", What(Format.PROGRAM, "程序")),
    ("meta-inf/manifest.mf", What(Format.PROGRAM, "程序")),
    ("visio/document.xml", What(Format.DOCUMENT, "Visio 图")),
    ("word/document.xml", What(Format.DOCUMENT, "Word 文档")),
    ("ppt/presentation.xml", What(Format.DOCUMENT, "PPT 演示文稿")),
    ("content.json", What(Format.DOCUMENT, "思维导图")),
)
_MIMETYPES: Final[tuple[tuple[bytes, What], ...]] = (
    (b"application/vnd.oasis.opendocument.spreadsheet", What(Format.ODS)),
    (b"application/vnd.oasis.opendocument.", What(Format.DOCUMENT, "OpenDocument 文档")),
    (
        b"application/vnd.sun.xml.calc",
        What(Format.FOREIGN, "OpenOffice 1 表格（.sxc）", "请用 WPS 或 LibreOffice 打开，另存为 .xlsx 后重新报送"),
    ),
    (b"application/vnd.sun.xml.", What(Format.DOCUMENT, "OpenOffice 1 文档")),
    (b"application/epub", What(Format.DOCUMENT, "电子书")),
)


def sniff_package(data: bytes) -> What:
    """What a zip file is. Raises ``UnreadableFile`` where its directory cannot be read."""
    try:
        archive = open_directory(data)
    except UnreadableFile:
        if ends_a_split(data):
            return OTHERS["split"]
        raise
    members = _Members(archive)
    return members.by_mimetype() or members.by_main_part() or members.by_names() or What(Format.ZIP)


def ends_a_split(data: bytes) -> bool:
    """Whether the bytes are the last volume of a split zip: its end record holds the volume's number."""
    end = data.rfind(_ZIP_END, max(0, len(data) - 65_557))
    return end >= 0 and 0 < int.from_bytes(data[end + 4 : end + 6], "little") < 1000


def unfolded_size(data: bytes) -> int:
    """Bytes of a workbook when unpacked; the file's size where it is not a zip."""
    if not data.startswith(b"PK"):
        return len(data)
    return sum(info.file_size for info in open_directory(data).infolist())


class _Members:
    """The members of a zip, and what kind of document they show it to be."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in archive.infolist()}

    def _read(self, name: str) -> bytes:
        """The bytes of a small member; empty where it is missing, too large or unreadable."""
        info = self._infos.get(name)
        if info is None or info.file_size >= _SMALL:
            return b""
        try:
            return read_member(self._archive, info)
        except UnreadableFile:
            return b""

    def by_mimetype(self) -> What | None:
        """What the member ``mimetype`` names, which OpenDocument and similar formats have; else ``None``."""
        mimetype = self._read("mimetype").strip()
        return next((what for mark, what in _MIMETYPES if mimetype.startswith(mark)), None)

    def by_main_part(self) -> What | None:
        """What the content type of the main part is; where none is declared, what a main part's usual name shows."""
        types = self._content_types()
        main = self._main_part()
        declared = types.get(main, "") or next((kind for kind in types.values() if _is_main(kind)), "")
        known = next((what for word, what in _MAIN_TYPES if word in declared), None)
        if known:
            return known
        usual = next((What(kind) for name, kind in _MAIN_NAMES if name in self._infos), None)
        if usual:
            return usual
        if any(name.endswith((".fdseq", ".fdoc")) for name in self._infos):
            return What(Format.DOCUMENT, "XPS 文档")
        if "[content_types].xml" in self._infos and not self.by_names():
            return What(Format.OOXML)  # a package without its main part; the workbook reader reports what is missing
        return None

    def by_names(self) -> What | None:
        """What kind of document has a member of this name; ``None`` where no name is known."""
        if any(name.endswith(".iwa") for name in self._infos) or "index.zip" in self._infos:
            return self._iwork()
        return next((what for name, what in _MEMBERS if name in self._infos), None)

    def _iwork(self) -> What | None:
        if any(name.startswith("index/tables/") for name in self._infos) and not any(
            posixpath.basename(name).startswith(("slide", "theme-slide")) for name in self._infos
        ):
            return _NUMBERS
        if any(name.endswith(".iwa") for name in self._infos):
            return What(Format.DOCUMENT, "iWork 文档（Pages、Keynote）")
        return None

    def _main_part(self) -> str:
        found: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if local_name(name) == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                found.append(attributes.get("Target", "").replace("\\", "/").lstrip("/").casefold())

        _parse(self._read("_rels/.rels"), start)
        return found[0] if found else ""

    def _content_types(self) -> Mapping[str, str]:
        """Each part's content type by part name, both in lower case; by its extension where it has none of its own."""
        types: dict[str, str] = {}
        usual: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            kind = attributes.get("ContentType", "").casefold()
            if local_name(name) == "Override":
                types[attributes.get("PartName", "").replace("\\", "/").lstrip("/").casefold()] = kind
            elif local_name(name) == "Default":
                usual[attributes.get("Extension", "").casefold()] = kind

        _parse(self._read("[content_types].xml"), start)
        by_extension = {name: usual.get(name.rpartition(".")[2], "") for name in self._infos}
        return {**by_extension, **types}


def _is_main(kind: str) -> bool:
    """Whether a content type is that of a main part, not of an embedded or accompanying part."""
    return kind.endswith((".main+xml", ".sheet.binary.macroenabled.main"))


def _parse(data: bytes, start: object) -> None:
    """Parse a part; where it is not well-formed, up to the fault."""
    try:
        parse_elements(data, "", start)  # type: ignore[arg-type]
    except UnreadableFile:
        return
