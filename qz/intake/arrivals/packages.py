"""What a file packed as a zip is: one document, whatever it holds, or an archive of files.

A package is what its declared main part is; other documents are known by the members that none of them lacks.
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
"""What a package is, by a word of its main part's content type."""
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
    """What a zip is. Raises ``UnreadableFile`` where its directory cannot be read."""
    try:
        archive = open_directory(data)
    except UnreadableFile:
        if ends_a_split(data):
            return OTHERS["split"]
        raise
    members = _Members(archive)
    return members.by_mimetype() or members.by_main_part() or members.by_names() or What(Format.ZIP)


def ends_a_split(data: bytes) -> bool:
    """Whether it is the last volume of an archive in several: its end says which volume it is."""
    end = data.rfind(_ZIP_END, max(0, len(data) - 65_557))
    return end >= 0 and 0 < int.from_bytes(data[end + 4 : end + 6], "little") < 1000


def unfolded_size(data: bytes) -> int:
    """Bytes that a workbook takes when all of it is inflated; its own where it is not packed."""
    if not data.startswith(b"PK"):
        return len(data)
    return sum(info.file_size for info in open_directory(data).infolist())


class _Members:
    """The members of a zip, and what they say it is."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = {info.filename.replace("\\", "/").lstrip("/").casefold(): info for info in archive.infolist()}

    def _read(self, name: str) -> bytes:
        """A small member's bytes; none where it is not there or cannot be read: then it tells nothing."""
        info = self._infos.get(name)
        if info is None or info.file_size >= _SMALL:
            return b""
        try:
            return read_member(self._archive, info)
        except UnreadableFile:
            return b""

    def by_mimetype(self) -> What | None:
        """OpenDocument and its like say it in a member of that name."""
        said = self._read("mimetype").strip()
        return next((what for mark, what in _MIMETYPES if said.startswith(mark)), None)

    def by_main_part(self) -> What | None:
        """A package by the content type of its main part; where none is declared, by a main part's usual name."""
        types = self._content_types()
        main = self._main_part()
        said = types.get(main, "") or next((kind for kind in types.values() if _is_main(kind)), "")
        known = next((what for word, what in _MAIN_TYPES if word in said), None)
        if known:
            return known
        usual = next((What(kind) for name, kind in _MAIN_NAMES if name in self._infos), None)
        if usual:
            return usual
        if any(name.endswith((".fdseq", ".fdoc")) for name in self._infos):
            return What(Format.DOCUMENT, "XPS 文档")
        if "[content_types].xml" in self._infos and not self.by_names():
            return What(Format.OOXML)  # a package whose main part is gone; its reader tells what is missing
        return None

    def by_names(self) -> What | None:
        """A document by a member that none of its sort lacks."""
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
        """Content types, folded, by folded part name; those of an extension for the parts that have it."""
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
    """Whether a content type is that of a main part, not of something embedded or beside it."""
    return kind.endswith((".main+xml", ".sheet.binary.macroenabled.main"))


def _parse(data: bytes, start: object) -> None:
    """Look through a part; where it is not well-formed, as far as it goes."""
    try:
        parse_elements(data, "", start)  # type: ignore[arg-type]
    except UnreadableFile:
        return
