"""A copy of a programme workbook with its findings in it: a list up front, the cells coloured and commented."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from qz.model.finding import Finding, Severity
from qz.programme.check.listing import list_findings
from qz.programme.writing.cell_comments import comment_on, solid
from qz.programme.writing.marked_book import marked_bytes
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.look import BAD_FILL, BODY_FONT, HEAD_FILL, HEAD_FONT, LINE_COLOUR, LINK_COLOUR, WARN_FILL
from qz.workbook.write.text_room import height_for

RESULT_TITLE: Final = "检查结果"
_HEADS: Final = ("级别", "编号", "工作表", "单元格", "问题和处理")
_WIDTHS: Final = (8.0, 8.0, 16.0, 10.0, 90.0)
_SIZE: Final = 10
_FILLS: Final = {Severity.ERROR: BAD_FILL, Severity.WARNING: WARN_FILL}


def write_annotated(book: Workbook, findings: Sequence[Finding], target: Path) -> None:
    """Annotate a programme workbook and save it as ``target``.

    Its comments stay; a finding's sentence is put in front of the one its cell has.
    ``findings`` that name a cell colour it; all are listed on a first sheet, what matters first, each with a link to
    its cell; those that say the same are one row.
    """
    if RESULT_TITLE in book.sheetnames:
        del book[RESULT_TITLE]
    for (title, cell), found in _by_cell(findings).items():
        if title in book.sheetnames and cell:
            _mark(_first_cell(book[title], cell), found)
    _list_findings(book, findings)
    target.write_bytes(marked_bytes(book))


def _by_cell(findings: Sequence[Finding]) -> Mapping[tuple[str, str], list[Finding]]:
    cells: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        cells[finding.sheet, finding.cell].append(finding)
    return cells


def _first_cell(sheet: Worksheet, address: str) -> Any:
    """The cell, or the first cell of the merged block it is part of."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        block = next(block for block in sheet.merged_cells.ranges if address in block)
        return sheet.cell(block.min_row, block.min_col)
    return cell


def _mark(cell: Any, findings: Sequence[Finding]) -> None:
    worst = Severity.ERROR if any(finding.severity is Severity.ERROR for finding in findings) else Severity.WARNING
    before = [cell.comment.text] if cell.comment else []
    sentences = [f"【{finding.severity}】{finding.sentence.partition('：')[2]}" for finding in findings]
    comment_on(cell, _FILLS[worst], "\n".join([*sentences, *before]))


def _list_findings(book: Workbook, findings: Sequence[Finding]) -> None:
    sheet = book.create_sheet(RESULT_TITLE, 0)
    book.active = 0
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    summary = (
        f"错误{errors}处，提醒{len(findings) - errors}处。错误须改正，提醒请核对；改原来的考核方案，不要改这个副本。"
    )
    sheet["A1"] = summary if findings else "没有发现问题。"
    sheet["A1"].font = Font(name=HEAD_FONT, size=12)
    _write_row(sheet, 2, _HEADS, Font(name=HEAD_FONT, size=_SIZE), solid(HEAD_FILL))
    entries = list_findings(findings)
    for row, one in enumerate(entries, 3):
        finding = one.finding
        words = (finding.severity.value, finding.code, finding.sheet, finding.cell, one.sentence)
        _write_row(sheet, row, words, Font(name=BODY_FONT, size=_SIZE), None)
        sheet.cell(row, 1).fill = solid(_FILLS[finding.severity])
        sheet.row_dimensions[row].height = max(18.0, height_for(one.sentence, _WIDTHS[-1], _SIZE))
        if finding.sheet in book.sheetnames:
            place = sheet.cell(row, 4 if finding.cell else 3)
            location = f"{quote_sheet(finding.sheet)}!{finding.cell or 'A1'}"
            place.hyperlink = Hyperlink(ref=place.coordinate, location=location)
            place.font = Font(
                name=BODY_FONT, size=_SIZE, color=f"FF{LINK_COLOUR.removeprefix('#')}", underline="single"
            )
    for column, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:E{max(3, len(entries) + 2)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"


def _write_row(sheet: Worksheet, row: int, words: Sequence[str], font: Font, fill: PatternFill | None) -> None:
    line = Side(style="thin", color=f"FF{LINE_COLOUR.removeprefix('#')}")
    for column, word in enumerate(words, 1):
        cell = sheet.cell(row, column, word)
        cell.data_type = "s"
        cell.font = font
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        is_text = column == len(words) and fill is None
        cell.alignment = Alignment(horizontal="left" if is_text else "center", vertical="center", wrap_text=True)
        if fill is not None:
            cell.fill = fill
