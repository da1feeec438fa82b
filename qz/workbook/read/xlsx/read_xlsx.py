"""A received ``.xlsx`` or ``.xlsm`` as it is: sparse, exact, nothing computed, nothing run, nothing refreshed.

Parts are found through relationships and content types, so that odd names, strict OOXML and prefixed namespaces read
alike; a missing part costs only what stood in it. Source: hazards, "Files".
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from qz.model.returns import PICTURE_CELL, PlacedPicture, RawSheet, RawWorkbook
from qz.workbook.read.cell_values import CellMaker
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import DEFAULT_LIMITS, FileLimits, Package, Relationship
from qz.workbook.read.xlsx.book_part import BookPart, SheetEntry, read_book
from qz.workbook.read.xlsx.fast_parser import read_plain_sheet
from qz.workbook.read.xlsx.placed_pictures import SheetSource, find_pictures, has_pictures
from qz.workbook.read.xlsx.shared_strings import read_strings
from qz.workbook.read.xlsx.sheet_part import Cells, SheetReader, hidden_rows, merged_areas, without_empty_cells
from qz.workbook.read.xlsx.small_parts import read_application, read_custom, read_formats, read_saved

__all__ = ["DEFAULT_LIMITS", "FileLimits", "UnreadableFile", "read_workbook"]

_LOCAL_TIME: Final = ("LibreOffice", "OpenOffice")
"""Programs that write their own local time and call it UTC (LibreOffice 7.4 does)."""
_UNREAD: Final = (
    ("xl/embeddings/", "嵌入的文件"),
    ("xl/threadedcomments/", "批注会话"),
    ("xl/media/", "图片"),
)
"""Folders of a package, folded, and what lies in them that nobody reads here."""
_SHEET_TYPE: Final = "spreadsheetml.worksheet+xml"
_BOOK_TYPES: Final = ("spreadsheetml.sheet.main+xml", "sheet.macroenabled.main+xml", "spreadsheetml.template.main+xml")


def read_workbook(data: bytes, limits: FileLimits = DEFAULT_LIMITS, *, strict: bool = False) -> RawWorkbook:
    """Read a whole workbook.

    Args:
        data: The file's bytes.
        limits: What it may hold.
        strict: Read every part element by element, whoever wrote it. It gives the same, and takes longer.

    Returns:
        Its sheets in order, single-cell names, saved time (naive UTC) and custom properties, and what was there but not
        read.

    Raises:
        UnreadableFile: a refusal, as a code of the catalogue of findings.
    """
    return _XlsxReader(Package(data, limits), strict=strict).read()


class _XlsxReader:
    """One workbook while it is read."""

    def __init__(self, package: Package, *, strict: bool) -> None:
        self._package = package
        self._strict = strict
        self._types = package.content_types()
        self._root = package.relationships("")
        self._book_path = self._find_book()
        self._relations = package.relationships(self._book_path)
        self._sources: list[SheetSource] = []

    def read(self) -> RawWorkbook:
        book = read_book(self._package.read(self._book_path), strict=self._strict)
        sheets = tuple(self._sheets(book))
        pictures = find_pictures(self._package, self._sources) if self._sources else ()
        sheets = tuple(_showing(sheet, pictures) for sheet in sheets) if pictures else sheets
        titles = {sheet.name.casefold(): sheet.name for sheet in sheets}
        homes = {title: titles.get(title.casefold()) for title, _, _ in book.names.values()}
        names = {
            name: (home, row, column)
            for name, (title, row, column) in book.names.items()
            if (home := homes[title]) is not None
        }
        core = [*_targets(self._root, "core-properties"), "docProps/core.xml"]
        custom = [*_targets(self._root, "custom-properties"), "docProps/custom.xml"]
        extended = [*_targets(self._root, "extended-properties"), "docProps/app.xml"]
        return RawWorkbook(
            sheets=sheets,
            names=names,
            saved_at=read_saved(self._package, core[:1]),
            properties=read_custom(self._package, custom[:1]),
            notes=tuple(self._notes(book, {picture.part.casefold() for picture in pictures})),
            date1904=book.date1904,
            saved_locally=read_application(self._package, extended[:1]).startswith(_LOCAL_TIME),
            pictures=pictures,
        )

    def _find_book(self) -> str:
        candidates = [
            *_targets(self._root, "officeDocument"),
            *(name for name, kind in self._types.items() if kind.casefold().endswith(_BOOK_TYPES)),
            "xl/workbook.xml",
        ]
        for candidate in candidates:
            if candidate in self._package:
                return candidate
        raise UnreadableFile("F03", detail="缺少工作簿部分")

    def _part(self, kind: str, fallback: str) -> bytes | None:
        for candidate in (*_targets(self._relations, kind), fallback):
            if candidate in self._package:
                return self._package.read(candidate)
        return None

    def _sheets(self, book: BookPart) -> Iterator[RawSheet]:
        styles = self._part("styles", "xl/styles.xml")
        formats = read_formats(styles, "styles.xml") if styles else ()
        shared = self._part("sharedStrings", "xl/sharedStrings.xml")
        strings = read_strings(shared, strict=self._strict) if shared else ()
        budget = self._package.limits.cells
        rich = any(name.startswith("xl/richdata/richvaluerel") for name in self._package.names)
        maker = CellMaker(strings, formats, pictures=rich)
        pictured = has_pictures(self._package)
        seen: set[str] = set()
        for entry, path in self._sheet_parts(book.sheets):
            name = entry.name
            if name.casefold() in seen:
                raise UnreadableFile("F03", detail=f"工作表《{name}》出现两次")
            seen.add(name.casefold())
            data = self._package.read(path)
            cells = self._cells(data, maker, budget, f"《{name}》")
            budget -= len(cells)
            if pictured:
                self._sources.append(SheetSource(name, path, data))
            yield RawSheet(name, cells, entry.hidden, merged_areas(data), hidden_rows(data))

    def _cells(self, data: bytes, maker: CellMaker, budget: int, part: str) -> Cells:
        """The cells of one sheet: as common writers write them, else by the strict parser."""
        limits = self._package.limits
        plain = None if self._strict or len(data) > limits.at_once else read_plain_sheet(data, maker, budget)
        if plain is not None:
            return plain
        return SheetReader(maker.make, limits, budget).read(without_empty_cells(data), part)

    def _sheet_parts(self, entries: tuple[SheetEntry, ...]) -> Iterator[tuple[SheetEntry, str]]:
        """Each worksheet with its part: by relationship, else by content type or usual name in order."""
        typed = [name for name, kind in self._types.items() if kind.casefold().endswith(_SHEET_TYPE)]
        usual = list(self._package.parts_like("xl/worksheets/", ".xml"))
        spare = iter(typed or usual)
        for entry in entries:
            relation = self._relations.get(entry.relation)
            if relation and relation.kind in {"chartsheet", "dialogsheet", "xlMacrosheet"}:
                continue
            path = relation.target if relation else next(spare, "")
            if path not in self._package:
                raise UnreadableFile("F03", detail=f"缺少工作表《{entry.name}》的内容")
            yield entry, path

    def _notes(self, book: BookPart, read: Collection[str]) -> Iterator[str]:
        """What is there and not read. ``read``: the parts, folded, of pictures that are."""
        kinds = {relation.kind for relation in self._relations.values()}
        macro = any(
            "macroenabled" in kind.casefold() or "vbaproject" in kind.casefold() for kind in self._types.values()
        )
        if macro or "vbaProject" in kinds:
            yield "宏"
        if book.externals or "externalLink" in kinds:
            yield "外部链接"
        if kinds & {"revisionHeaders", "usernames"}:
            yield "共享修订记录"
        if "connections" in kinds:
            yield "外部数据连接"
        for folder, what in _UNREAD:
            if any(name.startswith(folder) and name not in read for name in self._package.names):
                yield what


def _showing(sheet: RawSheet, pictures: Iterable[PlacedPicture]) -> RawSheet:
    """The sheet, with a mark in each cell that holds a picture."""
    held = {picture.area[:2]: PICTURE_CELL for picture in pictures if picture.in_cell and picture.sheet == sheet.name}
    return replace(sheet, cells={**sheet.cells, **held}) if held else sheet


def _targets(relations: Mapping[str, Relationship], kind: str) -> list[str]:
    return [relation.target for relation in relations.values() if relation.kind == kind and relation.target]
