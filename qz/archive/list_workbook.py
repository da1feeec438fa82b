"""归档清单.xlsx: every file of an archive with its SHA-256, and every received file with its verdict."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.archive.archive_contents import ArchivedFile, ArchivedReceipt, ArchiveList
from qz.model.manifest import Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import RawSheet
from qz.model.trust import Seal
from qz.workbook.manifest_sheet import read_manifest, write_manifest
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import OFFICE_LIMITS
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content, TableColumn, write_table

FILES_SHEET: Final = "归档的文件"
RECEIPTS_SHEET: Final = "收到的文件"
_FILES: Final = (
    TableColumn("序号", 6, "body box center"),
    TableColumn("归档的文件", 46, "body box small"),
    TableColumn("大小（字节）", 12, "body box right integer"),
    TableColumn("SHA-256", 68, "body box small nowrap"),
    TableColumn("说明", 40),
)
_RECEIPTS: Final = (
    TableColumn("序号", 6, "body box center"),
    TableColumn("收到的文件", 40),
    TableColumn("处理", 8, "body box center"),
    TableColumn("种类", 10, "body box center"),
    TableColumn("单位", 13, "body box center"),
    TableColumn("封签", 16, "body box center"),
    TableColumn("SHA-256", 68, "body box small nowrap"),
    TableColumn("归档为", 46, "body box small"),
)
_HOW: Final = (
    "本清单列出归档包里的每一个文件和它的内容摘要（SHA-256）。核对用 qz archive --check 归档包："
    "说明是否完整、有什么出入，并用里面的收件重新计分，与归档的结果比较。"
)


class NotAList(Exception):
    """The workbook is not the list of an archive."""


def write_list(listed: ArchiveList, programme: Programme, path: Path) -> None:
    """Write the list; the same arguments give the same bytes."""
    particulars = programme.particulars
    title = f"{particulars.year}年{particulars.district}{particulars.name}归档清单"
    moment = listed.moment
    made = f"结果作于{moment:%Y-%m-%d %H:%M}　" if moment else ""
    version = listed.manifest.get(Key.VERSION, "")
    edition = f"{particulars.document_number}　第{particulars.edition}版　{made}程序版本{version}"
    lines = (f"{edition}　方案内容摘要（SHA-256）：{programme.digest}", _HOW)
    with Book.create(path, title, author=particulars.office) as book:
        files = (
            (number, each.name, each.size, each.sha256, each.about) for number, each in enumerate(listed.files, start=1)
        )
        _write(book.sheet(FILES_SHEET), (title, *lines), _FILES, files)
        receipts = (
            (number, each.path, each.verdict, each.kind, each.unit, each.seal.value, each.sha256, each.place)
            for number, each in enumerate(listed.receipts, start=1)
        )
        what = "收到的每一个文件一行，压缩包、邮件里的写作“外层/里层”；“归档为”是它（或它的外层）在归档包里的名字。"
        _write(book.sheet(RECEIPTS_SHEET), (title, what), _RECEIPTS, receipts)
        write_manifest(book, listed.manifest)


def _write(
    sheet: Sheet, words: Sequence[str], columns: Sequence[TableColumn], rows: Iterable[Sequence[Content]]
) -> None:
    page = Page(sheet, [column.width for column in columns])
    top = page.title(words[0], words[1:])
    end = write_table(sheet, top, columns, rows)
    sheet.freeze(top + 1, 2)
    page.finish_around(PrintSetup(repeat=(top, top), margins=NARROW))
    sheet.numbers_as_text(end, len(columns))
    sheet.protect(sortable=True)


def read_list(data: bytes) -> ArchiveList:
    """The list in a workbook's bytes.

    Raises:
        NotAList: It is not a list, or cannot be read.
    """
    try:
        raw = read_workbook(data, OFFICE_LIMITS)
        manifest = read_manifest(raw)
        if manifest.get(Key.KIND) != WorkbookKind.ARCHIVE:
            raise NotAList
        sheets = [raw.sheet(name) for name in (FILES_SHEET, RECEIPTS_SHEET)]
        files, receipts = (list(_rows(sheet, len(of))) for sheet, of in zip(sheets, (_FILES, _RECEIPTS), strict=True))
        return ArchiveList(
            manifest,
            tuple(ArchivedFile(name, int(Decimal(size)), sha, about) for _, name, size, sha, about in files),
            tuple(
                ArchivedReceipt(path, verdict, kind, unit, Seal(seal), sha, place)
                for _, path, verdict, kind, unit, seal, sha, place in receipts
            ),
        )
    except (UnreadableFile, ValueError, ArithmeticError) as fault:
        raise NotAList from fault


def _rows(sheet: RawSheet | None, width: int) -> Iterator[list[str]]:
    """The rows below the heads, as texts."""
    if sheet is None:
        raise NotAList
    heads = [row for (row, column), cell in sheet.cells.items() if column == 0 and cell.text == _FILES[0].title]
    if not heads:
        raise NotAList
    for row in sorted(row for row, column in sheet.cells if column == 0 and row > min(heads)):
        yield [sheet.at(row, column).text for column in range(width)]
