"""排名.xlsx: one page a scorecard that a leader understands in ten seconds, and behind it every loss and every item's points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.model.assessment import Assessment
from qz.model.layout import cell_name
from qz.model.programme import Item, Scorecard, TieBreak, Unit
from qz.model.scores import RankRow, UnitScore
from qz.model.values import show_number
from qz.reports.consolidated import rank_formula, unit_sheets
from qz.reports.grid import (
    Cell,
    Column,
    Content,
    dollars,
    height_in,
    ignore_number_warnings,
    jump,
    jump_to_row,
    put_merged,
    row_range,
    there,
    write_row,
    write_table,
    write_title,
)
from qz.reports.losses import holds_bonus_only, losses_of_unit, main_losses
from qz.reports.words import (
    NOT_RECEIVED,
    PROVISIONAL,
    counts_words,
    list_words,
    missing_labels,
    report_title,
    stage_words,
    state_words,
)
from qz.workbook.text import count_lines, height_of
from qz.workbook.writer import Book, Sheet, safe_sheet_name

LOSS_SHEET: Final = "失分明细"
_ITEMS_FROM: Final = 7
_CHART_ROWS: Final = 12
_CHARTED: Final = 40
"""Units a chart shows legibly; past these it shows the first and the last."""
_NOTED: Final = 6
_LABELLED: Final = Decimal(5)
"""A shorter segment of a chart has no room for its number."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One scorecard's ranking: its sheet, the sheet of its items' points, and its rows in order of rank.

    ``units`` and ``sheets`` (the unit's sheet in the consolidated workbook) by unit code, in roster order.
    """

    scorecard: Scorecard
    sheet: str
    data_sheet: str
    rows: tuple[RankRow, ...]
    units: Mapping[str, Unit]
    sheets: Mapping[str, str]


def write_ranking(assessment: Assessment, path: Path) -> None:
    """Write 排名.xlsx to ``path``; a programme without scorecards gets one sheet that says why there is no ranking.

    Source: product specification, "Results" (排名); scoring specification, "Ranking".
    """
    programme = assessment.programme
    with Book.create(path, report_title(programme, "排名"), author=programme.particulars.office) as book:
        if not programme.scorecards:
            _write_none(book.sheet("排名"), assessment)
            return
        ranked = _plan(assessment)
        sheets = [(one, book.sheet(one.sheet)) for one in ranked]
        losses = book.sheet(LOSS_SHEET)
        for one, sheet in sheets:
            RankingSheet(book, sheet, assessment, one).write()
        write_losses(losses, assessment, ranked)
        for one in ranked:
            write_data(book.sheet(one.data_sheet), assessment, one)


def _plan(assessment: Assessment) -> tuple[Ranked, ...]:
    taken = {LOSS_SHEET}
    ranked = []
    for scorecard in assessment.programme.scorecards:
        names = []
        for wanted in (scorecard.ranking_name, f"{scorecard.label}分项得分"):
            names.append(safe_sheet_name(wanted, taken.__contains__))
            taken.add(names[-1])
        units = {unit.code: unit for unit in assessment.units_of(scorecard.scorecard_id)}
        ranked.append(
            Ranked(
                scorecard,
                names[0],
                names[1],
                tuple(assessment.rankings[scorecard.scorecard_id]),
                units,
                unit_sheets(tuple(units.values())),
            )
        )
    return tuple(ranked)


def _write_none(sheet: Sheet, assessment: Assessment) -> None:
    widths = [100.0]
    particulars = assessment.programme.particulars
    why = f"{particulars.year}年的考核方案没有评分表（只收目标任务完成情况），所以不计分、不排名。各项任务完成情况见《目标任务完成情况》。"
    write_title(sheet, report_title(assessment.programme, "排名"), [why], widths)
    sheet.widths(widths)
    sheet.page(landscape=True, one_page=True)


class RankingSheet:
    """One ranking being written."""

    def __init__(self, book: Book, sheet: Sheet, assessment: Assessment, ranked: Ranked) -> None:
        """Take the sheet and what goes on it."""
        self.book = book
        self.sheet = sheet
        self.assessment = assessment
        self.ranked = ranked
        self.items: Sequence[Item] = ranked.scorecard.items
        self.last_column = _ITEMS_FROM + len(self.items)
        self.columns = (
            Column("名次", 6.5, "body box center bold large"),
            Column("单位", 13, "body box center black"),
            Column("总分", 8, "body box score bold large"),
            Column("标准分得分", 7.5, "body box score"),
            Column("加分", 6.5, "body box score"),
            Column("失分", 6.5, "body box score"),
            Column("状态", 13, "body box center small"),
            *(Column(f"{item.number}\n{item.label}", 7.5, "body box score") for item in self.items),
            Column("主要失分", 30, "body box left small"),
        )
        self.head = 0

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
        lines = (
            Cell(
                f"阶段：{stage_words(self.assessment, scorecard)}　{counts_words(self.assessment, scorecard)}", "black"
            ),
        )
        title = report_title(self.assessment.programme, scorecard.ranking_name)
        self.head = write_title(sheet, title, lines, [column.width for column in self.columns])
        sheet.head(self.head, [column.title for column in self.columns])
        lines_needed = max(1 + count_lines(item.label, 6.5, 10) for item in self.items)
        sheet.heights([height_of(lines_needed, 10)], self.head)
        for row, line in enumerate(self.ranked.rows, start=self.first):
            write_row(sheet, row, self.columns, self._contents(row, line), least=22)
        sheet.raw.autofilter(self.head, 0, max(self.last, self.head), self.last_column)
        sheet.widths([column.width for column in self.columns])
        scored = [line for line in self.ranked.rows if line.score is not None]
        row = self.last + 1
        if scored:
            self._heat()
            row = self._chart(row, len(scored))
        self._notes(row)
        sheet.raw.freeze_panes(self.first, 2)
        sheet.page(landscape=True, one_page=True)

    def _contents(self, row: int, line: RankRow) -> list[Content]:
        unit = self.ranked.units[line.unit_code]
        score = line.score
        state = Cell(state_words(self.assessment, unit), "warn" if score is None or score.provisional else "")
        if score is None:
            blank: list[Content] = [None] * (len(self.columns) - 3)
            return [None, unit.name, *blank[:4], state, *blank[4:]]
        data = self.ranked.data_sheet
        place = data_row(self.ranked, unit.code)
        count = len(self.items)
        base = there(data, row_range(place, 2, 1 + count))
        bonus = there(data, row_range(place, 2 + count, 1 + 2 * count))
        standard = there(data, dollars(cell_name(data_head() + 1, 2 + 2 * count)))
        items = [
            Cell(
                part.score,
                "bold" if part.vetoed_by else "",
                f"{there(data, dollars(cell_name(place, 2 + at)))}+{there(data, dollars(cell_name(place, 2 + count + at)))}",
            )
            for at, part in enumerate(score.items)
        ]
        columns: dict[object, int] = {"total": 2, TieBreak.BASE: 3, TieBreak.BONUS: 4}
        rank = rank_formula(self.assessment.programme.settings.tie_break, row, (self.first, self.last), columns)
        losses = losses_of_unit(self.ranked.scorecard, score)
        name: Content = jump_to_row(LOSS_SHEET, "B", unit.name, unit.name) if losses else self._to_unit(unit)
        return [
            Cell(line.rank, "provisional" if score.provisional else "", rank),
            name,
            Cell(score.total, "", f"ROUND({cell_name(row, 3)}+{cell_name(row, 4)},2)"),
            Cell(score.base, "", f"ROUND(SUM({base}),2)"),
            Cell(score.bonus, "", f"ROUND(SUM({bonus}),2)"),
            Cell(score.lost, "", f"ROUND({standard}-{cell_name(row, 3)},2)"),
            state,
            *items,
            main_losses(self.ranked.scorecard, score),
        ]

    def _to_unit(self, unit: Unit) -> Cell:
        return jump(self.ranked.sheets[unit.code], "A1", unit.name, book=f"{self.ranked.scorecard.summary_name}.xlsx")

    def _heat(self) -> None:
        """Colour each item by how much of its standard score was reached: darker is worse, in grey too."""
        for place, item in enumerate(self.items):
            column = _ITEMS_FROM + place
            standard = float(item.standard)
            if holds_bonus_only(item):
                continue
            rule = {
                "type": "3_color_scale",
                "min_type": "num", "mid_type": "num", "max_type": "num",
                "min_value": 0, "mid_value": standard * 0.75, "max_value": standard,
                "min_color": "#E0705C", "mid_color": "#FBE3B5", "max_color": "#FFFFFF",
            }  # fmt: skip
            self.sheet.mark((self.first, column), (self.last, column), rule)

    def _chart(self, row: int, scored: int) -> int:
        """A stacked column chart of how totals are made up, below the table; return the next free row."""
        chart = self.book.raw.add_chart({"type": "column", "subtype": "stacked"})
        end = self.first + min(scored, _CHARTED) - 1
        names = [self.sheet.name, self.first, 1, end, 1]
        drawn = self.ranked.rows[: end - self.first + 1]
        looks = (
            (3, "#44618B", "#FFFFFF", {"color": "#44618B"}),
            (4, "#F2B134", "#000000", {"color": "#F2B134"}),
            (5, "#FFFFFF", "#595959", {"color": "#FFFFFF"}),
        )
        for column, colour, ink, fill in looks:
            chart.add_series(
                {
                    "name": [self.sheet.name, self.head, column],
                    "categories": names,
                    "values": [self.sheet.name, self.first, column, end, column],
                    "fill": fill,
                    "border": {
                        "color": "#7F7F7F" if column == 5 else colour,
                        "dash_type": "dash" if column == 5 else "solid",
                    },
                    "gap": 55,
                    "data_labels": {
                        "value": True,
                        "num_format": "General;;",
                        "font": {"color": ink, "size": 9},
                        "custom": [
                            None if self._charted(line, column) >= _LABELLED else {"delete": True} for line in drawn
                        ],
                    },
                }
            )
        standard = show_number(self.ranked.scorecard.standard)
        chart.set_title(
            {
                "name": f"总分构成（虚框为失分，标准分共{standard}分）",
                "name_font": {"size": 11, "bold": False},
                "overlay": False,
            }
        )
        chart.set_legend({"position": "top", "font": {"size": 9}})
        chart.set_y_axis(
            {"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "num_font": {"size": 9}}
        )
        chart.set_x_axis({"num_font": {"size": 9}})
        width = sum(int(column.width * 7 + 5) for column in self.columns)
        height = 24
        self.sheet.heights([height] * _CHART_ROWS, row)
        chart.set_size({"width": width - 4, "height": int(height * _CHART_ROWS * 96 / 72) - 10})
        self.sheet.raw.insert_chart(row, 0, chart, {"x_offset": 2, "y_offset": 6, "object_position": 2})
        return row + _CHART_ROWS

    @staticmethod
    def _charted(line: RankRow, column: int) -> Decimal:
        """What one column of the table says of a unit, as its segment of the chart is long."""
        if line.score is None:
            return Decimal(0)
        return {3: line.score.base, 4: line.score.bonus, 5: line.score.lost}[column]

    def _notes(self, row: int) -> None:
        """Who was vetoed and why, what is provisional, who did not report, and how to read the page."""
        for label, text in self._said():
            put_merged(self.sheet, (row, 0), (row, 1), label, "body black left top")
            put_merged(self.sheet, (row, 2), (row, self.last_column), text, "body left top")
            across = sum(column.width for column in self.columns[2:])
            self.sheet.heights([height_in(text, across, "body")], row)
            row += 1

    def _said(self) -> list[tuple[str, str]]:
        vetoes, provisional, absent = [], [], []
        for line in self.ranked.rows:
            name = self.ranked.units[line.unit_code].name
            if line.score is None:
                absent.append(name)
                continue
            vetoes += self._vetoes(name, line.score)
            if line.score.provisional:
                missing = missing_labels(self.assessment.programme, self.ranked.scorecard, line.score)
                provisional.append(f"{name}（{list_words(missing, 3)}）")
        said = []
        if vetoes:
            said.append(("不得分的项", _some(vetoes)))
        if provisional:
            said.append((f"{PROVISIONAL}暂定得分", f"{_some(provisional)}。补齐后得分和名次可能变动。"))
        if absent:
            said.append((NOT_RECEIVED, f"{list_words(absent, 12)}，没有得分，不排名。"))
        how = "总分＝标准分得分＋加分，失分＝标准分－标准分得分；总分相同名次并列，其后名次顺延。颜色越深，该项得分占标准分越少。"
        said.append(("说明", f"{how}点单位名称看每一分失在哪里，各项得分见《{self.ranked.data_sheet}》。"))
        return said

    def _vetoes(self, name: str, score: UnitScore) -> list[str]:
        said = []
        for loss in losses_of_unit(self.ranked.scorecard, score):
            if loss.line.award.vetoes and loss.line.verified is None:
                said.append(f"{name}：第{loss.item.number}项{loss.item.label}（{loss.why.removesuffix('，不得分')}）")
        return said


def _some(parts: Sequence[str]) -> str:
    rest = f"；等{len(parts)}项，见《{LOSS_SHEET}》" if len(parts) > _NOTED else ""
    return "；".join(parts[:_NOTED]) + rest


def data_head() -> int:
    """The row of heads of a sheet of item points; the standard scores stand below it, then the units."""
    return 2


def data_row(ranked: Ranked, code: str) -> int:
    """A unit's row on the sheet of item points, in roster order."""
    return data_head() + 2 + list(ranked.units).index(code)


def write_data(sheet: Sheet, assessment: Assessment, ranked: Ranked) -> None:
    """Write the points the ranking is made of: a row a unit, 标准分得分 then 加分 of every item."""
    items = ranked.scorecard.items
    count = len(items)
    heads = [Column(f"{item.number} {item.label}\n标准分得分", 9, "body box score") for item in items]
    heads += [Column(f"{item.number} {item.label}\n加分", 9, "body box score") for item in items]
    columns = [
        Column("代码", 6, "body box center"),
        Column("单位", 13, "body box center"),
        *heads,
        Column("合计", 8, "body box score bold"),
    ]
    line = f"阶段：{stage_words(assessment, ranked.scorecard)}　排名表由本表计算；每个得分的依据见《{ranked.scorecard.summary_name}》。"
    top = write_title(
        sheet,
        report_title(assessment.programme, f"{ranked.scorecard.label}分项得分"),
        [line],
        [c.width for c in columns],
    )
    sheet.head(top, [column.title for column in columns])
    sheet.heights([max(height_in(column.title, column.width - 1, "head") for column in columns)], top)
    standards: list[Content] = ["", "标准分", *(item.standard for item in items), *[None] * count]
    total = Cell(ranked.scorecard.standard, "", f"SUM({row_range(top + 1, 2, 1 + count)})")
    write_row(sheet, top + 1, [Column(c.title, c.width, f"{c.style} item") for c in columns], [*standards, total])
    scores = {line.unit_code: line.score for line in ranked.rows}
    for unit in ranked.units.values():
        row = data_row(ranked, unit.code)
        score = scores[unit.code]
        points: list[Content] = [None] * (2 * count)
        if score is not None:
            points = [*(part.base for part in score.items), *(part.bonus for part in score.items)]
        link = jump(ranked.sheets[unit.code], "A1", unit.name, book=f"{ranked.scorecard.summary_name}.xlsx")
        total = Cell(score.total, "", f"ROUND(SUM({row_range(row, 2, 1 + 2 * count)}),2)") if score else Cell(None)
        write_row(sheet, row, columns, [unit.code, link, *points, total])
    sheet.widths([column.width for column in columns])
    sheet.raw.freeze_panes(top + 2, 2)
    sheet.page(landscape=True, repeat=(top, top + 1))
    ignore_number_warnings(sheet, top + 2 + len(ranked.units), len(columns))


_LOSS_COLUMNS: Final = (
    Column("评分表", 9, "body box center"),
    Column("单位", 12, "body box center"),
    Column("序号", 6, "body box center"),
    Column("考核内容", 16),
    Column("条款", 7, "body box center"),
    Column("条款原文", 38),
    Column("失分", 7, "body box score bold"),
    Column("原因", 44),
    Column("核对", 11, "body box center"),
)


def write_losses(sheet: Sheet, assessment: Assessment, ranked: Sequence[Ranked]) -> None:
    """Write every point lost: which unit, which clause, how many and why; worst unit last as the ranking has it."""
    lines = (
        f"阶段：{stage_words(assessment)}　一行是一处失分；一项按扣完为止，不得分的项只列不得分的原因。点“看依据”打开该单位的评分表。",
    )
    top = write_title(sheet, report_title(assessment.programme, LOSS_SHEET), lines, [c.width for c in _LOSS_COLUMNS])
    rows: list[list[Content]] = []
    for one in ranked:
        for line in one.rows:
            if line.score is None:
                continue
            unit = one.units[line.unit_code]
            link = jump(one.sheets[unit.code], "A1", "看依据", book=f"{one.scorecard.summary_name}.xlsx")
            for loss in losses_of_unit(one.scorecard, line.score):
                criterion = loss.criterion
                mark = "bad" if loss.line.award.vetoes and loss.line.verified is None else ""
                rows.append(
                    [
                        one.scorecard.label,
                        unit.name,
                        loss.item.number,
                        loss.item.label,
                        criterion.criterion_id,
                        criterion.clause,
                        Cell(loss.points, mark),
                        loss.why,
                        link,
                    ]  # fmt: skip
                )
    end = write_table(sheet, top, _LOSS_COLUMNS, rows)
    sheet.widths([column.width for column in _LOSS_COLUMNS])
    sheet.raw.freeze_panes(top + 1, 2)
    sheet.page(landscape=True, repeat=(top, top))
    ignore_number_warnings(sheet, end, len(_LOSS_COLUMNS))
