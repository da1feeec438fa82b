"""The comparison as a workbook for leaders: an overview on one page, then tasks, indicators, roles, units, results."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from qz.compare.differences import Comparison, RuleFate, Segment, TaskFate
from qz.compare.marked_text import PUT_IN, STRUCK, put_marked
from qz.compare.phrases import counted, headlines, indicator_counts, roster_lines, signed, year_of
from qz.compare.rule_changes import CLAUSE
from qz.compare.tables import INDICATORS, RESULTS, ROLES, RULES, TASKS, UNITS, Table
from qz.model.programme import Programme
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import quote_sheet
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup

OVERVIEW: Final = "概览"
_WIDTHS: Final = (16, 12, 12, 11, 50)
_WIDE: Final = len(_WIDTHS) - 1


def file_name(comparison: Comparison) -> str:
    """The workbook's file name: ``对比-2010-2011.xlsx``."""
    return f"对比-{comparison.old.particulars.year}-{comparison.new.particulars.year}.xlsx"


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write the workbook; the sheet of results only where both years have results."""
    tables = [table for table in (TASKS, INDICATORS, ROLES, UNITS, RULES, RESULTS) if table.applies(comparison)]
    with Book.create(path, f"{year_of(comparison.old)}与{year_of(comparison.new)}考核对比") as book:
        _write_overview(book, comparison, tables)
        for table in tables:
            table.write(book, comparison)


def _write_overview(book: Book, comparison: Comparison, tables: list[Table]) -> None:
    sheet = book.sheet(OVERVIEW)
    page = Page(sheet, _WIDTHS)
    new = comparison.new.particulars
    title = f"{new.district}{new.name}{year_of(comparison.old)}与{year_of(comparison.new)}对比"
    page.across(0, (0, _WIDE), title, "title")
    row = _write_sources(page, comparison, 1)
    row = _write_counts(page, comparison, row + 1)
    row = _write_headlines(page, comparison, row + 1)
    row = _write_guide(page, comparison, tables, row + 1)
    sheet.hide_grid()
    page.finish(row, PrintSetup(landscape=False, one_page=True))


def _write_sources(page: Page, comparison: Comparison, row: int) -> int:
    for programme in (comparison.old, comparison.new):
        page.across(row, (0, _WIDE), _source(programme), "body center quiet")
        row += 1
    return row


def _source(programme: Programme) -> str:
    particulars = programme.particulars
    number = f"（{particulars.document_number}）" if particulars.document_number else ""
    return f"{year_of(programme)}：《{particulars.title}》{number}"


def _write_counts(page: Page, comparison: Comparison, row: int) -> int:
    old, new = comparison.old, comparison.new
    page.across(row, (0, _WIDE), "一、总体情况", "subtitle")
    page.heads(row + 1, ("项目", year_of(old), year_of(new), "增减", "其中"))
    tasks = counted([change.fate for change in comparison.tasks], TaskFate)
    lines = (
        ("目标任务（项）", len(old.tasks), len(new.tasks), tasks),
        ("量化指标（个）", _indicator_count(old), _indicator_count(new), indicator_counts(comparison)),
        *_rule_counts(comparison),
        ("参与单位（个）", len(old.units), len(new.units), "；".join(roster_lines(comparison)) or "没有变化"),
    )
    for place, (name, before, after, detail) in enumerate(lines, row + 2):
        page.put(place, 0, name, "body box")
        for column, number in ((1, before), (2, after)):
            page.sheet.number(place, column, number, "body box center integer")
        page.put(place, 3, signed(after - before), "body box center")
        page.put(place, 4, detail, "body box")
    return row + 2 + len(lines)


def _rule_counts(comparison: Comparison) -> Iterator[tuple[str, int, int, str]]:
    """The counts of the scorecards' clauses, where both years have scorecards."""
    if comparison.rules:
        clauses = counted([change.fate for change in comparison.rules if change.kind == CLAUSE], RuleFate)
        before, after = (
            sum(len(card.criteria) for card in year.scorecards) for year in (comparison.old, comparison.new)
        )
        yield "评分条款（条）", before, after, clauses


def _indicator_count(programme: Programme) -> int:
    """How many indicators with a number the responsibility table has, counted as in all other results."""
    return sum(one.is_number for task in programme.tasks for one in task.indicators)


def _write_headlines(page: Page, comparison: Comparison, row: int) -> int:
    page.across(row, (0, _WIDE), "二、主要变化", "subtitle")
    lines = headlines(comparison) or (
        ("没有变化", f"两年的任务、指标和责任单位{'、评分' if comparison.rules else ''}都相同。"),
    )
    for place, (kind, text) in enumerate((*lines, ("考核结果", _results_line(comparison))), row + 1):
        page.put(place, 0, kind, "head left")
        page.across(place, (1, _WIDE), text, "body box")
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


def _write_guide(page: Page, comparison: Comparison, tables: list[Table], row: int) -> int:
    page.across(row, (0, _WIDE), "三、各表说明", "subtitle")
    for table in tables:
        row += 1
        page.sheet.link(row, 0, f"{quote_sheet(table.title)}!A1", table.title)
        page.across(row, (1, _WIDE), table.note(comparison), "body box")
    row += 1
    old, new = year_of(comparison.old), year_of(comparison.new)
    page.put(row, 0, "标记", "head left", rows=2)
    for place, (lead, words, mark) in enumerate(
        ((f"{old}有、{new}没有的文字：", "加删除线", STRUCK), (f"{new}新写的文字：", "加粗、加下划线", PUT_IN)), row
    ):
        segments = (Segment(lead, changed=False), Segment(words, changed=True))
        put_marked(page, place, 1, segments, mark, columns=_WIDE)
    return row + 2
