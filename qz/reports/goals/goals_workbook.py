"""目标任务完成情况.xlsx: what is not met, all tasks and indicators, and every unit's status."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.reports.goals.detail import DetailSheet
from qz.reports.goals.goals_sheet import GOALS_SHEET, GoalsSheet
from qz.reports.goals.indicator_outcomes import DETAIL_SHEET, WORD_STYLES, TaskOutcome
from qz.reports.goals.outcomes import outcomes_of
from qz.reports.goals.overview import OverviewSheet
from qz.reports.goals.unit_statuses import UnitStatus
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import NOT_RECEIVED, report_title, source_words
from qz.reports.rules_page import write_rules
from qz.words import DONE
from qz.workbook.write.book import Book
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, TableColumn

OVERVIEW_SHEET: Final = "总览"
STATUS_SHEET: Final = "各单位完成状态"


def write_targets(assessment: Assessment, path: Path) -> None:
    """Write 目标任务完成情况.xlsx to ``path``. Source: product specification, "Results"."""
    programme = assessment.programme
    with Book.create(path, report_title(programme, "目标任务完成情况"), author=programme.particulars.office) as book:
        outcomes = outcomes_of(assessment)
        names = (OVERVIEW_SHEET, *([GOALS_SHEET] if outcomes.goals else []), DETAIL_SHEET, STATUS_SHEET)
        sheets = {name: book.sheet(name) for name in names}
        rows = DetailSheet(sheets[DETAIL_SHEET], assessment, outcomes.tasks).write()
        places = {task_id: (DETAIL_SHEET, row) for task_id, row in rows.items()}
        if outcomes.goals:
            goals = GoalsSheet(sheets[GOALS_SHEET], assessment, outcomes).write()
            places |= {goal_id: (GOALS_SHEET, row) for goal_id, row in goals.items()}
        write_statuses(sheets[STATUS_SHEET], assessment, outcomes.tasks)
        OverviewSheet(sheets[OVERVIEW_SHEET], assessment, outcomes, places).write()
        write_rules(book, assessment)


_STATUS: Final = (
    TableColumn("任务", 7, "body box center"),
    TableColumn("工作内容", 14, "body box center"),
    TableColumn("单位", 13, "body box center"),
    TableColumn("角色", 7, "body box center"),
    TableColumn("完成情况", 10, "body box center"),
    TableColumn("完成情况说明", 42, "body box left"),
    TableColumn("佐证材料", 28, "body box left"),
    TableColumn("来源", 9, "body box center"),
    TableColumn("文件", 26, "body box left small"),
    TableColumn("工作表", 13, "body box center small"),
    TableColumn("单元格", 8, "body box center small"),
)

_STATUS_PRINTED: Final = len(_STATUS) - 2
"""So many columns are printed; the cell from which the status was read is not."""


def write_statuses(sheet: Sheet, assessment: Assessment, outcomes: Sequence[TaskOutcome]) -> None:
    """Write every unit's status for each of its tasks, with filter buttons; of very many only those not 已完成."""
    count = sum(len(outcome.statuses) for outcome in outcomes)
    line = "一行是一个单位承担的一项任务，可按任务、单位、角色、完成情况筛选。"
    most, rows = many_units.POLICY.every_status, many_units.POLICY.sheet_rows
    if count > most:
        line += f"共{count}行，超过{most}行，只列没有完成的。"
    found = [each for outcome in outcomes for each in outcome.statuses if count <= most or each.word != DONE]
    if len(found) > rows:
        line += f"没有完成的有{len(found)}行，未报送的单位见收件登记，其余列前{rows}行。"
        found = [status for status in found if status.word != NOT_RECEIVED][:rows]
    listing = Listing("任务各单位完成状态", [line], _STATUS, 3, _STATUS_PRINTED, NARROW)
    write_listing(sheet, assessment, listing, (_status_row(status) for status in found))


def _status_row(status: UnitStatus) -> list[Content]:
    origin = status.answer.origin
    return [
        status.task.task_id,
        status.task.subcategory or status.task.category,
        status.unit.name,
        status.role.value,
        Cell(status.word, WORD_STYLES.get(status.word, "")),
        status.note,
        status.answer.evidence,
        source_words(status.answer) if status.word != NOT_RECEIVED else NOT_RECEIVED,
        origin.file if origin else "",
        origin.sheet if origin else "",
        origin.cell if origin else "",
    ]
