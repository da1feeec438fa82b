"""The limits from which pages about very many units show less, or are divided.

Every page that shows less says so. Tests set ``POLICY`` to smaller numbers, which changes nothing else.
"""

from collections.abc import Iterator, Sequence

from qz.model.task_table import Unit
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class ManyUnits:
    """The limits: up to each of these numbers everything is shown in the usual way.

    Units: ``one_workbook`` units have their sheets in one workbook, more are divided into volumes of ``volume`` units.
    ``one_page``: units ranked on one printed page. ``charted``: columns in a chart. ``named``: units named in a cell;
    more are only counted. ``live``: units whose ranks, marks and links are formulas; each of these reads a whole
    column. ``every_loss``: units of which every loss is listed; of more, only losses of whole items. ``every_value``:
    units whose values are all in 数据; of more, only totals.

    Rows: ``sheet_rows`` of a sheet, as programs open longer ones very slowly. ``every_status``: statuses of tasks; of
    more, only those not 已完成. ``changes``: changes of one kind since the last collect. ``overview_rows`` of an
    overview; ``overview_leads``: leads listed in it; of more, only those with something not done. ``task_figures``:
    figures of one task. ``document_rows`` of a list in a document; of more, the first ``document_first``.
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
        """The units, divided into volumes, each with its span (``0051-0100``).

        ``units``: a list that stays the same all year. Units that fit into one workbook are one volume with the span
        ``""``.
        """
        if len(units) <= self.one_workbook:
            yield "", tuple(units)
            return
        width = len(str(len(units)))
        for first in range(0, len(units), self.volume):
            some = tuple(units[first : first + self.volume])
            yield f"{first + 1:0{width}}-{first + len(some):0{width}}", some

    def is_live(self, units: int) -> bool:
        """Whether ranks, marks and links of a table of ``units`` units are formulas."""
        return units <= self.live

    def is_one_page(self, units: int) -> bool:
        """Whether ``units`` units are ranked on one printed page."""
        return units <= self.one_page

    def lists_every_loss(self, units: int) -> bool:
        """Whether every loss of ``units`` units is listed."""
        return units <= self.every_loss


POLICY = ManyUnits()
"""The numbers in force; read through the module (``many_units.POLICY``)."""
