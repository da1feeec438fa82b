"""The sheet 失分明细: all losses, in the ranking's order; of very many units only vetoes of whole items."""

from collections.abc import Iterator, Sequence
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.reports.dated import dated_words
from qz.reports.grid import jump, jump_to_row
from qz.reports.losses import Loss
from qz.reports.ranking.basis import Basis
from qz.reports.ranking.points import Ranked, to_unit
from qz.reports.result_words import report_title, stage_words
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn, write_heads

LOSS_SHEET: Final = "失分明细"
_COLUMNS: Final = (
    TableColumn("评分表", 9, "body box center"),
    TableColumn("单位", 12, "body box center"),
    TableColumn("序号", 6, "body box center"),
    TableColumn("考核内容", 16),
    TableColumn("条款", 7, "body box center"),
    TableColumn("条款原文", 38),
    TableColumn("失分", 7, "body box score bold"),
    TableColumn("原因", 44),
    TableColumn("核对", 11, "body box center"),
)
_HOW: Final = "点“看依据”看这一条的数据和出处（在《得分依据》里）。"
_UNIT: Final = [column.title for column in _COLUMNS].index("单位")


class LossSheet:
    """Writes the sheet: ``add`` each unit's losses in the ranking's order, then ``finish``."""

    def __init__(self, sheet: Sheet, assessment: Assessment, units: int, basis: Basis) -> None:
        """Write title and heads. ``units``: how many units are ranked."""
        self._page = Page(sheet, [column.width for column in _COLUMNS])
        self._assessment = assessment
        self._basis = basis
        self._vetoes_only = not many_units.POLICY.lists_every_loss(units)
        self._live = many_units.POLICY.is_live(units)
        which = "一行是一处失分，扣分以扣完该项为止；不得分的项只列不得分的原因。"
        if self._vetoes_only:
            which = f"单位超过{many_units.POLICY.every_loss}个，本表只列不得分的项；每一处失分见各单位的评分表。"
        lines = (
            f"阶段：{stage_words(assessment)}　{which}",
            _HOW if basis.numbers else "点“看依据”打开该单位的评分表。",
        )
        self._top = self._page.title(report_title(assessment.programme, LOSS_SHEET), lines)
        write_heads(sheet, self._top, _COLUMNS)
        self._writer = RowWriter(sheet, _COLUMNS)
        self._row = self._top + 1

    def add(self, ranked: Ranked, code: str, clauses: Sequence[Loss]) -> Cell:
        """List a unit's losses. Returns a link to the first, or to the unit's sheet where none is listed.

        The link is right also after the losses were sorted; of very many units it is not, as that would be slow.
        """
        first, name = self._row, ranked.units[code].name
        losses = [loss for loss in clauses if loss.is_listed]
        listed = [loss for loss in losses if loss.vetoes or loss.consequence or not self._vetoes_only]
        for contents in _rows(ranked, code, self._basis, listed):
            self._writer.write(self._row, contents)
            self._row += 1
        if self._row == first:
            return to_unit(ranked, code, name)
        return (
            jump_to_row(LOSS_SHEET, _UNIT, name, name)
            if self._live
            else jump(LOSS_SHEET, cell_name(first, _UNIT), name)
        )

    def finish(self) -> None:
        """Set filter, widths and printing."""
        sheet, top = self._page.sheet, self._top
        sheet.filter_buttons(top, self._row - 1, len(_COLUMNS))
        sheet.freeze(top + 1, 2)
        self._page.finish_around(PrintSetup(repeat=(top, top), footer=dated_words(self._assessment)))
        sheet.numbers_as_text(self._row, len(_COLUMNS))


def _rows(ranked: Ranked, code: str, basis: Basis, losses: Sequence[Loss]) -> Iterator[list[Content]]:
    name = ranked.units[code].name
    for loss in losses:
        item, criterion = loss.item, loss.criterion
        points = loss.consequence or Cell(loss.points, "bad" if loss.vetoes else "")
        place: list[Content] = [ranked.scorecard.label, name, item.number, item.label]
        link = basis.link(ranked, code, criterion.criterion_id)
        yield [*place, criterion.criterion_id, criterion.clause, points, loss.why, link]
