"""The tables of the comparison: title, note, heads and rows of each sheet."""

from collections.abc import Callable
from typing import Final

from qz.compare.differences import (
    Comparison,
)
from qz.compare.phrases import (
    GONE,
    year_of,
)
from qz.compare.table_writers import indicator_rows, result_rows, role_rows, rule_rows, task_rows, unit_rows
from qz.records import dataclass
from qz.workbook.write.book import Book
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup

_ROW: Final = 2
"""The row of the heads; title and note are above it."""


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


TASKS: Final = Table(
    "任务对比",
    lambda old, new: ("变化", f"{old}任务", f"{old}工作目标", f"{new}任务", f"{new}工作目标", "责任单位变化"),
    (9, 13, 42, 13, 42, 27),
    "左边{old}，右边{new}，同一任务在同一行。{old}有而{new}没有的文字加删除线，{new}新写的文字加粗并加下划线；"
    "“更换内容”是位置相同、目标另写的任务，不逐字标记。带{gone}的单位只在其中一年的名单里。",
    task_rows,
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
    indicator_rows,
)
ROLES: Final = Table(
    "责任单位对比",
    lambda old, new: ("任务", f"{old}牵头", f"{new}牵头", "新增牵头", "不再牵头", "新增配合", "不再配合"),
    (21, 17, 17, 17, 27, 27, 17),
    "每项任务的牵头、配合单位有哪些进出；配合改为牵头的同时列在“新增牵头”和“不再配合”，反之亦然。带{gone}的单位只在其中一年的名单里。",
    role_rows,
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
    unit_rows,
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
    rule_rows,
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
    result_rows,
    lambda comparison: bool(comparison.results),
)
