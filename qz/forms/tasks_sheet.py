"""任务完成情况: the unit's rows of the responsibility table, with what was reached."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from qz.forms.entries import Entry
from qz.forms.form_page import TO_DO, FormPage, Section
from qz.forms.form_wording import support_note
from qz.forms.input_cells import write_input
from qz.forms.live import TO_FILL, WRONG, Live, State, blank, input_state, usable
from qz.layout.form import TASK_COLUMNS, TASK_HEAD_ROW, TASK_SHEET, FormPlan, TaskRow
from qz.layout.inputs import input_name
from qz.model.layout import InputKind, column_name
from qz.model.programme import Indicator, Role, Task
from qz.values.expressions import literal, text
from qz.values.value_types import indicator_target
from qz.words import MISSED, NOT_APPLICABLE_WORD, REACHED, UNDONE
from qz.workbook.write.book import Book, absolute

_NUMBER, _WORK, _GOAL, _ROLE, _LEADS, _LABEL, _TARGET, _ACTUAL, _REACHED, _STATUS, _NOTE, _EVIDENCE = range(1, 13)
_ACTUAL_STATE, _STATUS_STATE, _NOTE_STATE = 13, 14, 15
_WIDTHS: Final = (0, 5, 11, 38, 6, 12, 19, 9, 10, 9, 9, 24, 17, 0, 0, 0)
_ROW_STATES: Final = (
    (TASK_COLUMNS[InputKind.INDICATOR], _ACTUAL_STATE),
    (TASK_COLUMNS[InputKind.TASK_STATUS], _STATUS_STATE),
    (TASK_COLUMNS[InputKind.TASK_NOTE], _NOTE_STATE),
)
_TASK_KINDS: Final = (InputKind.TASK_STATUS, InputKind.TASK_NOTE, InputKind.TASK_EVIDENCE)
_PLAIN_HEADS: Final = ("序号", "工作内容", "工作目标", "牵头部门")
_FEW_LEADS: Final = 4
_BOX: Final = "body box"


def reached(entry: Entry, state_ref: str, indicator: Indicator) -> Live:
    """Whether the actual value meets the indicator's target: 达到, 未达到, 不适用, 待填 or 填写有误."""
    sign = indicator.comparator.sign
    met = f"IF(ROUND({entry.ref},6){sign}{literal(indicator.target)},{text(REACHED)},{text(MISSED)})"
    excused = f"IF({entry.ref}={text(NOT_APPLICABLE_WORD)},{text(NOT_APPLICABLE_WORD)},{met})"
    expression = (
        f"IF({state_ref}={State.BLANK:d},{text(TO_FILL)},IF({state_ref}={State.WRONG:d},{text(WRONG)},{excused}))"
    )
    state = State(int(input_state(entry).value))
    number = usable(entry)
    if state is State.BLANK:
        return Live(expression, TO_FILL)
    if state is State.WRONG:
        return Live(expression, WRONG)
    if number is None:
        return Live(expression, NOT_APPLICABLE_WORD)
    return Live(expression, REACHED if indicator.comparator.holds(number, indicator.target) else MISSED)


def _heads(plan: FormPlan) -> tuple[str, ...]:
    """The table's printed heads where it has them, with the form's own between."""
    printed = plan.programme.table_frame.heads[:4]
    number, work, goal, leads = (*printed, *_PLAIN_HEADS[len(printed) :])
    own = ("指标", "目标值", "实际完成值", "是否达到", "完成情况", "完成情况说明", "佐证材料")
    return (number, work, goal, "本单位角色", leads, *own)


def _leads(plan: FormPlan, task: Task) -> str:
    """Who leads: unit by unit where they are few, else as printed."""
    if len(task.leads) > _FEW_LEADS:
        return task.lead_text
    return "、".join(plan.programme.unit(code).name for code in task.leads)


def write_tasks(book: Book, plan: FormPlan, entries: Mapping[str, Entry]) -> Section:
    """Write the sheet; returns what the first sheet counts."""
    page = FormPage(book, plan, TASK_SHEET, _WIDTHS)
    last_row = plan.task_rows[-1].row if plan.task_rows else TASK_HEAD_ROW + 1
    section = Section(TASK_SHEET, _ROW_STATES, last_row)
    for column, head in enumerate(_heads(plan), start=_NUMBER):
        page.put(TASK_HEAD_ROW, column, head, "head")
    for row in plan.task_rows:
        if row.span:
            _write_task(page, row, entries, section)
        _write_indicator(page, row, entries, section)
    if not plan.task_rows:
        page.put(
            last_row, _NUMBER, "本单位没有承担责任分解表中的任务，本表不用填。", "body box center", columns=_EVIDENCE
        )
    _write_top(page, section)
    _mark(page, last_row)
    page.sheet.freeze(TASK_HEAD_ROW + 1, _WORK + 1)
    page.close(
        last_row + 1,
        landscape=True,
        head_row=TASK_HEAD_ROW,
        blocks=[row.row for row in plan.task_rows if row.span],
    )
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
        write_input(page.book, page.sheet, entry, (f"工作目标：{task.goal}",), rows=row.span)
        page.room(row.row, entry.cell.column, str(entry.content or ""), _BOX, rows=row.span)
        if kind is InputKind.TASK_STATUS:
            page.flag(section, entry, input_state(entry))
        if kind is InputKind.TASK_NOTE:
            page.flag(section, entry, note_state(entry, entries[input_name(InputKind.TASK_STATUS, task.task_id)]))


def note_state(note: Entry, status: Entry) -> Live:
    """A note's state: wanted while the task is 未完成 and nothing says why."""
    expression = (
        f'IFERROR(IF(AND({status.ref}={text(UNDONE)},{note.ref}=""),{State.BLANK:d},{State.FINE:d}),{State.FINE:d})'
    )
    wanted = status.content == UNDONE and blank(note.content)
    return Live(expression, Decimal(State.BLANK if wanted else State.FINE))


def _write_indicator(page: FormPage, row: TaskRow, entries: Mapping[str, Entry], section: Section) -> None:
    if row.indicator is None:
        words = "；".join(f"{each.label}{indicator_target(each)}" for each in row.task.indicators)
        said = f"由牵头部门填报：{words}" if words else "没有量化指标"
        page.put(row.row, _LABEL, said, f"{_BOX} left quiet", columns=_REACHED - _LABEL + 1)
        return
    page.put(row.row, _LABEL, row.indicator.label, f"{_BOX} left")
    page.put(row.row, _TARGET, indicator_target(row.indicator), f"{_BOX} center")
    entry = entries[input_name(InputKind.INDICATOR, row.indicator.indicator_id)]
    notes = (f"目标：{indicator_target(row.indicator)}", f"出处：{row.indicator.quote}")
    write_input(page.book, page.sheet, entry, notes)
    page.flag(section, entry, input_state(entry))
    live = reached(entry, absolute(row.row, _ACTUAL_STATE), row.indicator)
    page.live(row.row, _REACHED, live, f"{_BOX} center", longest=WRONG)


def _mark(page: FormPage, last_row: int) -> None:
    """Colours that say in words too: what is missed or wrong stands out in grey print as well."""
    first = TASK_HEAD_ROW + 1
    for word in (MISSED, WRONG):
        rule = {"type": "cell", "criteria": "==", "value": text(word)}
        page.sheet.mark((first, _REACHED), (last_row, _REACHED), rule, "bad bold")
    state = f"{column_name(_STATUS_STATE)}{first + 1}"
    rule = {"type": "formula", "criteria": f"=${state}={State.WRONG:d}"}
    page.sheet.mark((first, _STATUS), (last_row, _STATUS), rule, "bad bold")
