"""A ranking's chart, which shows the parts of every total, and its colour scales for items."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from qz.layout import many_units
from qz.model.scorecards import Item
from qz.model.scores import RankRow, Totals
from qz.model.values import show_number
from qz.records import dataclass
from qz.reports.losses import holds_bonus_only
from qz.workbook.write.book import Book
from qz.workbook.write.column_chart import Series, draw_stacked_columns
from qz.workbook.write.sheet import Sheet

CHART_HEIGHT: Final = 288.0
"""Height of the chart, in points."""
_LABELLED: Final = Decimal(6)
"""Segments of fewer points (分) have no room for their number."""
_LOW, _MIDDLE, _FULL = "#E0705C", "#FBE3B5", "#FFFFFF"
"""Each is lighter than the one before, so that the scale can be read in black and white."""


def heat_rule(item: Item) -> dict[str, Any] | None:
    """The colour scale of one item: the darker, the less of its standard score; ``None`` for an item of bonus only."""
    if holds_bonus_only(item):
        return None
    standard = float(item.standard)
    return {
        "type": "3_color_scale",
        "min_type": "num",
        "mid_type": "num",
        "max_type": "num",
        "min_value": 0,
        "mid_value": standard * 0.75,
        "max_value": standard,
        "min_color": _LOW,
        "mid_color": _MIDDLE,
        "max_color": _FULL,
    }


@dataclass(frozen=True, slots=True)
class ChartSource:
    """The cells that a chart reads.

    ``sheet``: their sheet. ``head``: the row of heads. ``names``: the column of names. ``parts``: the first of the
    three columns 标准分得分, 加分, 失分. ``drawn``: the units drawn, by code, with their totals. ``cut``: only the
    first and the last units of the ranking are drawn.
    """

    sheet: str
    head: int
    names: int
    parts: int
    drawn: tuple[tuple[str, Totals], ...]
    cut: bool = False


def drawn_totals(rows: Sequence[RankRow]) -> tuple[tuple[str, Totals], ...]:
    """The units and totals that a chart shows, by rank; of very many units only the first and the last."""
    totals = tuple((line.unit_code, line.totals) for line in rows if line.totals is not None)
    most = many_units.POLICY.charted
    return totals if len(totals) <= most else totals[: most // 2] + totals[-most // 2 :]


def insert_chart(book: Book, sheet: Sheet, source: ChartSource, standard: Decimal, *, at: int, width: int) -> None:
    """Draw the chart over row ``at``: for each unit a column of 标准分得分, 加分 on it, and an outline of 失分.

    ``standard``: the scorecard's standard score (分). ``width``: in pixels.
    """
    rows = (source.head + 1, source.head + len(source.drawn))
    looks = (
        ("标准分得分", "#44618B", "#FFFFFF", "", [totals.base for _, totals in source.drawn]),
        ("加分", "#F2B134", "#000000", "", [totals.bonus for _, totals in source.drawn]),
        ("失分", "#FFFFFF", "#595959", "#7F7F7F", [totals.lost for _, totals in source.drawn]),
    )
    series = [
        Series(
            name, source.sheet, rows, source.names, column, fill, ink, [value >= _LABELLED for value in values], outline
        )
        for column, (name, fill, ink, outline, values) in enumerate(looks, start=source.parts)
    ]
    most = many_units.POLICY.charted
    cut = f"（前{most // 2}名和后{most // 2}名）" if source.cut else ""
    title = f"总分构成{cut}：虚框为失分，标准分共{show_number(standard)}分"
    draw_stacked_columns(book, sheet, at, title, series, width - 4, int(CHART_HEIGHT * 96 / 72) - 12)
