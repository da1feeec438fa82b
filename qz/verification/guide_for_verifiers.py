"""The sheet 核定说明: what is verified and how, who signs, 其余属实, and what is still to do by unit and item."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from qz.layout import many_units
from qz.layout.rest_cells import rest_name
from qz.layout.verification_row import COLUMN_OF, CONFIRMED, VerificationColumn
from qz.layout.verification_workbook import FIRST_ROW, GUIDE_SHEET, PERSON_NAME, VerificationLayout, VerificationSheet
from qz.model.verification import UPHELD
from qz.rules.formulas import text
from qz.verification.workbook_rows import OPEN_STATES, OWN_MARK, FilledTable, RowContent
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute, quote_sheet
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet

C = VerificationColumn
_MOST_ITEMS: Final = 12
_WIDTHS: Final = (14, *(10.5,) * (_MOST_ITEMS + 1))
_LAST: Final = len(_WIDTHS) - 1
_ONE_PAGE: Final = 48
"""So many rows can still be read when printed on one page."""
_NUMBER: Final = "body box center number"
_HERE: Final = "{unit}"
"""Stands for the cell of a row's unit in a formula that every row has."""
_REST_PROMPT: Final = (
    f"填“{CONFIRMED}”：这个单位这一项里还没有填核定值的行，都按自报值核定；"
    "已经填了的、按台账计的、自报有变的不受影响。不填就逐行核定。"
)
PERSON_PROMPT: Final = "写姓名。各行没有另写核定人的，都由此人负责。"

PARAGRAPHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "核定什么": "各单位自报的数据由{verifier}逐项核实：属实的确认，不实的改正并写明理由。核定后的数据代替自报，"
        "由程序按规则重新计分；自报的数据同时保留，结果里两样都列出。",
        "怎么填": "每行先看“自报值”和“佐证材料”。与实际一致的，“核定值”填“{confirmed}”"
        "（可以选中整列向下填充，不用填的行会跳过；一个单位一项里其余都属实的，在下面的“其余属实”表里填一格即可）；"
        "不一致的，填核定后的值，并在“核定理由”里写明依据。核不了的留空，暂按自报计；“办理”显示“按台账”的，已由台账计数，可以不填。",
        "直接给分": "一般不填“核定分”。规则算不出、需要直接认定得分的，填“核定分”并写明理由：得分条款在0分和分值之间，"
        "加分条款不小于0，扣分条款写成0或负数。填了核定分，该条就以它为准。“不得分”条款只能核定数据，不能给分。",
        "筛选": "表头有筛选按钮：按“考核内容”筛选可以逐项比较各单位，按“单位”筛选可以一次核完一个单位，"
        "按“办理”筛选可以只看还没有核定的；“自报有变”是核定以后单位又改报了的行，佐证材料里写着原来报多少，请重新核定。",
        "分工": "可以几个人各拿一份分头填，按单位分或按考核内容分都行，各交各的：程序逐行合并，"
        "两份填的不一样的行按较晚的计，并列出来请核对。要撤回已填的，请改填新的值。",
        "交回": "{how}下次生成的核定表带着已核定的内容，在它上面接着填即可。",
    }
)
"""Heading and text of each paragraph: ``str.format`` templates."""
_OF_VOLUMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "分册": "单位多，核定表分册，每册不超过{size}个单位；本册是名单上第{volume}个单位。各册分别填写、分别交回，"
        "可以由几个人各填几册。",
    }
)
"""More paragraphs, for a workbook that is one of several volumes."""
_OF_OWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "回避": "单位底色不同、佐证材料里写着“{mark}”的行，核定的是{verifier}自己的数据："
        "照实填写，收件登记会列出来，由办公室复核。"
    }
)
"""More paragraphs, where a verifier verifies its own values."""
_OF_REVIEWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "复核": "有单位申请复核，共{asked}行，都在《复核》一张表里，请先办：第一次的核定不变的填“{upheld}”，"
        "要改的填改后的核定值或核定分，都写明理由。第一次的核定留在后面的表里不动，两次都会列给单位看。"
    }
)
"""More paragraphs, where units apply for another look."""
_OF_PROOFS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "看材料": "“佐证材料”或“填报数据”栏带下划线的，点开就看收到的材料（不止一份的，打开佐证材料.xlsx里的那几行）。"
        "材料在办公室的结果文件夹里，单独拷走本表时点不开，请向办公室要。"
    }
)
"""More paragraphs, where evidence came."""


_FIRST_PARAGRAPH: Final = 2


class RestCell(NamedTuple):
    """A cell of 其余属实: where it is, its defined name, and a reference to it from another sheet."""

    row: int
    column: int
    name: str
    reference: str


class GuidePlan:
    """The rows of the first sheet: paragraphs, the signer, and two tables (其余属实, progress) for each other sheet."""

    def __init__(self, layout: VerificationLayout, tables: Sequence[FilledTable], asked: int = 0) -> None:
        """Compute the rows. ``asked``: the number of applications (复核) to be answered."""
        self.layout, self.tables, self.asked = layout, tables, asked
        own = any(content.is_own for table in tables for content in table.contents)
        proved = any(content.proofs.link for table in tables for content in table.contents)
        more = {**(_OF_VOLUMES if layout.volume else {}), **(_OF_OWN if own else {}), **(_OF_PROOFS if proved else {})}
        self.paragraphs = {**(_OF_REVIEWS if asked else {}), **PARAGRAPHS, **more}
        self.person_row = _FIRST_PARAGRAPH + len(self.paragraphs)
        self.progress_rows: list[int] = []
        self.rest_rows: list[int] = []
        self.last_row = self.person_row + 2
        self._rest: dict[tuple[str, str], RestCell] = {}
        for table in tables:
            self._place(table)

    def _place(self, filled: FilledTable) -> None:
        rows = {unit.code: place for place, unit in enumerate(filled.table.units, start=self.last_row + 2)}
        columns = {item: place for place, item in enumerate(items_of(filled), start=1)}
        height = len(rows) + 3
        self.rest_rows.append(self.last_row)
        self.progress_rows.append(self.last_row + height)
        for content in filled.contents:
            code, item = content.row.unit.code, content.item
            if content.row.key.kind and item in columns and (code, item) not in self._rest:
                at = rows[code], columns[item]
                cell = f"{quote_sheet(GUIDE_SHEET)}!{absolute(*at)}"
                self._rest[code, item] = RestCell(*at, rest_name(content.row), cell)
        self.last_row += 2 * height

    def rest_cell(self, content: RowContent) -> str:
        """A reference to the cell of 其余属实 for the row's item; ``""`` where there is none."""
        found = self._rest.get((content.row.unit.code, content.item))
        return found.reference if found else ""

    def rest_at(self, unit_code: str, item: str) -> RestCell | None:
        """The cell of 其余属实; ``None`` where the unit has no row in the item."""
        return self._rest.get((unit_code, item))


def items_of(filled: FilledTable) -> list[str]:
    """The items that have a column in the two tables."""
    return list(dict.fromkeys(content.item for content in filled.contents))[:_MOST_ITEMS]


def write_guide(book: Book, sheet: Sheet, plan: GuidePlan) -> None:
    """Write the first sheet."""
    layout, tables = plan.layout, plan.tables
    particulars = layout.programme.particulars
    page = Page(sheet, _WIDTHS)
    title = f"{particulars.year}年{particulars.district}{particulars.name}核定表"
    page.across(0, (0, _LAST), title, "title")
    of = f"，{layout.volume}" if layout.volume else ""
    sheet.merge((1, 0), (1, _LAST), f"（{layout.verifier_name}核定{of}）", "body center large")
    known = {"verifier": layout.verifier_name, "confirmed": CONFIRMED, "year": particulars.year}
    known |= {"volume": layout.volume, "size": many_units.POLICY.volume}
    known |= {"asked": plan.asked, "upheld": UPHELD}
    known |= {"how": _how_to_return(layout, asked=plan.asked), "mark": OWN_MARK}
    for row, (heading, words) in enumerate(plan.paragraphs.items(), start=_FIRST_PARAGRAPH):
        paragraph = words.format_map(known)
        page.put(row, 0, heading, "body box black center")
        page.across(row, (1, _LAST), paragraph, "body box left")
    _write_person(book, sheet, plan.person_row, tables)
    for table, rest, progress in zip(tables, plan.rest_rows, plan.progress_rows, strict=True):
        _write_rest(book, page, rest, table, plan)
        _write_progress(page, progress, table)
    row = plan.last_row
    header = f"{particulars.document_number}　{layout.verifier_name}核定　第{particulars.edition}版"
    page.finish(row, PrintSetup(one_page=row <= _ONE_PAGE, header=header, area=(0, 0, row - 1, _LAST)))
    sheet.protect()
    sheet.activate()


def _how_to_return(layout: VerificationLayout, *, asked: int) -> str:
    """How to return the workbook: where to send it and by when; the office's own goes into a folder.

    ``asked``: the number of applications to be answered; if there are any, no day is given, as they come after it.
    """
    office = layout.programme.particulars
    if not layout.verifier:
        return f"存盘后放进 returns/{layout.programme.home}/（文件名不限），重新运行 make collect。"
    by = office.verify_by
    when = f"，{by.year}年{by.month}月{by.day}日前交回" if by and not asked else ""
    return f"存盘后发回{office.office}（{office.email or office.phone}）{when}，文件名不限。"


def _write_person(book: Book, sheet: Sheet, row: int, tables: Sequence[FilledTable]) -> None:
    """Write the cell for the person who signs for every row without a name."""
    sheet.text(row, 0, "核定人", "body box black center")
    persons = {content.person for table in tables for content in table.contents if content.person}
    sheet.merge((row, 1), (row, 2), persons.pop() if len(persons) == 1 else "", "body box input center")
    note = "整份表由一人核定的在这里签名；分头核定的，在各行“核定人”栏里写明。"
    sheet.merge((row, 3), (row, _LAST), note, "body box left")
    sheet.validate(row, 1, {"validate": "any", "input_title": "核定人", "input_message": PERSON_PROMPT})
    book.define(PERSON_NAME, GUIDE_SHEET, absolute(row, 1))


def _write_rest(book: Book, page: Page, row: int, filled: FilledTable, plan: GuidePlan) -> None:
    """Write the table 其余属实: in it, 属实 confirms all rows of a unit and item in which nothing was filled in."""
    sheet, items = page.sheet, items_of(filled)
    heading = f"其余属实：{filled.table.scorecard.label}"
    page.across(row, (0, len(items)), heading, "head")
    page.heads(row + 1, ["单位", *items])
    for here, unit in enumerate(filled.table.units, start=row + 2):
        page.put(here, 0, unit.name, "body box center")
        for column, item in enumerate(items, start=1):
            found = plan.rest_at(unit.code, item)
            page.put(here, column, "", "body box input center" if found else "body box item")
            if found:
                book.define(found.name, GUIDE_SHEET, absolute(here, column))
    last = row + 1 + len(filled.table.units)
    rule = {"validate": "list", "source": [CONFIRMED], "input_title": "其余属实", "input_message": _REST_PROMPT}
    sheet.validate(row + 2, 1, rule, (last, len(items)))


def _write_progress(page: Page, row: int, filled: FilledTable) -> None:
    """Write the table of how many rows are still to do: one row for each unit, one column for each item."""
    sheet, table = page.sheet, filled.table
    shown = items_of(filled)
    total = len(shown) + 1
    heading = f"还没有核定的行数：{table.scorecard.label}（0表示已经核完）"
    page.across(row, (0, total), heading, "head")
    page.heads(row + 1, ["单位", *shown, "合计"])
    first, last = row + 2, row + 1 + len(table.units)
    target = f"{quote_sheet(table.name)}!{absolute(FIRST_ROW, COLUMN_OF[C.UNIT])}"
    areas = _areas(table)
    counts = [_count(areas, _HERE, absolute(row + 1, column)) for column in range(1, total)]
    for here, unit in enumerate(table.units, start=first):
        sheet.link(here, 0, target, unit.name, "body box center link")
        own = absolute(here, 0)
        for column, (item, count) in enumerate(zip(shown, counts, strict=True), start=1):
            number = Decimal(filled.open_rows.get((unit.code, item), 0))
            sheet.formula(here, column, count.replace(_HERE, own), _NUMBER, number)
        number = Decimal(filled.open_rows.get((unit.code, ""), 0))
        sheet.formula(here, total, _count(areas, own), f"{_NUMBER} bold", number)
    sheet.mark((first, 1), (last, total), {"type": "cell", "criteria": "==", "value": 0}, "good")


def _areas(table: VerificationSheet) -> Mapping[VerificationColumn, str]:
    """The cells of a table's columns by which rows are counted."""
    sheet = quote_sheet(table.name)
    places = {column: COLUMN_OF[column] for column in (C.UNIT, C.ITEM, C.STATUS)}
    return {
        column: f"{sheet}!{absolute(FIRST_ROW, place)}:{absolute(table.last_row, place)}"
        for column, place in places.items()
    }


def _count(areas: Mapping[VerificationColumn, str], unit: str, item: str = "") -> str:
    asked = f"{areas[C.UNIT]},{unit}" + (f",{areas[C.ITEM]},{item}" if item else "")
    return "+".join(f"COUNTIFS({asked},{areas[C.STATUS]},{text(state)})" for state in OPEN_STATES)
