"""The sheet of item points, from which a ranking is computed by formulas, and the records about a ranking's sheets."""

from collections.abc import Iterator, Mapping
from typing import Final

from qz.model.assessment import Assessment
from qz.model.choices import Consequence
from qz.model.layout import cell_name
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.consolidated.consolidated_workbook import UnitPlace
from qz.reports.dated import dated_words
from qz.reports.grid import dollars, row_range, there
from qz.reports.losses import holds_bonus_only
from qz.reports.ranking.charts import ChartSource, drawn_totals
from qz.reports.result_words import report_title, stage_words
from qz.rules.card_total import total_formula
from qz.values.expressions import text
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, RowWriter, TableColumn, height_in
from qz.workbook.write.text_room import height_of

_HEAD_ROW: Final = 2
POINTS_FROM: Final = _HEAD_ROW + 2
"""The row of the first unit's points."""
_BASES_FROM: Final = 2
_FEW: Final = 6
TOTAL_ZERO: Final = Consequence.TOTAL_ZERO.value


@dataclass(frozen=True, slots=True)
class Ranked:
    """One scorecard's ranking: ``sheet`` has it, ``data_sheet`` the item points; ``rows`` in order of rank.

    By unit code in roster order: ``units``; ``places`` of their sheets; ``points``: their rows on ``data_sheet``.
    """

    scorecard: Scorecard
    sheet: str
    data_sheet: str
    rows: tuple[RankRow, ...]
    units: Mapping[str, Unit]
    places: Mapping[str, UnitPlace]
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PointCells:
    """A unit's cells on the sheet of item points: the ranges of 标准分得分 and of 加分, and each item's two cells."""

    bases: str
    bonuses: str
    items: tuple[tuple[str, str], ...]


def keepable(ranked: Ranked) -> str:
    """The standard score that can be lost, as a formula: that of all items without those that have only bonus."""
    items = ranked.scorecard.items
    columns = [_BASES_FROM + 2 * len(items)]
    columns += [_BASES_FROM + place for place, item in enumerate(items) if holds_bonus_only(item)]
    return "-".join(there(ranked.data_sheet, dollars(cell_name(_HEAD_ROW + 1, column))) for column in columns)


def point_cells(ranked: Ranked, code: str) -> PointCells:
    """A unit's cells on the sheet of item points."""
    count, sheet, row = len(ranked.scorecard.items), ranked.data_sheet, ranked.points[code]
    middle = _BASES_FROM + count
    pairs = (
        tuple(there(sheet, dollars(cell_name(row, column))) for column in (_BASES_FROM + place, middle + place))
        for place in range(count)
    )
    return PointCells(
        there(sheet, row_range(row, _BASES_FROM, middle - 1)),
        there(sheet, row_range(row, middle, middle + count - 1)),
        tuple((base, bonus) for base, bonus in pairs),
    )


def zeroed_formula(ranked: Ranked, code: str) -> str:
    """An expression that is TRUE where the sheet of item points has 总分为0 for a unit."""
    return f"{there(ranked.data_sheet, dollars(_denied_cell(ranked, ranked.points[code])))}={text(TOTAL_ZERO)}"


def total_cell(ranked: Ranked, code: str) -> str:
    """The cell of a unit's total on the sheet of item points."""
    column = _BASES_FROM + 2 * len(ranked.scorecard.items)
    return there(ranked.data_sheet, dollars(cell_name(ranked.points[code], column)))


def _denied_cell(ranked: Ranked, row: int) -> str:
    return cell_name(row, _BASES_FROM + 2 * len(ranked.scorecard.items) + 1)


def write_points(sheet: Sheet, assessment: Assessment, ranked: Ranked) -> None:
    """Write the sheet of item points: one row for each unit, with 标准分得分, then 加分, of every item."""
    scorecard, count = ranked.scorecard, len(ranked.scorecard.items)
    width = 7.2 if count > _FEW else 9.5  # wide columns of many items would be printed too small
    columns = [
        TableColumn("代码", 6, "body box center"),
        TableColumn("单位", 12, "body box center"),
        *(
            TableColumn(f"{item.number} {item.label}\n标准分\n得分", width, "body box score")
            for item in scorecard.items
        ),
        *(TableColumn(f"{item.number} {item.label}\n加分", width, "body box score") for item in scorecard.items),
        TableColumn("合计", 8, "body box score bold"),
        *((TableColumn("一票否决", 8, "body box center red"),) if scorecard.zeroing else ()),
    ]
    stage = f"阶段：{stage_words(assessment, scorecard)}"
    line = f"{stage}　排名表由本表计算；每个得分的依据见《{scorecard.summary_name}》。"
    page = Page(sheet, [column.width for column in columns])
    top = page.title(report_title(assessment.programme, f"{scorecard.label}分项得分"), [line])
    sheet.head(top, [column.title for column in columns])
    page.least_of(top, max(height_in(column.title, column.width - 1, "head") for column in columns))
    standards: list[Content] = ["", "标准分", *(item.standard for item in scorecard.items), *[None] * count]
    total = Cell(scorecard.standard, "", f"SUM({row_range(top + 1, _BASES_FROM, _BASES_FROM + count - 1)})")
    shaded = [TableColumn(column.title, column.width, f"{column.style} item") for column in columns]
    RowWriter(sheet, shaded).write(top + 1, [*standards, total, *[None] * bool(scorecard.zeroing)])
    writer = RowWriter(sheet, columns)
    for row, contents in enumerate(_unit_rows(assessment, ranked, top + 2), start=top + 2):
        writer.write(row, contents)
    drawn = _write_drawn(sheet, ranked)
    sheet.freeze(top + 2, 2)
    area = (0, 0, _last_row(ranked), len(columns) - 1) if drawn else None
    page.finish_around(
        PrintSetup(repeat=(top, top + 1), margins=NARROW, area=area, footer=dated_words(assessment, scorecard))
    )
    sheet.numbers_as_text(top + 2 + len(ranked.units), len(columns))


def chart_source(ranked: Ranked, head: int) -> ChartSource:
    """The cells of a ranking's chart: the ranking (heads in row ``head``), or a short list of very many units."""
    drawn = drawn_totals(ranked.rows)
    if len(drawn) == sum(line.totals is not None for line in ranked.rows):
        return ChartSource(ranked.sheet, head, 1, 3, drawn)
    return ChartSource(ranked.data_sheet, _last_row(ranked) + 2, 1, 2, drawn, cut=True)


def _last_row(ranked: Ranked) -> int:
    """The last unit's row on the sheet of item points."""
    return _HEAD_ROW + 1 + len(ranked.units)


def _write_drawn(sheet: Sheet, ranked: Ranked) -> bool:
    """Write the short list for the chart of very many units, below the points and outside the printed area.

    Returns whether there is one.
    """
    source = chart_source(ranked, _HEAD_ROW)
    if not source.cut:
        return False
    sheet.head(source.head, ("图中单位", "标准分得分", "加分", "失分"), source.names)
    sheet.heights([height_of(2, 10)], source.head)
    for row, (code, totals) in enumerate(source.drawn, start=source.head + 1):
        sheet.text(row, source.names, ranked.units[code].name, "body small")
        for column, value in enumerate((totals.base, totals.bonus, totals.lost), start=source.parts):
            sheet.number(row, column, value, "body small")
    return True


def _unit_rows(assessment: Assessment, ranked: Ranked, first: int) -> Iterator[list[Content]]:
    count = len(ranked.scorecard.items)
    for row, unit in enumerate(ranked.units.values(), start=first):
        score = assessment.scores.get(unit.code)
        points: list[Content] = [None] * (2 * count)
        total: Content = None
        if score is not None:
            points = [*(part.base for part in score.items), *(part.bonus for part in score.items)]
            parts = (f"SUM({row_range(row, _BASES_FROM, _BASES_FROM + 2 * count - 1)})", "")
            if ranked.scorecard.bonus_cap is not None:
                middle = _BASES_FROM + count
                areas = (row_range(row, _BASES_FROM, middle - 1), row_range(row, middle, middle + count - 1))
                parts = (f"SUM({areas[0]})", f"SUM({areas[1]})")
            zeroing = [f"{_denied_cell(ranked, row)}={text(TOTAL_ZERO)}"] if ranked.scorecard.zeroing else []
            total = Cell(score.total, "", total_formula(*parts, zeroing, ranked.scorecard.total_rule))
        denied: list[Content] = [TOTAL_ZERO if score and score.zeroed else ""] if ranked.scorecard.zeroing else []
        yield [unit.code, to_unit(ranked, unit.code, unit.name), *points, total, *denied]


def to_unit(ranked: Ranked, code: str, text: str) -> Cell:
    """A link to the unit's sheet in the consolidated workbook, which is in the same folder."""
    return ranked.places[code].link(text)
