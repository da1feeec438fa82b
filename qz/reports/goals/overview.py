"""The sheet 总览: what is unmet on top, then counts by category and by lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.programme import Task
from qz.reports.dated import dated_words
from qz.reports.goals.goal_rows import (
    BAR,
    DETAIL_SHEET,
    NOT_GIVEN,
    Figure,
    TaskOutcome,
    by_category,
    unmet_of,
)
from qz.reports.grid import jump
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED, report_title, stage_words
from qz.words import DONE, MISSED, REACHED, UNDONE
from qz.workbook.write.book import Sheet
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Cell, Column, Content, RowWriter, write_heads

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


@dataclass(frozen=True, slots=True)
class Count:
    """One row of a table of counts: whose, its tasks with what is said of each, and its figures."""

    name: str
    words: Sequence[tuple[Task, str]]
    figures: Sequence[Figure]

    def undone(self) -> str:
        """``任务1.3未完成；新建标准农田未达到``."""
        said = [f"任务{task.task_id}{word}" for task, word in self.words if word != DONE]
        missed = [figure for figure in self.figures if figure.state in {MISSED, NOT_GIVEN}]
        said += [f"{figure.indicator.label}{figure.state}" for figure in missed]
        return "；".join(dict.fromkeys(said))


class OverviewSheet:
    """The sheet 总览 being written: what is unmet, then counts by category and by lead."""

    def __init__(
        self, sheet: Sheet, assessment: Assessment, outcomes: Sequence[TaskOutcome], places: Mapping[str, int]
    ) -> None:
        """Take the sheet, what the tasks came to, and where each stands on the detail sheet."""
        self.sheet = sheet
        self.page = Page(sheet, [column.width for column in _UNMET])
        self.assessment = assessment
        self.outcomes = outcomes
        self.places = places

    def write(self) -> None:
        """Write the sheet."""
        sheet = self.sheet
        title = report_title(self.assessment.programme, "目标任务完成情况总览")
        row = self.page.title(title, [self._line()])
        row = self._write_unmet(row)
        row = self._write_counts(row + 1, "按工作内容", "工作内容", self._categories())
        leads = self._leads()
        title = "按牵头单位"
        policy = many_units.POLICY
        if len(leads) > policy.overview_leads:
            undone = [one for one in leads if one.undone()]
            most = (
                f"{len(undone)}个，列前{many_units.POLICY.overview_rows}个"
                if len(undone) > many_units.POLICY.overview_rows
                else ""
            )
            leads, title = (
                undone[: many_units.POLICY.overview_rows],
                f"按牵头单位（共{len(leads)}个，只列有未完成的{most}）",
            )
        last = self._write_counts(row + 1, title, "牵头单位", leads)
        self.page.finish_around(PrintSetup(breaks=[row + 1], footer=dated_words(self.assessment)))
        sheet.numbers_as_text(last, len(_UNMET))

    def _line(self) -> str:
        words = [outcome.word for outcome in self.outcomes]
        states = [figure.state for outcome in self.outcomes for figure in outcome.reported]
        said_of = "、".join(f"{word}{words.count(word)}" for word in (DONE, UNDONE, NO_STATUS))
        kept = "、".join(f"{state}{states.count(state)}" for state in (REACHED, MISSED, NOT_GIVEN))
        counts = f"任务{len(words)}项：{said_of}；牵头部门填报的指标数据{len(states)}个：{kept}。"
        return f"阶段：{stage_words(self.assessment)}　{counts}"

    def _write_unmet(self, row: int) -> int:
        self._write_subtitle(row, "没有完成的任务和指标（责任单位、差距）")
        write_heads(self.sheet, row + 1, _UNMET)
        row, writer = row + 2, RowWriter(self.sheet, _UNMET)
        found = [one for outcome in self.outcomes for one in unmet_of(outcome)]
        for one in found[: many_units.POLICY.overview_rows]:
            link = jump(DETAIL_SHEET, cell_name(self.places[one.task.task_id], 0), one.task.task_id)
            what = Cell(one.what, "bad" if one.what.startswith(("任务未完成", "指标未达到")) else "warn")
            name = one.task.subcategory or one.task.category
            writer.write(row, [link, name, what, one.who, one.target, one.actual, one.gap, one.note])
            row += 1
        said = "" if found else "任务全部完成，指标全部达到。"
        if len(found) > many_units.POLICY.overview_rows:
            said = f"共{len(found)}项，这里列前{many_units.POLICY.overview_rows}项，其余见《{DETAIL_SHEET}》。"
        if said:
            self.page.across(row, (0, len(_UNMET) - 1), said, f"body box center{'' if found else ' good'}")
            self.page.least_of(row, 24)
            row += 1
        return row

    def _write_subtitle(self, row: int, title: str) -> None:
        self.page.across(row, (0, len(_UNMET) - 1), title, "subtitle")
        self.page.least_of(row, 26)

    def _categories(self) -> list[Count]:
        """By category: tasks by what their leads say, indicators as leads report them."""
        return [
            Count(name, [(one.task, one.word) for one in some], [figure for one in some for figure in one.reported])
            for name, some in by_category(self.outcomes).items()
        ]

    def _leads(self) -> list[Count]:
        """By lead: its own statuses and its own figures, in roster order."""
        words: dict[str, list[tuple[Task, str]]] = {}
        found: dict[str, list[Figure]] = {}
        for outcome in self.outcomes:
            for status in outcome.leads:
                word = NO_STATUS if status.word == NOT_RECEIVED else status.word
                words.setdefault(status.unit.code, []).append((outcome.task, word))
            for figure in outcome.reported:
                found.setdefault(figure.unit.code if figure.unit else "", []).append(figure)
        units = self.assessment.programme.units
        return [Count(unit.name, words[unit.code], found.get(unit.code, [])) for unit in units if unit.code in words]

    def _write_counts(self, row: int, title: str, head: str, counts: Sequence[Count]) -> int:
        """One table of counts, with the share of tasks done as a bar and what is not done by name."""
        sheet = self.sheet
        self._write_subtitle(row, title)
        self.page.heads(row + 1, ("", head, *_COUNT_HEADS))
        self.page.least_of(row + 1, 36)
        first = row + 2
        columns = [Column("", one.width, "body box center") for one in _UNMET]
        writer = RowWriter(sheet, columns)
        for place, count in enumerate(counts):
            writer.write(first + place, [place + 1, count.name, *_counted(count)])
        if counts:
            sheet.mark((first, 3), (first + len(counts) - 1, 3), BAR)
        return first + len(counts)


def _counted(count: Count) -> list[Content]:
    said, states = [word for _, word in count.words], [figure.state for figure in count.figures]
    done, missed, silent = said.count(DONE), states.count(MISSED), states.count(NOT_GIVEN)
    short = f"{missed}／{silent}" if missed or silent else ""
    return [
        f"共{len(said)}项：{done}／{said.count(UNDONE)}／{said.count(NO_STATUS)}",
        Cell(round(Decimal(done) / len(said), 4), "percent0"),
        len(states),
        states.count(REACHED),
        Cell(short, "bad bold" if missed else "warn" if silent else ""),
        Cell(count.undone(), "left small"),
    ]
