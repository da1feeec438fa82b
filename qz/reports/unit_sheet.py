"""A unit's sheet: the annex as it is printed with 实得分 filled in, and beside it what every point rests on."""

from decimal import Decimal
from typing import Final

from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.programme import Item
from qz.model.scores import Effect, ItemScore, ScoreLine
from qz.model.values import Source, ValueType, show_number
from qz.reports.grid import (
    LINE_HEIGHT,
    TITLE_HEIGHT,
    Cell,
    Content,
    column_range,
    dollars,
    height_in,
    ignore_number_warnings,
    jump_to_row,
    put,
    put_merged,
    quoted,
    there,
)
from qz.reports.losses import deduction_words, why
from qz.reports.sources import SOURCE_SHEET, SourcePlan, answer_of, label_of
from qz.reports.unit_plan import FACT_HEADS, SheetRefs, UnitPlan, UnitRow, counts_tasks, own_target, sheet_refs
from qz.reports.words import NOT_RECEIVED, replaced_words, show_target, show_value, stage_words, state_words, value_cell
from qz.rules.item import criterion_formula, item_formulas
from qz.workbook.pages import page_breaks, print_scale
from qz.workbook.text import spread_heights
from qz.workbook.writer import Sheet

SUMMARY_SHEET: Final = "汇总"
VETOED: Final = "不得分"
CLEAR: Final = "—"
HEAD_HEIGHT: Final = 36.0
_PLAIN_WIDTHS: Final = (4.5, 20, 24, 5.5, 6)
_LONG_WIDTHS: Final = (4.5, 18, 22, 5.5, 16, 6.5, 10)
_FACT_WIDTHS: Final = (18, 17, 7, 8, 9, 5.5, 6.5, 6.5, 6, 25, 6.5, 5)
_WIDER: Final = 1.08
"""What another program, measuring in a fall-back face, makes of a column width."""


def sheet_widths(plan: UnitPlan) -> list[float]:
    """Column widths of the sheet."""
    return [*(_LONG_WIDTHS if plan.scorecard.shows_deductions else _PLAIN_WIDTHS), 0.8, *_FACT_WIDTHS]


class UnitSheet:
    """One unit's sheet being written."""

    def __init__(self, sheet: Sheet, plan: UnitPlan, assessment: Assessment, sources: SourcePlan) -> None:
        """Take the sheet and what goes on it."""
        self.sheet = sheet
        self.plan = plan
        self.assessment = assessment
        self.sources = sources
        self.widths = sheet_widths(plan)
        self.heights: dict[int, float] = {}
        self.spans: list[tuple[int, int, float]] = []
        self.items = {score.number: score for score in plan.score.items} if plan.score else {}
        self.lines = {line.criterion_id: line for item in self.items.values() for line in item.lines}

    def write(self) -> None:
        """Write everything."""
        self.sheet.widths(self.widths)
        self._write_top()
        for row in self.plan.rows:
            self._write_row(row)
        self._write_total()
        last = self._write_closing()
        self._finish(last)

    def _write_top(self) -> None:
        plan, sheet = self.plan, self.sheet
        columns = plan.columns
        last = columns.gap - 1
        frame = plan.scorecard.frame
        put_merged(sheet, (0, 0), (0, last - 1 if last > 1 else last), frame.annex, "body black left")
        put(sheet, 0, columns.clause, jump_to_row(SUMMARY_SHEET, "B", plan.unit.name, "返回汇总"), "body")
        put_merged(sheet, (1, 0), (1, last), frame.title, "title huge")
        put_merged(sheet, (1, columns.clause), (1, columns.bonus), "计分依据和得失分说明", "title huge")
        self.heights |= {0: LINE_HEIGHT, 1: TITLE_HEIGHT, plan.head_row: HEAD_HEIGHT}
        row = 2
        for paragraph in frame.paragraphs:
            put_merged(sheet, (row, 0), (row, last), paragraph, "body left")
            self.heights[row] = max(LINE_HEIGHT, height_in(paragraph, sum(self.widths[: last + 1]), "body"))
            row += 1
        put_merged(sheet, (row, 0), (row, last), f"被考核单位：{plan.unit.name}", "body black left")
        put_merged(sheet, (row, columns.clause), (row, columns.bonus), self._standing(), "body left")
        self.heights[row] = LINE_HEIGHT
        for place, head in enumerate(frame.heads):
            put(sheet, plan.head_row, place, head, "head")
        for place, head in enumerate(FACT_HEADS):
            put(sheet, plan.head_row, columns.clause + place, head, "head")
        sheet.heights([self.heights[row] for row in range(plan.first_row)])

    def _standing(self) -> Cell:
        """How the unit stands, on one line: its total, its rank, its state and the stage."""
        plan = self.plan
        tail = (
            f"　状态：{state_words(self.assessment, plan.unit)}　阶段：{stage_words(self.assessment, plan.scorecard)}"
        )
        if plan.score is None:
            return Cell(f"{NOT_RECEIVED}，没有得分。{tail}")
        rank = next(
            row.rank for row in self.assessment.rankings[plan.scorecard.scorecard_id] if row.unit_code == plan.unit.code
        )
        columns, score = plan.columns, plan.score
        place = (
            f"INDEX({there(SUMMARY_SHEET, '$A:$A')},MATCH({quoted(plan.unit.name)},{there(SUMMARY_SHEET, '$B:$B')},0))"
        )
        pieces = (
            ("合计", plan.total_cell(columns.score), show_number(score.total)),
            ("分（标准分得分", plan.total_cell(columns.base), show_number(score.base)),
            ("分，加分", plan.total_cell(columns.bonus), show_number(score.bonus)),
            ("分），第", place, str(rank)),
        )
        cached = "".join(f"{words}{value}" for words, _, value in pieces) + f"名{tail}"
        expression = "&".join(f"{quoted(words)}&{cell}" for words, cell, _ in pieces)
        return Cell(cached, "", f"{expression}&{quoted('名' + tail)}")

    def _write_row(self, row: UnitRow) -> None:
        columns = self.plan.columns
        if row.item and row.item_span:
            self._write_item(row, row.item)
        if row.criterion and row.criterion_span:
            self._write_criterion(row)
        if row.item is None:
            self._put(row.row, columns.clause, "不计分", "body box quiet")
        text = row.fact is not None and row.fact.value_type in {ValueType.TEXT, ValueType.DATE}
        self._put(row.row, columns.label, label_of(row) or "—", "body box")
        self._put(row.row, columns.target, self._target(row), "body box center")
        self._write_value(row, wide=text)

    def _put(self, row: int, column: int, content: Content, style: str) -> None:
        """One cell; its row grows to show it."""
        cell = content if isinstance(content, Cell) else Cell(content)
        put(self.sheet, row, column, cell, style)
        words = f"{style} {cell.style}".strip()
        shown = show_number(cell.value) if isinstance(cell.value, Decimal) else str(cell.value or "")
        self.heights[row] = max(self.heights.get(row, 18), height_in(shown, self.widths[column], words))

    def _block(self, row: int, span: int, column: int, content: Content, style: str) -> None:
        """One merged block down a column; its rows grow to show it."""
        cell = content if isinstance(content, Cell) else Cell(content)
        put_merged(self.sheet, (row, column), (row + span - 1, column), cell, style)
        shown = show_number(cell.value) if isinstance(cell.value, Decimal) else str(cell.value or "")
        self.spans.append((row, span, height_in(shown, self.widths[column], f"{style} {cell.style}".strip())))

    def _write_item(self, row: UnitRow, item: Item) -> None:
        plan, columns, span = self.plan, self.plan.columns, row.item_span
        score = self.items.get(item.number)
        self._block(row.row, span, columns.number, item.number, "body box center")
        self._block(row.row, span, columns.content, item.content, "body box left")
        self._block(row.row, span, columns.method, item.method, "body box left")
        self._block(row.row, span, columns.standard, item.standard, "body box center")
        if columns.deductions is not None:
            self._block(row.row, span, columns.deductions, deduction_words(score) if score else "", "body box left")
        if columns.remark is not None:
            self._block(row.row, span, columns.remark, self._remark(item), "body box left")
        if score is None:
            for column in (columns.score, columns.base, columns.bonus):
                self._block(row.row, span, column, None, "body box center")
            return
        base, bonus = (dollars(cell_name(row.row, column)) for column in (columns.base, columns.bonus))
        formulas = item_formulas(
            item, plan.scorecard.facts, sheet_refs(plan, item), self._points_cells(item), self._verified_cells(item)
        )
        total = Cell(score.score, "", f"ROUND({base}+{bonus},2)")
        self._block(row.row, span, columns.score, total, f"body box center bold{' bad' if score.vetoed_by else ''}")
        self._block(row.row, span, columns.base, Cell(score.base, "", formulas.base), "body box center")
        self._block(row.row, span, columns.bonus, Cell(score.bonus, "no_zero", formulas.bonus), "body box center")

    def _points_cells(self, item: Item) -> dict[str, str]:
        cells = {}
        for criterion in item.criteria:
            cell = self.plan.criterion_cell(criterion.criterion_id, self.plan.columns.points)
            veto = self.lines[criterion.criterion_id].effect is Effect.VETO
            cells[criterion.criterion_id] = f"{cell}={quoted(VETOED)}" if veto else cell
        return cells

    def _verified_cells(self, item: Item) -> dict[str, str]:
        return {
            criterion.criterion_id: self.plan.criterion_cell(criterion.criterion_id, self.plan.columns.verified)
            for criterion in item.criteria
        }

    def _remark(self, item: Item) -> str:
        """The typed notes the programme shows as 备注, beside the item whose criteria use them (the last item by default)."""
        plan = self.plan
        if plan.answers is None:
            return ""
        said = []
        for fact_id in plan.scorecard.remark_fact_ids:
            users = [
                one for one in plan.scorecard.items if any(t.fact_id == fact_id for c in one.criteria for t in c.terms)
            ]
            if (users[0] if users else plan.scorecard.items[-1]) is item and fact_id in plan.answers.facts:
                fact = plan.scorecard.facts[fact_id]
                said.append(show_value(plan.answers.facts[fact_id].value, fact.value_type, fact.unit_of_measure))
        return "\n".join(part for part in said if part)

    def _write_criterion(self, row: UnitRow) -> None:
        plan, columns, span, criterion = self.plan, self.plan.columns, row.criterion_span, row.criterion
        if criterion is None or row.item is None:
            return
        clause = f"{criterion.criterion_id}　{criterion.clause}"
        self._block(row.row, span, columns.clause, clause, "body box left")
        line = self.lines.get(criterion.criterion_id)
        if line is None:
            for column in (columns.verified, columns.points, columns.lost, columns.why):
                self._block(row.row, span, column, None, "body box center")
            return
        verified = dollars(cell_name(row.row, columns.verified))
        refs = sheet_refs(plan, row.item)
        direct = line.verified.points if line.verified else None
        locked = line.effect is Effect.VETO
        self._block(
            row.row,
            span,
            columns.verified,
            CLEAR if locked else direct,
            "body box center" + (" quiet" if locked else ""),
        )
        self._block(row.row, span, columns.points, self._points(row, line, refs, verified), "body box center bold")
        self._block(row.row, span, columns.lost, self._lost(row, line), "body box center no_zero")
        mark = " warn" if line.provisional else ""
        self._block(row.row, span, columns.why, why(criterion, line), f"body box left{mark}")

    def _points(self, row: UnitRow, line: ScoreLine, refs: SheetRefs, verified: str) -> Cell:
        """The criterion's points, live; for a veto whether it holds."""
        criterion = row.criterion
        if criterion is None:
            raise ValueError(line.criterion_id)
        facts = self.plan.scorecard.facts
        if line.effect is Effect.VETO:
            expression = f"IF({criterion_formula(criterion, facts, refs)},{quoted(VETOED)},{quoted(CLEAR)})"
            return Cell(VETOED if line.award.vetoes else CLEAR, "bad" if line.award.vetoes else "", expression)
        return Cell(line.points, "", criterion_formula(criterion, facts, refs, verified))

    def _lost(self, row: UnitRow, line: ScoreLine) -> Cell:
        """What the criterion cost, live; nothing for a bonus."""
        criterion, item = row.criterion, row.item
        if criterion is None or item is None or line.effect is Effect.BONUS:
            return Cell(None)
        cell = dollars(cell_name(row.row, self.plan.columns.points))
        if line.effect is Effect.VETO:
            cost = item.standard if line.award.vetoes else Decimal(0)
            return Cell(cost, "", f"IF({cell}={quoted(VETOED)},{show_number(item.standard)},0)")
        if line.effect is Effect.EARN:
            full = criterion.points or Decimal(0)
            return Cell(full - line.points, "", f"ROUND({show_number(full)}-{cell},2)")
        return Cell(-line.points, "", f"ROUND(0-{cell},2)")

    def _target(self, row: UnitRow) -> Content:
        if row.task:
            return "已完成"
        own = own_target(self.plan, row)
        if own is not None:
            return Cell(own, "at_least")
        if row.term is None or row.term.target is None or row.fact is None:
            return None
        return show_target(row.term.target, row.term.comparator, row.fact.value_type)

    def _write_value(self, row: UnitRow, *, wide: bool) -> None:
        """The value that counts, who stands behind it, and the way to its source. A note takes two columns."""
        plan, columns = self.plan, self.plan.columns
        answer = answer_of(plan, row)
        style = "body box center"
        if not row.key:
            for column in (columns.value, columns.basis, columns.source):
                self._put(row.row, column, None, style)
            return
        value_type = row.fact.value_type if row.fact else ValueType.STATUS
        cell = value_cell(answer.value, value_type)
        if not row.asks:
            place = plan.value_cell(row.key)
            cell = Cell(cell.value if cell.value is not None else "", cell.style, f'IF({place}="","",{place})')
        needed = plan.answers is not None and answer.value is None and not wide
        style = f"{style} warn" if needed else style
        basis = self._basis(row) if plan.answers is not None else ""
        if wide:
            put_merged(self.sheet, (row.row, columns.value), (row.row, columns.basis), cell, "body box left")
            width = self.widths[columns.value] + self.widths[columns.basis]
            self.heights[row.row] = max(self.heights.get(row.row, 18), height_in(str(cell.value or ""), width, "body"))
        else:
            self._put(row.row, columns.value, cell, style)
            self._put(row.row, columns.basis, basis, "body box small center")
        number = self.sources.numbers.get((plan.unit.code, row.key))
        link = jump_to_row(SOURCE_SHEET, "A", number, "出处", "link small") if number else Cell(None)
        self._put(row.row, columns.source, link, "body box center")

    def _basis(self, row: UnitRow) -> str:
        """Who stands behind the value; for a value used before, where; for one that cannot be read, what was typed."""
        answer = answer_of(self.plan, row)
        if not row.asks:
            first = next(other for other in self.plan.rows if other.key == row.key and other.asks)
            return f"同{first.criterion.criterion_id}" if first.criterion else "同上"
        if answer.invalid:
            return f"填写无效：{answer.typed}" if answer.typed else "填写无效"
        if answer.value is None:
            return "未填"
        source = answer.origin.source if answer.origin else Source.SELF
        before = replaced_words(answer, row.fact) if row.fact else ""
        if row.task and answer.replaced:
            before = f"原自报{show_value(answer.replaced.value, ValueType.STATUS) or '未填'}"
        return f"{source.value}（{before}）" if before else source.value

    def _write_total(self) -> None:
        plan, columns, row = self.plan, self.plan.columns, self.plan.total_row
        score = plan.score
        for column in columns.printed:
            put(self.sheet, row, column, None, "body box item")
        for column in range(columns.clause, columns.bonus + 1):
            put(self.sheet, row, column, None, "body box item")
        put_merged(self.sheet, (row, columns.number), (row, columns.method), "合　计", "body box item center black")
        standard = Cell(plan.scorecard.standard, "", self._sum(columns.standard))
        put(self.sheet, row, columns.standard, standard, "body box item center bold")
        put_merged(self.sheet, (row, columns.clause), (row, columns.why), "合　计", "body box item center black")
        if score is not None:
            for column, value in (
                (columns.score, score.total),
                (columns.base, score.base),
                (columns.bonus, score.bonus),
            ):
                put(self.sheet, row, column, Cell(value, "", self._sum(column)), "body box item center bold")
        self.heights[row] = 24

    def _sum(self, column: int) -> str:
        return f"ROUND(SUM({column_range(column, self.plan.first_row, self.plan.total_row - 1)}),2)"

    def _write_closing(self) -> int:
        """The annex's closing line: the first of its words is followed by the unit, the second by its total."""
        plan, columns = self.plan, self.plan.columns
        row = max([plan.total_row, *(line.row for line in plan.rows)]) + 1
        closing = plan.scorecard.frame.closing
        self.heights[row] = 28
        if closing:
            middle = columns.method
            put_merged(self.sheet, (row, 0), (row, middle - 1), f"{closing[0]}{plan.unit.name}", "body black left")
        if len(closing) > 1:
            put_merged(self.sheet, (row, columns.method), (row, columns.standard), closing[1], "body black right")
            total = Cell(plan.score.total, "", plan.total_cell(columns.score)) if plan.score else Cell(None)
            put(self.sheet, row, columns.standard + 1, total, "body black left")
        return row

    def _finish(self, last: int) -> None:
        plan, columns, sheet = self.plan, self.plan.columns, self.sheet
        first = plan.first_row
        own = [self.heights.get(row, 18) for row in range(first, last + 1)]
        heights = spread_heights(own, [(row - first, span, height) for row, span, height in self.spans])
        sheet.heights(heights, first)
        positive = {"type": "cell", "criteria": ">", "value": 0}
        sheet.mark((first, columns.lost), (plan.total_row - 1, columns.lost), positive, "red bold")
        top = [self.heights[row] for row in range(first)]
        scale = print_scale([width * _WIDER for width in self.widths], landscape=True)
        blocks = [row.row for row in plan.rows if row.item_span] + [plan.total_row]
        breaks = page_breaks([*top, *heights], blocks, repeated=HEAD_HEIGHT, scale=scale, landscape=True)
        sheet.page(landscape=True, repeat=(plan.head_row, plan.head_row), breaks=breaks)
        sheet.raw.print_area(0, 0, last, columns.bonus)
        sheet.raw.set_zoom(85)
        if plan.head_row <= 4:
            sheet.raw.freeze_panes(plan.head_row + 1, 0)
        ignore_number_warnings(sheet, last, columns.bonus)


def tasks_noted(plan: UnitPlan) -> bool:
    """Whether any criterion of the scorecard is scored by tasks."""
    return any(counts_tasks(criterion) for criterion in plan.scorecard.criteria)


def item_score_of(plan: UnitPlan, number: str) -> ItemScore | None:
    """The item's outcome for the unit, ``None`` with no return."""
    return next((score for score in plan.score.items if score.number == number), None) if plan.score else None
