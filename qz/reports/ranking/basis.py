"""The sheet 得分依据: one row for each unit and clause, so that 排名.xlsx explains every point even when sent alone."""

from collections.abc import Iterator, Mapping
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.scores import Effect, ScoreLine
from qz.records import dataclass
from qz.reports.clause_facts import ClauseFacts
from qz.reports.consolidated.unit_formulas import SharedFormulas
from qz.reports.grid import jump, jump_to_row
from qz.reports.losses import clauses_of_item
from qz.reports.ranking.points import Ranked
from qz.reports.report_page import Listing, write_listing
from qz.rules.clause_losses import stops_item
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, TableColumn

BASIS_SHEET: Final = "得分依据"
_COLUMNS: Final = (
    TableColumn("编号", 6, "body box center"),
    TableColumn("单位", 12, "body box center"),
    TableColumn("序号", 5.5, "body box center"),
    TableColumn("考核内容", 14),
    TableColumn("条款", 6.5, "body box center"),
    TableColumn("条款原文", 34),
    TableColumn("计分数据", 34),
    TableColumn("得分", 7, "body box score bold"),
    TableColumn("失分", 7, "body box score red no_zero"),
    TableColumn("说明", 34),
    TableColumn("出处", 30, "body box left small"),
    TableColumn("评分表", 9, "body box center"),
)
_NUMBER: Final = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """The number of each clause's row on the sheet, by unit code and criterion id; empty for very many units."""

    numbers: Mapping[tuple[str, str], int]

    def link(self, ranked: Ranked, code: str, criterion_id: str) -> Cell:
        """A link to the clause's row; where it has none, to the unit's sheet in the consolidated workbook."""
        number = self.numbers.get((code, criterion_id))
        if number is None:
            return ranked.places[code].link("看依据")
        return jump_to_row(BASIS_SHEET, _NUMBER, number, "看依据")


def plan_basis(ranked: tuple[Ranked, ...]) -> Basis:
    """Number all clauses of all units with a score, in the order of the rankings."""
    if not many_units.POLICY.is_live(sum(len(one.rows) for one in ranked)):
        return Basis({})
    numbers: dict[tuple[str, str], int] = {}
    for one in ranked:
        for row in one.rows:
            if row.totals is not None:
                for criterion in one.scorecard.criteria:
                    numbers[row.unit_code, criterion.criterion_id] = len(numbers) + 1
    return Basis(numbers)


def write_basis(sheet: Sheet, assessment: Assessment, ranked: tuple[Ranked, ...], basis: Basis) -> None:
    """Write the sheet."""
    lines = [
        "每个单位每条一行：按什么数据、为什么得这些分，数据出自哪个文件的哪个单元格。",
        "点“评分表”打开同一文件夹里的汇总表，停在这一条；本文件单独发送时，本表之外不用别的文件。",
    ]
    rows = (row for one in ranked for row in _rows(assessment, one, basis))
    write_listing(sheet, assessment, Listing("得分依据", lines, _COLUMNS, 3, len(_COLUMNS) - 1, NARROW), rows)


def _rows(assessment: Assessment, ranked: Ranked, basis: Basis) -> Iterator[list[Content]]:
    card = ranked.scorecard
    formulas = SharedFormulas(assessment.programme, card)
    for row in ranked.rows:
        code = row.unit_code
        if row.totals is None:
            continue
        unit, place = ranked.units[code], ranked.places[code]
        layout = formulas.of(unit, None).layout
        facts = ClauseFacts(assessment.programme, unit, assessment.answers[code])
        for item, part in zip(card.items, assessment.scores[code].items, strict=True):
            for loss in clauses_of_item(item, part):
                criterion, line = loss.criterion, loss.line
                cell = layout.criterion_cell(criterion.criterion_id, layout.columns.clause)
                yield [
                    basis.numbers[code, criterion.criterion_id],
                    unit.name,
                    item.number,
                    item.label,
                    criterion.criterion_id,
                    criterion.clause,
                    facts.words(criterion, line),
                    _points(line),
                    Cell(loss.points, "bad" if stops_item(item, line) else ""),
                    loss.why,
                    facts.places(criterion, line),
                    jump(place.sheet, cell, "评分表", book=place.book),
                ]


def _points(line: ScoreLine) -> Content:
    if line.effect is Effect.VETO:
        return line.award.denial if line.award.denial and line.verified is None else "—"
    return Cell(line.points, "plus" if line.effect is Effect.BONUS else "")
