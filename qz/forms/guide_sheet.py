"""The sheet 填表说明: instructions, and what is still missing on each other sheet, with a link to the first cell."""

from collections.abc import Sequence
from typing import Any, Final

from qz.forms.form_page import NOWHERE, FormPage, Section
from qz.forms.form_wording import guide_paragraphs
from qz.forms.live import InputState, Live
from qz.forms.shown import ShownScore
from qz.layout.form_plan import CARD_SHEET, NOMINEE_SHEET, PARTICULARS_SHEET, SELF_TOTAL_NAME, TASK_SHEET, FormPlan
from qz.model.choices import Role
from qz.model.layout import InputKind, column_name
from qz.model.values import show_number
from qz.rules.formulas import text
from qz.values.dates import show_day
from qz.workbook.write.cell_references import absolute, quote_sheet

_HEADING, _SHEET, _ASKED, _BLANK, _WRONG, _GO, _ROW_1 = range(7)
WIDTHS: Final = (13, 30, 10, 10, 10, 18, 0, 0, 0)
_LAST: Final = _GO
_BOX: Final = "body box"
_COMPLETE: Final = "已填齐"
_NOTHING_LACKS: Final = "无缺漏"
"""Stands in place of 已填齐 where nothing has to be filled in (表彰推荐)."""
_GO_ON: Final = "去填写 →"


def _sections(plan: FormPlan) -> list[dict[str, str]]:
    roles = [role for _, role in plan.tasks]
    lead = sum(role is Role.LEAD for role in roles)
    tasks = f"本单位承担的任务{len(roles)}项，其中牵头{lead}项、配合{len(roles) - lead}项，逐项填完成情况"
    figures = any(cell.kind is InputKind.INDICATOR for cell in plan.layout.inputs)
    ending = "。牵头的任务还要填指标的实际完成值。" if figures else "。"
    found = [{"名称": TASK_SHEET, "内容": tasks + ending}]
    if plan.scorecard:
        found.append({"名称": CARD_SHEET, "内容": f"对照{plan.scorecard.frame.title}逐条填报，得分自动算出。"})
    if places := plan.programme.places_of(plan.unit):
        found.append({"名称": NOMINEE_SHEET, "内容": f"推荐受表彰的先进个人，名额{places}人；不推荐的留空。"})
    found.append({"名称": PARTICULARS_SHEET, "内容": "填报人、电话、审核人和日期。"})
    return found


def _words(plan: FormPlan) -> dict[str, Any]:
    particulars = plan.programme.particulars
    when, until = particulars.deadline, particulars.counted_until
    deadline = f"{show_day(when)}{when.hour}时" + (f"{when.minute}分" if when.minute else "")
    return {
        "单位": plan.unit.name,
        "各表": _sections(plan),
        "截止时间": deadline,
        "统计截止日": show_day(until) if until else "",
        "办公室": particulars.office,
        "电子邮箱": particulars.email,
        "地址": particulars.address,
        "联系人": particulars.contact,
        "联系电话": particulars.phone,
        "计分": plan.scorecard is not None,
        "口径": plan.scorecard is not None and any(each.reading for each in plan.scorecard.criteria),
    }


def write_guide(page: FormPage, sections: Sequence[Section], score: ShownScore | None) -> None:
    """Write the first sheet. ``sections``: the inputs of the other sheets. ``score``: for the self-score (分)."""
    plan = page.plan
    particulars = plan.programme.particulars
    title = f"{particulars.year}年{particulars.district}{particulars.name}考核报送表"
    page.put(0, _HEADING, title, "title", columns=_LAST + 1)
    page.put(1, _HEADING, f"（{plan.unit.name}）", "body center large", columns=_LAST + 1)
    row = 2
    for paragraph in guide_paragraphs(_words(plan)):
        page.put(row, _HEADING, paragraph.heading, f"{_BOX} black center large")
        page.put(row, _SHEET, paragraph.text, f"{_BOX} indent large", columns=_LAST)
        row += 1
    row = _write_progress(page, row + 1, sections)
    if score is not None:
        _write_self_score(page, row, score)
        row += 1
    page.put(row, _HEADING, "图例", f"{_BOX} black center")
    page.sheet.text(row, _SHEET, "黄色：要填的单元格", f"{_BOX} yellow center")
    page.put(row, _ASKED, "其余为已锁定的说明和自动计算的结果", f"{_BOX} indent", columns=_LAST - 1)
    page.close(row + 1, landscape=False)


def _write_progress(page: FormPage, row: int, sections: Sequence[Section]) -> int:
    """Write the table of what is missing. Returns the next free row."""
    for column, head in enumerate(("还缺什么", "部分", "应填", "待填", "有误", "第一处")):
        page.put(row, column, head, "head")
    first = row + 1
    for section in sections:
        row += 1
        page.sheet.link(row, _SHEET, f"{quote_sheet(section.sheet)}!A1", section.sheet, f"{_BOX} link center")
        page.sheet.number(row, _ASKED, section.asked, f"{_BOX} center")
        missing, wrong = section.count(InputState.BLANK), section.count(InputState.WRONG, InputState.CONTRADICTS)
        page.live(row, _BLANK, missing, f"{_BOX} center black")
        page.live(row, _WRONG, wrong, f"{_BOX} center black")
        _write_go(page, row, section, complete=missing.value == wrong.value == 0)
    page.put(first, _HEADING, "随填随算", f"{_BOX} black center", rows=len(sections))
    open_rule = {"type": "cell", "criteria": ">", "value": 0}
    page.sheet.mark((first, _BLANK), (row, _WRONG), open_rule, "warn bold")
    for word in dict.fromkeys(_COMPLETE if section.asked else _NOTHING_LACKS for section in sections):
        done_rule = {"type": "cell", "criteria": "==", "value": text(word)}
        page.sheet.mark((first, _GO), (row, _GO), done_rule, "quiet")
    return row + 1


def _write_go(page: FormPage, row: int, section: Section, *, complete: bool) -> None:
    """Write a link to the first cell that needs attention: by row, then by column."""
    rows = section.first_rows()
    for place, found in enumerate(rows):
        page.sheet.formula(row, _ROW_1 + place, found.expression, "body small quiet", found.value)
    refs = [absolute(row, _ROW_1 + place) for place in range(len(rows))]
    letters = [column_name(column) for column, _ in section.columns]
    target = f"{text(letters[-1])}&{refs[-1]}"
    for letter, ref, later in zip(reversed(letters[:-1]), reversed(refs[:-1]), reversed(refs[1:]), strict=True):
        target = f"IF({ref}<={later},{text(letter)}&{ref},{target})"
    nearest = f"MIN({','.join(refs)})" if len(refs) > 1 else refs[0]
    link = f'HYPERLINK("#{quote_sheet(section.sheet)}!"&{target},{text(_GO_ON)})'
    done = _COMPLETE if section.asked else _NOTHING_LACKS
    live = Live(f"IF({nearest}={NOWHERE},{text(done)},{link})", done if complete else _GO_ON)
    page.live(row, _GO, live, f"{_BOX} link center", longest=_GO_ON)


def _write_self_score(page: FormPage, row: int, score: ShownScore) -> None:
    page.put(row, _HEADING, "自评得分", f"{_BOX} black center")
    live = Live(f'{SELF_TOTAL_NAME}&"分"', f"{show_number(score.total)}分")
    page.live(row, _SHEET, live, f"{_BOX} center black large", longest="100.5分")
    words = "随填随算，供核对；以办公室核定为准"
    page.put(row, _ASKED, words, f"{_BOX} indent", columns=_LAST - 1)
