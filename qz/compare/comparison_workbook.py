"""The comparison as a workbook for leaders: an overview on one page, then tasks, indicators, roles, units, results."""

from pathlib import Path
from typing import Final

from qz.compare.differences import Comparison, IndicatorFate, Segment, TaskFate
from qz.compare.marked_text import PUT_IN, STRUCK, Pen
from qz.compare.phrases import counted, headlines, roster_lines, signed, year_of
from qz.compare.tables import INDICATORS, RESULTS, ROLES, TASKS, UNITS, Table
from qz.model.programme import Programme
from qz.workbook.write.book import Book, quote_sheet

OVERVIEW: Final = "概览"
_WIDTHS: Final = (16, 12, 12, 11, 50)
_WIDE: Final = len(_WIDTHS) - 1


def file_name(comparison: Comparison) -> str:
    """对比-2010-2011.xlsx."""
    return f"对比-{comparison.old.particulars.year}-{comparison.new.particulars.year}.xlsx"


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write the workbook. The results' sheet is there only where both years have results."""
    tables = [table for table in (TASKS, INDICATORS, ROLES, UNITS, RESULTS) if table.applies(comparison)]
    with Book.create(path, f"{year_of(comparison.old)}与{year_of(comparison.new)}考核对比") as book:
        _write_overview(book, comparison, tables)
        for table in tables:
            table.write(book, comparison)


def _write_overview(book: Book, comparison: Comparison, tables: list[Table]) -> None:
    sheet = book.sheet(OVERVIEW)
    pen = Pen(book, sheet, _WIDTHS)
    new = comparison.new.particulars
    title = f"{new.district}{new.name}{year_of(comparison.old)}与{year_of(comparison.new)}对比"
    pen.text(0, 0, title, "title", (0, _WIDE))
    row = _write_sources(pen, comparison, 1)
    row = _write_counts(pen, comparison, row + 1)
    row = _write_headlines(pen, comparison, row + 1)
    row = _write_guide(pen, comparison, tables, row + 1)
    sheet.hide_grid()
    pen.finish(row, landscape=False, one_page=True)


def _write_sources(pen: Pen, comparison: Comparison, row: int) -> int:
    for programme in (comparison.old, comparison.new):
        pen.text(row, 0, _source(programme), "body center quiet", (row, _WIDE))
        row += 1
    return row


def _source(programme: Programme) -> str:
    particulars = programme.particulars
    number = f"（{particulars.document_number}）" if particulars.document_number else ""
    return f"{year_of(programme)}：《{particulars.title}》{number}"


def _write_counts(pen: Pen, comparison: Comparison, row: int) -> int:
    old, new = comparison.old, comparison.new
    pen.text(row, 0, "一、总体情况", "subtitle", (row, _WIDE))
    pen.head(row + 1, ("项目", year_of(old), year_of(new), "增减", "其中"))
    tasks = counted([change.fate for change in comparison.tasks], TaskFate)
    indicators = counted([change.fate for change in comparison.indicators], IndicatorFate)
    lines = (
        ("目标任务（项）", len(old.tasks), len(new.tasks), tasks),
        ("量化指标（个）", _indicator_count(old), _indicator_count(new), indicators),
        ("参与单位（个）", len(old.units), len(new.units), "；".join(roster_lines(comparison)) or "没有变化"),
    )
    for place, (name, before, after, detail) in enumerate(lines, row + 2):
        pen.text(place, 0, name, "body box")
        for column, number in ((1, before), (2, after)):
            pen.sheet.number(place, column, number, "body box center integer")
        pen.text(place, 3, signed(after - before), "body box center")
        pen.text(place, 4, detail, "body box")
    return row + 2 + len(lines)


def _indicator_count(programme: Programme) -> int:
    return sum(len(task.indicators) for task in programme.tasks)


def _write_headlines(pen: Pen, comparison: Comparison, row: int) -> int:
    pen.text(row, 0, "二、主要变化", "subtitle", (row, _WIDE))
    lines = headlines(comparison) or (("没有变化", "两年的任务、指标和责任单位都相同。"),)
    for place, (kind, text) in enumerate((*lines, ("考核结果", _results_line(comparison))), row + 1):
        pen.text(place, 0, kind, "head left")
        pen.text(place, 1, text, "body box", (place, _WIDE))
    return row + 2 + len(lines)


def _results_line(comparison: Comparison) -> str:
    if not comparison.results:
        unscored = [year_of(year) for year in (comparison.old, comparison.new) if not year.scorecards]
        if unscored:
            return f"{'、'.join(unscored)}没有评分表、不计分，两年的得分和名次无从比较。"
        return "两年的考核结果没有同时具备，未作比较。"
    better = sum(change.new_rank < change.old_rank for change in comparison.results)
    worse = sum(change.new_rank > change.old_rank for change in comparison.results)
    return f"两年都有结果的单位{len(comparison.results)}个，名次上升{better}个、下降{worse}个，见“{RESULTS.title}”。"


def _write_guide(pen: Pen, comparison: Comparison, tables: list[Table], row: int) -> int:
    pen.text(row, 0, "三、各表说明", "subtitle", (row, _WIDE))
    for table in tables:
        row += 1
        pen.sheet.link(row, 0, f"{quote_sheet(table.title)}!A1", table.title)
        pen.text(row, 1, table.note(comparison), "body box", (row, _WIDE))
    row += 1
    old, new = year_of(comparison.old), year_of(comparison.new)
    pen.text(row, 0, "标记", "head left", (row + 1, 0))
    for place, (lead, words, mark) in enumerate(
        ((f"{old}有、{new}没有的文字：", "加删除线", STRUCK), (f"{new}新写的文字：", "加粗、加下划线", PUT_IN)), row
    ):
        segments = (Segment(lead, changed=False), Segment(words, changed=True))
        pen.marked(place, 1, segments, mark, "body box", (place, _WIDE))
    return row + 2
