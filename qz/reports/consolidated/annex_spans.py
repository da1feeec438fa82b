"""The annex at the top of a unit's sheet: each of its columns spans some columns of the score details below it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from qz.layout.print_columns import USUAL, PrintColumn, Shows, other_width, print_columns
from qz.model.scorecards import Scorecard
from qz.records import dataclass

Span = tuple[int, int]
"""First and last column of a block."""

_SHORT: Final = tuple(each for each in USUAL if each not in {Shows.DEDUCTIONS, Shows.REMARK})
_USUAL_SPANS: Final[Mapping[tuple[Shows, ...], tuple[Span, ...]]] = MappingProxyType(
    {
        _SHORT: ((0, 0), (1, 3), (4, 10), (11, 11), (12, 12)),
        USUAL: ((0, 0), (1, 2), (3, 6), (7, 7), (8, 10), (11, 11), (12, 12)),
    }
)
"""The usual annexes, short and with 扣分原因 and 备注, over the columns of ``unit_plan``."""
_WANTED: Final[Mapping[Shows, float]] = MappingProxyType(
    {
        Shows.NUMBER: 5,
        Shows.CONTENT: 30,
        Shows.METHOD: 46,
        Shows.STANDARD: 7,
        Shows.DEDUCTIONS: 26,
        Shows.SCORE: 7,
        Shows.REMARK: 10,
    }
)
"""The widths that an annex's columns would have."""


@dataclass(frozen=True, slots=True)
class AnnexSpans:
    """The span of each printed column, in printed order. ``usual``: the annex has just the usual columns in order."""

    spans: Mapping[PrintColumn, Span]
    usual: bool

    def of(self, shows: Shows) -> Span:
        """The span of a usual column. Raises ``KeyError`` where the annex does not have it."""
        for column, span in self.spans.items():
            if column.shows is shows:
                return span
        raise KeyError(shows)


def is_usual(scorecard: Scorecard) -> bool:
    """Whether a scorecard's annex has the usual columns in the usual order."""
    return _kinds(print_columns(scorecard)) in _USUAL_SPANS


def _kinds(columns: Sequence[PrintColumn]) -> tuple[Shows, ...]:
    return tuple(column.shows for column in columns)


def annex_spans(scorecard: Scorecard, widths: Sequence[float]) -> AnnexSpans:
    """The spans of a scorecard's annex over columns of these widths (Excel's unit)."""
    columns = print_columns(scorecard)
    wanted = tuple(_WANTED.get(column.shows) or other_width(column, scorecard) for column in columns)
    return _spans(columns, wanted, tuple(widths))


def _spans(columns: tuple[PrintColumn, ...], wanted: tuple[float, ...], widths: tuple[float, ...]) -> AnnexSpans:
    usual = _USUAL_SPANS.get(_kinds(columns))
    spans = usual or divide(wanted, widths)
    return AnnexSpans(MappingProxyType(dict(zip(columns, spans, strict=True))), usual is not None)


def divide(wanted: Sequence[float], widths: Sequence[float]) -> tuple[Span, ...]:
    """For each wanted width a run of neighbouring columns; together they use all columns, and fit as well as possible.

    Args:
        wanted: Widths (Excel's unit), at most as many as there are columns.
        widths: The widths of the columns.
    """
    count = len(widths)
    best: dict[int, tuple[float, tuple[Span, ...]]] = {0: (0.0, ())}
    for want in wanted:
        after: dict[int, tuple[float, tuple[Span, ...]]] = {}
        for start, (before, made) in best.items():
            for end in range(start + 1, count + 1):
                cost = before + want**2 / sum(widths[start:end])
                if end not in after or cost < after[end][0]:
                    after[end] = (cost, (*made, (start, end - 1)))
        best = after
    return best[count][1]
