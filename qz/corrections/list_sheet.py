"""The sheet 补正清单 of a 补正表: everything to correct, with links to the cells."""

from typing import Final

from qz.corrections.plan import Correction, Line
from qz.model.finding import Severity
from qz.model.programme import Programme
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup

LIST_SHEET: Final = "补正清单"
_HEADS: Final = ("序号", "程度", "位置", "填报内容", "发现的问题", "应填", "怎么办")
_WIDTHS: Final = (6, 8, 19, 24, 40, 24, 26)
_BOX: Final = "body box"
_STYLES: Final = {Severity.ERROR: "bad", Severity.WARNING: "warn"}


def write_list(book: Book, correction: Correction, programme: Programme) -> None:
    """Write the sheet: which return it is about, what was found in it, and what to do."""
    page = Page(book.sheet(LIST_SHEET), _WIDTHS)
    sheet, last = page.sheet, len(_WIDTHS) - 1
    particulars = programme.particulars
    title = f"{particulars.year}年{particulars.district}{particulars.name}考核报送表补正清单"
    page.title(title)
    sheet.merge((1, 0), (1, last), f"（{correction.unit.name}）", "body center large")
    row = 2
    for line in _introduction(correction, programme):
        page.across(row, (0, last), line, "body left large")
        row += 1
    page.heads(row, _HEADS)
    head = row
    for number, finding in enumerate(correction.lines, start=1):
        row += 1
        _write_line(page, row, number, finding)
    sheet.freeze(head + 1, 0)
    header = f"{particulars.document_number}　{correction.unit.name}"
    page.finish(row + 1, PrintSetup(repeat=(head, head), header=header, area=(0, 0, row, last)))
    sheet.numbers_as_text(row, last)
    sheet.protect()


def _introduction(correction: Correction, programme: Programme) -> list[str]:
    file, particulars = correction.returned.file, programme.particulars
    errors = sum(line.severity is Severity.ERROR for line in correction.lines)
    reminders = len(correction.lines) - errors
    saved = f"（保存时间{file.saved_at:%Y-%m-%d %H:%M}）" if file.saved_at else ""
    counted = f"有错误{errors}处须改正" + (f"，提醒{reminders}处请核对" if reminders else "")
    where = particulars.office + (f"（{particulars.email}）" if particulars.email else "")
    phone = f"；有疑问请打电话{particulars.phone}" if particulars.phone else ""
    return [
        f"收到你单位的“{file.path}”{saved}，{counted}。其余各格已按收到的内容填好，锁定的文字和公式已恢复原样。",
        "红色的格有错误，橙色的格请核对，格上都有批注。点“位置”可以直接到那一格。",
        f"请就在本文件里改，改好存盘后把本文件发回{where}，文件名不限；不要插入、删除行列{phone}。",
    ]


def _write_line(page: Page, row: int, number: int, line: Line) -> None:
    page.sheet.number(row, 0, number, f"{_BOX} center")
    page.put(row, 1, line.severity.value, f"{_BOX} center {_STYLES[line.severity]}")
    label = line.cells[0].spec.label if len(line.cells) == 1 else ""
    place = place_words(line)
    if line.cells:
        cell = line.cells[0]
        page.link(row, 2, f"{quote_sheet(cell.sheet)}!{cell.cell}", place, f"{_BOX} link center")
    else:
        page.put(row, 2, place, f"{_BOX} center")
    texts = (label, line.found, line.accepted if line.cells else "", line.to_do)
    for column, text in enumerate(texts, start=3):
        page.put(row, column, text or "—", f"{_BOX} left" if text else f"{_BOX} center quiet")


def place_words(line: Line) -> str:
    """The finding's place in words: cells of this workbook, a cell of the received file, or the whole file."""
    if line.cells:
        first = line.cells[0]
        more = f"等{len(line.cells)}格" if len(line.cells) > 1 else ""
        return f"{first.sheet} {first.cell}{more}"
    finding = line.finding
    return f"原件《{finding.sheet}》{finding.cell}" if finding.sheet else "整个文件"
