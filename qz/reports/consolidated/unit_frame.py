"""What stands around a unit's scores: the annex's label, title and paragraphs, the heads, 合计 and the closing line."""

from typing import Final

from qz.model.assessment import Assessment
from qz.model.values import show_number
from qz.reports.consolidated.unit_plan import FACT_HEADS, UnitPlan
from qz.reports.dated import dated_words
from qz.reports.grid import (
    LINE_HEIGHT,
    column_range,
    jump_to_row,
    quoted,
    whole_column,
)
from qz.reports.result_words import NOT_RECEIVED, stage_words, state_words
from qz.workbook.write.page import TITLE_HEIGHT, Page
from qz.workbook.write.page_breaks import NARROW, balanced_breaks
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.table import Cell

SUMMARY_SHEET: Final = "汇总"
RANK_COLUMN: Final = 0
NAME_COLUMN: Final = 1
"""Where that sheet, whose rows are sorted at will, has each unit's rank and name."""
_HEAD_HEIGHT: Final = 36.0
_PLAIN_WIDTHS: Final = (4.5, 20, 24, 5.5, 6)
_LONG_WIDTHS: Final = (4.5, 17, 20, 5.5, 14, 6.5, 8)
_PLAIN_FACTS: Final = (18, 17, 7, 8, 9, 5.5, 6.5, 6.5, 6, 25, 6.5, 5)
_LONG_FACTS: Final = (17, 15, 7, 7.5, 8, 5, 6, 6, 6, 22, 6, 5)
"""Narrower beside the more columns, so that type stays legible on paper."""


def sheet_widths(plan: UnitPlan) -> list[float]:
    """Column widths of the sheet."""
    if plan.scorecard.shows_deductions:
        return [*_LONG_WIDTHS, 0.8, *_LONG_FACTS]
    return [*_PLAIN_WIDTHS, 0.8, *_PLAIN_FACTS]


class UnitFrame:
    """The frame of one unit's sheet being written."""

    def __init__(self, page: Page, plan: UnitPlan, assessment: Assessment) -> None:
        """Take the sheet and whose it is."""
        self.page = page
        self.plan = plan
        self.assessment = assessment

    def write_top(self) -> None:
        """Write everything above the first item."""
        plan, page = self.plan, self.page
        columns, frame = plan.columns, plan.scorecard.frame
        printed, beside = (0, columns.gap - 1), (columns.clause, columns.bonus)
        page.across(0, (0, columns.gap - 2), frame.annex, "body black left")
        page.put(0, columns.clause, jump_to_row(SUMMARY_SHEET, NAME_COLUMN, plan.unit.name, "返回汇总"), "body")
        page.across(1, printed, frame.title, "title huge")
        page.across(1, beside, "计分依据和得失分说明", "title huge")
        for row, paragraph in enumerate(frame.paragraphs, start=2):
            page.across(row, printed, paragraph, "body left")
        row = plan.head_row - 1
        page.across(row, printed, f"被考核单位：{plan.unit.name}", "body black left")
        page.across(row, beside, self._standing(), "body left")
        for place, head in enumerate(frame.heads):
            page.put(plan.head_row, place, head, "head")
        for place, head in enumerate(FACT_HEADS, start=columns.clause):
            page.put(plan.head_row, place, head, "head")
        for row, height in {0: LINE_HEIGHT, 1: TITLE_HEIGHT, plan.head_row: _HEAD_HEIGHT}.items():
            page.least_of(row, height)

    def _standing(self) -> Cell:
        """How the unit stands, on one line: its total, its rank, its state and the stage."""
        plan = self.plan
        state = state_words(self.assessment, plan.unit, plan.score)
        tail = f"　状态：{state}　阶段：{stage_words(self.assessment, plan.scorecard)}"
        if plan.score is None:
            return Cell(f"{NOT_RECEIVED}，没有得分。{tail}")
        columns, score = plan.columns, plan.score
        place = (
            f"INDEX({whole_column(SUMMARY_SHEET, RANK_COLUMN)},"
            f"MATCH({quoted(plan.unit.name)},{whole_column(SUMMARY_SHEET, NAME_COLUMN)},0))"
        )
        pieces = (
            ("合计", plan.total_cell(columns.score), show_number(score.total)),
            ("分（标准分得分", plan.total_cell(columns.base), show_number(score.base)),
            ("分，加分", plan.total_cell(columns.bonus), show_number(score.bonus)),
            ("分），第", place, str(plan.rank)),
        )
        cached = "".join(f"{words}{value}" for words, _, value in pieces) + f"名{tail}"
        expression = "&".join(f"{quoted(words)}&{cell}" for words, cell, _ in pieces)
        return Cell(cached, "", f"{expression}&{quoted('名' + tail)}")

    def write_bottom(self) -> None:
        """Write 合计 and the closing line, set heights, marks and print."""
        self._write_total()
        self._finish(self._write_closing())

    def _write_total(self) -> None:
        plan, page, columns, row = self.plan, self.page, self.plan.columns, self.plan.total_row
        style = "body box item center"
        for column in (*columns.printed, *range(columns.clause, columns.bonus + 1)):
            page.put(row, column, None, style)
        page.across(row, (columns.number, columns.method), "合　计", f"{style} black")
        page.across(row, (columns.clause, columns.why), "合　计", f"{style} black")
        page.put(row, columns.standard, Cell(plan.scorecard.standard, "", self._sum(columns.standard)), f"{style} bold")
        if plan.score is not None:
            totals = {columns.score: plan.score.total, columns.base: plan.score.base, columns.bonus: plan.score.bonus}
            for column, value in totals.items():
                page.put(row, column, Cell(value, "", self._sum(column)), f"{style} bold")
        page.least_of(row, 24)

    def _sum(self, column: int) -> str:
        return f"ROUND(SUM({column_range(column, self.plan.first_row, self.plan.total_row - 1)}),2)"

    def _write_closing(self) -> int:
        """The annex's closing line: the first of its words is followed by the unit, the second by its total."""
        plan, page, columns = self.plan, self.page, self.plan.columns
        row = max([plan.total_row, *(line.row for line in plan.rows)]) + 1
        closing = plan.scorecard.frame.closing
        page.least_of(row, 28)
        if closing:
            page.across(row, (0, columns.method - 1), f"{closing[0]}{plan.unit.name}", "body black left")
        if len(closing) > 1:
            page.across(row, (columns.method, columns.standard), closing[1], "body black right")
            total = Cell(plan.score.total, "", plan.total_cell(columns.score)) if plan.score else Cell(None)
            page.put(row, columns.standard + 1, total, "body black left")
        return row

    def _finish(self, last: int) -> None:
        plan, columns, sheet = self.plan, self.plan.columns, self.page.sheet
        first = plan.first_row
        heights = self.page.heights(last + 1)
        positive = {"type": "cell", "criteria": ">", "value": 0}
        sheet.mark((first, columns.lost), (plan.total_row - 1, columns.lost), positive, "red bold")
        blocks = [row.row for row in plan.rows if row.item_span] + [plan.total_row]
        breaks = balanced_breaks(heights, blocks, repeated=_HEAD_HEIGHT, widths=self.page.widths)
        heads, area = (plan.head_row, plan.head_row), (0, 0, last, columns.bonus)
        footer = dated_words(self.assessment, plan.scorecard)
        self.page.finish(last + 1, PrintSetup(repeat=heads, breaks=breaks, margins=NARROW, area=area, footer=footer))
        sheet.zoom(85)
        if not plan.scorecard.frame.paragraphs:
            sheet.freeze(plan.head_row + 1, 0)
        sheet.numbers_as_text(last, columns.bonus)
