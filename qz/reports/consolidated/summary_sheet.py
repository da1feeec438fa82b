"""The sheet 汇总: one row for each unit, one column for each item; every number is read from the unit's sheet."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.choices import TieBreak
from qz.model.layout import cell_name
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow, Totals, UnitScore
from qz.model.task_table import Unit
from qz.model.values import round_score
from qz.records import dataclass
from qz.reports.consolidated.unit_plan import UnitPlan
from qz.reports.dated import dated_words
from qz.reports.grid import (
    column_range,
    dollars,
    jump,
    row_range,
    there,
)
from qz.reports.losses import holds_bonus_only
from qz.reports.ranked_standing import Standing
from qz.reports.result_words import PROVISIONAL, UNRANKED, is_provisional, report_title, stage_words, state_words
from qz.rules.card_total import total_formula
from qz.workbook.write.page import Page
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn
from qz.workbook.write.text_room import count_lines, height_of

_ITEMS_FROM: Final = 2
_LEGEND: Final = (
    "▲ 最高，▽ 最低（过半单位相同的不标）；※ 有待补的数据，得分暂定；点单位名称看该单位的评分表和每一分的依据。"
)
_ELSEWHERE: Final = "见总表"
"""Stands in place of a rank in a volume."""
_STILL: Final = (
    "单位超过{live}个，名次是算定的数，最高、最低不标；※ 有待补的数据，得分暂定；点单位名称看该单位的评分表。"
)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One unit's row.

    ``totals``: ``None`` for a unit without a return. ``name``: its name with a link. ``items``: its items' cells;
    ``points``: the numbers in them (分). ``base``: ``None`` where 标准分得分 is not read from the unit's sheet.
    ``ranks``: whether the workbook shows ranks. ``total``: the formula of the total, where that is not 标准分得分 plus
    加分.
    """

    unit: Unit
    totals: Totals | None
    rank: int | None
    name: Cell
    items: tuple[Content, ...] = ()
    points: tuple[Decimal, ...] = ()
    base: Cell | None = None
    bonus: Content = None
    ranks: bool = True
    total: str = ""


def linked_row(plan: UnitPlan) -> SummaryRow:
    """The row of a unit whose sheet is in the same workbook; its numbers are formulas that read that sheet."""
    name, score, columns = jump(plan.sheet, "A1", plan.unit.name), plan.score, plan.columns
    if score is None:
        return SummaryRow(plan.unit, None, None, name)
    totals, points = score.totals, tuple(part.score for part in score.items)
    items = tuple(
        Cell(point, _mark(part.vetoed_by), there(plan.sheet, plan.layout.score_cell(part.number)))
        for part, point in zip(score.items, points, strict=True)
    )
    base = Cell(totals.base, "", there(plan.sheet, plan.layout.total_cell(columns.base)))
    bonus = Cell(totals.bonus, "", there(plan.sheet, plan.layout.total_cell(columns.bonus)))
    total = "" if plan.scorecard.adds_up else there(plan.sheet, plan.layout.score_total_cell)
    return SummaryRow(plan.unit, totals, plan.rank, name, items, points, base, bonus, plan.shows_rank, total)


def plain_row(unit: Unit, score: UnitScore | None, ranked: RankRow, name: Cell) -> SummaryRow:
    """The row of a unit whose sheet is in another workbook, with computed numbers; ``name`` links to the sheet."""
    totals = ranked.totals
    if score is None or totals is None:
        return SummaryRow(unit, None, None, name)
    points = tuple([part.base + part.bonus for part in score.items])
    items: list[Content] = list(points)
    for place, part in enumerate(score.items):
        if part.vetoed_by:
            items[place] = Cell(points[place], _mark(part.vetoed_by))
    return SummaryRow(unit, totals, ranked.rank, name, tuple(items), points, None, totals.bonus)


def _mark(vetoed_by: tuple[str, ...]) -> str:
    return "bad" if vetoed_by else ""


class _Sums:
    """The sum of each column over all rows: the items, then 标准分得分, 加分, 失分 and 合计."""

    def __init__(self, items: int) -> None:
        self.sums = [Decimal(0)] * (items + 4)
        self.count = 0

    def add(self, row: SummaryRow) -> None:
        if (totals := row.totals) is not None:
            parts = (*row.points, totals.base, totals.bonus, totals.lost, totals.total)
            self.sums = [total + part for total, part in zip(self.sums, parts, strict=True)]
            self.count += 1


class SummarySheet:
    """Writes the sheet 汇总."""

    def __init__(  # noqa: PLR0917 - the sheet, what goes on it, and how many rows
        self,
        sheet: Sheet,
        assessment: Assessment,
        scorecard: Scorecard,
        rows: Iterable[SummaryRow],
        count: int,
        notes: Sequence[str],
    ) -> None:
        """``rows`` are ``count`` rows, written one at a time; ``notes``: lines under the title."""
        self.sheet = sheet
        self.assessment = assessment
        self.scorecard = scorecard
        self.rows = rows
        self.count = count
        self.notes = notes
        self.sums = _Sums(len(scorecard.items))
        self.base = _ITEMS_FROM + len(scorecard.items)
        self.bonus, self.lost, self.total = range(self.base + 1, self.base + 4)
        items = enumerate(scorecard.items, start=_ITEMS_FROM)
        self.bonus_only = [column for column, item in items if holds_bonus_only(item)]
        self.standing = Standing.of(assessment, scorecard, self.total + 1)
        self.state = self.total + 1 + len(self.standing.heads)
        self.columns = (
            TableColumn("名次", 7, "body box center bold"),
            TableColumn("单位", 13, "body box center black"),
            *(TableColumn(f"{item.number}\n{item.label}", 9, "body box score") for item in scorecard.items),
            TableColumn("标准分得分", 9, "body box score item"),
            TableColumn("加分", 7.5, "body box score item"),
            TableColumn("失分", 7.5, "body box score item"),
            TableColumn("合计", 9, "body box score item bold"),
            *(TableColumn(head, 8, "body box center") for head in self.standing.heads),
            TableColumn("状态", 15, "body box center"),
        )
        self.page = Page(sheet, [column.width for column in self.columns])
        self.head = 0

    def write(self) -> None:
        """Write the sheet."""
        sheet, programme = self.sheet, self.assessment.programme
        counts, *notes = self.notes
        stage = f"阶段：{stage_words(self.assessment, self.scorecard)}　{counts}"
        lines = (stage, _LEGEND if self.live else _STILL.format(live=many_units.POLICY.live), *notes)
        title = report_title(programme, self.scorecard.summary_name)
        self.head = self.page.title(title, lines)
        self._write_heads()
        writer, row = RowWriter(sheet, self.columns, least=24), self.first
        for row, line in enumerate(self.rows, start=self.first):
            writer.write(row, self._contents(line, row))
            self.sums.add(line)
        row = self.last + 1
        sheet.filter_buttons(self.head + 1, row - 1, len(self.columns))
        if self.sums.count:
            self._write_mean(row)
        if self.sums.count and self.live:
            self._mark()
        sheet.freeze(self.first, _ITEMS_FROM)
        self.page.sign(row + bool(self.sums.count), len(self.columns))
        self.page.finish_around(
            PrintSetup(repeat=(self.head, self.head + 1), footer=dated_words(self.assessment, self.scorecard))
        )
        sheet.numbers_as_text(row, len(self.columns))

    @property
    def first(self) -> int:
        """The first unit's row."""
        return self.head + 2

    @property
    def last(self) -> int:
        """The last unit's row."""
        return self.first + self.count - 1

    @property
    def live(self) -> bool:
        """Whether ranks and marks are formulas. For very many units they are not, as each would read a whole column."""
        return many_units.POLICY.is_live(self.count)

    def _write_heads(self) -> None:
        """Write two rows of heads: the items, and under them the standard scores, with the filter buttons."""
        page, row = self.page, self.head
        self.sheet.head(row, [column.title for column in self.columns])
        page.across(row + 1, (0, 1), "标准分", "head")
        for place, item in enumerate(self.scorecard.items):
            page.put(row + 1, _ITEMS_FROM + place, item.standard, "head")
        items = row_range(row + 1, _ITEMS_FROM, self.base - 1)
        page.put(row + 1, self.base, Cell(self.scorecard.standard, "", f"SUM({items})"), "head")
        for empty in (self.bonus, self.lost, *range(self.total + 1, self.state + 1)):
            page.put(row + 1, empty, "", "head")
        page.put(row + 1, self.total, self.scorecard.nominal_total, "head")
        lines = 1 + max(count_lines(item.label, 7, 10) for item in self.scorecard.items)
        page.least_of(row, height_of(lines, 10))
        page.least_of(row + 1, 24)

    def _contents(self, line: SummaryRow, row: int) -> list[Content]:
        unit, totals = line.unit, line.totals
        doubtful = totals is None or is_provisional(self.assessment, unit, totals)
        state = Cell(state_words(self.assessment, unit, totals), "warn" if doubtful else "")
        if totals is None:
            blank = [None] * (self.total - 1)
            return [None, line.name, *blank, *self.standing.cells(unit.code, None, ""), state]
        items = row_range(row, _ITEMS_FROM, self.base - 1)
        standard, rank = self._keepable, Cell(UNRANKED if line.ranks else _ELSEWHERE, "small")
        if line.rank is not None:
            live = self._rank(row) if self.live else ""
            rank = Cell(line.rank, "provisional" if doubtful else "", live)
        return [
            rank,
            line.name,
            *line.items,
            line.base or self._base(row, totals, items),
            line.bonus,
            Cell(totals.lost, "", f"ROUND({standard}-{cell_name(row, self.base)},2)"),
            Cell(totals.total, "", line.total or self._total(row, totals)),
            *self.standing.cells(unit.code, self.assessment.scores.get(unit.code), cell_name(row, self.total)),
            state,
        ]

    def _total(self, row: int, totals: Totals) -> str:
        """The total as a formula; ``""`` where a consequence sets it to 0."""
        if not totals.total and (totals.base or totals.bonus):
            return ""
        parts = f"{cell_name(row, self.base)}+{cell_name(row, self.bonus)}"
        return total_formula(parts, "", (), self.scorecard.total_rule)

    def _base(self, row: int, totals: Totals, items: str) -> Cell:
        """标准分得分, as a formula except where a cap applies between the items and their bonus."""
        live = "" if self.scorecard.bonus_cap is not None else f"ROUND(SUM({items})-{cell_name(row, self.bonus)},2)"
        return Cell(totals.base, "", live)

    @cached_property
    def _keepable(self) -> str:
        """The standard score that can be lost, as a formula: the sum without items that have only bonus."""
        return "-".join(dollars(cell_name(self.head + 1, column)) for column in (self.base, *self.bonus_only))

    def _rank(self, row: int) -> str:
        """The rank as a formula, by total and then by the programme's tie breaks."""
        columns = {str(TieBreak.BASE): self.base, str(TieBreak.BONUS): self.bonus}
        columns |= {item.number: place for place, item in enumerate(self.scorecard.items, start=_ITEMS_FROM)}
        programme = self.assessment.programme
        keys = (self.total, *(columns[name] for name in programme.tie_breaks_of(self.scorecard)))
        state = None if programme.settings.provisional_ranked else self.state
        return rank_formula(keys, row, (self.first, self.last), self.standing.group, state)

    def _write_mean(self, row: int) -> None:
        """Write the mean of every column, below the table and outside its filter."""
        self.page.across(row, (0, 1), "平均", "body box center item black")
        for column, total in enumerate(self.sums.sums, start=_ITEMS_FROM):
            area = column_range(column, self.first, self.last)
            mean = round_score(round(total / self.sums.count, 8))
            live = Cell(mean, "", f"ROUND(ROUND(AVERAGE({area}),8),2)")
            self.page.put(row, column, live, "body box score item quiet")
        self.page.put(row, self.state, "", "body box item")
        self.page.least_of(row, 24)

    def _mark(self) -> None:
        """Mark each column's highest and lowest by colour and by sign, which is visible in black and white as well."""
        for column in [*range(_ITEMS_FROM, self.base), self.total]:
            extremes = (("MAX", "highest"), ("MIN", "lowest"))[: 1 if column in self.bonus_only else 2]
            area = column_range(column, self.first, self.last)
            cell = cell_name(self.first, column)
            few = f"COUNTIF({area},{cell})*2<=COUNT({area})"
            for extreme, style in extremes:
                rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}={extreme}({area}),{few})"}
                self.sheet.mark((self.first, column), (self.last, column), rule, style)


def rank_formula(
    keys: Sequence[int], row: int, rows: tuple[int, int], group: int | None = None, state: int | None = None
) -> str:
    """The formula for a unit's rank among ``rows``: by the column ``keys[0]`` (the total), then by the further keys.

    Units equal in all keys share a rank, and the next ranks are skipped. ``group``: the column of groups that are
    ranked apart. ``state``: the column where ※ marks provisional totals, where these are not ranked.
    """
    areas = [(column_range(column, *rows), cell_name(row, column)) for column in keys]
    same = "" if group is None else f"({column_range(group, *rows)}={cell_name(row, group)})*"
    counts = "" if state is None else f'*(LEFT({column_range(state, *rows)})<>"{PROVISIONAL}")'
    total, mine = areas[0]
    rank = f"1+SUMPRODUCT({same}({total}>{mine}){counts})" if same or counts else f"RANK({mine},{total})"
    for (area, cell), (other, value) in pairwise(areas):
        same += f"({area}={cell})*"
        rank += f"+SUMPRODUCT({same}({other}>{value}){counts})"
    return rank
