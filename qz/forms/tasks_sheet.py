"""The sheet 任务完成情况: the unit's rows of the responsibility table, with indicators and statuses to fill in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.forms.entries import Entry, blank
from qz.forms.form_page import TO_DO, FormPage, Section
from qz.forms.form_wording import support_note
from qz.forms.input_cells import write_input
from qz.forms.live import TO_FILL, WRONG, InputState, Live, input_state, usable
from qz.layout.form_plan import TASK_COLUMNS, TASK_HEAD_ROW, TASK_SHEET, FormPlan, GoalRow, TaskRow
from qz.layout.inputs import document_words, input_name
from qz.model.choices import IndicatorKind, Role
from qz.model.layout import InputKind, column_name
from qz.model.task_table import Indicator, Task
from qz.values.expressions import is_blank, literal, text
from qz.values.value_types import indicator_target
from qz.words import MISSED, NOT_APPLICABLE_WORD, REACHED, UNDONE
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute
from qz.workbook.write.page import WORKING_ZOOM

_NUMBER, _WORK, _GOAL, _ROLE, _LEADS, _LABEL, _TARGET, _ACTUAL, _REACHED, _STATUS, _NOTE, _EVIDENCE = range(1, 13)
_ACTUAL_STATE, _STATUS_STATE, _NOTE_STATE, _TARGET_STATE = 13, 14, 15, 16
_WIDTHS: Final = (0, 5, 11, 35, 8, 13, 19, 9, 10, 9, 9, 24, 17, 0, 0, 0, 0)
_NO_TARGET: Final = "目标未报"
_REPORTED: Final = "已填"
_GOALS_HEAD: Final = "主要目标：文件正文提出、责任分解表没有列的，由本单位填报，不计分"
_ROW_STATES: Final = (
    (TASK_COLUMNS[InputKind.INDICATOR], _ACTUAL_STATE),
    (TASK_COLUMNS[InputKind.TASK_STATUS], _STATUS_STATE),
    (TASK_COLUMNS[InputKind.TASK_NOTE], _NOTE_STATE),
    (TASK_COLUMNS[InputKind.INDICATOR_TARGET], _TARGET_STATE),
)
_TASK_KINDS: Final = (InputKind.TASK_STATUS, InputKind.TASK_NOTE, InputKind.TASK_EVIDENCE)
_PLAIN_HEADS: Final = ("序号", "工作内容", "工作目标", "牵头部门")
_FEW_LEADS: Final = 4
_BOX: Final = "body box"


def reached(entry: Entry, state_ref: str, indicator: Indicator, target: Entry | None = None) -> Live:
    """The formula of 是否达到: 达到, 未达到, 不适用, 待填 or 填写有误.

    ``target``: the cell of a target that another document sets; the word is 目标未报 while it is blank. For an
    indicator without a target (争创) the word is 已填.
    """
    expression, word = _against_target(entry, indicator, target)
    excused = f"IF({entry.ref}={text(NOT_APPLICABLE_WORD)},{text(NOT_APPLICABLE_WORD)},{expression})"
    unless_wrong = f"IF({state_ref}={InputState.WRONG:d},{text(WRONG)},{excused})"
    whole = f"IF({state_ref}={InputState.BLANK:d},{text(TO_FILL)},{unless_wrong})"
    state = InputState(int(input_state(entry).value))
    if state is not InputState.FINE:
        return Live(whole, TO_FILL if state is InputState.BLANK else WRONG)
    return Live(whole, NOT_APPLICABLE_WORD if usable(entry) is None else word)


def _against_target(entry: Entry, indicator: Indicator, target: Entry | None) -> tuple[str, str]:
    """The comparison of actual value and target: an expression, and its word now."""
    if indicator.kind is IndicatorKind.AWARD:
        return text(_REPORTED), _REPORTED
    number, goal = usable(entry), indicator.target if target is None else usable(target)
    wanted = literal(indicator.target) if indicator.target is not None else ""
    if target is not None:
        wanted = f"ROUND({target.ref},6)"
    met = f"ROUND({entry.ref},6){indicator.comparator.sign}{wanted}"
    expression = f"IF({met},{text(REACHED)},{text(MISSED)})"
    if target is not None:
        expression = f"IF(ISNUMBER({target.ref}),{expression},{text(_NO_TARGET)})"
    if number is None or goal is None:
        return expression, _NO_TARGET
    return expression, REACHED if indicator.comparator.holds(number, goal) else MISSED


def _heads(plan: FormPlan) -> tuple[str, ...]:
    """The heads: those printed in the table where it has them, and the form's own."""
    printed = plan.programme.table_frame.heads[:4]
    number, work, goal, leads = (*printed, *_PLAIN_HEADS[len(printed) :])
    own = ("指标", "目标值", "实际完成值", "是否达到", "完成情况", "完成情况说明", "佐证材料")
    return (number, work, goal, "本单位角色", leads, *own)


def _leads(plan: FormPlan, task: Task) -> str:
    """The leads' names, or where there are many the words printed in the table."""
    if len(task.leads) > _FEW_LEADS:
        return task.lead_text
    return _names(plan, task.leads)


def _names(plan: FormPlan, codes: Sequence[str]) -> str:
    return "、".join(plan.programme.unit(code).name for code in codes)


def write_tasks(book: Book, plan: FormPlan, entries: Mapping[str, Entry]) -> Section:
    """Write the sheet. Returns its section for the counts on the first sheet."""
    page = FormPage(book, plan, TASK_SHEET, _WIDTHS)
    last_row = plan.goal_rows[-1].row if plan.goal_rows else plan.goal_head_row - 1
    section = Section(TASK_SHEET, _ROW_STATES, last_row)
    for column, head in enumerate(_heads(plan), start=_NUMBER):
        page.put(TASK_HEAD_ROW, column, head, "head")
    for row in plan.task_rows:
        if row.span:
            _write_task(page, row, entries, section)
        _write_indicator(page, row, entries, section)
    if not plan.task_rows:
        ending = "。" if plan.goal_rows else "，本表不用填。"
        words = f"本单位没有承担责任分解表中的任务{ending}"
        page.put(plan.goal_head_row - 1, _NUMBER, words, "body box center", columns=_EVIDENCE)
    if plan.goal_rows:
        page.put(plan.goal_head_row, _NUMBER, _GOALS_HEAD, "body box black left item", columns=_EVIDENCE)
    for goal_row in plan.goal_rows:
        _write_goal(page, goal_row)
        _write_indicator(page, goal_row, entries, section)
    _write_top(page, section)
    _mark(page, last_row)
    for line in (1, TASK_HEAD_ROW - 1):
        page.least_of(line, 15)
    page.close(
        last_row + 1,
        landscape=True,
        head_row=TASK_HEAD_ROW,
        blocks=[
            *(row.row for row in plan.task_rows if row.span),
            *([plan.goal_head_row] if plan.goal_rows else []),
            *(row.row for row in plan.goal_rows[1:] if not row.document),
        ],
    )
    page.freeze_above_left(TASK_HEAD_ROW + 1, _WORK + 1, WORKING_ZOOM)
    return section


def _write_top(page: FormPage, section: Section) -> None:
    frame = page.plan.programme.table_frame
    page.put(1, _NUMBER, frame.annex, "body black left", columns=3)
    if any(role is Role.SUPPORT for _, role in page.plan.tasks):
        page.put(1, _ROLE, support_note(page.plan.unit.name), "body left", columns=_EVIDENCE - _ROLE + 1)
    page.put(2, _NUMBER, frame.title, "title", columns=_EVIDENCE)
    page.put(3, _NUMBER, f"填报单位：{page.plan.unit.name}", "body black left", columns=3)
    left = section.count(*TO_DO)
    done = "本表已填齐"
    shown = done if left.value == 0 else f"本表还有{left.value}处待填或有误"
    live = Live(f'IF({left.expression}=0,{text(done)},"本表还有"&({left.expression})&"处待填或有误")', shown)
    page.live(3, _LABEL, live, "body black right", columns=_EVIDENCE - _LABEL + 1, longest=shown)


def _write_task(page: FormPage, row: TaskRow, entries: Mapping[str, Entry], section: Section) -> None:
    task = row.task
    work = f"{task.category}\n{task.subcategory}" if task.subcategory else task.category
    for column, words, style in (
        (_NUMBER, task.task_id, f"{_BOX} center textual"),
        (_WORK, work, f"{_BOX} center"),
        (_GOAL, task.goal, f"{_BOX} left"),
        (_ROLE, row.role.value, f"{_BOX} center" + (" black" if row.role is Role.LEAD else "")),
        (_LEADS, _leads(page.plan, task), f"{_BOX} center"),
    ):
        page.put(row.row, column, words, style, rows=row.span)
    for kind in _TASK_KINDS:
        entry = entries[input_name(kind, task.task_id)]
        write_input(page, entry, (f"工作目标：{task.goal}",), rows=row.span)
        page.room(row.row, entry.cell.column, str(entry.content or ""), _BOX, rows=row.span)
        if kind is InputKind.TASK_STATUS:
            page.flag(section, entry, input_state(entry))
        if kind is InputKind.TASK_NOTE:
            page.flag(section, entry, note_state(entry, entries[input_name(InputKind.TASK_STATUS, task.task_id)]))


def note_state(note: Entry, status: Entry) -> Live:
    """The state of a note: it is missing where the task is 未完成 and the note is blank."""
    missing = f"AND({status.ref}={text(UNDONE)},{is_blank(note.ref)})"
    expression = f"IFERROR(IF({missing},{InputState.BLANK:d},{InputState.FINE:d}),{InputState.FINE:d})"
    wanted = status.content == UNDONE and blank(note.content)
    return Live(expression, Decimal(InputState.BLANK if wanted else InputState.FINE))


def _write_goal(page: FormPage, row: GoalRow) -> None:
    """Write the words of a goal of the document's text, beside its indicator."""
    indicator = row.indicator
    for column, words, style in (
        (_NUMBER, row.goal.goal_id, f"{_BOX} center textual"),
        (_WORK, row.goal.section, f"{_BOX} center"),
        (_GOAL, indicator.quote, f"{_BOX} left"),
        (_ROLE, "填报", f"{_BOX} center"),
        (_LEADS, _names(page.plan, indicator.reporters), f"{_BOX} center"),
    ):
        page.put(row.row, column, "" if row.document else words, style)
    page.put(row.row, _STATUS, "", f"{_BOX} quiet", columns=_EVIDENCE - _STATUS + 1)


def _write_indicator(page: FormPage, row: TaskRow | GoalRow, entries: Mapping[str, Entry], section: Section) -> None:
    indicator = row.indicator
    if indicator is None:
        words = _told_by(page, row.task) if isinstance(row, TaskRow) else ""
        page.put(row.row, _LABEL, words, f"{_BOX} left quiet", columns=_REACHED - _LABEL + 1)
        return
    key = indicator.indicator_id
    target = entries.get(input_name(InputKind.INDICATOR_TARGET, key))
    source = f"出处：{indicator.quote}"
    if row.document:
        page.put(row.row, _LABEL, document_words(indicator), f"{_BOX} left")
        entry = entries[input_name(InputKind.INDICATOR_DOCUMENT, key)]
        write_input(page, entry, (source,), columns=_REACHED - _TARGET + 1)
        page.flag(section, entry, input_state(entry))
        return
    page.put(row.row, _LABEL, indicator.label, f"{_BOX} left")
    if target is None:
        page.put(row.row, _TARGET, indicator_target(indicator), f"{_BOX} center")
    else:
        write_input(page, target, (source,))
        page.flag(section, target, input_state(target))
    entry = entries[input_name(InputKind.INDICATOR, key)]
    write_input(page, entry, (f"目标：{indicator_target(indicator)}", source))
    page.flag(section, entry, input_state(entry))
    live = reached(entry, absolute(row.row, _ACTUAL_STATE), indicator, target)
    page.live(row.row, _REACHED, live, f"{_BOX} center", longest=WRONG)


def _told_by(page: FormPage, task: Task) -> str:
    """Who reports a task's indicators, where this unit does not, in words."""
    asked = [one for one in task.indicators if one.is_asked]
    words = "；".join(f"{one.label}{indicator_target(one)}" for one in asked)
    if not words:
        return "没有量化指标"
    others = dict.fromkeys(code for one in asked for code in one.reporters)
    who = "牵头部门" if set(others) == set(task.leads) else _names(page.plan, tuple(others))
    return f"由{who}填报：{words}"


def _mark(page: FormPage, last_row: int) -> None:
    """Colour what is missed or wrong; it is bold as well, which is visible in black and white."""
    first = TASK_HEAD_ROW + 1
    for word in (MISSED, _NO_TARGET, WRONG):
        rule = {"type": "cell", "criteria": "==", "value": text(word)}
        page.sheet.mark((first, _REACHED), (last_row, _REACHED), rule, "bad bold")
    state = f"{column_name(_STATUS_STATE)}{first + 1}"
    rule = {"type": "formula", "criteria": f"=${state}={InputState.WRONG:d}"}
    page.sheet.mark((first, _STATUS), (last_row, _STATUS), rule, "bad bold")
