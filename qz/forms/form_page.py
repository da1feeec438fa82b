"""Common to all sheets of a form: hidden row keys and column marks, title, protection, print set-up."""

from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from typing import Final

from qz.forms.entries import Entry
from qz.forms.live import InputState, Live
from qz.layout.form_plan import KEY_COLUMN, MARKER_ROW, FormPlan
from qz.model.layout import MARKED_AS
from qz.records import dataclass
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import absolute, quote_sheet
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import page_breaks, print_scale
from qz.workbook.write.print_setup import PrintSetup

TO_DO: Final = (InputState.BLANK, InputState.WRONG, InputState.CONTRADICTS)
"""The states of inputs that need attention."""
NOWHERE: Final = 9999
"""A row number below the end of every form."""


@dataclass(slots=True)
class Section:
    """The inputs of a sheet whose states are counted on the first sheet.

    ``columns``: pairs of a column of inputs and the hidden column of their states; the hidden columns are adjacent.
    ``states``: by row and column of inputs, added as the inputs are written. ``asked``: how many of the inputs are
    required in any case, whatever is filled in elsewhere.
    """

    sheet: str
    columns: tuple[tuple[int, int], ...]
    last_row: int
    states: dict[tuple[int, int], InputState] = field(default_factory=dict)
    asked: int = 0

    def _area(self, first: int, last: int) -> str:
        return f"{quote_sheet(self.sheet)}!{absolute(0, first)}:{absolute(self.last_row, last)}"

    def count(self, *codes: InputState) -> Live:
        """The formula for how many inputs are in one of these states."""
        area = self._area(self.columns[0][1], self.columns[-1][1])
        expression = "+".join(f"COUNTIF({area},{code:d})" for code in codes)
        return Live(expression, Decimal(sum(state in codes for state in self.states.values())))

    def first_rows(self) -> tuple[Live, ...]:
        """For each column of inputs, a formula for the row (from 1) of the first one to attend to; 9999 for none."""
        return tuple(self._first_row(column, hidden) for column, hidden in self.columns)

    def _first_row(self, column: int, hidden: int) -> Live:
        area = self._area(hidden, hidden)
        found = ",".join(f"IFERROR(MATCH({code:d},{area},0),{NOWHERE})" for code in TO_DO)
        rows = [row + 1 for (row, place), state in self.states.items() if place == column and state in TO_DO]
        return Live(f"MIN({found})", Decimal(min(rows, default=NOWHERE)))


class FormPage(Page):
    """One sheet of a form: its row keys and column marks, formulas and states, and print set-up."""

    def __init__(self, book: Book, plan: FormPlan, name: str, widths: Sequence[float]) -> None:
        """Add the sheet ``name``, with hidden row keys and column marks where it has inputs."""
        super().__init__(book.sheet(name), widths)
        self.book = book
        self.plan = plan
        for kind, column in plan.layout.columns.get(name, {}).items():
            if kind in MARKED_AS:
                continue
            self.sheet.text(MARKER_ROW, column, kind.value, "body small quiet nowrap")
        for row, key in plan.layout.row_keys.get(name, {}).items():
            self.sheet.text(row, KEY_COLUMN, key, "body small quiet nowrap")

    def live(  # noqa: PLR0917
        self, row: int, column: int, live: Live, style: str, rows: int = 1, columns: int = 1, longest: str = ""
    ) -> None:
        """Write a formula; ``longest``: the longest text it may show, for the height of the row."""
        self.room(row, column, longest, style, rows, columns)
        last = (row + rows - 1, column + columns - 1)
        self.sheet.merge_formula((row, column), last, live.expression, style, live.value)

    def flag(self, section: Section, entry: Entry, live: Live) -> None:
        """Write the formula of an input's state into the section's hidden column."""
        column = dict(section.columns)[entry.cell.column]
        self.sheet.formula(entry.cell.row, column, live.expression, "body small quiet", live.value)
        section.states[entry.cell.row, entry.cell.column] = InputState(int(live.value))
        section.asked += entry.cell.spec.required

    def close(self, rows: int, *, landscape: bool, head_row: int | None = None, blocks: Sequence[int] = ()) -> None:
        """Set row heights, page breaks, print titles and protection. ``blocks``: rows at which a page may begin."""
        if self.plan.layout.columns.get(self.sheet.name):
            self.least_of(MARKER_ROW, 0)
        heights = self.heights(rows)
        scale = print_scale(self.widths, landscape=landscape)
        repeated = heights[head_row] if head_row is not None else 0.0
        breaks = page_breaks(heights, blocks or [0], repeated=repeated, scale=scale, landscape=landscape)
        repeat = None if head_row is None else (head_row, head_row)
        particulars = self.plan.programme.particulars
        header = f"{particulars.document_number}　{self.plan.unit.name}　第{particulars.edition}版"
        area = (0, 0, rows - 1, max(column for column, width in enumerate(self.widths) if width))
        self.finish(rows, PrintSetup(landscape, repeat, header=header, breaks=breaks, area=area))
        self.sheet.protect()
