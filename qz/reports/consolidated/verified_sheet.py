"""The sheets 自评与核定 and 核定变动: each unit's own score, its score now, and the reasons for the difference."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.scorecards import Criterion, Fact, Scorecard
from qz.model.scores import Effect, ScoreLine
from qz.model.task_table import Unit
from qz.model.values import Answer, Origin, Source, ValueType, show_number
from qz.records import dataclass
from qz.reports.consolidated.unit_plan import UnitPlan
from qz.reports.dated import dated_words
from qz.reports.grid import jump, there
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import report_title, stage_words
from qz.rules.compared import compared_facts, left_out_words
from qz.values.value_types import show_value
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn, write_heads

COMPARISON_SHEET: Final = "自评与核定"
CHANGES_SHEET: Final = "核定变动"
_OWN, _NOW, _GAP, _ITEMS_FROM = range(1, 5)
_HOW: Final = (
    "差＝现得分－自评分：负数是自评偏高，正数是自评偏低。自评分按各单位自报的数据计算；每一处变动的依据见《核定变动》。"
)
_CHANGES: Final = (
    TableColumn("单位", 13, "body box center black"),
    TableColumn("考核内容", 16),
    TableColumn("条款", 7, "body box center"),
    TableColumn("自评分", 8, "body box score"),
    TableColumn("现得分", 8, "body box score"),
    TableColumn("差", 8, "body box score signed bold"),
    TableColumn("变动", 44),
    TableColumn("依据", 7, "body box center"),
    TableColumn("谁核定", 14, "body box center"),
    TableColumn("理由", 36),
    TableColumn("出处", 38),
)


def has_comparison(assessment: Assessment, scorecard: Scorecard) -> bool:
    """Whether any value of the scorecard is verified or registered, so that there is something to compare."""
    return assessment.stage_of(scorecard.scorecard_id).verified > 0


def write_comparison(sheet: Sheet, assessment: Assessment, plans: Sequence[UnitPlan]) -> None:
    """Write one row for each unit, one column for each item: differences as formulas that read the unit's sheet."""
    scorecard = plans[0].scorecard
    columns = (
        TableColumn("单位", 13, "body box center black"),
        TableColumn("自评总分", 9, "body box score"),
        TableColumn("现总分", 9, "body box score bold"),
        TableColumn("差", 8, "body box score signed bold"),
        *(TableColumn(f"{item.number}\n{item.label}", 9, "body box score signed") for item in scorecard.items),
    )
    page = Page(sheet, [column.width for column in columns])
    title = report_title(assessment.programme, f"{scorecard.label}自评与核定对照")
    waits = left_out_words(scorecard)
    how = f"{_HOW}自评时{waits}。" if waits else _HOW
    head = page.title(title, (f"阶段：{stage_words(assessment, scorecard)}", how))
    write_heads(sheet, head, columns)
    row, writer = head + 1, RowWriter(sheet, columns, least=24)
    for plan in plans:
        writer.write(row, _row(assessment, plan, row))
        row += 1
    last = (row - 1, len(columns) - 1)
    for criteria, style in (("<", "bad"), (">", "good")):
        sheet.mark((head + 1, _GAP), last, {"type": "cell", "criteria": criteria, "value": 0}, style)
    sheet.filter_buttons(head, row - 1, len(columns))
    sheet.freeze(head + 1, 1)
    page.finish_around(PrintSetup(repeat=(head, head), footer=dated_words(assessment, scorecard)))


def _row(assessment: Assessment, plan: UnitPlan, row: int) -> list[Content]:
    name = jump(plan.sheet, "A1", plan.unit.name)
    own, score = assessment.verification.self_scores.get(plan.unit.code), plan.score
    if own is None or score is None:
        return [name, *[None] * (_ITEMS_FROM - 1 + len(plan.scorecard.items))]
    columns = plan.columns
    base, bonus = (there(plan.sheet, plan.layout.total_cell(column)) for column in (columns.base, columns.bonus))
    differences = (
        Cell(now.score - then.score, "", _less(there(plan.sheet, plan.layout.score_cell(now.number)), then.score))
        for now, then in zip(score.items, own.items, strict=True)
    )
    reported, now = cell_name(row, _OWN), cell_name(row, _NOW)
    total = there(plan.sheet, plan.layout.score_total_cell)
    return [
        name,
        own.total,
        Cell(score.total, "", f"ROUND({base}+{bonus},2)" if plan.scorecard.adds_up else total),
        Cell(score.total - own.total, "", f"ROUND({now}-{reported},2)"),
        *differences,
    ]


def _less(cell: str, points: Decimal) -> str:
    return f"ROUND({cell}-{show_number(points)},2)"


def write_changes(sheet: Sheet, assessment: Assessment, plans: Sequence[UnitPlan]) -> None:
    """Write a row for each criterion whose points differ from the unit's own, with the reason."""
    scorecard = plans[0].scorecard
    line = "自评与现得分不同的每一条：哪一项数据由谁按什么依据改的。同一条有几项数据的，一项一行。"
    rows = (row for plan in plans for row in _unit_changes(assessment, scorecard, plan.unit))
    write_listing(sheet, assessment, Listing(f"{scorecard.label}核定变动", (line,), _CHANGES, frozen=3), rows)


@dataclass(frozen=True, slots=True)
class _Cause:
    """What changed a criterion's points: in words, and the origin of the new value."""

    words: str
    origin: Origin | None


def _unit_changes(assessment: Assessment, scorecard: Scorecard, unit: Unit) -> Iterator[list[Content]]:
    score, own = assessment.scores.get(unit.code), assessment.verification.self_scores.get(unit.code)
    if score is None or own is None:
        return
    then_by = own.lines_by_id
    now_by = score.lines_by_id
    for item in scorecard.items:
        for criterion in item.criteria:
            then, now = then_by[criterion.criterion_id], now_by[criterion.criterion_id]
            if (then.points, then.award.denial) != (now.points, now.award.denial):
                for cause in _causes(assessment, scorecard, unit, criterion, now):
                    yield _change_row(unit, f"{item.number} {item.label}", then, now, cause)


def _change_row(unit: Unit, item: str, then: ScoreLine, now: ScoreLine, cause: _Cause) -> list[Content]:
    origin = cause.origin
    return [
        unit.name,
        item,
        now.criterion_id,
        _points(then),
        _points(now),
        None if now.effect is Effect.VETO else now.points - then.points,
        cause.words,
        origin.source.value if origin else "",
        origin.given_by if origin else "",
        origin.reason if origin else "",
        f"{origin.file}《{origin.sheet}》{origin.cell}" if origin else "",
    ]


def _points(line: ScoreLine) -> Content:
    if line.effect is Effect.VETO:
        return line.award.denial or "不影响"
    return line.points


def _causes(
    assessment: Assessment, scorecard: Scorecard, unit: Unit, criterion: Criterion, now: ScoreLine
) -> Iterator[_Cause]:
    """Why the points differ from the self-report's: a score given directly, and every value that was replaced."""
    if now.verified is not None:
        yield _Cause(f"核定分{show_number(now.verified.points)}分", now.verified.origin)
        return
    answers = assessment.answers[unit.code]
    fact_ids = [term.fact_id for term in criterion.terms if term.fact_id]
    for fact_id in dict.fromkeys([*fact_ids, *_called_by(scorecard, fact_ids)]):
        fact = scorecard.facts[fact_id]
        yield from _replaced(fact.label, answers.facts.get(fact_id), fact)
    if compared_facts(criterion):
        yield _Cause("与本组各单位比较后计分，自评时待统计", None)
    if not fact_ids:
        for task, role in assessment.programme.tasks_of(unit):
            if role in criterion.settings.scored_roles:
                yield from _replaced(f"任务{task.task_id}", answers.statuses.get(task.task_id), None)


def _called_by(scorecard: Scorecard, fact_ids: Sequence[str]) -> Iterator[str]:
    """The facts that make one of these notes required."""
    for fact_id in fact_ids:
        yield from scorecard.facts[fact_id].required_when


def _replaced(label: str, answer: Answer | None, fact: Fact | None) -> Iterator[_Cause]:
    if answer is None or answer.replaced is None:
        return
    before = answer.replaced
    while before.replaced is not None:
        before = before.replaced
    if before.value == answer.value and isinstance(before.value, bool) is isinstance(answer.value, bool):
        return
    value_type = fact.value_type if fact else ValueType.STATUS
    measure = fact.unit_of_measure if fact else ""
    blank = "未填" if fact is None or fact.is_asked else "不用填"
    reported = show_value(before.value, value_type, measure) or before.typed or blank
    now = show_value(answer.value, value_type, measure) or "未填"
    source = answer.origin.source if answer.origin else Source.SELF
    yield _Cause(f"{label}：自报{reported}，{source}{now}", answer.origin)
