"""The frame of a unit's sheet: the annex's label, title and paragraphs, the heads, 合计 and the closing line."""

from itertools import product
from typing import Final

from qz.layout.print_columns import WRITTEN, Shows
from qz.model.assessment import Assessment
from qz.model.values import show_number
from qz.reports.consolidated.unit_columns import FACT_HEADS
from qz.reports.consolidated.unit_plan import UnitPlan
from qz.reports.dated import dated_words
from qz.reports.grid import (
    LINE_HEIGHT,
    column_range,
    jump_to_row,
    whole_column,
)
from qz.reports.result_words import UNRANKED, absent_by_state, stage_words, state_words
from qz.rules.card_total import bonus_formula, total_formula
from qz.values.expressions import text
from qz.workbook.write.page import TITLE_HEIGHT, Page
from qz.workbook.write.page_breaks import NARROW, balanced_breaks
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Cell

SUMMARY_SHEET: Final = "汇总"
RANK_COLUMN: Final = 0
NAME_COLUMN: Final = 1
"""Columns of 汇总. Its rows may be sorted, so that a unit's row is found by its name."""
_HEAD_HEIGHT: Final = 36.0


class UnitFrame:
    """Writes the frame of one unit's sheet."""

    def __init__(self, page: Page, plan: UnitPlan, assessment: Assessment) -> None:
        """``plan``: that of the unit's sheet."""
        self.page = page
        self.plan = plan
        self.assessment = assessment

    def write_top(self) -> None:
        """Write everything above the first item of the annex, and above the first row of the score details."""
        plan, page = self.plan, self.page
        columns, frame = plan.columns, plan.scorecard.frame
        whole, head = (0, columns.last), plan.layout.head_row
        page.across(0, (0, columns.end(columns.why)), frame.annex, "body black left")
        back = jump_to_row(SUMMARY_SHEET, NAME_COLUMN, plan.unit.name, "返回汇总")
        page.across(0, (columns.base, columns.bonus), back, "body")
        page.across(1, whole, frame.title, "title huge")
        for row, paragraph in enumerate(frame.paragraphs, start=2):
            page.across(row, whole, paragraph, "body left")
        page.across(head - 1, (0, columns.end(columns.label)), f"被考核单位：{plan.unit.name}", "body black left")
        page.across(head - 1, (columns.target, columns.last), self._standing(), "body right")
        heads = (head,) if plan.layout.second_head is None else (head, plan.layout.second_head)
        for row, (column, span) in product(heads, columns.annex.spans.items()):
            page.across(row, span, column.head, "head")
        page.across(plan.layout.fact_head - 1, whole, f"{plan.unit.name}计分依据和得失分说明", "title huge")
        for (place, parts), words in zip(columns.parts.items(), FACT_HEADS, strict=True):
            page.put(plan.layout.fact_head, place, words, "head", columns=parts)
        heights = {0: LINE_HEIGHT, 1: TITLE_HEIGHT} | dict.fromkeys(heads, _HEAD_HEIGHT)
        heights |= {plan.layout.fact_head - 1: TITLE_HEIGHT, plan.layout.fact_head: _HEAD_HEIGHT}
        for row, height in heights.items():
            page.least_of(row, height)

    def _standing(self) -> Cell:
        """The unit's total, rank, state and stage, on one line."""
        plan = self.plan
        state = state_words(self.assessment, plan.unit, plan.score)
        tail = f"　状态：{state}　阶段：{stage_words(self.assessment, plan.scorecard)}"
        if plan.score is None:
            (word,) = absent_by_state(self.assessment, [plan.unit])
            return Cell(f"{word}，没有得分。{tail}")
        columns, score = plan.columns, plan.score
        place = (
            f"INDEX({whole_column(SUMMARY_SHEET, RANK_COLUMN)},"
            f"MATCH({text(plan.unit.name)},{whole_column(SUMMARY_SHEET, NAME_COLUMN)},0))"
        )
        ranked = plan.rank is not None
        pieces = (
            ("合计", plan.layout.score_total_cell, show_number(score.total)),
            ("分（标准分得分", plan.layout.total_cell(columns.base), show_number(score.base)),
            ("分，加分", plan.layout.total_cell(columns.bonus), show_number(score.bonus)),
            *([("分），第", place, str(plan.rank))] if ranked else []),
        )
        unranked = f"分），{UNRANKED}" if plan.shows_rank else "分）"
        end = f"{'名' if ranked else unranked}{tail}"
        cached = "".join(f"{words}{value}" for words, _, value in pieces) + end
        expression = "&".join(f"{text(words)}&{cell}" for words, cell, _ in pieces)
        return Cell(cached, "", f"{expression}&{text(end)}")

    def write_bottom(self) -> None:
        """Write 合计 and the closing line, set heights, marks and print."""
        self._write_total()
        self._finish(self._write_closing())

    def _write_total(self) -> None:
        """Write 合计 of the annex, and of the score details."""
        plan, page, columns, score = self.plan, self.page, self.plan.columns, self.plan.score
        style, row, annex = "body box item center", self.plan.layout.annex_total, self.plan.columns.annex.spans
        first, start = plan.layout.head_row + 1, self._figures_from()
        if start:
            page.across(row, (0, start - 1), "合　计", f"{style} black")
        figures = {Shows.STANDARD: plan.scorecard.standard, Shows.SCORE: score.total if score else None}
        for column, span in annex.items():
            if span[0] < start:
                continue
            figure = figures.get(column.shows)
            added = f"SUM({column_range(span[0], first, row - 1)})"
            live = f"ROUND({added},2)" if figure is not None else ""
            if column.shows is Shows.SCORE and live and plan.scorecard.bonus_cap is None:
                live = total_formula(added, "", plan.layout.zeroing, plan.scorecard.total_rule)
            elif column.shows is Shows.SCORE and live:
                cells = [plan.layout.total_cell(each) for each in (columns.base, columns.bonus)]
                live = total_formula(cells[0], cells[1], plan.layout.zeroing, plan.scorecard.total_rule)
            page.across(row, span, Cell(figure, "", live), f"{style} bold")
        below = plan.layout.total_row
        page.across(below, (columns.item, columns.end(columns.why)), "合　计", f"{style} black")
        for place, kept in (
            (columns.base, score.base if score else None),
            (columns.bonus, score.bonus if score else None),
        ):
            added = f"SUM({column_range(place, plan.layout.first_row, below - 1)})"
            if place == columns.bonus:
                added = bonus_formula(added, plan.scorecard.total_rule)
            live = f"ROUND({added},2)" if score else ""
            page.put(below, place, Cell(kept, "", live), f"{style} bold")
        for place in (row, below):
            page.least_of(place, 24)

    def _figures_from(self) -> int:
        """The annex's first column of numbers, or the first after one; the words 合计 are in the columns before it."""
        written = {Shows.STANDARD, *WRITTEN}
        return min(span[0] for column, span in self.plan.columns.annex.spans.items() if column.shows in written)

    def _write_closing(self) -> int:
        """Write the annex's closing line, with the unit's name and total, and the line for signatures."""
        plan, page = self.plan, self.page
        row, closing = plan.layout.annex_total + 1, plan.scorecard.frame.closing
        unit, words, total_at = plan.columns.closing
        page.least_of(row, 28)
        if closing:
            page.across(row, unit, f"{closing[0]}{plan.unit.name}", "body black left")
        if len(closing) > 1:
            page.across(row, words, closing[1], "body black right")
            total = Cell(plan.score.total, "", plan.layout.score_total_cell) if plan.score else Cell(None)
            page.put(row, total_at, total, "body black left")
        page.sign(row + 1, plan.columns.last + 1)
        return max([plan.layout.total_row, *(line.row for line in plan.rows)])

    def _finish(self, last: int) -> None:
        """Set up printing: the annex, then on new pages the score details."""
        plan, columns, sheet = self.plan, self.plan.columns, self.page.sheet
        positive = {"type": "cell", "criteria": ">", "value": 0}
        sheet.mark(
            (plan.layout.first_row, columns.lost), (plan.layout.total_row - 1, columns.lost), positive, "red bold"
        )
        setup = PrintSetup(
            landscape=False,
            repeat=(plan.layout.fact_head, plan.layout.fact_head),
            breaks=self._breaks(self.page.heights(last + 1)),
            margins=NARROW,
            area=(0, 0, last, columns.last),
            footer=dated_words(self.assessment, plan.scorecard),
        )
        self.page.finish(last + 1, setup)
        sheet.numbers_as_text(last, columns.last)

    def _breaks(self, heights: list[float]) -> list[int]:
        """The rows with which pages begin: each at an item, of the annex or of the score details."""
        plan, title = self.plan, self.plan.layout.fact_head - 1
        annex = [*plan.layout.annex_rows.values(), plan.layout.annex_total]
        facts = [row.row - title for row in plan.rows if row.item_span] + [plan.layout.total_row - title]
        widths = self.page.widths
        first = [plan.layout.second_head] if plan.layout.second_head is not None else []
        if not first:
            first = balanced_breaks(heights[:title], annex, repeated=0, widths=widths, landscape=False)
        then = balanced_breaks(heights[title:], facts, repeated=_HEAD_HEIGHT, widths=widths, landscape=False)
        return [*first, title, *(title + row for row in then)]
