"""The columns of a unit's sheet: the score details, under the annex whose columns span some of them each."""

from collections.abc import Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from qz.layout.print_columns import Shows, print_columns, printed_text
from qz.model.scorecards import Scorecard
from qz.records import dataclass
from qz.reports.consolidated.annex_spans import AnnexSpans, Span, annex_spans, is_usual
from qz.reports.grid import LINE_HEIGHT
from qz.workbook.write.look import BODY_SIZE
from qz.workbook.write.page_breaks import balanced_breaks
from qz.workbook.write.text_room import height_for

_FACTS: Final[Mapping[str, tuple[str, float]]] = {
    "item": ("序号", 5),
    "clause": ("条款", 18),
    "label": ("填报数据", 17),
    "target": ("目标", 7),
    "value": ("计分数据", 8),
    "basis": ("依据", 9),
    "source": ("出处", 5.5),
    "verified": ("核定分", 6.5),
    "points": ("得分", 6.5),
    "lost": ("失分", 6),
    "why": ("得失分说明", 25),
    "base": ("标准分得分", 7),
    "bonus": ("加分", 7),
}
"""The columns of the score details: head and width. The annex above them uses the same columns, merged."""
FACT_HEADS: Final = tuple(head for head, _ in _FACTS.values())
_PARTS: Final[Mapping[str, tuple[float, ...]]] = {"clause": (6, 6, 6), "label": (8.5, 8.5), "why": (9, 8, 8)}
"""The parts into which the wide ones are divided under an annex of more or other columns than usual."""
_REMARK_WIDTH: Final = 10.0
_LEAST_ITEM: Final = 60.0
_ABOVE_ITEMS: Final = 110.0
_BELOW_ITEMS: Final = 82.0
"""Heights in points: of a short item, of the title and heads above the items, of the rows below them."""
_AFTER_ANNEX: Final = 4
"""Rows from the annex's 合计 to the title of the score details: the closing line, signatures, a blank row."""

_WORDY: Final = (Shows.CONTENT, Shows.METHOD, Shows.OTHER)
"""What may make an item of the annex tall."""


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """The columns (zero-based) of the score details, and the sheet's columns beneath them.

    ``annex``: the columns of the annex above them. ``parts``: how many of the sheet's columns each column of the
    details takes, by its first. ``widths`` are those of the sheet's columns.
    """

    item: int
    clause: int
    label: int
    target: int
    value: int
    basis: int
    source: int
    verified: int
    points: int
    lost: int
    why: int
    base: int
    bonus: int
    annex: AnnexSpans
    parts: Mapping[int, int]
    widths: tuple[float, ...]

    @property
    def last(self) -> int:
        """The last column."""
        return self.bonus

    def end(self, column: int) -> int:
        """The last of the sheet's columns that a column takes."""
        return column + self.parts[column] - 1

    @property
    def closing(self) -> tuple[Span, Span, int]:
        """The closing line: the spans of its first words with the unit and of its second, the column of the total."""
        if not self.annex.usual:
            return (0, self.end(self.label)), (self.target, self.points), self.lost
        content, method, standard = map(self.annex.of, (Shows.CONTENT, Shows.METHOD, Shows.STANDARD))
        return (0, content[1]), (method[0], standard[1]), standard[1] + 1


def _divided(scorecard: Scorecard) -> Mapping[str, tuple[float, ...]]:
    """The widths of the sheet's columns by the column of the details that they are beneath."""
    parts = {} if is_usual(scorecard) else _PARTS
    return {name: parts.get(name, (width,)) for name, (_, width) in _FACTS.items()}


def _narrow(scorecard: Scorecard) -> tuple[float, ...]:
    """The widths of the sheet's columns, the last one as narrow as without 备注."""
    return tuple(width for each in _divided(scorecard).values() for width in each)


def unit_columns(scorecard: Scorecard) -> UnitColumns:
    """The columns for a scorecard."""
    divided, widths = _divided(scorecard), _narrow(scorecard)
    places = dict(zip(divided, accumulate(map(len, divided.values()), initial=0), strict=False))
    parts = {places[name]: len(each) for name, each in divided.items()}
    if any(column.shows is Shows.REMARK for column in print_columns(scorecard)):
        widths = (*widths[:-1], _REMARK_WIDTH)
    annex = annex_spans(scorecard, widths)
    return UnitColumns(**places, annex=annex, parts=MappingProxyType(parts), widths=widths)


def fact_head_row(head_row: int, scorecard: Scorecard, split: int) -> int:
    """The row of the heads of the score details, below an annex whose heads are in ``head_row``.

    ``split``: as ``second_page`` gives it.
    """
    return head_row + len(scorecard.items) + bool(split) + 1 + _AFTER_ANNEX + 1


def second_page(scorecard: Scorecard) -> int:
    """The index of the item with which the annex's second page begins, with heads above it; 0 for one page."""
    widths, spans = _narrow(scorecard), unit_columns(scorecard).annex.spans
    room = {
        column: sum(widths[first : last + 1])
        for column, (first, last) in spans.items()
        if column.shows in _WORDY and not column.is_group
    }
    items = [
        max([_LEAST_ITEM, *(height_for(printed_text(one, item), width, BODY_SIZE) for one, width in room.items())])
        for item in scorecard.items
    ]
    top = _ABOVE_ITEMS + len(scorecard.frame.paragraphs) * LINE_HEIGHT
    heights = [top, *items, _BELOW_ITEMS]
    breaks = balanced_breaks(heights, range(1, len(items) + 1), repeated=0, widths=widths, landscape=False)
    return breaks[0] - 1 if breaks else 0
