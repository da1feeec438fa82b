"""The sheet 数据来源: every value by which units are scored, with its file, sheet, cell and source."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from qz.evidence.received import NO_PROOFS, Proofs, Received
from qz.layout.inputs import input_name
from qz.model.assessment import Assessment
from qz.model.finding import Finding
from qz.model.layout import InputKind
from qz.model.scorecards import Scorecard
from qz.model.scores import ScoreLine
from qz.model.values import BLANK_ANSWER, Answer, Origin, ValueType, show_number
from qz.records import dataclass
from qz.reports.consolidated.unit_layout import UnitRow
from qz.reports.consolidated.unit_plan import UnitPlan
from qz.reports.grid import jump, there
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import answer_cell, replaced_words, source_words
from qz.values.value_types import TYPES, show_value
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import MOST_IN_FORMULA, Cell, Content, TableColumn, opens

SOURCE_SHEET: Final = "数据来源"
_SHORTENED: Final = 200
"""Characters shown of evidence that was typed, beside a link; the form and the 核定表 show all of it."""
NUMBER_COLUMN: Final = 0
"""The column with each row's number, by which the unit sheets link to it."""
COLUMNS: Final = (
    TableColumn("编号", 6, "body box center"),
    TableColumn("单位", 11, "body box center"),
    TableColumn("条款", 6.5, "body box center"),
    TableColumn("填报数据", 23),
    TableColumn("计分值", 10, "body box center"),
    TableColumn("来源", 8, "body box center"),
    TableColumn("填写原文", 14),
    TableColumn("原自报", 11),
    TableColumn("佐证材料", 20),
    TableColumn("填报（核定）人", 11),
    TableColumn("理由、提示", 28),
    TableColumn("文件", 22),
    TableColumn("所在单元格", 12, "body box center"),
    TableColumn("工作表", 12),
    TableColumn("单元格", 8, "body box center"),
    TableColumn("文件 SHA-256", 68, "body box small nowrap"),
)
_PRINTED: Final = len(COLUMNS) - 4
"""So many columns are printed; the cell addresses and digests after them are not."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: a unit's value (``row``), or a score that a verifier gave directly (``line``)."""

    number: int
    plan: UnitPlan
    row: UnitRow
    line: ScoreLine | None = None


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """All rows, and each row's number by unit code and ``UnitRow.key``; the key of a direct score is ``score 6.2``."""

    rows: tuple[SourceRow, ...]
    numbers: Mapping[tuple[str, str], int]
    received: Received

    def proofs(self, plan: UnitPlan, row: UnitRow) -> Proofs:
        """The files that came as evidence of a row's value."""
        if row.task:
            return self.received.of(plan.unit.code, f"task_{row.task.task_id}")
        if row.fact is None:
            return NO_PROOFS
        items = (f"item_{row.item.number}",) if row.item else ()
        return self.received.of(plan.unit.code, f"fact_{row.fact.fact_id}", *items)


def plan_sources(plans: Sequence[UnitPlan], received: Received) -> SourcePlan:
    """Number all values of all units with a return, in the order of the unit sheets."""
    rows: list[SourceRow] = []
    numbers: dict[tuple[str, str], int] = {}
    for plan in plans:
        for row, line in _values(plan):
            number = len(rows) + 1
            rows.append(SourceRow(number, plan, row, line))
            key = row.key if line is None else f"score {line.criterion_id}"
            numbers[plan.unit.code, key] = number
    return SourcePlan(tuple(rows), numbers, received)


def _values(plan: UnitPlan) -> Iterator[tuple[UnitRow, ScoreLine | None]]:
    if plan.score is None:
        return
    lines = plan.score.lines_by_id
    for row in plan.rows:
        if row.asks:
            yield row, None
        if row.criterion and row.criterion_span and lines[row.criterion.criterion_id].verified:
            yield row, lines[row.criterion.criterion_id]


def answer_of(plan: UnitPlan, row: UnitRow) -> Answer:
    """The unit's answer in this row; a blank one where there is none."""
    if plan.answers is None:
        return BLANK_ANSWER
    if row.task:
        return plan.answers.statuses.get(row.task.task_id, BLANK_ANSWER)
    return plan.answers.facts.get(row.fact.fact_id, BLANK_ANSWER) if row.fact else BLANK_ANSWER


def write_sources(sheet: Sheet, assessment: Assessment, scorecard: Scorecard, sources: SourcePlan) -> None:
    """Write the sheet."""
    lines = (
        "每个计分数据一行：取自哪个文件、哪张表、哪个单元格，由谁填报或核定。点“所在单元格”回到单位表；在单位表上点“出处”到这里。",
    )
    hints = _hints(assessment)
    rows = [_contents(row, hints, sources.proofs(row.plan, row.row)) for row in sources.rows]
    write_listing(
        sheet, assessment, Listing(f"{scorecard.label}考核数据来源", lines, COLUMNS, 4, _PRINTED, NARROW), rows
    )


def _hints(assessment: Assessment) -> Mapping[tuple[str, str], str]:
    """The findings about each input, in words, by unit code and defined name."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in assessment.intake.findings:
        if finding.key:
            found.setdefault((finding.unit_code, finding.key), []).append(finding)
    return {key: "；".join(finding.sentence.rstrip("。") for finding in some) for key, some in found.items()}


def _contents(source: SourceRow, hints: Mapping[tuple[str, str], str], proofs: Proofs) -> Sequence[Content]:
    if source.line is not None:
        return _direct(source, source.line)
    plan, row = source.plan, source.row
    answer = answer_of(plan, row)
    origin = answer.origin or Origin("", "", "")
    kind = InputKind.TASK_STATUS if row.task else InputKind.FACT
    name = input_name(kind, row.task.task_id if row.task else row.fact.fact_id if row.fact else "")
    hint = hints.get((plan.unit.code, name), "")
    reason = "；".join(part for part in (origin.reason, hint) if part)
    before = replaced_words(answer, row.fact) if row.fact else _replaced_status(answer)
    return (
        source.number,
        plan.unit.name,
        row.criterion.criterion_id if row.criterion else "",
        label_of(row),
        _value(plan, row, answer),
        Cell(source_words(answer), "warn" if answer.value is None else ""),
        Cell(answer.typed, "small" if len(answer.typed) > 40 else ""),
        before.removeprefix("原自报"),
        _evidence(answer, proofs),
        origin.given_by,
        reason,
        origin.file,
        jump(plan.sheet, plan.layout.value_cell(row.key), f"{plan.layout.value_cell(row.key).replace('$', '')}"),
        origin.sheet,
        origin.cell,
        origin.sha256,
    )


def _evidence(answer: Answer, proofs: Proofs) -> Content:
    """The evidence that was typed, with a link to the files that came."""
    if not proofs.link:
        return answer.evidence
    came = f"收到{len(proofs.files)}份"
    named = f"{answer.evidence}\n{came}" if answer.evidence else came
    return opens(proofs.link, named if len(named) <= MOST_IN_FORMULA else f"{answer.evidence[:_SHORTENED]}……\n{came}")


def _replaced_status(answer: Answer) -> str:
    return show_value(answer.replaced.value, ValueType.STATUS) or "未填" if answer.replaced else ""


def _value(plan: UnitPlan, row: UnitRow, answer: Answer) -> Content:
    """The value: a formula that reads it from the unit's sheet; for a note its words."""
    value_type = row.fact.value_type if row.fact else ValueType.STATUS
    if TYPES[value_type].is_note:
        return show_value(answer.value, value_type)
    place = there(plan.sheet, plan.layout.value_cell(row.key))
    cell = answer_cell(answer, value_type, row.fact)
    return Cell("" if cell.value is None else cell.value, cell.style, f'IF({place}="","",{place})')


def _direct(source: SourceRow, line: ScoreLine) -> Sequence[Content]:
    verified = line.verified
    if verified is None or source.row.criterion is None:
        raise ValueError(f"{line.criterion_id} has no score given directly")
    plan = source.plan
    origin = verified.origin or Origin("", "", "")
    place = plan.layout.criterion_cell(line.criterion_id, plan.columns.verified)
    return (
        source.number,
        plan.unit.name,
        line.criterion_id,
        f"{line.criterion_id} 核定分",
        Cell(verified.points, "", there(plan.sheet, place)),
        "核定",
        "",
        f"按规则{show_number(line.award.points)}分",
        "",
        verified.given_by or origin.given_by,
        verified.reason,
        origin.file,
        jump(plan.sheet, place, place.replace("$", "")),
        origin.sheet,
        origin.cell,
        origin.sha256,
    )


def label_of(row: UnitRow) -> str:
    """The label of a row's value: the fact's label with its unit of measure, or the task's number and name."""
    if row.task:
        return f"任务{row.task.task_id} {row.task.subcategory or row.task.category}"
    if row.fact is None:
        return ""
    unit = row.fact.unit_of_measure
    return f"{row.fact.label}（{unit}）" if unit and unit not in row.fact.label else row.fact.label
