"""The cells of a reported indicator, in the same columns on every sheet: target, actual, progress, state."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.model.assessment import Assessment
from qz.model.choices import Comparator, IndicatorKind
from qz.model.layout import cell_name
from qz.reports.dated import dated_words
from qz.reports.goals.indicator_outcomes import BAR, EXCUSED, GIVEN, NO_TARGET, NOT_GIVEN, ReportedIndicator
from qz.reports.result_words import number_style
from qz.values.expressions import text
from qz.values.value_types import TYPES
from qz.words import MISSED, REACHED, SET_ELSEWHERE
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW, balanced_breaks
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Cell, Content, TableColumn

FIGURE_COLUMN: Final = 5
"""The first of these columns."""
FIGURE_COLUMNS: Final = (
    TableColumn("指标", 20, "body box left"),
    TableColumn("比较", 5, "body box center"),
    TableColumn("目标", 8.5, "body box center"),
    TableColumn("填报单位", 10.5, "body box center"),
    TableColumn("实际", 8.5, "body box center bold"),
    TableColumn("完成程度", 9, "body box center percent0"),
    TableColumn("差距", 8.5, "body box center"),
    TableColumn("是否达到", 8.5, "body box center"),
    TableColumn("说明", 18, "body box left small"),
)
HEAD_HEIGHT: Final = 30.0
"""Height in points of the row of heads, at least."""
_TARGET, _ACTUAL, _PROGRESS, _STATE = (FIGURE_COLUMN + place for place in (2, 4, 5, 7))


def figure_cells(figure: ReportedIndicator | None, row: int) -> list[Content]:
    """The cells from 指标 to 说明, on row ``row``; ``None``: those of a row without an indicator."""
    if figure is None:
        return [Cell("无量化指标", "quiet"), *[""] * (len(FIGURE_COLUMNS) - 1)]
    indicator = figure.indicator
    unit = f"（{indicator.unit_of_measure}）" if _has_measure(figure) else ""
    target: Content = IndicatorKind.AWARD.value if indicator.kind is IndicatorKind.AWARD else SET_ELSEWHERE
    if figure.target is not None:
        target = Cell(figure.target, number_style(figure.target, indicator.value_type))
    actual: Content = EXCUSED if figure.state == EXCUSED else None
    if figure.actual is not None:
        actual = Cell(figure.actual, number_style(figure.actual, indicator.value_type))
    return [
        f"{indicator.label}{unit}",
        "" if indicator.kind is IndicatorKind.AWARD else indicator.comparator.value,
        target,
        Cell(figure.by, "quiet" if figure.unit is None else ""),
        actual,
        _progress(figure, row),
        _gap(figure, row),
        _state(figure, row),
        figure.note,
    ]


def finish_figures(
    page: Page, assessment: Assessment, rows: tuple[int, int], blocks: Sequence[int], *, frozen: int, columns: int
) -> None:
    """Set colours, frozen panes, page breaks and print set-up of a sheet with these cells.

    ``rows``: the row of the heads, and the row after the last. ``blocks``: rows at which a page may begin. ``frozen``:
    so many first columns stay visible when the sheet is scrolled. ``columns``: how many the sheet has.
    """
    (top, end), sheet = rows, page.sheet
    heights = page.heights(end)
    _mark(sheet, top + 1, end - 1)
    sheet.freeze(top + 1, frozen)
    breaks = balanced_breaks(heights, blocks, repeated=HEAD_HEIGHT, widths=page.widths)
    page.finish(end, PrintSetup(repeat=(top, top), breaks=breaks, margins=NARROW, footer=dated_words(assessment)))
    sheet.numbers_as_text(end, columns)


def _mark(sheet: Sheet, first: int, last: int) -> None:
    """Add bars to 完成程度 and colours to 是否达到, on rows ``first`` to ``last``."""
    if last < first:
        return
    sheet.mark((first, _PROGRESS), (last, _PROGRESS), BAR)
    for word, style in ((REACHED, "good"), (MISSED, "bad bold"), (NOT_GIVEN, "warn"), (NO_TARGET, "warn")):
        sheet.mark((first, _STATE), (last, _STATE), {"type": "cell", "criteria": "==", "value": text(word)}, style)


def _has_measure(figure: ReportedIndicator) -> bool:
    return bool(figure.indicator.unit_of_measure) and not TYPES[figure.indicator.value_type].is_fraction


def _refs(row: int) -> tuple[str, str]:
    return cell_name(row, _ACTUAL), cell_name(row, _TARGET)


def _progress(figure: ReportedIndicator, row: int) -> Content:
    """完成程度: the reached share of the target (a fraction of 1); blank where there is no target."""
    if figure.target is None:
        return ""
    actual, target = _refs(row)
    goal, value = figure.target, figure.actual
    if figure.indicator.comparator is Comparator.AT_MOST:
        expression = f"IF({actual}<={target},1,{target}/{actual})"
        share = None if value is None else Decimal(1) if value <= goal else goal / value
    elif goal <= 0:
        expression = f"IF({actual}>={target},1,0)"
        share = None if value is None else Decimal(int(value >= goal))
    else:
        expression = f"MAX(0,MIN(1,{actual}/{target}))"
        share = None if value is None else max(Decimal(0), min(Decimal(1), value / goal))
    return Cell("" if share is None else round(share, 4), "", f'IF(ISNUMBER({actual}),ROUND({expression},4),"")')


def _gap(figure: ReportedIndicator, row: int) -> Content:
    """差距: actual less target; blank where the target is reached, or there is none."""
    if figure.target is None:
        return ""
    actual, target = _refs(row)
    rate = TYPES[figure.indicator.value_type].is_fraction
    gap = figure.gap
    value: Decimal | str = gap if gap is not None and figure.state == MISSED else ""
    style = "signed" if not rate else "signed_percent"
    holds = _holds(figure, row)
    return Cell(value, f"red {style}", f'IF(ISNUMBER({actual}),IF({holds},"",ROUND({actual}-{target},6)),"")')


def _holds(figure: ReportedIndicator, row: int) -> str:
    actual, target = _refs(row)
    sign = figure.indicator.comparator.sign
    return f"ROUND({actual},6){sign}ROUND({target},6)"


def _state(figure: ReportedIndicator, row: int) -> Cell:
    actual, _ = _refs(row)
    otherwise = f"IF({actual}={text(EXCUSED)},{text(EXCUSED)},{text(NOT_GIVEN)})"
    held = f"IF({_holds(figure, row)},{text(REACHED)},{text(MISSED)})"
    if figure.target is None:
        held = text(GIVEN if figure.indicator.kind is IndicatorKind.AWARD else NO_TARGET)
    return Cell(figure.state, "", f"IF(ISNUMBER({actual}),{held},{otherwise})")
