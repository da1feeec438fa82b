"""The sheet of tasks and indicators, laid out as the responsibility table prints it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.task_table import Task
from qz.reports.goals.figure_cells import FIGURE_COLUMN, FIGURE_COLUMNS, HEAD_HEIGHT, figure_cells, finish_figures
from qz.reports.goals.indicator_outcomes import (
    NOT_GIVEN,
    WORD_STYLES,
    ReportedIndicator,
    TaskOutcome,
    by_number,
    lead_words,
    support_words,
)
from qz.reports.result_words import report_title, stage_words
from qz.words import MISSED
from qz.workbook.write.page import TITLE_HEIGHT, Page
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, TableColumn

_DETAIL: Final = (
    TableColumn("序号", 5.5, "body box center"),
    TableColumn("工作内容", 10, "body box center"),
    TableColumn("工作目标", 30, "body box left"),
    TableColumn("牵头部门", 11, "body box center"),
    TableColumn("任务完成情况", 13, "body box left"),
    *FIGURE_COLUMNS,
    TableColumn("配合单位", 20, "body box left small"),
)
_NUMBER, _WORK, _GOAL, _LEADS, _STATUS = range(FIGURE_COLUMN)
_SUPPORTS: Final = len(_DETAIL) - 1


class DetailSheet:
    """Writes the sheet of tasks and indicators."""

    def __init__(self, sheet: Sheet, assessment: Assessment, outcomes: Sequence[TaskOutcome]) -> None:
        """``outcomes``: one for each task, in printed order."""
        self.sheet = sheet
        self.assessment = assessment
        self.outcomes = outcomes
        self.page = Page(sheet, [column.width for column in _DETAIL], least=20)
        self.places: dict[str, int] = {}

    def write(self) -> Mapping[str, int]:
        """Write the sheet. Returns each task's row by its id."""
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
        page.least_of(top, HEAD_HEIGHT)
        row, blocks = top + 1, []
        for (number, category), outcomes in by_number(self.outcomes).items():
            page.across(row, across, f"{number}　{category}", "body box black left item")
            page.least_of(row, 22)
            blocks.append(row)
            row += 1
            for place, outcome in enumerate(outcomes):
                if place:
                    blocks.append(row)
                row = self._write_task(outcome, row)
        finish_figures(page, self.assessment, (top, row), blocks, frozen=2, columns=len(_DETAIL))
        return self.places

    def _summed(self) -> list[str]:
        indicators = self.assessment.programme.indicators.values()
        wanted = {card for one in indicators if one.is_asked for card, _ in one.sums}
        return [card.label for card in self.assessment.programme.scorecards if card.scorecard_id in wanted]

    def _write_task(self, outcome: TaskOutcome, row: int) -> int:
        task = outcome.task
        self.places[task.task_id] = row
        rows: Sequence[ReportedIndicator | None] = _listed(outcome.figures) or (None,)
        contents: Mapping[int, Content] = {
            _NUMBER: task.task_id,
            _WORK: task.subcategory or task.category,
            _GOAL: task.goal,
            _LEADS: self._leads(task),
            _STATUS: Cell(lead_words(outcome), "bad" if outcome.contradictions else WORD_STYLES.get(outcome.word, "")),
            _SUPPORTS: support_words(outcome),
        }
        for column, content in contents.items():
            self.page.put(row, column, content, _DETAIL[column].style, rows=len(rows))
        for place, figure in enumerate(rows):
            for column, content in enumerate(figure_cells(figure, row + place), start=FIGURE_COLUMN):
                self.page.put(row + place, column, content, _DETAIL[column].style)
        return row + len(rows)

    def _leads(self, task: Task) -> str:
        """The leads' names, one on a line; of very many the words printed in the table."""
        names = [self.assessment.programme.unit(code).name for code in task.leads]
        return "\n".join(names) if len(names) <= many_units.POLICY.named else task.lead_text


def _listed(figures: Sequence[ReportedIndicator]) -> Sequence[ReportedIndicator]:
    """A task's figures; of very many only those that are not reached, with a note on the last one."""
    most = many_units.POLICY.task_figures
    if len(figures) <= most:
        return figures
    short = [figure for figure in figures if figure.state in {MISSED, NOT_GIVEN} or figure.unit is None]
    listed = [*short[: most - 1], short[-1] if short else figures[-1]]
    words = f"共{len(figures)}个数据，未达到和未填报的{len(short)}个，列{len(listed)}个"
    return [*listed[:-1], replace(listed[-1], note="；".join(part for part in (listed[-1].note, words) if part))]
