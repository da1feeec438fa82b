"""Writes sheets that are one table: title, lines under it, heads with filter buttons, rows, print set-up."""

from collections.abc import Iterable, Sequence

from qz.model.assessment import Assessment
from qz.records import dataclass
from qz.reports.dated import dated_words
from qz.reports.result_words import report_title
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import MARGINS, Margins
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content, TableColumn, write_table


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet that is one table.

    ``name``: the end of the title. ``lines``: stand under the title. ``frozen``: so many first columns stay visible
    when the sheet is scrolled. ``printed``: so many first columns are printed (0: all). ``numbered``: it has numbers of
    clauses or tasks, stored as texts. ``when_empty``: stands in place of rows where there are none.
    """

    name: str
    lines: Sequence[Content]
    columns: Sequence[TableColumn]
    frozen: int
    printed: int = 0
    margins: Margins = MARGINS
    numbered: bool = True
    when_empty: str = ""

    @property
    def top(self) -> int:
        """The row of the heads."""
        return 1 + len(self.lines)


def write_listing(
    sheet: Sheet, assessment: Assessment, listing: Listing, rows: Iterable[Sequence[Content]]
) -> tuple[int, int]:
    """Write the sheet. Returns the row of the heads, and the row after the last one."""
    columns, printed = listing.columns, listing.printed or len(listing.columns)
    page = Page(sheet, [column.width for column in columns])
    top = page.title(report_title(assessment.programme, listing.name), listing.lines, printed)
    end = write_table(sheet, top, columns, rows)
    if end == top + 1 and listing.when_empty:
        page.across(end, (0, min(len(columns), 8) - 1), listing.when_empty, "body box center quiet")
        end += 1
    sheet.freeze(top + 1, listing.frozen)
    area = (0, 0, max(end - 1, top), printed - 1) if printed < len(columns) else None
    page.finish_around(
        PrintSetup(repeat=(top, top), margins=listing.margins, area=area, footer=dated_words(assessment))
    )
    if listing.numbered:
        sheet.numbers_as_text(end, len(columns))
    return top, end
