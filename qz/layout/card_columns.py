"""The columns of 自评表: the annex's columns, then those of the form, then the annex's last ones."""

from typing import Final

from qz.layout.print_columns import WRITTEN, PrintColumn, Shows, other_width, print_columns
from qz.model.scorecards import Scorecard
from qz.records import dataclass

FIRST: Final = 1
"""The first column that is shown; the one before holds the rows' keys."""
_PRINTED_WIDTHS: Final = {Shows.NUMBER: 5.0, Shows.CONTENT: 22.0, Shows.METHOD: 26.0, Shows.STANDARD: 7.0}
_OWN_WIDTHS: Final = (6, 22, 9, 10, 17, 12, 8, 20, 9)
"""From ``clause`` to ``score``."""
_REMARK_WIDTH: Final = 12


@dataclass(frozen=True, slots=True)
class CardColumns:
    """The columns (zero-based) of one scorecard's sheet. ``printed``: the annex's columns, in order from ``FIRST`` on.

    ``closing``: the annex's columns in which something is written: ``reason``, ``score`` and ``remark``. ``last``: the
    last visible column. The columns from ``state`` on are hidden, and so is ``remark`` where the annex has no 备注.
    ``widths``: of all columns (Excel's unit).
    """

    printed: tuple[PrintColumn, ...]
    closing: tuple[PrintColumn, ...]
    standard: int
    clause: int
    label: int
    target: int
    fact: int
    evidence: int
    check: int
    points: int
    reason: int
    score: int
    remark: int
    state: int
    base: int
    bonus: int
    last: int
    widths: tuple[float, ...]

    @property
    def shows_remark(self) -> bool:
        """Whether the annex has the column 备注."""
        return self.last == self.remark

    def head(self, shows: Shows, otherwise: str) -> str:
        """The annex's head for a column that is written into; ``otherwise`` where the annex does not have it."""
        return next((column.head for column in self.closing if column.shows is shows), otherwise)

    def spanning(self, width: float) -> int:
        """The number of the annex's first columns that together are at least ``width`` wide (Excel's unit)."""
        ends = range(1, len(self.printed))
        return next((n for n in ends if sum(self.widths[FIRST : FIRST + n]) >= width), max(1, len(self.printed) - 1))


def card_columns(scorecard: Scorecard) -> CardColumns:
    """The columns of a scorecard's sheet."""
    columns = print_columns(scorecard)
    printed = tuple(column for column in columns if column.shows not in WRITTEN)
    closing = tuple(column for column in columns if column.shows in WRITTEN)
    shows_remark = any(column.shows is Shows.REMARK for column in closing)
    standard = next(place for place, column in enumerate(printed, FIRST) if column.shows is Shows.STANDARD)
    clause = FIRST + len(printed)
    score = clause + 8
    widths = [_PRINTED_WIDTHS.get(column.shows) or other_width(column, scorecard) for column in printed]
    return CardColumns(
        printed=printed,
        closing=closing,
        standard=standard,
        clause=clause,
        label=clause + 1,
        target=clause + 2,
        fact=clause + 3,
        evidence=clause + 4,
        check=clause + 5,
        points=clause + 6,
        reason=clause + 7,
        score=score,
        remark=score + 1,
        state=score + 2,
        base=score + 3,
        bonus=score + 4,
        last=score + shows_remark,
        widths=(0, *widths, *_OWN_WIDTHS, _REMARK_WIDTH if shows_remark else 0, 0, 0, 0),
    )
