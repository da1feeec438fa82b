"""The sheet 总览: what is not met, then counts by category and by lead."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.layout import many_units
from qz.layout.denials import fact_words, origin_words
from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.task_table import Task
from qz.records import dataclass
from qz.reports.dated import dated_words
from qz.reports.goals.indicator_outcomes import (
    BAR,
    DENIED,
    DETAIL_SHEET,
    GIVEN,
    NO_TARGET,
    NOT_GIVEN,
    Tally,
    by_number,
    unmet_indicator,
    unmet_of,
)
from qz.reports.goals.outcomes import Outcomes
from qz.reports.grid import jump
from qz.reports.result_words import NO_STATUS, NOT_RECEIVED, report_title, stage_words
from qz.values.value_types import show_value
from qz.words import DONE, MISSED, REACHED, UNDONE
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn, write_heads

_UNMET: Final = (
    TableColumn("任务", 7, "body box center"),
    TableColumn("工作内容", 14, "body box center"),
    TableColumn("没有完成的事项", 34, "body box left"),
    TableColumn("责任单位", 20, "body box center"),
    TableColumn("目标", 11, "body box center"),
    TableColumn("实际", 11, "body box center bold"),
    TableColumn("差距", 11, "body box center red"),
    TableColumn("说明", 34, "body box left small"),
)
_DENIED: Final = (
    *_UNMET[:2],
    TableColumn("与事实不符的指标", 34, "body box left"),
    *_UNMET[3:6],
    TableColumn("完成情况填在", 11, "body box center small"),
    TableColumn("事实见", 34, "body box left small"),
)
_COUNT_HEADS: Final = ("任务：已完成／未完成／未填报", "完成率", "指标", "达到", "未达到／\n未填报", "没有完成的")


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of a table of counts: a category or lead, its tasks with their status, its indicators with their state.

    ``number``: the number printed in the document; ``""``: rows are numbered. ``besides``: indicators that only the
    document's text has; they are not counted, but named where they are not met.
    """

    name: str
    words: Sequence[tuple[Task, str]]
    states: Sequence[tuple[str, str]]
    number: str = ""
    besides: Sequence[tuple[str, str]] = ()

    def undone(self) -> str:
        """``任务1.3未完成；新建标准农田未达到；主要目标另有研发支出占比未达到``."""
        parts = [f"任务{task.task_id}{word}" for task, word in self.words if word != DONE]
        unmet = {MISSED, NOT_GIVEN, NO_TARGET}
        parts += [f"{label}{state}" for label, state in self.states if state in unmet]
        parts += [f"主要目标另有{label}{state}" for label, state in self.besides if state in unmet]
        return "；".join(dict.fromkeys(parts))


class OverviewSheet:
    """Writes the sheet 总览."""

    def __init__(
        self, sheet: Sheet, assessment: Assessment, outcomes: Outcomes, places: Mapping[str, tuple[str, int]]
    ) -> None:
        """``places``: the sheet and row of each task and goal, by its id."""
        self.sheet = sheet
        self.page = Page(sheet, [column.width for column in _UNMET])
        self.assessment = assessment
        self.outcomes = outcomes.tasks
        self.goals = outcomes.goals
        self.places = places

    def write(self) -> None:
        """Write the sheet."""
        sheet = self.sheet
        title = report_title(self.assessment.programme, "目标任务完成情况总览")
        row = self.page.title(title, [self._line()])
        row = self._write_denied(row)
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
        counts = "、".join(f"{word}{words.count(word)}" for word in (DONE, UNDONE, NO_STATUS))
        denied = sum(bool(outcome.contradictions) for outcome in self.outcomes)
        counts += f"（其中{DONE}而{DENIED}的{denied}项）" if denied else ""
        tally = Tally(one for outcome in self.outcomes for one in outcome.indicators)
        own = Tally(one for goal in self.goals for one in goal.own)
        text = f"主要目标另有{own.words}。" if any(goal.own for goal in self.goals) else ""
        return f"阶段：{stage_words(self.assessment)}　任务{len(words)}项：{counts}；{tally.words}。{text}"

    def _write_unmet(self, row: int) -> int:
        self._write_subtitle(row, "没有完成的任务和指标（责任单位、差距）")
        write_heads(self.sheet, row + 1, _UNMET)
        row, writer = row + 2, RowWriter(self.sheet, _UNMET)
        found = [one for outcome in self.outcomes for one in unmet_of(outcome)]
        found += [
            one
            for goal in self.goals
            for own in goal.own
            for one in unmet_indicator(own, goal.goal.goal_id, goal.goal.section)
        ]
        for one in found[: many_units.POLICY.overview_rows]:
            what = Cell(one.what, "bad" if one.what.startswith(("任务未完成", "指标未达到")) else "warn")
            cells = [self._link(one.where), one.name, what, one.who, one.target, one.actual, one.gap, one.note]
            writer.write(row, cells)
            row += 1
        note = "" if found else "任务全部完成，指标全部达到。"
        if len(found) > many_units.POLICY.overview_rows:
            note = f"共{len(found)}项，这里列前{many_units.POLICY.overview_rows}项，其余见《{DETAIL_SHEET}》。"
        if note:
            self.page.across(row, (0, len(_UNMET) - 1), note, f"body box center{'' if found else ' good'}")
            self.page.least_of(row, 24)
            row += 1
        return row

    def _write_subtitle(self, row: int, title: str) -> None:
        self.page.across(row, (0, len(_UNMET) - 1), title, "subtitle")
        self.page.least_of(row, 26)

    def _link(self, where: str) -> Content:
        sheet, row = self.places[where]
        return jump(sheet, cell_name(row, 0), where)

    def _write_denied(self, row: int) -> int:
        """Write the tasks reported as 已完成 that facts contradict, each with both cells; nothing where none is."""
        found = [one for outcome in self.outcomes for one in outcome.contradictions]
        if not found:
            return row
        programme = self.assessment.programme
        kept = programme.settings.denied_is_done
        settled = "仍按所报计为已完成" if kept else "除经核定的外，按未完成计"
        title = f"填“{DONE}”而{DENIED}的（{len(found)}处，{settled}）"
        self._write_subtitle(row, title)
        write_heads(self.sheet, row + 1, _DENIED)
        row, writer = row + 2, RowWriter(self.sheet, _DENIED)
        for one in found[: many_units.POLICY.overview_rows]:
            indicator, task = one.indicator, one.task
            target, actual = (
                show_value(each, indicator.value_type, indicator.unit_of_measure) for each in (one.target, one.actual)
            )
            origin = one.figure.origin if one.figure else None
            facts = fact_words(one.facts) if one.facts else origin_words(origin)
            name, unit = task.subcategory or task.category, programme.unit(one.unit_code).name
            wanted = f"{indicator.comparator.value}{target}"
            cells = [self._link(task.task_id), name, Cell(indicator.label, "bad"), unit, wanted, actual]
            writer.write(row, [*cells, origin_words(one.status.origin), facts])
            row += 1
        return row + 1

    def _categories(self) -> list[CountRow]:
        """The counts by category: tasks by their leads' statuses, indicators as leads report them."""
        return [
            CountRow(
                name,
                [(one.task, one.word) for one in some],
                [
                    (each.indicator.label, each.state)
                    for one in some
                    for each in one.indicators
                    if each.indicator.is_number
                ],
                number,
            )
            for (number, name), some in by_number(self.outcomes).items()
        ]

    def _leads(self) -> list[CountRow]:
        """The counts by lead: its own statuses and figures, in roster order."""
        words: dict[str, list[tuple[Task, str]]] = {}
        found: dict[str, list[tuple[str, str]]] = {}
        for outcome in self.outcomes:
            for status in outcome.leads:
                word = NO_STATUS if status.word == NOT_RECEIVED else status.word
                words.setdefault(status.unit.code, []).append((outcome.task, word))
            for figure in outcome.figures:
                if figure.unit is not None and figure.state != GIVEN:
                    found.setdefault(figure.unit.code, []).append((figure.indicator.label, figure.state))
        besides: dict[str, list[tuple[str, str]]] = {}
        for figure in (figure for goal in self.goals for own in goal.own for figure in own.figures):
            if figure.unit is not None:
                besides.setdefault(figure.unit.code, []).append((figure.indicator.label, figure.state))
        units = [unit for unit in self.assessment.programme.units if unit.code in words]
        return [
            CountRow(unit.name, words[unit.code], found.get(unit.code, []), besides=besides.get(unit.code, ()))
            for unit in units
        ]

    def _write_counts(self, row: int, title: str, head: str, counts: Sequence[CountRow]) -> int:
        """Write one table of counts; 完成率 has a bar, and the last column names what is not done."""
        sheet = self.sheet
        self._write_subtitle(row, title)
        self.page.heads(row + 1, ("", head, *_COUNT_HEADS))
        self.page.least_of(row + 1, 36)
        first = row + 2
        columns = [TableColumn("", one.width, "body box center") for one in _UNMET]
        writer = RowWriter(sheet, columns)
        for place, count in enumerate(counts):
            writer.write(first + place, [count.number or place + 1, count.name, *_counted(count)])
        if counts:
            sheet.mark((first, 3), (first + len(counts) - 1, 3), BAR)
        return first + len(counts)


def _counted(count: CountRow) -> list[Content]:
    words, states = [word for _, word in count.words], [state for _, state in count.states]
    done, missed = words.count(DONE), states.count(MISSED)
    silent = states.count(NOT_GIVEN) + states.count(NO_TARGET)
    short = f"{missed}／{silent}" if missed or silent else ""
    return [
        f"共{len(words)}项：{done}／{words.count(UNDONE)}／{words.count(NO_STATUS)}",
        Cell(round(Decimal(done) / len(words), 4), "percent0"),
        len(states),
        states.count(REACHED),
        Cell(short, "bad bold" if missed else "warn" if silent else ""),
        Cell(count.undone(), "left small"),
    ]
