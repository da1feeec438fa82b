"""目标任务完成情况.xlsx: what stays unmet on top, then every task and indicator with target, actual and who answers for it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.programme import Comparator, Role, Task
from qz.model.values import ValueType
from qz.reports.grid import (
    Cell,
    Column,
    Content,
    height_in,
    ignore_number_warnings,
    jump,
    put,
    put_merged,
    quoted,
    shown,
    write_heads,
    write_row,
    write_table,
    write_title,
)
from qz.reports.target_rows import (
    EXCUSED,
    MISSED,
    NAMED,
    NOT_GIVEN,
    REACHED,
    Figure,
    UnitStatus,
    figures,
    lead_words,
    statuses,
    support_words,
    task_word,
    unmet,
)
from qz.reports.words import (
    DONE,
    NO_STATUS,
    NOT_RECEIVED,
    UNDONE,
    percent_style,
    report_title,
    source_words,
    stage_words,
)
from qz.workbook.pages import page_breaks, print_scale
from qz.workbook.text import spread_heights
from qz.workbook.writer import Book, Sheet

SUMMARY_SHEET: Final = "总览"
DETAIL_SHEET: Final = "任务和指标"
STATUS_SHEET: Final = "各单位完成状态"
WORD_STYLES: Final[Mapping[str, str]] = {
    DONE: "good", REACHED: "good", UNDONE: "bad", MISSED: "bad", NO_STATUS: "warn", NOT_RECEIVED: "warn", EXCUSED: "quiet",
}  # fmt: skip
_BAR: Final = {
    "type": "data_bar", "bar_solid": True, "bar_color": "#9DB4CF", "min_type": "num", "min_value": 0, "max_type": "num",
    "max_value": 1,
}  # fmt: skip

_DETAIL: Final = (
    Column("序号", 6, "body box center"),
    Column("工作内容", 11, "body box center"),
    Column("工作目标", 34, "body box left"),
    Column("牵头部门", 12, "body box center"),
    Column("任务完成情况", 15, "body box left"),
    Column("指标", 22, "body box left"),
    Column("比较", 5, "body box center"),
    Column("目标", 9, "body box center"),
    Column("填报单位", 12, "body box center"),
    Column("实际", 9, "body box center bold"),
    Column("完成程度", 11, "body box center percent0"),
    Column("差距", 9, "body box center"),
    Column("是否达到", 9, "body box center"),
    Column("说明", 22, "body box left small"),
    Column("配合单位", 22, "body box left small"),
)
_TASK_COLUMNS: Final = (0, 1, 2, 3, 4, 14)
_ACTUAL: Final = 9


def write_targets(assessment: Assessment, path: Path) -> None:
    """Write 目标任务完成情况.xlsx to ``path``. Source: product specification, "Results"."""
    programme = assessment.programme
    with Book.create(path, report_title(programme, "目标任务完成情况"), author=programme.particulars.office) as book:
        summary, detail, status = (book.sheet(name) for name in (SUMMARY_SHEET, DETAIL_SHEET, STATUS_SHEET))
        places = DetailSheet(detail, assessment).write()
        write_statuses(status, assessment)
        SummarySheet(summary, assessment, places).write()


class DetailSheet:
    """The sheet of tasks and indicators being written, laid out as the responsibility table prints it."""

    def __init__(self, sheet: Sheet, assessment: Assessment) -> None:
        """Take the sheet and what goes on it."""
        self.sheet = sheet
        self.assessment = assessment
        self.heights: dict[int, float] = {}
        self.spans: list[tuple[int, int, float]] = []
        self.places: dict[str, int] = {}

    def write(self) -> Mapping[str, int]:
        """Write everything; return each task's row."""
        sheet, programme = self.sheet, self.assessment.programme
        widths = [column.width for column in _DETAIL]
        line = f"阶段：{stage_words(self.assessment)}　实际值由牵头部门填报；由{'、'.join(self._summed()) or '各单位'}数据相加核对的，两个数都列出。"
        top = write_title(sheet, report_title(programme, "目标任务完成情况"), [line], widths)
        write_heads(sheet, top, _DETAIL)
        row, blocks = top + 1, []
        for category, tasks in _by_category(programme.tasks):
            put_merged(sheet, (row, 0), (row, len(_DETAIL) - 1), category, "body box black left item")
            self.heights[row] = 22
            blocks.append(row)
            row += 1
            for place, task in enumerate(tasks):
                if place:
                    blocks.append(row)
                row = self._write_task(task, row)
        self._finish(top, row, blocks, widths)
        return self.places

    def _summed(self) -> list[str]:
        wanted = {
            indicator.sums_scorecard_id
            for task in self.assessment.programme.tasks
            for indicator in task.indicators
            if indicator.sums
        }
        return [card.label for card in self.assessment.programme.scorecards if card.scorecard_id in wanted]

    def _write_task(self, task: Task, row: int) -> int:
        self.places[task.task_id] = row
        rows: Sequence[Figure | None] = figures(self.assessment, task) or (None,)
        found = statuses(self.assessment, task)
        word = task_word([status for status in found if status.role is Role.LEAD])
        contents: Mapping[int, Content] = {
            0: task.task_id,
            1: task.subcategory or task.category,
            2: task.goal,
            3: self._leads(task),
            4: Cell(lead_words(found), WORD_STYLES.get(word, "")),
            14: support_words(found),
        }
        for column, content in contents.items():
            self._block(row, len(rows), column, content)
        for place, figure in enumerate(rows):
            for column, content in enumerate(self._figure(figure, row + place), start=5):
                self._put(row + place, column, content)
        return row + len(rows)

    def _leads(self, task: Task) -> str:
        """The leads as printed, or by name where the table prints them on lines of their own."""
        names = [self.assessment.programme.unit(code).name for code in task.leads]
        return "\n".join(names) if len(names) <= NAMED else task.lead_text

    def _block(self, row: int, span: int, column: int, content: Content) -> None:
        style = _DETAIL[column].style
        put_merged(self.sheet, (row, column), (row + span - 1, column), content, style)
        text = shown(content if isinstance(content, Cell) else Cell(content))
        self.spans.append((row, span, height_in(text, _DETAIL[column].width, style)))

    def _put(self, row: int, column: int, content: Content) -> None:
        put(self.sheet, row, column, content, _DETAIL[column].style)
        text = shown(content if isinstance(content, Cell) else Cell(content))
        height = height_in(text, _DETAIL[column].width, _DETAIL[column].style)
        self.heights[row] = max(self.heights.get(row, 20), height)

    def _figure(self, figure: Figure | None, row: int) -> list[Content]:
        """The cells from 指标 to 说明; a task without indicators says so."""
        if figure is None:
            return [Cell("无量化指标", "quiet"), *[""] * 8]
        indicator = figure.indicator
        unit = (
            f"（{indicator.unit_of_measure}）"
            if indicator.unit_of_measure and indicator.value_type is not ValueType.RATE
            else ""
        )
        target = Cell(indicator.target, _number_style(indicator.target, indicator.value_type))
        actual: Content = EXCUSED if figure.state == EXCUSED else None
        if figure.actual is not None:
            actual = Cell(figure.actual, _number_style(figure.actual, indicator.value_type))
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

    def _finish(self, top: int, end: int, blocks: Sequence[int], widths: Sequence[float]) -> None:
        sheet, first = self.sheet, top + 1
        own = [self.heights.get(row, 20) for row in range(first, end)]
        heights = spread_heights(own, [(row - first, span, height) for row, span, height in self.spans])
        sheet.heights(heights, first)
        sheet.widths(widths)
        if end > first:
            sheet.mark((first, 10), (end - 1, 10), _BAR)
            for word, style in ((REACHED, "good"), (MISSED, "bad bold"), (NOT_GIVEN, "warn")):
                rule = {"type": "cell", "criteria": "==", "value": quoted(word)}
                sheet.mark((first, 12), (end - 1, 12), rule, style)
        sheet.raw.freeze_panes(first, 2)
        scale = print_scale([width * 1.08 for width in widths], landscape=True)
        tops = [32.0, 20.0, 30.0]
        breaks = page_breaks([*tops, *heights], blocks, repeated=30, scale=scale, landscape=True)
        sheet.page(landscape=True, repeat=(top, top), breaks=breaks)
        ignore_number_warnings(sheet, end, len(_DETAIL))


def _number_style(value: Decimal, value_type: ValueType) -> str:
    return percent_style(value) if value_type is ValueType.RATE else "number"


def _refs(row: int) -> tuple[str, str]:
    return cell_name(row, _ACTUAL), cell_name(row, 7)


def _progress(figure: Figure, row: int) -> Cell:
    """How much of the target is reached (a fraction of 1), for the status bar."""
    actual, target = _refs(row)
    goal = figure.indicator.target
    if figure.indicator.comparator is Comparator.AT_MOST:
        expression = f"IF({actual}<={target},1,{target}/{actual})"
        value = None if figure.actual is None else Decimal(1) if figure.actual <= goal else goal / figure.actual
    elif goal <= 0:
        expression, value = (
            f"IF({actual}>={target},1,0)",
            None if figure.actual is None else Decimal(int(figure.actual >= goal)),
        )
    else:
        expression = f"MAX(0,MIN(1,{actual}/{target}))"
        value = None if figure.actual is None else max(Decimal(0), min(Decimal(1), figure.actual / goal))
    cached: Decimal | str = "" if value is None else round(value, 4).normalize() + Decimal(0)
    return Cell(cached, "", f'IF(ISNUMBER({actual}),ROUND({expression},4),"")')


def _gap(figure: Figure, row: int) -> Cell:
    """Actual less target, where that falls short; blank where the target is reached."""
    actual, target = _refs(row)
    rate = figure.indicator.value_type is ValueType.RATE
    gap = figure.gap
    value: Decimal | str = gap if gap is not None and figure.state == MISSED else ""
    style = "signed" if not rate else "signed_percent"
    holds = _holds(figure, row)
    return Cell(value, f"red {style}", f'IF(ISNUMBER({actual}),IF({holds},"",ROUND({actual}-{target},6)),"")')


def _holds(figure: Figure, row: int) -> str:
    actual, target = _refs(row)
    sign = {Comparator.AT_LEAST: ">=", Comparator.AT_MOST: "<=", Comparator.EQUAL: "="}[figure.indicator.comparator]
    return f"ROUND({actual},6){sign}ROUND({target},6)"


def _state(figure: Figure, row: int) -> Cell:
    actual, _ = _refs(row)
    otherwise = f"IF({actual}={quoted(EXCUSED)},{quoted(EXCUSED)},{quoted(NOT_GIVEN)})"
    expression = f"IF(ISNUMBER({actual}),IF({_holds(figure, row)},{quoted(REACHED)},{quoted(MISSED)}),{otherwise})"
    return Cell(figure.state, "", expression)


def _by_category(tasks: Sequence[Task]) -> Iterator[tuple[str, list[Task]]]:
    """Tasks by category in printed order; a category printed again under another number goes with its first."""
    grouped: dict[str, list[Task]] = {}
    for task in tasks:
        grouped.setdefault(task.category, []).append(task)
    yield from grouped.items()


_STATUS: Final = (
    Column("任务", 7, "body box center"),
    Column("工作内容", 14, "body box center"),
    Column("单位", 13, "body box center"),
    Column("角色", 7, "body box center"),
    Column("完成情况", 10, "body box center"),
    Column("完成情况说明", 42, "body box left"),
    Column("佐证材料", 28, "body box left"),
    Column("来源", 9, "body box center"),
    Column("文件", 30, "body box left small"),
    Column("工作表", 13, "body box center small"),
    Column("单元格", 8, "body box center small"),
)


def write_statuses(sheet: Sheet, assessment: Assessment) -> None:
    """Write every unit's status for every task it has a part in, filterable."""
    widths = [column.width for column in _STATUS]
    top = write_title(
        sheet,
        report_title(assessment.programme, "任务各单位完成状态"),
        ["一行是一个单位承担的一项任务，可按任务、单位、角色、完成情况筛选。"],
        widths,
    )
    rows = [_status_row(status) for task in assessment.programme.tasks for status in statuses(assessment, task)]
    end = write_table(sheet, top, _STATUS, rows)
    sheet.widths(widths)
    sheet.raw.freeze_panes(top + 1, 3)
    sheet.page(landscape=True, repeat=(top, top))
    ignore_number_warnings(sheet, end, len(_STATUS))


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
_COUNT_HEADS: Final = ("任务：已完成／未完成／未填报", "完成率", "指标", "达到", "未达到／未填报", "没有完成的")


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
        row = self._write_counts(
            row + 1, "按工作内容", [(name, tasks) for name, tasks in _by_category(programme.tasks)]
        )
        leads = [
            (unit.name, [task for task in programme.tasks if unit.code in task.leads], unit.code)
            for unit in programme.units
        ]
        self._write_leads(row + 1, [one for one in leads if one[1]])
        sheet.widths(widths)
        sheet.page(landscape=True)
        ignore_number_warnings(sheet, row + len(leads) + 4, len(_UNMET))

    def _line(self) -> str:
        tasks = self.assessment.programme.tasks
        words = [self._word(task) for task in tasks]
        found = [figure for task in tasks for figure in figures(self.assessment, task) if figure.unit]
        states = [figure.state for figure in found]
        return (
            f"阶段：{stage_words(self.assessment)}　任务{len(tasks)}项：已完成{words.count(DONE)}项、未完成{words.count(UNDONE)}项、"
            f"未填报{words.count(NO_STATUS)}项；牵头部门填报的指标数据{len(found)}个：达到{states.count(REACHED)}个、"
            f"未达到{states.count(MISSED)}个、未填报{states.count(NOT_GIVEN)}个。"
        )

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
            contents = [link, name, Cell(one.what, mark), one.who, one.target, one.actual, one.gap, one.note]
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
        sheet.heights([24], row + 1)
        first = row + 2
        columns = [Column("", one.width, "body box center") for one in _UNMET]
        for place, (name, words, found) in enumerate(rows):
            said, states = [word for _, word in words], [figure.state for figure in found]
            done, missed, silent = said.count(DONE), states.count(MISSED), states.count(NOT_GIVEN)
            contents: list[Content] = [
                place + 1,
                name,
                f"共{len(said)}项：{done}／{said.count(UNDONE)}／{said.count(NO_STATUS)}",
                Cell(round(Decimal(done) / len(said), 4) if said else None, "percent0"),
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
            sheet.mark((first, 3), (first + len(rows) - 1, 3), _BAR)
        return first + len(rows)


def _undone(words: Sequence[tuple[Task, str]], found: Sequence[Figure]) -> str:
    """``任务1.3未完成；新建标准农田未达到``."""
    said = [f"任务{task.task_id}{word}" for task, word in words if word != DONE]
    said += [f"{figure.indicator.label}{figure.state}" for figure in found if figure.state in {MISSED, NOT_GIVEN}]
    return "；".join(dict.fromkeys(said))
