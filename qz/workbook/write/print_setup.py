"""How a sheet prints, as a record: paper, margins, repeated heads, page breaks, what stands in head and foot."""

from collections.abc import Sequence
from typing import Any, Final

from qz.records import dataclass
from qz.workbook.write.look import FOOTER
from qz.workbook.write.page_breaks import MARGINS, Margins

A4: Final = 9
A3: Final = 8
"""Paper sizes by the numbers workbooks give them."""
_SMALL: Final = '&"宋体,Regular"&9'


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """How a sheet prints: one page wide, with page numbers in the foot.

    ``repeat`` are the first and last of the head rows printed on every page; ``breaks`` the rows before which a page
    begins (``qz.workbook.write.page_breaks``); ``area`` the first row and column and the last row and column printed
    (everything where it is ``None``); ``header`` the words at the top right of each page, ``footer`` those at its
    bottom left. ``one_page``: one page tall as well.
    """

    landscape: bool = True
    repeat: tuple[int, int] | None = None
    one_page: bool = False
    header: str = ""
    footer: str = ""
    breaks: Sequence[int] = ()
    margins: Margins = MARGINS
    area: tuple[int, int, int, int] | None = None
    paper: int = A4

    def apply(self, raw: Any) -> None:
        """Set it on the library's worksheet."""
        raw.set_paper(self.paper)
        if self.landscape:
            raw.set_landscape()
        else:
            raw.set_portrait()
        raw.fit_to_pages(1, 1 if self.one_page else 0)
        raw.set_h_pagebreaks(list(self.breaks))
        raw.set_margins(**self.margins._asdict())
        raw.center_horizontally()
        if self.repeat:
            raw.repeat_rows(*self.repeat)
        if self.area:
            raw.print_area(*self.area)
        raw.set_footer(f"&L{_SMALL}{_plain(self.footer)}{FOOTER}" if self.footer else FOOTER)
        if self.header:
            raw.set_header(f"&R{_SMALL}{_plain(self.header)}")


def _plain(words: str) -> str:
    return words.replace("&", "&&")
