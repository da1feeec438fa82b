"""The sheet of tasks and indicators, laid out as the responsibility table prints it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.programme import Comparator, Task
from qz.reports.dated import dated_words
from qz.reports.goals.goal_rows import (
    BAR,
    EXCUSED,
    NOT_GIVEN,
    WORD_STYLES,
    Figure,
    TaskOutcome,
    by_category,
    lead_words,
    support_words,
)
from qz.reports.grid import quoted
from qz.reports.result_words import number_style, report_title, stage_words
from qz.values.value_types import TYPES
from qz.words import MISSED, REACHED
from qz.workbook.write.book import Sheet
from qz.workbook.write.page import TITLE_HEIGHT, Page
from qz.workbook.write.page_breaks import NARROW, balanced_breaks
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Cell, Column, Content

_DETAIL: Final = (
    Column("序号", 5.5, "body box center"),
    Column("工作内容", 10, "body box center"),
    Column("工作目标", 30, "body box left"),
    Column("牵头部门", 11, "body box center"),
    Column("任务完成情况", 13, "body box left"),
    Column("指标", 20, "body box left"),
    Column("比较", 5, "body box center"),
    Column("目标", 8.5, "body box center"),
    Column("填报单位", 10.5, "body box center"),
    Column("实际", 8.5, "body box center bold"),
    Column("完成程度", 9, "body box center percent0"),
    Column("差距", 8.5, "body box center"),
    Column("是否达到", 8.5, "body box center"),
    Column("说明", 18, "body box left small"),
    Column("配合单位", 20, "body box left small"),
)
_HEADS: Final = [column.title for column in _DETAIL]
_NUMBER, _WORK, _GOAL, _LEADS, _STATUS, _INDICATOR = range(6)
_TARGET, _ACTUAL, _PROGRESS, _REACHED, _SUPPORTS = (
    _HEADS.index(head) for head in ("目标", "实际", "完成程度", "是否达到", "配合单位")
)
_HEAD_HEIGHT: Final = 30.0


class DetailSheet:
    """The sheet of tasks and indicators being written, laid out as the responsibility table prints it."""

    def __init__(self, sheet: Sheet, assessment: Assessment, outcomes: Sequence[TaskOutcome]) -> None:
        """Take the sheet and what goes on it."""
        self.sheet = sheet
        self.assessment = assessment
        self.outcomes = outcomes
        self.page = Page(sheet, [column.width for column in _DETAIL], least=20)
        self.places: dict[str, int] = {}

    def write(self) -> Mapping[str, int]:
        """Write everything; return each task's row."""
        page, programme, across = self.page, self.assessment.programme, (0, len(_DETAIL) - 1)
        summed = "、".join(self._summed())
        both = f"；另由{summed}所报相加核对的，两个数都列出" if summed else ""
        line = f"阶段：{stage_words(self.assessment)}　实际值由牵头部门填报{both}。"
        top = 2
        page.across(0, across, report_title(programme, "目标任务完成情况"), "title")
        page.least_of(0, TITLE_HEIGHT)
        page.across(1, across, line, "body left")
        for place, column in enumerate(_DETAIL):
            page.put(top, place, column.title, "head")
        page.least_of(top, _HEAD_HEIGHT)
        row, blocks = top + 1, []
        for category, outcomes in by_category(self.outcomes).items():
            page.across(row, across, category, "body box black left item")
            page.least_of(row, 22)
            blocks.append(row)
            row += 1
            for place, outcome in enumerate(outcomes):
                if place:
                    blocks.append(row)
                row = self._write_task(outcome, row)
        self._finish(top, row, blocks)
        return self.places

    def _summed(self) -> list[str]:
        wanted = {
            indicator.sums_scorecard_id
            for task in self.assessment.programme.tasks
            for indicator in task.indicators
            if indicator.sums
        }
        return [card.label for card in self.assessment.programme.scorecards if card.scorecard_id in wanted]

    def _write_task(self, outcome: TaskOutcome, row: int) -> int:
        task = outcome.task
        self.places[task.task_id] = row
        rows: Sequence[Figure | None] = _listed(outcome.figures) or (None,)
        contents: Mapping[int, Content] = {
            _NUMBER: task.task_id,
            _WORK: task.subcategory or task.category,
            _GOAL: task.goal,
            _LEADS: self._leads(task),
            _STATUS: Cell(lead_words(outcome), WORD_STYLES.get(outcome.word, "")),
            _SUPPORTS: support_words(outcome),
        }
        for column, content in contents.items():
            self.page.put(row, column, content, _DETAIL[column].style, rows=len(rows))
        for place, figure in enumerate(rows):
            for column, content in enumerate(self._figure(figure, row + place), start=_INDICATOR):
                self.page.put(row + place, column, content, _DETAIL[column].style)
        return row + len(rows)

    def _leads(self, task: Task) -> str:
        """The leads as printed, or by name where the table prints them on lines of their own."""
        names = [self.assessment.programme.unit(code).name for code in task.leads]
        return "\n".join(names) if len(names) <= many_units.POLICY.named else task.lead_text

    def _figure(self, figure: Figure | None, row: int) -> list[Content]:
        """The cells from 指标 to 说明; a task without indicators says so."""
        if figure is None:
            return [Cell("无量化指标", "quiet"), *[""] * 8]
        indicator = figure.indicator
        unit = (
            f"（{indicator.unit_of_measure}）"
            if indicator.unit_of_measure and not TYPES[indicator.value_type].is_fraction
            else ""
        )
        target = Cell(indicator.target, number_style(indicator.target, indicator.value_type))
        actual: Content = EXCUSED if figure.state == EXCUSED else None
        if figure.actual is not None:
            actual = Cell(figure.actual, number_style(figure.actual, indicator.value_type))
        return [
            f"{indicator.label}{unit}",
            indicator.comparator.value,
            target,
            Cell(figure.by, "quiet" if figure.unit is None else ""),
            actual,
            _progress(figure, row),
            _gap(figure, row),
            _state(figure, row),
            figure.note,
        ]

    def _finish(self, top: int, end: int, blocks: Sequence[int]) -> None:
        sheet, first = self.sheet, top + 1
        heights = self.page.heights(end)
        if end > first:
            sheet.mark((first, _PROGRESS), (end - 1, _PROGRESS), BAR)
            for word, style in ((REACHED, "good"), (MISSED, "bad bold"), (NOT_GIVEN, "warn")):
                rule = {"type": "cell", "criteria": "==", "value": quoted(word)}
                sheet.mark((first, _REACHED), (end - 1, _REACHED), rule, style)
        sheet.freeze(first, 2)
        breaks = balanced_breaks(heights, blocks, repeated=_HEAD_HEIGHT, widths=self.page.widths)
        self.page.finish(
            end, PrintSetup(repeat=(top, top), breaks=breaks, margins=NARROW, footer=dated_words(self.assessment))
        )
        sheet.numbers_as_text(end, len(_DETAIL))


def _listed(figures: Sequence[Figure]) -> Sequence[Figure]:
    """A task's figures: all, or where they are very many those that fall short; then the last one says so."""
    most = many_units.POLICY.task_figures
    if len(figures) <= most:
        return figures
    short = [figure for figure in figures if figure.state in {MISSED, NOT_GIVEN} or figure.unit is None]
    listed = [*short[: most - 1], short[-1] if short else figures[-1]]
    said = f"共{len(figures)}个数据，未达到和未填报的{len(short)}个，列{len(listed)}个"
    return [*listed[:-1], replace(listed[-1], note="；".join(part for part in (listed[-1].note, said) if part))]


def _refs(row: int) -> tuple[str, str]:
    return cell_name(row, _ACTUAL), cell_name(row, _TARGET)


def _progress(figure: Figure, row: int) -> Cell:
    """How much of the target is reached (a fraction of 1), for the status bar."""
    actual, target = _refs(row)
    goal, value = figure.indicator.target, figure.actual
    if figure.indicator.comparator is Comparator.AT_MOST:
        expression = f"IF({actual}<={target},1,{target}/{actual})"
        share = None if value is None else Decimal(1) if value <= goal else goal / value
    elif goal <= 0:
        expression = f"IF({actual}>={target},1,0)"
        share = None if value is None else Decimal(int(value >= goal))
    else:
        expression = f"MAX(0,MIN(1,{actual}/{target}))"
        share = None if value is None else max(Decimal(0), min(Decimal(1), value / goal))
    return Cell("" if share is None else round(share, 4), "", f'IF(ISNUMBER({actual}),ROUND({expression},4),"")')


def _gap(figure: Figure, row: int) -> Cell:
    """Actual less target, where that falls short; blank where the target is reached."""
    actual, target = _refs(row)
    rate = TYPES[figure.indicator.value_type].is_fraction
    gap = figure.gap
    value: Decimal | str = gap if gap is not None and figure.state == MISSED else ""
    style = "signed" if not rate else "signed_percent"
    holds = _holds(figure, row)
    return Cell(value, f"red {style}", f'IF(ISNUMBER({actual}),IF({holds},"",ROUND({actual}-{target},6)),"")')


def _holds(figure: Figure, row: int) -> str:
    actual, target = _refs(row)
    sign = figure.indicator.comparator.sign
    return f"ROUND({actual},6){sign}ROUND({target},6)"


def _state(figure: Figure, row: int) -> Cell:
    actual, _ = _refs(row)
    otherwise = f"IF({actual}={quoted(EXCUSED)},{quoted(EXCUSED)},{quoted(NOT_GIVEN)})"
    expression = f"IF(ISNUMBER({actual}),IF({_holds(figure, row)},{quoted(REACHED)},{quoted(MISSED)}),{otherwise})"
    return Cell(figure.state, "", expression)
