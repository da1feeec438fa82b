"""The tables of the comparison: title, note, heads and rows of each sheet."""

from collections.abc import Callable, Iterable
from typing import Final

from qz.compare.differences import (
    Comparison,
    IndicatorChange,
    IndicatorFate,
    ResultChange,
    RoleFate,
    RuleFate,
    TaskChange,
    TaskFate,
    UnitChange,
)
from qz.compare.marked_text import PUT_IN, STRUCK, put_marked
from qz.compare.phrases import (
    GONE,
    all_leads,
    difference_text,
    home_name,
    lead_names,
    part_text,
    support_names,
    target_text,
    task_name,
    units_with,
    year_of,
)
from qz.compare.rule_changes import ITEM
from qz.model.layout import cell_name
from qz.records import dataclass
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup

_ROW: Final = 2
"""The row of the heads; title and note are above it."""
_TASK_FILLS: Final = {TaskFate.ADDED: " good bold", TaskFate.DROPPED: " bad bold", TaskFate.KEPT: " quiet"}
_RULE_FILLS: Final = {
    RuleFate.ADDED: " good bold",
    RuleFate.DROPPED: " bad bold",
    RuleFate.CHANGED: " warn bold",
    RuleFate.KEPT: " quiet",
}
_INDICATOR_WORDS: Final = {IndicatorFate.RAISED: "↑ 提高", IndicatorFate.LOWERED: "↓ 降低"}
_INDICATOR_FILLS: Final = {
    IndicatorFate.RAISED: " good bold",
    IndicatorFate.LOWERED: " warn bold",
    IndicatorFate.KEPT: " quiet",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet.

    ``heads``: its heads, given the names of both years. ``description``: its note. ``rows``: writes the rows from the
    given row on, and returns the row after the last. ``applies``: whether the comparison has the sheet.
    """

    title: str
    heads: Callable[[str, str], tuple[str, ...]]
    widths: tuple[float, ...]
    description: str
    rows: Callable[[Page, Comparison, int], int]
    applies: Callable[[Comparison], bool] = lambda _: True

    def note(self, comparison: Comparison) -> str:
        """The note, with the years in it."""
        return self.description.format(old=year_of(comparison.old), new=year_of(comparison.new), gone=GONE)

    def write(self, book: Book, comparison: Comparison) -> None:
        """Write the sheet."""
        page = Page(book.sheet(self.title), self.widths)
        heads = self.heads(year_of(comparison.old), year_of(comparison.new))
        right = len(self.widths) - 1
        page.across(0, (0, right), self.title, "title")
        page.across(1, (0, right), self.note(comparison), "body quiet")
        page.heads(_ROW, heads)
        last = self.rows(page, comparison, _ROW + 1)
        page.sheet.freeze(_ROW + 1, 0)
        page.sheet.filter_buttons(_ROW, last - 1, right + 1)
        page.finish(last, PrintSetup(repeat=(_ROW, _ROW)))


def _task_rows(page: Page, comparison: Comparison, row: int) -> int:
    for change in comparison.tasks:
        count = max(len(change.old), len(change.new))
        last = row + count - 1
        for place in range(row, last + 1):
            page.put(place, 0, change.fate, f"body box center{_TASK_FILLS.get(change.fate, '')}")
        _write_side(page, change, row, last, old=True)
        _write_side(page, change, row, last, old=False)
        page.put(row, 5, _role_text(change, comparison), "body box", rows=count)
        row = last + 1
    return row


def _write_side(page: Page, change: TaskChange, first: int, last: int, *, old: bool) -> None:
    """Write one year's tasks of a change; a single task is merged over as many rows as the other year has."""
    wordings = change.old if old else change.new
    column, mark = (1, STRUCK) if old else (3, PUT_IN)
    if not wordings:
        page.put(first, column, "——", "body box center quiet", rows=last - first + 1)
        page.put(first, column + 1, "", "body box", rows=last - first + 1)
        return
    for place, wording in enumerate(wordings, first):
        rows = last - first + 1 if len(wordings) == 1 else 1
        page.put(place, column, task_name(wording.task), "body box", rows)
        put_marked(page, place, column + 1, wording.segments, mark, rows)


def _role_text(change: TaskChange, comparison: Comparison) -> str:
    if not change.old or not change.new:
        programme = comparison.new if change.new else comparison.old
        task = (change.new or change.old)[0].task
        sides = (("牵头", lead_names(task, programme)), ("配合", support_names(task, programme)))
        return "\n".join(f"{role}：{names}" for role, names in sides if names)
    lines = ((fate, units_with(change.roles, (fate,), comparison)) for fate in RoleFate)
    return "\n".join(f"{fate}：{names}" for fate, names in lines if names)


def _indicator_rows(page: Page, comparison: Comparison, row: int) -> int:
    for place, change in enumerate(comparison.indicators, row):
        fill = _INDICATOR_FILLS.get(change.fate, "")
        page.put(place, 0, _INDICATOR_WORDS.get(change.fate, change.fate), f"body box center{fill}")
        for column, text in enumerate(_indicator_cells(change), 1):
            page.put(place, column, text, "body box" if column in {1, 2, 4, 5, 8} else "body box center")
    return row + len(comparison.indicators)


def _indicator_cells(change: IndicatorChange) -> Iterable[str]:
    for task, indicator in ((change.old_task, change.old), (change.new_task, change.new)):
        yield home_name(task) if task else ""
        yield indicator.label if indicator else "——"
        yield target_text(indicator) if indicator else ""
    yield difference_text(change)
    yield change.note


def _role_rows(page: Page, comparison: Comparison, row: int) -> int:
    columns = (
        (RoleFate.LEAD_GAINED, RoleFate.PROMOTED),
        (RoleFate.LEAD_LOST, RoleFate.DEMOTED),
        (RoleFate.SUPPORT_GAINED, RoleFate.DEMOTED),
        (RoleFate.SUPPORT_LOST, RoleFate.PROMOTED),
    )
    for place, change in enumerate(comparison.tasks, row):
        names = "、".join(task_name(wording.task) for wording in change.new or change.old)
        page.put(place, 0, f"{names}（{change.fate}）" if not (change.old and change.new) else names, "body box")
        for column, wordings, year in ((1, change.old, comparison.old), (2, change.new, comparison.new)):
            page.put(place, column, all_leads((wording.task for wording in wordings), year) or "——", "body box")
        for column, fates in enumerate(columns, 3):
            page.put(place, column, units_with(change.roles, fates, comparison), "body box")
    return row + len(comparison.tasks)


def _unit_rows(page: Page, comparison: Comparison, row: int) -> int:
    for place, view in enumerate(comparison.units, row):
        page.put(place, 0, view.unit.name, "body box bold")
        page.put(place, 1, _roster_text(view, comparison), "body box center")
        for column, before, after in ((2, view.old_leads, view.new_leads), (4, view.old_supports, view.new_supports)):
            page.sheet.number(place, column, before, "body box center integer")
            page.sheet.number(place, column + 1, after, "body box center integer")
        for column, text in enumerate(_unit_cells(view, comparison), 6):
            page.put(place, column, text, "body box")
    return row + len(comparison.units)


def _roster_text(view: UnitChange, comparison: Comparison) -> str:
    if view.unit.old is None:
        return f"{year_of(comparison.new)}新列入"
    if view.unit.new is None:
        return f"{year_of(comparison.new)}不再列入"
    return f"原名{view.unit.old.name}" if view.unit.renamed else ""


def _unit_cells(view: UnitChange, comparison: Comparison) -> Iterable[str]:
    if view.unit.new is None:
        yield from ("", f"{year_of(comparison.old)}的全部任务", "")
        return
    for fates in (
        {RoleFate.LEAD_GAINED, RoleFate.SUPPORT_GAINED},
        {RoleFate.LEAD_LOST, RoleFate.SUPPORT_LOST},
        {RoleFate.PROMOTED, RoleFate.DEMOTED, RoleFate.CONTINUED},
    ):
        yield "\n".join(part_text(change, comparison) for change in view.changes if change.fate in fates)


def _rule_rows(page: Page, comparison: Comparison, row: int) -> int:
    for place, change in enumerate(comparison.rules, row):
        page.put(place, 0, change.fate, f"body box center{_RULE_FILLS.get(change.fate, '')}")
        page.put(place, 1, change.scorecard, "body box center")
        page.put(place, 2, change.kind, "body box center")
        for column, rule in ((3, change.old), (5, change.new)):
            page.put(place, column, rule.name if rule else "——", f"body box{' bold' * (change.kind == ITEM)}")
            page.put(place, column + 1, rule.words if rule else "", "body box small")
    return row + len(comparison.rules)


def _result_rows(page: Page, comparison: Comparison, row: int) -> int:
    for place, change in enumerate(comparison.results, row):
        page.put(place, 0, change.scorecard, "body box center")
        page.put(place, 1, change.unit.name, "body box bold")
        _write_result(page, place, change)
    return row + len(comparison.results)


_OLD_RANK, _NEW_RANK, _RISEN, _OLD_TOTAL, _NEW_TOTAL, _GAINED, _PARTS = range(2, 9)
"""Columns of the results' sheet, after the kind and the unit."""


def _write_result(page: Page, row: int, change: ResultChange) -> None:
    """Write ranks and points of both years, and their differences as formulas."""
    page.sheet.number(row, _OLD_RANK, change.old_rank, "body box score")
    page.sheet.number(row, _NEW_RANK, change.new_rank, "body box score")
    totals = (
        (_OLD_TOTAL, change.old_total, change.old_provisional),
        (_NEW_TOTAL, change.new_total, change.new_provisional),
    )
    for column, total, provisional in totals:
        page.sheet.number(row, column, total, f"body box score{' provisional' * provisional}")
    for column, number in enumerate((change.old_base, change.new_base, change.old_bonus, change.new_bonus), _PARTS):
        page.sheet.number(row, column, number, "body box score")
    old_rank, new_rank, old_total, new_total = (
        cell_name(row, column) for column in (_OLD_RANK, _NEW_RANK, _OLD_TOTAL, _NEW_TOTAL)
    )
    style, risen = "body box center signed", change.old_rank - change.new_rank
    page.sheet.formula(row, _RISEN, f"{old_rank}-{new_rank}", style, risen)
    gained = change.new_total - change.old_total
    page.sheet.formula(row, _GAINED, f"ROUND({new_total}-{old_total},2)", style, gained)


TASKS: Final = Table(
    "任务对比",
    lambda old, new: ("变化", f"{old}任务", f"{old}工作目标", f"{new}任务", f"{new}工作目标", "责任单位变化"),
    (9, 13, 42, 13, 42, 27),
    "左边{old}，右边{new}，同一任务在同一行。{old}有而{new}没有的文字加删除线，{new}新写的文字加粗并加下划线；"
    "“更换内容”是位置相同、目标另写的任务，不逐字标记。带{gone}的单位只在其中一年的名单里。",
    _task_rows,
)
INDICATORS: Final = Table(
    "指标对比",
    lambda old, new: (
        "变化",
        *(f"{old}{word}" for word in ("任务", "指标", "目标")),
        *(f"{new}{word}" for word in ("任务", "指标", "目标")),
        "增减",
        "说明",
    ),
    (9, 16, 26, 12, 16, 26, 12, 11, 34),
    "目标里的每个数，{old}与{new}对照。“提高”指要求更严：不低于的目标数字变大，不超过的目标数字变小；"
    "“口径有变”指比较、计量单位或所指的对象变了，数字相同也不是同一回事。",
    _indicator_rows,
)
ROLES: Final = Table(
    "责任单位对比",
    lambda old, new: ("任务", f"{old}牵头", f"{new}牵头", "新增牵头", "不再牵头", "新增配合", "不再配合"),
    (21, 17, 17, 17, 27, 27, 17),
    "每项任务的牵头、配合单位有哪些进出；配合改为牵头的同时列在“新增牵头”和“不再配合”，反之亦然。带{gone}的单位只在其中一年的名单里。",
    _role_rows,
)
UNITS: Final = Table(
    "单位对比",
    lambda old, new: (
        "单位",
        "名单",
        *(f"{year}\n{role}" for role in ("牵头", "配合") for year in (old, new)),
        "新增任务",
        "不再承担",
        "角色改变、任务拆并",
    ),
    (13, 11, 8.5, 8.5, 8.5, 8.5, 30, 30, 30),
    "一个单位一行：两年各牵头、配合几项任务，增加了哪些，减少了哪些（按原编号），哪些任务的角色变了；任务拆成几项而仍担任原来角色的，不算新增。",
    _unit_rows,
)
RULES: Final = Table(
    "评分对比",
    lambda old, new: (
        "变化",
        "评分表",
        "类别",
        *(f"{year}{word}" for year in (old, new) for word in ("条文", "怎样计分")),
    ),
    (8, 11, 9, 32, 38, 32, 38),
    "评分表的每一项、每一条，{old}与{new}对照：分值、计分方式、目标、扣分和加分、口径；条文字句变了的也算调整。"
    "各单位的目标和口径设置只列有变化的。",
    _rule_rows,
    lambda comparison: bool(comparison.rules),
)
RESULTS: Final = Table(
    "考核结果对比",
    lambda old, new: (
        "类别",
        "单位",
        f"{old}\n名次",
        f"{new}\n名次",
        "名次\n升降",
        f"{old}\n总分",
        f"{new}\n总分",
        "总分\n增减",
        *(f"{year}\n{part}" for part in ("标准分得分", "加分") for year in (old, new)),
    ),
    (12, 15, 9, 9, 9, 11, 11, 11, 13, 13, 10, 10),
    "两年都有成绩的单位。名次升降为正表示上升。带※的总分尚有数据待补。两年评分细则不同的，总分只供参考。",
    _result_rows,
    lambda comparison: bool(comparison.results),
)
