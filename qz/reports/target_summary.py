"""The sheet 总览: what is unmet on top, then counts by category and by lead."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.programme import Role, Task
from qz.reports.grid import (
    Cell,
    Column,
    Content,
    ignore_number_warnings,
    jump,
    put_merged,
    write_heads,
    write_row,
    write_title,
)
from qz.reports.target_rows import (
    BAR,
    DETAIL_SHEET,
    MISSED,
    NOT_GIVEN,
    REACHED,
    Figure,
    by_category,
    figures,
    statuses,
    task_word,
    unmet,
)
from qz.reports.words import DONE, NO_STATUS, NOT_RECEIVED, UNDONE, report_title, stage_words
from qz.workbook.writer import Sheet

_UNMET: Final = (
    Column("任务", 7, "body box center"),
    Column("工作内容", 14, "body box center"),
    Column("没有完成的事项", 34, "body box left"),
    Column("责任单位", 20, "body box center"),
    Column("目标", 11, "body box center"),
    Column("实际", 11, "body box center bold"),
    Column("差距", 11, "body box center red"),
    Column("说明", 34, "body box left small"),
)
_COUNT_HEADS: Final = ("任务：已完成／未完成／未填报", "完成率", "指标", "达到", "未达到／\n未填报", "没有完成的")


class SummarySheet:
    """The sheet 总览 being written: what is unmet, then counts by category and by lead."""

    def __init__(self, sheet: Sheet, assessment: Assessment, places: Mapping[str, int]) -> None:
        """Take the sheet and where each task stands on the detail sheet."""
        self.sheet = sheet
        self.assessment = assessment
        self.places = places

    def write(self) -> None:
        """Write the sheet."""
        sheet, programme = self.sheet, self.assessment.programme
        widths = [column.width for column in _UNMET]
        row = write_title(sheet, report_title(programme, "目标任务完成情况总览"), [self._line()], widths)
        row = self._write_unmet(row)
        row = self._write_counts(row + 1, "按工作内容", [(name, tasks) for name, tasks in by_category(programme.tasks)])
        leads = [
            (unit.name, [task for task in programme.tasks if unit.code in task.leads], unit.code)
            for unit in programme.units
        ]
        self._write_leads(row + 1, [one for one in leads if one[1]])
        sheet.widths(widths)
        sheet.page(landscape=True, breaks=[row + 1])
        ignore_number_warnings(sheet, row + len(leads) + 4, len(_UNMET))

    def _line(self) -> str:
        tasks = self.assessment.programme.tasks
        words = [self._word(task) for task in tasks]
        found = [figure for task in tasks for figure in figures(self.assessment, task) if figure.unit]
        states = [figure.state for figure in found]
        said_of = "、".join(f"{word}{words.count(word)}" for word in (DONE, UNDONE, NO_STATUS))
        done = f"任务{len(tasks)}项：{said_of}"
        kept = f"达到{states.count(REACHED)}、未达到{states.count(MISSED)}、未填报{states.count(NOT_GIVEN)}"
        said = (f"阶段：{stage_words(self.assessment)}", f"{done}；牵头部门填报的指标数据{len(found)}个：{kept}。")
        return "　".join(said)

    def _word(self, task: Task) -> str:
        return task_word([status for status in statuses(self.assessment, task) if status.role is Role.LEAD])

    def _write_unmet(self, row: int) -> int:
        put_merged(self.sheet, (row, 0), (row, len(_UNMET) - 1), "没有完成的任务和指标（责任单位、差距）", "subtitle")
        self.sheet.heights([26], row)
        write_heads(self.sheet, row + 1, _UNMET)
        row += 2
        found = [one for task in self.assessment.programme.tasks for one in unmet(self.assessment, task)]
        for one in found:
            link = jump(DETAIL_SHEET, cell_name(self.places[one.task.task_id], 0), one.task.task_id)
            name = one.task.subcategory or one.task.category
            mark = "bad" if one.what.startswith(("任务未完成", "指标未达到")) else "warn"
            contents: list[Content] = [
                link,
                name,
                Cell(one.what, mark),
                one.who,
                one.target,
                one.actual,
                one.gap,
                one.note,
            ]
            write_row(self.sheet, row, _UNMET, contents)
            row += 1
        if not found:
            put_merged(
                self.sheet, (row, 0), (row, len(_UNMET) - 1), "任务全部完成，指标全部达到。", "body box center good"
            )
            self.sheet.heights([24], row)
            row += 1
        return row

    def _write_counts(self, row: int, title: str, groups: Sequence[tuple[str, Sequence[Task]]]) -> int:
        """Counts by category: tasks by what their leads say, indicators as leads report them."""
        rows = []
        for name, tasks in groups:
            words = [(task, self._word(task)) for task in tasks]
            found = [figure for task in tasks for figure in figures(self.assessment, task) if figure.unit]
            rows.append((name, words, found))
        return self._write_block(row, title, "工作内容", rows)

    def _write_leads(self, row: int, leads: Sequence[tuple[str, Sequence[Task], str]]) -> int:
        """Counts by lead: its own statuses and its own figures."""
        rows = []
        for name, tasks, code in leads:
            mine = [status for task in tasks for status in statuses(self.assessment, task) if status.unit.code == code]
            words = [(status.task, NO_STATUS if status.word == NOT_RECEIVED else status.word) for status in mine]
            found = [figure for task in tasks for figure in figures(self.assessment, task)]
            rows.append((name, words, [figure for figure in found if figure.unit and figure.unit.code == code]))
        return self._write_block(row, title="按牵头单位", head="牵头单位", rows=rows)

    def _write_block(
        self, row: int, title: str, head: str, rows: Sequence[tuple[str, list[tuple[Task, str]], list[Figure]]]
    ) -> int:
        """One table of counts, with the share of tasks done as a bar and what is not done by name."""
        sheet = self.sheet
        put_merged(sheet, (row, 0), (row, len(_UNMET) - 1), title, "subtitle")
        sheet.heights([26], row)
        sheet.head(row + 1, ("", head, *_COUNT_HEADS))
        sheet.heights([36], row + 1)
        first = row + 2
        columns = [Column("", one.width, "body box center") for one in _UNMET]
        for place, (name, words, found) in enumerate(rows):
            said, states = [word for _, word in words], [figure.state for figure in found]
            done, missed, silent = said.count(DONE), states.count(MISSED), states.count(NOT_GIVEN)
            share = round(Decimal(done) / len(said), 4) if said else None
            contents: list[Content] = [
                place + 1,
                name,
                f"共{len(said)}项：{done}／{said.count(UNDONE)}／{said.count(NO_STATUS)}",
                Cell(share, "percent0"),
                len(states),
                states.count(REACHED),
                Cell(
                    f"{missed}／{silent}" if missed or silent else "",
                    "bad bold" if missed else "warn" if silent else "",
                ),
                Cell(_undone(words, found), "left small"),
            ]
            write_row(sheet, first + place, columns, contents)
        if rows:
            sheet.mark((first, 3), (first + len(rows) - 1, 3), BAR)
        return first + len(rows)


def _undone(words: Sequence[tuple[Task, str]], found: Sequence[Figure]) -> str:
    """``任务1.3未完成；新建标准农田未达到``."""
    said = [f"任务{task.task_id}{word}" for task, word in words if word != DONE]
    said += [f"{figure.indicator.label}{figure.state}" for figure in found if figure.state in {MISSED, NOT_GIVEN}]
    return "；".join(dict.fromkeys(said))
