"""排名.xlsx: one page for each scorecard that a leader can read in ten seconds, and sheets with the details."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.choices import TieBreak
from qz.model.layout import cell_name
from qz.model.scorecards import Item
from qz.model.scores import ItemScore, RankRow, Totals, UnitScore
from qz.model.values import show_number
from qz.reports.consolidated.consolidated_workbook import unit_places
from qz.reports.consolidated.summary_sheet import rank_formula
from qz.reports.dated import dated_words
from qz.reports.losses import clauses_of_unit, holds_bonus_only, item_head, main_losses
from qz.reports.ranked_standing import Standing
from qz.reports.ranking.basis import BASIS_SHEET, plan_basis, write_basis
from qz.reports.ranking.charts import CHART_HEIGHT, ChartSource, heat_rule, insert_chart
from qz.reports.ranking.composite_sheet import composite_name, write_composite
from qz.reports.ranking.loss_list import LOSS_SHEET, LossSheet
from qz.reports.ranking.points import (
    POINTS_FROM,
    PointCells,
    Ranked,
    chart_source,
    keepable,
    point_cells,
    write_points,
    zeroed_formula,
)
from qz.reports.ranking.ranking_notes import RankingNotes
from qz.reports.ranking.self_assessment import compare_name, compares, write_comparison
from qz.reports.result_words import (
    UNRANKED,
    counts_words,
    is_held,
    is_provisional,
    report_title,
    stage_words,
    state_words,
)
from qz.reports.rules_page import write_rules
from qz.rules.card_total import bonus_formula, total_formula
from qz.rules.folding import fold, fold_formula
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import safe_sheet_name
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn
from qz.workbook.write.text_room import count_lines, height_of, width_in_pixels

RANKING_NAME: Final = "排名.xlsx"
_STATE_AT: Final = 6
_ITEMS_FROM: Final = 7


def write_ranking(assessment: Assessment, path: Path) -> None:
    """Write 排名.xlsx to ``path``; for a programme without scorecards, one sheet with the reason for no ranking.

    Source: product specification, "Results" (排名); scoring specification, "Ranking".
    """
    programme = assessment.programme
    with Book.create(path, report_title(programme, "排名"), author=programme.particulars.office) as book:
        if not programme.scorecards:
            _write_none(book.sheet("排名"), assessment)
            return
        ranked = _plan(assessment)
        sheets = [(one, book.sheet(one.sheet)) for one in ranked]
        basis = plan_basis(ranked)
        losses = LossSheet(book.sheet(LOSS_SHEET), assessment, sum(len(one.rows) for one in ranked), basis)
        for one, sheet in sheets:
            RankingSheet(book, sheet, assessment, one, losses).write()
        losses.finish()
        for one in ranked:
            if one.scorecard.scorecard_id in assessment.composites:
                write_composite(book.sheet(safe_sheet_name(composite_name(one))), assessment, one)
        if basis.numbers:
            write_basis(book.sheet(BASIS_SHEET), assessment, ranked, basis)
        for one in ranked if compares(assessment) else ():
            write_comparison(book.sheet(safe_sheet_name(compare_name(one))), assessment, one)
        for one in ranked:
            write_points(book.sheet(one.data_sheet), assessment, one)
        write_rules(book, assessment)


def _plan(assessment: Assessment) -> tuple[Ranked, ...]:
    taken = {LOSS_SHEET, BASIS_SHEET}
    ranked: list[Ranked] = []
    for scorecard in assessment.programme.scorecards:
        names = []
        for wanted in (scorecard.ranking_name, f"{scorecard.label}分项得分"):
            names.append(safe_sheet_name(wanted, taken.__contains__))
            taken.add(names[-1])
        units = {unit.code: unit for unit in assessment.units_of(scorecard.scorecard_id)}
        points = {code: row for row, code in enumerate(units, start=POINTS_FROM)}
        rows = tuple(assessment.rankings[scorecard.scorecard_id])
        ranked.append(Ranked(scorecard, names[0], names[1], rows, units, unit_places(assessment, scorecard), points))
    return tuple(ranked)


def _write_none(sheet: Sheet, assessment: Assessment) -> None:
    year = assessment.programme.particulars.year
    why = (
        f"{year}年的考核方案没有评分表（只收目标任务完成情况），所以不计分、不排名。",
        "各项任务完成情况见《目标任务完成情况》。",
    )
    page = Page(sheet, [100.0])
    page.title(report_title(assessment.programme, "排名"), why)
    page.finish_around(PrintSetup(one_page=True))


class RankingSheet:
    """Writes one ranking."""

    def __init__(self, book: Book, sheet: Sheet, assessment: Assessment, ranked: Ranked, losses: LossSheet) -> None:
        """``losses``: the sheet 失分明细, to which each unit's losses are added."""
        self.book = book
        self.sheet = sheet
        self.assessment = assessment
        self.ranked = ranked
        self.items = ranked.scorecard.items
        self.losses = losses
        breaks = assessment.programme.tie_breaks_of(ranked.scorecard)
        self.compared = [item for name in breaks for item in self.items if item.number == name]
        self.standing = Standing.of(assessment, ranked.scorecard, _STATE_AT)
        self.notes = RankingNotes(assessment, ranked, self.standing, self.compared)
        self.folding = [ranked.scorecard.folding] if ranked.scorecard.folding else []
        self.items_from = _ITEMS_FROM + len(self.standing.heads) + len(self.folding)
        self.columns = (
            TableColumn("名次", 6.5, "body box center bold large"),
            TableColumn("单位", 13, "body box center black"),
            TableColumn("总分", 8, "body box score bold large"),
            TableColumn(f"标准分\n得分\n（{show_number(_most(self.items))}）", 8, "body box score"),
            TableColumn("加分", 6.5, "body box score"),
            TableColumn("失分", 6.5, "body box score"),
            *(TableColumn(head, 7, "body box center bold") for head in self.standing.heads),
            *(TableColumn(f"折算分\n（{show_number(one.points)}）", 8, "body box score") for one in self.folding),
            TableColumn("状态", 13, "body box center small"),
            *(TableColumn(item_head(item), 7.5, "body box score") for item in self.items),
            TableColumn("主要失分", 30, "body box left small"),
            *(TableColumn(f"同分比较\n{item.label}", 8, "body box score") for item in self.compared),
        )
        self.page = Page(sheet, [column.width for column in self.columns])
        self.keepable = keepable(ranked)
        self.head = 0

    @property
    def source(self) -> ChartSource:
        """The cells of the chart."""
        return chart_source(self.ranked, self.head)

    @property
    def first(self) -> int:
        """The first unit's row."""
        return self.head + 1

    @property
    def last(self) -> int:
        """The last unit's row."""
        return self.head + len(self.ranked.rows)

    def write(self) -> None:
        """Write the page."""
        sheet, scorecard = self.sheet, self.ranked.scorecard
        stage = f"阶段：{stage_words(self.assessment, scorecard)}"
        banner = Cell(f"{stage}　{counts_words(self.assessment, scorecard)}", "black")
        self.head = self.page.title(report_title(self.assessment.programme, scorecard.ranking_name), [banner])
        sheet.head(self.head, [column.title for column in self.columns])
        lines = 2 + max(count_lines(item.label, 6.5, 10) for item in self.items)
        self.page.least_of(self.head, height_of(lines, 10))
        writer = RowWriter(sheet, self.columns, least=22)
        write = writer.write if self.source.cut else writer.write_charted
        for row, line in enumerate(self.ranked.rows, start=self.first):
            write(row, self._contents(row, line))
        sheet.filter_buttons(self.head, self.last, len(self.columns))
        self._write_notes(self._draw(self.last + 1))
        sheet.freeze(self.first, 2)
        one_page = many_units.POLICY.is_one_page(len(self.ranked.rows))
        heads = None if one_page else (self.head, self.head)
        self.page.finish_around(
            PrintSetup(one_page=one_page, repeat=heads, footer=dated_words(self.assessment, scorecard))
        )

    def _contents(self, row: int, line: RankRow) -> list[Content]:
        unit, totals = self.ranked.units[line.unit_code], line.totals
        doubtful = totals is None or is_provisional(self.assessment, unit, totals)
        state = Cell(state_words(self.assessment, unit, totals), "warn" if doubtful else "")
        if is_held(self.assessment, unit):
            self.notes.held.append(unit.name)
        if totals is None:
            self.notes.absent.append(unit)
            standing = [*self.standing.cells(unit.code, None, ""), *(None for _ in self.folding)]
            blank: list[Content] = [None] * (len(self.columns) - 3 - len(standing))
            return [None, unit.name, *blank[:4], *standing, state, *blank[4:]]
        score, cells = self.assessment.scores[unit.code], point_cells(self.ranked, unit.code)
        clauses = clauses_of_unit(self.ranked.scorecard, score)
        self.notes.take(unit.name, score, clauses)
        rule = self.ranked.scorecard.total_rule
        items = [_item_cell(part, *pair) for part, pair in zip(score.items, cells.items, strict=True)]
        return [
            Cell(UNRANKED, "small")
            if line.rank is None
            else Cell(line.rank, "provisional" if doubtful else "", self._rank(row)),
            self.losses.add(self.ranked, unit.code, clauses),
            Cell(totals.total, "", self._total(row, unit.code)),
            Cell(totals.base, "", f"ROUND(SUM({cells.bases}),2)"),
            Cell(totals.bonus, "", f"ROUND({bonus_formula(f'SUM({cells.bonuses})', rule)},2)"),
            Cell(totals.lost, "", f"ROUND({self.keepable}-{cell_name(row, 3)},2)"),
            *self.standing.cells(unit.code, score, cell_name(row, 2)),
            *self._folded(row, totals),
            state,
            *items,
            main_losses(self.ranked.scorecard, score),
            *self._compared(score, cells),
        ]

    def _total(self, row: int, code: str) -> str:
        """The total as a formula; 0 where the sheet of item points has 总分为0."""
        zeroing = [zeroed_formula(self.ranked, code)] if self.ranked.scorecard.zeroing else []
        parts = f"{cell_name(row, 3)}+{cell_name(row, 4)}"
        return total_formula(parts, "", zeroing, self.ranked.scorecard.total_rule)

    def _folded(self, row: int, totals: Totals) -> Iterator[Content]:
        """The cells 折算分: what the total counts for in a larger assessment."""
        card = self.ranked.scorecard
        for one in self.folding:
            formula = fold_formula(card, one, cell_name(row, 2), cell_name(row, 3))
            yield Cell(fold(card, one, totals), "", formula)

    def _compared(self, score: UnitScore, cells: PointCells) -> Iterator[Content]:
        """The scores of the items by which equal totals are ranked."""
        for item in self.compared:
            place = self.items.index(item)
            yield Cell(score.items[place].score, "", f"ROUND({'+'.join(cells.items[place])},2)")

    @property
    def live(self) -> bool:
        """Whether ranks are formulas; see ``RankingNotes.live``."""
        return self.notes.live

    def _rank(self, row: int) -> str:
        if not self.live:
            return ""
        columns = {str(TieBreak.BASE): 3, str(TieBreak.BONUS): 4}
        first = len(self.columns) - len(self.compared)
        columns |= {item.number: place for place, item in enumerate(self.compared, start=first)}
        programme = self.assessment.programme
        keys = (2, *(columns[name] for name in programme.tie_breaks_of(self.ranked.scorecard)))
        state = None if programme.settings.provisional_ranked else self.items_from - 1
        return rank_formula(keys, row, (self.first, self.last), self.standing.group, state)

    def _draw(self, row: int) -> int:
        """Colour the items and draw the chart below the table. Returns the next free row."""
        if all(line.totals is None for line in self.ranked.rows):
            return row
        for column, item in enumerate(self.items, start=self.items_from):
            rule = heat_rule(item)
            if rule is not None:
                self.sheet.mark((self.first, column), (self.last, column), rule)
        width = sum(width_in_pixels(column.width) for column in self.columns)
        standard = _most(self.items)
        insert_chart(self.book, self.sheet, self.source, standard, at=row, width=width)
        self.page.least_of(row, CHART_HEIGHT)
        return row + 1

    def _write_notes(self, row: int) -> None:
        """Write the notes and the line for signatures, from row ``row`` on."""
        for label, text in self.notes.lines():
            self.page.across(row, (0, 1), label, "body black left top")
            self.page.across(row, (2, len(self.columns) - 1), text, "body left top")
            self.page.least_of(row, 0)
            row += 1
        self.page.sign(row, len(self.columns))


def _most(items: Sequence[Item]) -> Decimal:
    """The standard score that can be lost (分): without items that have only bonus."""
    return sum((item.standard for item in items if not holds_bonus_only(item)), Decimal(0))


def _item_cell(part: ItemScore, base: str, bonus: str) -> Cell:
    """An item's 标准分得分, with its bonus shown after it: ``9＋1``."""
    if part.bonus_only:
        return Cell(part.bonus, "plus", f"ROUND({bonus},2)")
    plus = f"plus:{show_number(part.bonus)}" if part.bonus else ""
    return Cell(part.base, f"{'bold' if part.vetoed_by else ''} {plus}".strip(), f"ROUND({base},2)")
