"""A chart of stacked columns, drawn over a row of a sheet."""

from collections.abc import Sequence
from typing import Final

from qz.records import dataclass
from qz.workbook.write.book import Book
from qz.workbook.write.sheet import Sheet

_GRID: Final = "#D9D9D9"
_INSET: Final = {"x_offset": 2, "y_offset": 6, "object_position": 2}


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every column: rows ``first`` to ``last`` of a column of a sheet, named by another column.

    ``ink`` is the colour of its numbers, ``labelled`` says for each row whether its number is shown, ``outline`` is
    the colour of a dashed border (blank: none).
    """

    name: str
    sheet: str
    rows: tuple[int, int]
    names: int
    values: int
    fill: str
    ink: str
    labelled: Sequence[bool]
    outline: str = ""


def draw_stacked_columns(  # noqa: PLR0917 - where, what, how large
    book: Book, sheet: Sheet, row: int, title: str, series: Sequence[Series], width: int, height: int
) -> None:
    """Draw the parts on one another over ``row``, in a picture of so many pixels."""
    chart = book.raw.add_chart({"type": "column", "subtype": "stacked"})
    for one in series:
        first, last = one.rows
        border = {"color": one.outline, "dash_type": "dash"} if one.outline else {"none": True}
        labels = [None if shown else {"delete": True} for shown in one.labelled]
        chart.add_series(
            {
                "name": one.name,
                "categories": [one.sheet, first, one.names, last, one.names],
                "values": [one.sheet, first, one.values, last, one.values],
                "fill": {"color": one.fill},
                "border": border,
                "gap": 55,
                "data_labels": {"value": True, "font": {"color": one.ink, "size": 9}, "custom": labels},
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    chart.set_legend({"position": "top", "font": {"size": 9}})
    lines = {"visible": True, "line": {"color": _GRID}}
    chart.set_y_axis({"min": 0, "major_gridlines": lines, "num_font": {"size": 9}})
    chart.set_x_axis({"num_font": {"size": 9}})
    chart.set_size({"width": width, "height": height})
    sheet.raw.insert_chart(row, 0, chart, _INSET)
