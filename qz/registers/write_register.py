"""Writes the register workbook: one sheet for each kind of event, one row for each event, and counts as formulas."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qz.layout.register_workbook import (
    ASIDE,
    COMPLETE,
    DATE,
    EVENT,
    FIRST_ROW,
    GUIDE_SHEET,
    HEAD_ROW,
    NUMBER,
    OPEN,
    PREPARED,
    QUANTITY,
    REMARK,
    ROW_NUMBER,
    STATUS,
    STATUS_ROW,
    STATUSES,
    UNIT,
    FedFact,
    RegisterLayout,
    RegisterSheet,
    build_registers,
)
from qz.model.programme import Programme
from qz.model.scorecards import Fact
from qz.model.task_table import Unit
from qz.rules.formulas import text
from qz.values.value_types import TYPES
from qz.workbook.manifest_sheet import write_manifest
from qz.workbook.seal import sealed
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute, quote_sheet
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet

_PRINTED: Final = 24
"""So many rows are printed, on one page. Rows have no fixed height, so that long entries are visible."""
_WIDTHS: Final = {DATE: 12, UNIT: 15, NUMBER: 22, EVENT: 46, ROW_NUMBER: 0, QUANTITY: 8, REMARK: 24}
_CATEGORY_WIDTH: Final = 18.0
_STYLES: Final = {
    DATE: "body box center date open",
    UNIT: "body box center open",
    NUMBER: "body box left textual open",
    EVENT: "body box left textual open",
    QUANTITY: "body box center number open",
    REMARK: "body box left textual open",
}
_GUIDE_WIDTH: Final = 13.0
_SENTENCE: Final = re.compile("[。；]")
_HOW: Final = (
    "一件事一行，随到随登：日期、单位、文号、事项，有类别的从列表中选；“数量”留空算1。",
    f"“{STATUS}”是“{OPEN}”时，表里有登记的单位按台账计；没有登记的单位仍按它自报的计，收件登记里有提醒。",
    f"是“{COMPLETE}”时，没有登记的单位都按0计。是“{ASIDE}”时，只与自报对照，不作计分依据。",
    "荣誉一类要注明的，“文号”和“事项”就是它的注明，不用单位另写。",
    "存盘后放进 returns/{home}/（文件名不限），重新运行 make collect。与自报不同的，收件登记的“问题”里逐条列出。",
)


def write_registers(programme: Programme, path: Path) -> bool:
    """Write a year's empty register workbook. Returns ``False``, with nothing written, where no fact is counted in one.

    Raises:
        OSError: The file cannot be written.

    Source: product specification, "Results" (台账).
    """
    layout = build_registers(programme)
    if not layout.sheets:
        return False
    particulars = programme.particulars
    title = f"{particulars.year}年{particulars.district}{particulars.name}台账"
    with Book.create(path, title, author=particulars.office) as book:
        _write_guide(book.sheet(GUIDE_SHEET), layout, title)
        for register in layout.sheets:
            _write_register(book.sheet(register.name), layout, register)
        write_manifest(book, sealed(layout.manifest, programme.key))
    return True


def _area(register: RegisterSheet, head: str) -> str:
    place = register.heads.index(head)
    return f"{quote_sheet(register.name)}!{absolute(FIRST_ROW, place)}:{absolute(FIRST_ROW + PREPARED - 1, place)}"


def _count(register: RegisterSheet, fed: FedFact, unit: str) -> str:
    """The formula for what the register counts for a unit so far; a blank quantity is 1."""
    asked = f"{_area(register, UNIT)},{unit}"
    asked += "".join(f",{_area(register, column)},{text(word)}" for column, word in fed.source.filters)
    quantity = _area(register, QUANTITY)
    return f'SUMIFS({quantity},{asked})+COUNTIFS({asked},{quantity},"")'


def _listed_units(layout: RegisterLayout) -> list[Unit]:
    """The units in the order of the guide: by scorecard, then in roster order."""
    cards = list(dict.fromkeys(unit.scorecard_id for unit in layout.units))
    return sorted(layout.units, key=lambda unit: cards.index(unit.scorecard_id))


def _unit_rows(layout: RegisterLayout, register: RegisterSheet | None = None) -> tuple[int, int]:
    """First and last row of the guide with units; with ``register``, only as far as units it counts for."""
    first = 2 + len(_HOW) + 2
    if register is None:
        return first, first + len(layout.units) - 1
    cards = {fed.scorecard.scorecard_id for fed in register.facts}
    places = [place for place, unit in enumerate(_listed_units(layout)) if unit.scorecard_id in cards]
    return first + min(places, default=0), first + max(places, default=0)


def _write_guide(sheet: Sheet, layout: RegisterLayout, title: str) -> None:
    columns = [(register, fed) for register in layout.sheets for fed in register.facts]
    widths = [15.0, *(_GUIDE_WIDTH,) * max(len(columns), 7)]
    last = len(widths) - 1
    page = Page(sheet, widths)
    page.across(0, (0, last), title, "title")
    for row, words in enumerate(_HOW, start=1):
        page.across(row, (0, last), words.format(home=layout.programme.home), "body left")
    first, final = _unit_rows(layout)
    head_row = first - 1
    sheet.merge((head_row - 1, 0), (head_row - 1, len(columns)), "各单位目前登记的数量（自动统计）", "head")
    sheet.text(head_row, 0, UNIT, "head")
    for place, (register, fed) in enumerate(columns, start=1):
        words = "，".join(word for _, word in fed.source.filters)
        head = f"{register.name}{f'（{words}）' if words else ''}\n{fed.scorecard.label}：{fed.fact.label}"
        page.put(head_row, place, head, "head")
    for row, unit in enumerate(_listed_units(layout), start=first):
        sheet.text(row, 0, unit.name, "body box center")
        for place, (register, fed) in enumerate(columns, start=1):
            if unit.scorecard_id == fed.scorecard.scorecard_id:
                expression = _count(register, fed, absolute(row, 0))
                sheet.formula(row, place, expression, "body box center no_zero", Decimal(0))
            else:
                sheet.text(row, place, "", "body box item")
    page.freeze_above_left(first, 1)
    page.finish(final + 1, PrintSetup(area=(0, 0, final, last)))
    sheet.activate()


def _write_register(sheet: Sheet, layout: RegisterLayout, register: RegisterSheet) -> None:
    heads = register.heads
    widths = [_WIDTHS.get(head, _CATEGORY_WIDTH) for head in heads]
    last = len(heads) - 1
    page = Page(sheet, widths)
    title = f"{layout.programme.particulars.year}年{register.name}台账"
    feeds = "；".join(dict.fromkeys(_feeds(fed) for fed in register.facts))
    asked = "".join(dict.fromkeys(_what_counts(fed.fact) for fed in register.facts))
    cards = "、".join(dict.fromkeys(fed.scorecard.label for fed in register.facts))
    note = f"计入：{feeds}。只登记这些：{asked}不属于这些的不要登；只登{cards}，别的单位的不用登。"
    page.across(0, (0, last), title, "title")
    page.across(1, (0, last), note, "body left")
    sheet.text(STATUS_ROW, 0, STATUS, "body box black center")
    sheet.text(STATUS_ROW, 1, OPEN, "body input center")
    sheet.validate(STATUS_ROW, 1, _listed(list(STATUSES), STATUS))
    page.across(STATUS_ROW, (2, last), _status_words(), "body left small")
    page.heads(HEAD_ROW, heads)
    page.least_of(HEAD_ROW, 26)
    for row in range(FIRST_ROW, FIRST_ROW + PREPARED):
        for place, head in enumerate(heads):
            if head == ROW_NUMBER:
                sheet.number(row, place, row + 1, "body box center quiet")
            else:
                sheet.text(row, place, "", _STYLES.get(head, "body box center open"))
    _validate(sheet, layout, register)
    sheet.freeze(FIRST_ROW, 2)
    sheet.filter_buttons(HEAD_ROW, FIRST_ROW + PREPARED - 1, len(heads))
    page.finish(HEAD_ROW + 1, PrintSetup(one_page=True, area=(0, 0, FIRST_ROW + _PRINTED - 1, last)))


def _what_counts(fact: Fact) -> str:
    """What counts for the fact, from its help, without the sentences on how to fill in the form."""
    sentences = (part.strip() for part in _SENTENCE.split(fact.help) if part.strip() and "填" not in part)
    return "".join(f"{part}。" for part in sentences) or f"{fact.label}。"


def _feeds(fed: FedFact) -> str:
    kinds = [f"只计{column}为“{word}”的" for column, word in fed.source.filters]
    kinds += ["有1件即为“是”"] if TYPES[fed.fact.value_type].is_yes_no else []
    return f"{fed.scorecard.label}“{fed.fact.label}”" + (f"（{'，'.join(kinds)}）" if kinds else "")


def _status_words() -> str:
    return f"{OPEN}：有登记的单位按台账计，没有的按自报计；{COMPLETE}：没有登记的按0计；{ASIDE}：只对照，不计分。"


def _listed(choices: list[str] | str, title: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": choices,
        "input_title": title,
        "input_message": "从列表中选。",
        "error_title": "请核对",
        "error_message": f"“{title}”请从列表中选。",
    }


def _validate(sheet: Sheet, layout: RegisterLayout, register: RegisterSheet) -> None:
    year = layout.programme.particulars.year
    first, final = _unit_rows(layout, register)
    units = f"={quote_sheet(GUIDE_SHEET)}!{absolute(first, 0)}:{absolute(final, 0)}"
    rules: dict[str, dict[str, Any]] = {
        DATE: {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(year, 1, 1),
            "maximum": dt.date(year, 12, 31),
            "input_title": DATE,
            "input_message": f"事情发生的日期，{year}年内，如{year}-6-23。",
            "error_title": "请核对",
            "error_message": f"“日期”应是{year}年内的日期，如{year}-6-23。",
        },
        UNIT: _listed(units, UNIT),
        QUANTITY: {
            "validate": "integer",
            "criteria": ">=",
            "value": 1,
            "input_title": QUANTITY,
            "input_message": "一行记几件；留空算1。",
            "error_title": "请核对",
            "error_message": "“数量”应是正整数；留空算1。",
        },
    }
    rules |= {column: _listed(list(words), column) for column, words in register.categories.items()}
    for head, rule in rules.items():
        place = register.heads.index(head)
        sheet.validate(FIRST_ROW, place, rule, (FIRST_ROW + PREPARED - 1, place))
