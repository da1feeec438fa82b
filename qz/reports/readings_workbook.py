"""口径测算.xlsx: for each setting that could be otherwise, which scores and ranks would change; and a heat map."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qz.model.assessment import Assessment
from qz.model.readings import Move, Weighed
from qz.model.values import show_number
from qz.reports.dated import dated_words
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import report_title, stage_words
from qz.reports.rules_page import write_rules
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, TableColumn

READINGS_NAME: Final = "口径测算.xlsx"
READINGS_SHEET: Final = "口径测算"
HEAT_SHEET: Final = "单位和口径"
_COLUMNS: Final = (
    TableColumn("序号", 6, "body box center"),
    TableColumn("类别", 9, "body box center"),
    TableColumn("口径", 40, "body box left"),
    TableColumn("现行", 12, "body box center"),
    TableColumn("换成", 20, "body box center"),
    TableColumn("分数变动的单位", 10, "body box center"),
    TableColumn("名次变动的单位", 10, "body box center"),
    TableColumn("最多加", 8, "body box center number"),
    TableColumn("最多减", 8, "body box center number"),
    TableColumn("哪些单位、变动多少", 70, "body box left small"),
)
_NAMED: Final = 30
"""How many units a row names."""
_SCALE: Final[dict[str, Any]] = {
    "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": -5, "mid_value": 0,
    "max_value": 5, "min_color": "#E0705C", "mid_color": "#FFFFFF", "max_color": "#7FA8D1",
}  # fmt: skip


def write_readings(assessment: Assessment, weighed: Sequence[Weighed], path: Path) -> None:
    """Write 口径测算.xlsx to ``path``. Source: product specification, "Results"."""
    programme = assessment.programme
    with Book.create(path, report_title(programme, "口径测算"), author=programme.particulars.office) as book:
        listed, heat = book.sheet(READINGS_SHEET), book.sheet(HEAT_SHEET)
        moving = sum(bool(one.moves) for one in weighed)
        line = (
            f"阶段：{stage_words(assessment)}　一行是一种可以改换的口径，用同样的数据重新计分、排名。"
            f"共{len(weighed)}种，会改变分数或名次的{moving}种；方案没有改动。"
        )
        listing = Listing("口径测算", [line], _COLUMNS, 3)
        write_listing(listed, assessment, listing, _rows(assessment, weighed))
        _write_heat(heat, assessment, weighed)
        write_rules(book, assessment)


def _rows(assessment: Assessment, weighed: Sequence[Weighed]) -> Iterator[Sequence[Content]]:
    for number, one in enumerate(weighed, start=1):
        reading, points = one.reading, [move.points for move in one.moves]
        ranks = sum(move.before.rank != move.after.rank for move in one.moves)
        words = "；".join(_move_words(assessment, move) for move in one.moves[:_NAMED]) or "没有单位变动"
        more = f"；等{len(one.moves)}个单位" if len(one.moves) > _NAMED else ""
        yield [
            number,
            reading.group,
            reading.subject,
            reading.now,
            reading.other,
            sum(bool(each) for each in points),
            ranks,
            max([Decimal(0), *points]) or "",
            min([Decimal(0), *points]) or "",
            Cell(words + more, "" if one.moves else "quiet"),
        ]


def _move_words(assessment: Assessment, move: Move) -> str:
    """``孟河镇+1分（98.5→99.5），第3名→第2名``."""
    name, before, after = assessment.programme.unit(move.unit_code).name, move.before, move.after
    words = name
    if move.points and before.totals and after.totals:
        sign = "+" if move.points > 0 else "−"
        totals = f"{show_number(before.totals.total)}→{show_number(after.totals.total)}"
        words += f"{sign}{show_number(abs(move.points))}分（{totals}）"
    if before.rank != after.rank:
        words += ("，" if move.points else "") + f"{_rank(before.rank)}→{_rank(after.rank)}"
    return words


def _rank(rank: int | None) -> str:
    return "不排名" if rank is None else f"第{rank}名"


def _write_heat(sheet: Sheet, assessment: Assessment, weighed: Sequence[Weighed]) -> None:
    """Write what each unit would gain or lose (分) by each setting that changes any unit's points."""
    moving = [(number, one) for number, one in enumerate(weighed, start=1) if any(move.points for move in one.moves)]
    widths = [14.0, *(11.0,) * max(len(moving), 6)]
    page = Page(sheet, widths)
    lines = ["每格是该单位在该口径下多得或少得的分，空白为不变。栏目前的序号见《口径测算》。"]
    top = page.title(report_title(assessment.programme, "口径测算：单位和口径"), lines)
    heads = [f"{number}\n{one.reading.subject[:14]}\n{one.reading.other}" for number, one in moving]
    page.heads(top, ["单位", *heads], style="head small")
    rows = [row for ranking in assessment.rankings.values() for row in ranking if row.totals is not None]
    deltas = [{move.unit_code: move.points for move in one.moves} for _, one in moving]
    for place, row in enumerate(rows, start=top + 1):
        page.put(place, 0, assessment.programme.unit(row.unit_code).name, "body box center")
        for column, delta in enumerate(deltas, start=1):
            points = delta.get(row.unit_code, Decimal(0))
            page.put(place, column, points or "", "body box center signed")
    last = top + len(rows)
    if rows and moving:
        sheet.mark((top + 1, 1), (last, len(moving)), _SCALE)
    sheet.freeze(top + 1, 1)
    page.finish(last + 1, PrintSetup(repeat=(top, top), one_page=True, footer=dated_words(assessment)))
