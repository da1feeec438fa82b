"""逐分说明.xlsx: the explanation of every unit's points, in the words of ``qz explain``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.layout import many_units
from qz.model.programme import Programme
from qz.records import dataclass
from qz.workbook.write.book import Book
from qz.workbook.write.cell_references import safe_sheet_name
from qz.workbook.write.page import Page
from qz.workbook.write.page_breaks import NARROW
from qz.workbook.write.print_setup import PrintSetup
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content, TableColumn, write_table

_COLUMNS: Final = (
    TableColumn("单位", 12, "body box center"),
    TableColumn("条款", 7, "body box center"),
    TableColumn("条款原文", 30, "body box left small"),
    TableColumn("得分", 8, "body box score"),
    TableColumn("说明", 92, "body box left small"),
)
_LINES: Final = 24
"""Lines of one row at most, for a row must fit on a page."""
TOTAL: Final = "合计"


@dataclass(frozen=True, slots=True)
class ExplainedPoint:
    """One unit's points (分) for one clause (``TOTAL``: its total), and their explanation, line by line."""

    unit: str
    clause_id: str
    clause: str
    points: Decimal | None
    lines: Sequence[str]


def explains_every_point(programme: Programme) -> bool:
    """Whether every clause is explained; of very many units only the totals are."""
    return len(programme.units) <= many_units.POLICY.every_value


def write_points(programme: Programme, explained: Mapping[str, Iterable[ExplainedPoint]], path: Path) -> None:
    """Write the workbook: one sheet for each scorecard, with ``explained`` by its id."""
    particulars = programme.particulars
    title = f"{particulars.year}年{particulars.district}{particulars.name}逐分说明"
    line = "每个单位的每一条款一行：得分、算法、用的数据、出处和核定。可按单位、条款筛选。"
    if not explains_every_point(programme):
        line = "单位太多，只说明每个单位的合计；各条款请用 qz explain 查询。"
    with Book.create(path, title, author=particulars.office) as book:
        taken: set[str] = set()
        for card in programme.scorecards:
            name = safe_sheet_name(card.label, taken.__contains__)
            taken.add(name)
            points = explained.get(card.scorecard_id, ())
            _write(book.sheet(name), f"{title}（{card.label}）", line, points)


def _write(sheet: Sheet, title: str, line: str, points: Iterable[ExplainedPoint]) -> None:
    page = Page(sheet, [column.width for column in _COLUMNS])
    top = page.title(title, (line,))
    end = write_table(sheet, top, _COLUMNS, (row for each in points for row in _rows(each)))
    sheet.freeze(top + 1, 2)
    page.finish_around(PrintSetup(repeat=(top, top), margins=NARROW))
    sheet.numbers_as_text(end, len(_COLUMNS))


def _rows(point: ExplainedPoint) -> Iterator[list[Content]]:
    """The rows of one explanation: one, or several where it is very long."""
    for first in range(0, max(len(point.lines), 1), _LINES):
        whole = first == 0
        clause = point.clause if whole else "（续）"
        words = "\n".join(point.lines[first : first + _LINES])
        yield [point.unit, point.clause_id, clause, point.points if whole else None, words]
