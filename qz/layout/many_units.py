"""What pages show of very many units: the one place that says from how many on something is shortened or set apart.

Shortening is always said on the page. Tests set ``POLICY`` to smaller numbers: the rule stays the same.
"""

from collections.abc import Iterator, Sequence

from qz.model.programme import Unit
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class ManyUnits:
    """The numbers from which on pages change; each is the most that is still shown in the plain way.

    ``one_workbook`` units have their sheets in one workbook, more are cut into volumes of ``volume``; ``one_page``
    units are ranked on one printed page; ``charted`` columns of a chart can be told apart; ``named`` units are named
    in a cell, more are counted. ``live`` units have ranks, marks and links that follow every change of the table,
    for each reads a whole column; of ``every_loss`` units every loss is listed, of more those that took a whole item;
    of ``every_value`` units 数据 holds every value, of more what each came to.

    Rows: ``sheet_rows`` of a sheet, beyond which programs take minutes to open it; ``every_status`` statuses of tasks,
    beyond which those done are counted only; ``changes`` of a kind since the last collect; ``overview_rows`` of an
    overview, ``overview_leads`` in it, beyond which only those with something undone stand there; ``task_figures`` of
    one task; of ``document_rows`` in a document all are listed, of more the first ``document_first``.
    """

    one_workbook: int = 100
    volume: int = 50
    one_page: int = 60
    charted: int = 40
    named: int = 5
    live: int = 1000
    every_loss: int = 2000
    every_value: int = 2000
    sheet_rows: int = 200_000
    every_status: int = 20_000
    changes: int = 5000
    overview_rows: int = 500
    overview_leads: int = 100
    task_figures: int = 200
    document_rows: int = 200
    document_first: int = 100

    def volumes(self, units: Sequence[Unit]) -> Iterator[tuple[str, tuple[Unit, ...]]]:
        """The units by their places in a list that does not change through the year, each volume with its span.

        A span is ``0051-0100``; units that one workbook holds are one volume without a span.
        """
        if len(units) <= self.one_workbook:
            yield "", tuple(units)
            return
        width = len(str(len(units)))
        for first in range(0, len(units), self.volume):
            some = tuple(units[first : first + self.volume])
            yield f"{first + 1:0{width}}-{first + len(some):0{width}}", some

    def is_live(self, units: int) -> bool:
        """Whether ranks, marks and links of a table of so many units follow every change of it."""
        return units <= self.live

    def is_one_page(self, units: int) -> bool:
        """Whether so many units are ranked on one printed page."""
        return units <= self.one_page

    def lists_every_loss(self, units: int) -> bool:
        """Whether every loss of so many units is listed."""
        return units <= self.every_loss


POLICY = ManyUnits()
"""The numbers in force; read through the module (``many_units.POLICY``)."""
