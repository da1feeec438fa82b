"""A unit's sheet: the annex as printed, with 实得分 filled in, and below it the score details."""

from decimal import Decimal
from typing import Final

from qz.layout.print_columns import ItemGroup, PrintColumn, Shows, item_groups, printed_text
from qz.model.assessment import Assessment
from qz.model.choices import Comparator
from qz.model.layout import cell_name
from qz.model.scorecards import Criterion, Item
from qz.model.scores import Effect, ItemScore, ScoreLine
from qz.model.values import Source, ValueType
from qz.reports.consolidated.sources import NUMBER_COLUMN, SOURCE_SHEET, SourcePlan, answer_of, label_of
from qz.reports.consolidated.unit_formulas import CLEAR
from qz.reports.consolidated.unit_frame import UnitFrame
from qz.reports.consolidated.unit_layout import UnitRow
from qz.reports.consolidated.unit_plan import UnitPlan, group_target, own_target
from qz.reports.grid import dollars, jump_to_row
from qz.reports.losses import clauses_of_item, deduction_words
from qz.reports.result_words import answer_cell, replaced_words
from qz.rules.computed import computed_formula
from qz.rules.subtotals import group_formula, group_words
from qz.values.value_types import TYPES, show_target, show_value
from qz.words import DONE
from qz.workbook.write.page import Page
from qz.workbook.write.table import Cell, Content, opens

_COMPARED: Final = {Comparator.AT_LEAST: "at_least", Comparator.AT_MOST: "at_most", Comparator.EQUAL: "equal"}
"""The style of a unit's own target by how it is compared; a rate's ends in ``_percent``."""


class UnitSheet:
    """Writes one unit's sheet."""

    def __init__(self, page: Page, plan: UnitPlan, assessment: Assessment, sources: SourcePlan) -> None:
        """``page``: the empty sheet. ``plan``: its plan. ``sources``: the rows of 数据来源, for links."""
        self.page = page
        self.plan = plan
        self.sources = sources
        self.frame = UnitFrame(self.page, plan, assessment)
        self.items = {score.number: score for score in plan.score.items} if plan.score else {}
        self.lines = {line.criterion_id: line for item in self.items.values() for line in item.lines}
        cards = [(item, self.items[item.number]) for item in plan.scorecard.items if item.number in self.items]
        self.losses = {loss.criterion.criterion_id: loss for pair in cards for loss in clauses_of_item(*pair)}

    def write(self) -> None:
        """Write everything."""
        self.frame.write_top()
        for row in self.plan.rows:
            self._write_row(row)
        self._write_groups()
        self.frame.write_bottom()

    def _write_row(self, row: UnitRow) -> None:
        columns = self.plan.columns
        if row.item and row.item_span:
            self._write_item(row, row.item)
        if row.criterion and row.criterion_span:
            self._write_criterion(row)
        if row.item is None:
            self._put(row.row, columns.clause, "不计分", "body box quiet")
        text = row.fact is not None and TYPES[row.fact.value_type].is_note
        self._put(row.row, columns.label, label_of(row) or "—", "body box")
        self.page.put(row.row, columns.target, self._target(row), "body box center")
        self._write_value(row, wide=text)

    def _put(self, row: int, column: int, content: Content, style: str, rows: int = 1) -> None:
        """Write a cell over all of the sheet's columns that a column of the details spans."""
        self.page.put(row, column, content, style, rows=rows, columns=self.plan.columns.parts[column])

    def _write_item(self, row: UnitRow, item: Item) -> None:
        """Write the item in the annex, and its two scores beside its first clause in the score details."""
        columns, score = self.plan.columns, self.items.get(item.number)
        self.page.put(row.row, columns.item, item.number, "body box center", rows=row.item_span)
        total, base, bonus = self._item_scores(row, item, score)
        for place, cell in ((columns.base, base), (columns.bonus, bonus)):
            self.page.put(row.row, place, cell, "body box center", rows=row.item_span)
        for column, span in columns.annex.spans.items():
            if not column.is_group:
                content, style = self._printed(column, item, total, score)
                self.page.across(self.plan.layout.annex_rows[item.number], span, content, style)

    def _printed(self, column: PrintColumn, item: Item, total: Content, score: ItemScore | None) -> tuple[Content, str]:
        """The content of an annex's column for an item, and its style."""
        vetoed = " bad" if score and score.vetoed_by else ""
        written: dict[Shows, tuple[Content, str]] = {
            Shows.NUMBER: (item.number, "body box center"),
            Shows.STANDARD: (item.standard, "body box center"),
            Shows.SCORE: (total, f"body box center bold{vetoed}"),
        }
        if column.shows in written:
            return written[column.shows]
        if column.shows is Shows.DEDUCTIONS:
            return deduction_words(score) if score else "", "body box left"
        if column.shows is Shows.REMARK:
            return self._remark(item), "body box left"
        return printed_text(column, item), "body box left"

    def _write_groups(self) -> None:
        """Write the annex's groups (一级指标) with subtotals; a group that a page break divides is written twice."""
        plan = self.plan
        for column, (first, last) in plan.columns.annex.spans.items():
            for group in item_groups(plan.scorecard, column) if column.is_group else ():
                rows = [plan.layout.annex_rows[item.number] for item in group.items]
                new_page = plan.layout.second_head
                parts = [[row for row in rows if new_page is None or row < new_page]]
                parts.append([row for row in rows if row not in parts[0]])
                for part in filter(None, parts):
                    size = {"rows": len(part), "columns": last - first + 1}
                    self.page.put(part[0], first, self._group(group), "body box center", **size)

    def _group(self, group: ItemGroup) -> Content:
        """A group's words and subtotal; the subtotal is a formula where the unit is scored."""
        scores = [score.score for number, score in self.items.items() if number in {one.number for one in group.items}]
        if not scores:
            return group_words(group)
        cells = [self.plan.layout.score_cell(item.number) for item in group.items]
        return Cell(group_words(group, "得", sum(scores, Decimal(0))), "", group_formula(group, "得", cells))

    def _item_scores(self, row: UnitRow, item: Item, score: ItemScore | None) -> tuple[Content, Content, Content]:
        """The cells 实得分, 标准分得分 and 加分, as formulas; blank for a unit without a return."""
        if score is None:
            return None, None, None
        columns, formulas = self.plan.columns, self.plan.formulas.items.get(item.number)
        if formulas is None:
            return Cell(score.score), Cell(score.base), Cell(score.bonus, "no_zero")
        base, bonus = (dollars(cell_name(row.row, column)) for column in (columns.base, columns.bonus))
        return (
            Cell(score.score, "", f"ROUND({base}+{bonus},2)"),
            Cell(score.base, "", formulas.base),
            Cell(score.bonus, "no_zero", formulas.bonus),
        )

    def _remark(self, item: Item) -> str:
        """The notes that the programme shows as 备注, beside the item whose criteria use them (or the last item)."""
        plan = self.plan
        if plan.answers is None:
            return ""
        parts = []
        for fact_id in plan.scorecard.remark_fact_ids:
            users = [
                one for one in plan.scorecard.items if any(t.fact_id == fact_id for c in one.criteria for t in c.terms)
            ]
            if (users[0] if users else plan.scorecard.items[-1]) is item and fact_id in plan.answers.facts:
                fact = plan.scorecard.facts[fact_id]
                parts.append(show_value(plan.answers.facts[fact_id].value, fact.value_type, fact.unit_of_measure))
        return "\n".join(part for part in parts if part)

    def _write_criterion(self, row: UnitRow) -> None:
        columns, span, criterion = self.plan.columns, row.criterion_span, row.criterion
        if criterion is None:
            return
        clause = f"{criterion.criterion_id}　{criterion.clause}"
        self._put(row.row, columns.clause, clause, "body box left", rows=span)
        line = self.lines.get(criterion.criterion_id)
        if line is None:
            for column in (columns.verified, columns.points, columns.lost, columns.why):
                self._put(row.row, column, None, "body box center", rows=span)
            return
        direct = line.verified.points if line.verified else None
        locked = line.effect is Effect.VETO
        self.page.put(
            row.row,
            columns.verified,
            CLEAR if locked else direct,
            "body box center" + (" quiet" if locked else ""),
            rows=span,
        )
        self.page.put(row.row, columns.points, self._points(line), "body box center bold", rows=span)
        self.page.put(row.row, columns.lost, self._lost(criterion), "body box center no_zero", rows=span)
        mark = " warn" if line.provisional else ""
        self._put(row.row, columns.why, self.losses[criterion.criterion_id].why, f"body box left{mark}", rows=span)

    def _points(self, line: ScoreLine) -> Cell:
        """The criterion's points as a formula; for a veto, whether it applies."""
        expression = self.plan.formulas.points[line.criterion_id]
        if line.effect is Effect.VETO:
            return Cell(line.award.denial or CLEAR, "bad" if line.award.denial else "", expression)
        return Cell(line.points, "", expression)

    def _lost(self, criterion: Criterion) -> Cell:
        """What the criterion cost after all caps, as a formula; blank for a bonus that cannot cost anything."""
        expression = self.plan.formulas.losses.get(criterion.criterion_id)
        if expression is None:
            return Cell(None)
        return Cell(self.losses[criterion.criterion_id].points, "", expression)

    def _target(self, row: UnitRow) -> Content:
        if row.task:
            return DONE
        figure = group_target(self.plan, row)
        if figure is not None and row.fact is not None:
            return Cell(figure[0], "", figure[1])
        own = own_target(self.plan, row)
        if own is not None and row.term is not None and row.fact is not None:
            percent = "_percent" if TYPES[row.fact.value_type].is_fraction else ""
            return Cell(own, _COMPARED[row.term.comparator] + percent)
        if row.term is None or row.term.target is None or row.fact is None:
            return None
        return show_target(row.term.target, row.term.comparator, row.fact.value_type)

    def _write_value(self, row: UnitRow, *, wide: bool) -> None:
        """Write the value that counts, its source, and a link to its row of 数据来源. A note takes two columns."""
        plan, columns = self.plan, self.plan.columns
        answer = answer_of(plan, row)
        style = "body box center"
        if not row.key or plan.answers is None:
            for column in (columns.value, columns.basis, columns.source):
                self.page.put(row.row, column, None, style)
            return
        value_type = row.fact.value_type if row.fact else ValueType.STATUS
        cell = answer_cell(answer, value_type, row.fact)
        if row.asks and row.fact is not None and row.fact.formula is not None:
            refs = plan.formulas.refs(row.item or plan.scorecard.items[0])
            expression = computed_formula(row.fact, plan.scorecard.facts, refs, waiting="")
            cell = Cell("" if cell.value is None else cell.value, cell.style, expression)
        if not row.asks:
            place = plan.layout.value_cell(row.key)
            cell = Cell(cell.value if cell.value is not None else "", cell.style, f'IF({place}="","",{place})')
        needed = answer.value is None and not wide
        style = f"{style} warn" if needed else style
        if wide:
            self.page.across(row.row, (columns.value, columns.basis), cell, "body box left")
        else:
            self.page.put(row.row, columns.value, cell, style)
            basis, proofs = self._basis(row), self.sources.proofs(plan, row)
            if proofs.link and row.asks:
                basis += f"\n佐证{len(proofs.files)}份"
            link = opens(proofs.link if row.asks else "", basis)
            self.page.put(row.row, columns.basis, link, "body box small center")
        number = self.sources.numbers.get((plan.unit.code, row.key))
        link = jump_to_row(SOURCE_SHEET, NUMBER_COLUMN, number, "出处", "link small") if number else Cell(None)
        self.page.put(row.row, columns.source, link, "body box center")

    def _basis(self, row: UnitRow) -> str:
        """The source of the value; where the value stands in an earlier row, that row; for an invalid one, its text."""
        answer = answer_of(self.plan, row)
        if not row.asks:
            first = self.plan.layout.asking[row.key]
            return f"同{first.criterion.criterion_id}" if first.criterion else "同上"
        if row.fact is not None and row.fact.formula is not None:
            return "按公式计算"
        if row.fact is not None and row.fact.given:
            return Source.PROGRAMME.value
        if answer.invalid:
            return f"填写无效：{answer.typed}" if answer.typed else "填写无效"
        if answer.value is None:
            return "未填"
        source = answer.origin.source if answer.origin else Source.SELF
        before = replaced_words(answer, row.fact) if row.fact else ""
        if row.task and answer.replaced:
            before = f"原自报{show_value(answer.replaced.value, ValueType.STATUS) or '未填'}"
        return f"{source.value}（{before}）" if before else source.value
