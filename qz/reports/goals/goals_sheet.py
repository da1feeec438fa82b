"""The sheet 主要目标: every goal of the document's text, by chapter, with target, actual, reporting unit and tasks."""

from collections.abc import Mapping, Sequence
from typing import Final

from qz.model.assessment import Assessment
from qz.reports.goals.figure_cells import FIGURE_COLUMN, FIGURE_COLUMNS, HEAD_HEIGHT, figure_cells, finish_figures
from qz.reports.goals.indicator_outcomes import ReportedIndicator, Tally, TaskOutcome
from qz.reports.goals.outcomes import GoalOutcome, Outcomes
from qz.reports.result_words import report_title, stage_words
from qz.workbook.write.page import TITLE_HEIGHT, Page
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content, TableColumn

GOALS_SHEET: Final = "主要目标"
_COLUMNS: Final = (
    TableColumn("编号", 6, "body box center"),
    TableColumn("主要目标", 44, "body box left"),
    TableColumn("落实的任务", 9, "body box center"),
    TableColumn("任务完成情况", 12, "body box left"),
    TableColumn("来源", 9, "body box center small"),
    *FIGURE_COLUMNS,
)
_MERGED: Final = 4
"""The first columns, in which the rows of one goal are merged."""
_TOP: Final = 2


class GoalsSheet:
    """Writes the sheet 主要目标."""

    def __init__(self, sheet: Sheet, assessment: Assessment, outcomes: Outcomes) -> None:
        """``outcomes``: of all tasks and goals."""
        self.sheet = sheet
        self.assessment = assessment
        self.goals = outcomes.goals
        self.tasks: Mapping[str, TaskOutcome] = {one.task.task_id: one for one in outcomes.tasks}
        self.page = Page(sheet, [column.width for column in _COLUMNS], least=20)
        self.places: dict[str, int] = {}

    def write(self) -> Mapping[str, int]:
        """Write the sheet. Returns each goal's row by its id."""
        page, across = self.page, (0, len(_COLUMNS) - 1)
        page.across(0, across, report_title(self.assessment.programme, "主要目标完成情况"), "title")
        page.least_of(0, TITLE_HEIGHT)
        page.across(1, across, self._line(), "body left")
        for place, column in enumerate(_COLUMNS):
            page.put(_TOP, place, column.title, "head")
        page.least_of(_TOP, HEAD_HEIGHT)
        row, blocks, section = _TOP + 1, [], ""
        for goal in self.goals:
            blocks.append(row)
            if goal.goal.section != section:
                section = goal.goal.section
                page.across(row, across, section, "body box black left item")
                page.least_of(row, 22)
                row += 1
            row = self._write_goal(goal, row)
        finish_figures(page, self.assessment, (_TOP, row), blocks, frozen=1, columns=len(_COLUMNS))
        return self.places

    def _line(self) -> str:
        found = {one.indicator.indicator_id: one for goal in self.goals for one in goal.indicators}
        tally = Tally(found.values()).words
        return f"阶段：{stage_words(self.assessment)}　{tally}。分解表没有的，由责任单位直接填报。"

    def _write_goal(self, goal: GoalOutcome, row: int) -> int:
        self.places[goal.goal.goal_id] = row
        rows: list[tuple[str, ReportedIndicator | None]] = [
            ("主要目标" if one.indicator.in_text else f"任务{one.indicator.task_id}", figure)
            for one in goal.indicators
            for figure in one.counting
        ]
        rows = rows or [("", None)]
        contents: Sequence[Content] = (
            goal.goal.goal_id,
            goal.goal.text,
            "、".join(goal.goal.task_ids) or "没有",
            "\n".join(f"{task_id}：{self.tasks[task_id].word_marked}" for task_id in goal.goal.task_ids) or "—",
        )
        for column, content in enumerate(contents):
            self.page.put(row, column, content, _COLUMNS[column].style, rows=len(rows))
        for place, (source, figure) in enumerate(rows):
            self.page.put(row + place, _MERGED, source, _COLUMNS[_MERGED].style)
            for column, content in enumerate(figure_cells(figure, row + place), start=FIGURE_COLUMN):
                self.page.put(row + place, column, content, _COLUMNS[column].style)
        return row + len(rows)
