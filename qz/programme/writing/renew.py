"""Begins a new year's programme workbook from an older one: a copy with the year changed, and cells to check marked.

The copy keeps everything else in the workbook: formats, lists, notes, additional sheets. What depends on the year is
changed or cleared; every such cell is coloured, and its comment says what to do.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from openpyxl.workbook import Workbook

from qz.model.choices import FilledBy
from qz.model.place import Place
from qz.programme.faults import ProgrammeFault
from qz.programme.identity_alone import key_rows
from qz.programme.load import load_tables
from qz.programme.raw import RawRow, RawTable
from qz.programme.reading.read_formula import is_last_year
from qz.programme.reading.typed_records import read_moment, show_value
from qz.programme.sheets.columns import KeyRow
from qz.programme.sheets.programme_sheets import CONTENTS_TITLE, sheet_spec
from qz.programme.writing.cell_comments import CLEARED, comment_on
from qz.programme.writing.marked_book import open_to_mark, save_new
from qz.records import dataclass
from qz.values.numerals import spell_digits
from qz.words import fold
from qz.workbook.write.look import WARN_FILL

OPEN: Final = "××"
"""Stands where the new document's number goes."""
_OLD_TARGET: Final = "请改：这是上一方案的目标，请填新的。"
_SERIAL: Final = re.compile(r"\d+(?=\s*号)")


@dataclass(frozen=True, slots=True)
class EditMark:
    """A marked cell and the text of its comment."""

    place: Place
    request: str


def renew_programme(source: Path, target: Path, year: int) -> tuple[EditMark, ...]:
    """Write ``target``, the programme of ``year`` begun from ``source``. Returns the marked cells in order.

    Raises:
        ProgrammeFault: ``source`` is not a programme workbook, or has no year.
        FileExistsError: ``target`` exists; it is never overwritten.
    """
    raw, found = load_tables(source)
    table = raw.tables.get("particulars")
    rows = key_rows(table) if table is not None else {}
    if table is None or "year" not in rows:
        raise ProgrammeFault(found.findings)
    book = open_to_mark(source)
    old = _Year(show_value(rows["year"].values.get("value")).strip())
    marks = {}
    for field, change in _CHANGES.items():
        if field in rows:
            place = table.place(rows[field].row, "value")
            if request := change(book[place.sheet][place.cell], old, year):
                marks[place] = request
    marks |= _clear_old_names(book, raw.tables.get("indicators"))
    marks |= _clear_final_reason(book, raw.tables.get("parameters"))
    marks |= _clear_year_values(book, raw.tables.get("unit_targets"), raw.tables.get("facts"))
    helps = _renew_helps(book, table, year)
    for place, cell in _texts(book):
        if place not in marks and place not in helps and (request := old.carry(cell, year)):
            marks[place] = request
    for place, request in marks.items():
        comment_on(book[place.sheet][place.cell], WARN_FILL, request)
    book.properties.title = old.carried(book.properties.title or "", year)
    save_new(book, target)
    order = sorted(marks, key=lambda place: book.sheetnames.index(place.sheet))
    return tuple(EditMark(place, marks[place]) for place in order if place.sheet != CONTENTS_TITLE)


def _renew_helps(book: Workbook, table: RawTable, year: int) -> frozenset[Place]:
    """《基本信息》: write the help of each key, with the new year in it. Returns the cells of the column."""
    for row in table.rows:
        key = _key_of(row)
        if key and "help" in table.columns:
            book[table.sheet][table.place(row.row, "help").cell].value = key.help_in(str(year))
    return frozenset(table.place(row.row, "help") for row in table.rows)


def _key_of(row: RawRow) -> KeyRow | None:
    """The key of 基本信息 in a row."""
    wanted = fold(show_value(row.values.get("key")))
    keys = sheet_spec("particulars").keys
    return next((key for key in keys if wanted in {fold(word) for word in (key.word, *key.aliases)}), None)


def _clear_old_names(book: Workbook, table: RawTable | None) -> Mapping[Place, str]:
    """《指标》: clear the indicators' names of the year before the old one."""
    marks: dict[Place, str] = {}
    if table is None:
        return marks
    for row in table.rows:
        if row.values.get("formerly") is not None:
            place = table.place(row.row, "formerly")
            book[place.sheet][place.cell].value = None
            marks[place] = "上年名称已清空：指标今年改了名称、对比时认不出的，写上一年的名称。"
    return marks


def _clear_year_values(book: Workbook, table: RawTable | None, facts: RawTable | None) -> Mapping[Place, str]:
    """《单位目标》: mark the old year's targets; clear its values for formulas: last year's, and those of 考核方案."""
    marks: dict[Place, str] = {}
    if table is None:
        return marks
    of_year = _given_names(facts)
    for head in table.extra_columns:
        cleared = is_last_year(head) or not of_year.isdisjoint({fold(head), *map(fold, head.split("\n"))})
        for row in table.rows:
            if row.values.get(head) is not None:
                place = table.place(row.row, head)
                marks[place] = _OLD_TARGET
                if cleared:
                    book[place.sheet][place.cell].value = None
                    marks[place] = f"{CLEARED}：这是上一方案的数，公式要用的，请填新的。"
    return marks


def _given_names(facts: RawTable | None) -> set[str]:
    """The folded names of the facts whose values the programme gives (由谁填: 考核方案)."""
    word = fold(FilledBy.PROGRAMME.value)
    rows = [row for row in facts.rows if fold(show_value(row.values.get("filled_by"))) == word] if facts else []
    return {fold(show_value(row.values.get(name))) for row in rows for name in ("fact_id", "label")}


def _clear_final_reason(book: Workbook, table: RawTable | None) -> Mapping[Place, str]:
    """《参数》: clear the reason why the old year's results are final."""
    key = next(key for key in sheet_spec("parameters").keys if key.field == "final_reason")
    names = {fold(word) for word in (key.word, *key.aliases)}
    marks: dict[Place, str] = {}
    for row in table.rows if table is not None else ():
        if fold(show_value(row.values.get("key"))) in names and row.values.get("value") is not None:
            place = table.place(row.row, "value") if table is not None else Place()
            book[place.sheet][place.cell].value = None
            marks[place] = "定稿说明已清空：它说的是上一方案的结果；新年度定稿时另写。"
    return marks


class _Year:
    """The old year, and how texts write it: 2011年, 〔2011〕, 二○一一年."""

    def __init__(self, old: str) -> None:
        self.old = old
        written = spell_digits(re.sub(r"\D", "", old), "[零〇○]")
        self._bare = re.compile(rf"(?<!\d){re.escape(old)}(?!\d)")
        self._year_written = re.compile(rf"(?<!\d){re.escape(old)}(?=\s*年|[〕\]］）)])")
        self._written = re.compile(f"{written}(?=年)")

    def carried(self, text: str, year: int) -> str:
        """The text with the new year wherever it writes the old one as a year."""
        spelled = spell_digits(str(year), "○" if "○" in text else "〇")
        return self._written.sub(spelled, self._year_written.sub(str(year), text))

    def carry(self, cell: Any, year: int) -> str:
        """Change the year in a cell's text. Returns the text for its comment; ``""`` where nothing was changed."""
        text: str = cell.value
        cell.value = self.carried(text, year)
        if cell.value != text:
            return f"请核：年度已由{self.old}改为{year}，请对照新文件核对全文。"
        return f"请核：这里写有{self.old}，是否要改。" if self._bare.search(text) else ""


def _change_year(cell: Any, _: _Year, year: int) -> str:
    cell.value = year
    return f"年度已改为{year}。"


def _change_title(cell: Any, old: _Year, year: int) -> str:
    cell.value = old.carried(str(cell.value or ""), year)
    return "请改：填新文件的标题。"


def _change_number(cell: Any, old: _Year, year: int) -> str:
    cell.value = _SERIAL.sub(OPEN, old.carried(str(cell.value or ""), year))
    return "请改：填新文件的文号；还没有的可以留空。"


def _clear_issued(cell: Any, _: _Year, year: int) -> str:
    cell.value = None
    return f"请填：新文件的印发日期，如 {year}-06-23；还没有的可以留空。"


def _restart_edition(cell: Any, _: _Year, year: int) -> str:
    cell.value = 1
    return f"{year}年第一版，不必改。"


def _move(what: str, *, required: bool = False) -> Callable[[Any, _Year, int], str]:
    """Moves a date to the same day of the new year, to be checked; a blank cell that may be blank is not marked."""

    def change(cell: Any, old: _Year, year: int) -> str:
        moment = read_moment(cell.value)
        if moment is None:
            return f"请改：填新的{what}。" if required or cell.value is not None else ""
        later = _same_day(moment, moment.year + year - int(old.old))
        if not isinstance(cell.value, dt.datetime):
            cell.value = f"{later:%Y-%m-%d %H:%M}" if later.time() != dt.time() else f"{later:%Y-%m-%d}"
        else:
            cell.value = later
        return f"请改：暂定为上一方案的同一天（{later.year}年{later.month}月{later.day}日），请填新的{what}。"

    return change


def _same_day(moment: dt.datetime, year: int) -> dt.datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=year, day=day)


_CHANGES: Final[Mapping[str, Callable[[Any, _Year, int], str]]] = MappingProxyType(
    {
        "year": _change_year,
        "title": _change_title,
        "document_number": _change_number,
        "issued": _clear_issued,
        "edition": _restart_edition,
        "deadline": _move("报送截止时间", required=True),
        "counted_until": _move("统计截止日"),
        "verify_by": _move("核定截止日"),
        "appeal_by": _move("复核截止时间"),
    }
)


def _texts(book: Workbook) -> Iterator[tuple[Place, Any]]:
    """Every cell with a text, except on hidden sheets of lists."""
    for sheet in book.worksheets:
        if sheet.title.startswith("_"):
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "s" and isinstance(cell.value, str):
                    yield Place(sheet.title, cell.coordinate), cell
