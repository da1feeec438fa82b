"""The parts of an official document: its body, its responsibility table, its scorecards."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qz.layout.print_columns import NAMED, WRITTEN, Shows
from qz.programme.importing.blocks import Block, TableBlock, TextBlock
from qz.programme.programme_sheets import sheet_spec
from qz.values.numerals import ORDINAL
from qz.words import fold

_ANNEX: Final = re.compile(rf"附\s*[件表]\s*(?:[0-9０-９]|{ORDINAL})*\s*[:：]?")
_HEAD_ROWS: Final = 3
_FIELDS: Final[Mapping[Shows, str]] = {
    Shows.NUMBER: "number",
    Shows.CONTENT: "content",
    Shows.METHOD: "method",
    Shows.STANDARD: "standard",
}
"""The fields of 考核内容 that a scorecard's usual columns become."""


class TableKind(StrEnum):
    """What a table of a document is, by its heads."""

    TASKS = "tasks"
    SCORECARD = "items"


@dataclass(frozen=True, slots=True)
class Annex:
    """One table with what is printed around it.

    ``label`` is 附件1：, ``heads`` the column heads as printed, ``rows`` the body by field of the programme sheet the
    table becomes (责任分解表 or 考核内容), a scorecard's further columns by their heads (``own``), ``ending`` the words
    of the line below it.
    """

    kind: TableKind
    label: str
    title: str
    paragraphs: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    ending: tuple[str, ...]
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """A document's body paragraphs, its annexes, and tables that are neither kind (their heads)."""

    body: tuple[str, ...]
    annexes: tuple[Annex, ...]
    unknown: tuple[str, ...]


def split_document(blocks: Sequence[Block]) -> DocumentParts:
    """Tell body and annexes apart: an annex begins at a line 附件n, or at a table with the heads of one."""
    body: list[str] = []
    annexes: list[Annex] = []
    unknown: list[str] = []
    before: list[str] = []
    in_body = True
    for place, block in enumerate(blocks):
        if isinstance(block, TextBlock):
            in_body = in_body and not _ANNEX.fullmatch(block.text)
            (body if in_body else before).append(block.text)
            continue
        found = _read_table(block)
        if found is None:
            unknown.append("、".join(cell for cell in block.rows[0] if cell))
            continue
        kind, heads, rows, own = found
        if in_body:
            before = [body.pop()] if body else []
        label, title, paragraphs = _split_lead(before)
        last = place == len(blocks) - 2 and isinstance(blocks[-1], TextBlock)
        ending = _split_ending(blocks[-1].text) if last and isinstance(blocks[-1], TextBlock) else ()
        annexes.append(Annex(kind, label, title, paragraphs, heads, rows, ending, own))
        before, in_body = [], False
    return DocumentParts(tuple(body), tuple(annexes), tuple(unknown))


def _split_lead(texts: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    """The annex's label, its title (of one line or two), and the paragraphs before its table."""
    label = texts[0] if texts and _ANNEX.fullmatch(texts[0]) else ""
    rest = list(texts[bool(label) :])
    return label, rest[0] if rest else "", tuple(rest[1:])


def _split_ending(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[ \u3000]{2,}", text) if part)


def _fields(kind: TableKind, cells: Sequence[str]) -> dict[int, str]:
    """Which field of the sheet each cell is the head of, by place; the sheet's own word for it before others."""
    columns = [column for column in sheet_spec(kind.value).columns if column.head]
    spellings = [
        {fold(column.head): column.field for column in columns},
        {fold(alias): column.field for column in columns for alias in column.aliases},
    ]
    if kind is TableKind.SCORECARD:
        spellings.append({word: _FIELDS[shows] for word, shows in NAMED.items() if shows in _FIELDS})
    found: dict[int, str] = {}
    for words in spellings:
        for place, cell in enumerate(cells):
            name = words.get(fold(cell))
            if name is not None and place not in found and name not in found.values():
                found[place] = name
    return found


_NEEDED: Final = {
    TableKind.TASKS: {"goal", "lead"},
    TableKind.SCORECARD: {"method", "standard"},
}


_Read = tuple[TableKind, tuple[str, ...], tuple[Mapping[str, str], ...], tuple[str, ...]]


def _read_table(table: TableBlock) -> _Read | None:
    for head_row, cells in enumerate(table.rows[:_HEAD_ROWS]):
        for kind, needed in _NEEDED.items():
            fields = _fields(kind, cells)
            if needed <= set(fields.values()):
                body = table.rows[head_row + 1 :]
                columns = _columns(kind, cells, fields, max((len(row) for row in body), default=0))
                own = _own_columns(cells, fields, body) if kind is TableKind.SCORECARD else {}
                rows = _rows(kind, table, head_row, columns | own)
                return kind, tuple(cell for cell in cells if cell), tuple(rows), tuple(own.values())
    return None


def _own_columns(cells: Sequence[str], fields: Mapping[int, str], body: Sequence[Sequence[str]]) -> dict[int, str]:
    """A scorecard's columns that are none of the usual ones, by place; 备注 where something is printed in it."""
    own: dict[int, str] = {}
    for place, cell in enumerate(cells):
        shows = NAMED.get(fold(cell))
        printed = any(place < len(row) and row[place] and fold(row[place]) != fold(cell) for row in body)
        written = shows in WRITTEN and not (shows is Shows.REMARK and printed)
        if cell and place not in fields and not written and cell not in own.values():
            own[place] = cell
    return own


def _columns(kind: TableKind, cells: Sequence[str], fields: Mapping[int, str], width: int) -> dict[int, str]:
    """The field of each column of the body, where 工作内容 may have a second one under the same head."""
    spread = kind is TableKind.TASKS and "category" in fields.values()
    columns: dict[int, str] = {}
    place = 0
    for index in range(len(cells)):
        name = fields.get(index, "")
        if name:
            columns[place] = name
        place += 1
        if spread and name == "category":
            has_own_cell = index + 1 < len(cells) and not cells[index + 1]
            if has_own_cell or len(cells) < width:
                columns[place] = "subcategory"
            if not has_own_cell and len(cells) < width:
                place += 1
    return columns


def _rows(kind: TableKind, table: TableBlock, head_row: int, columns: Mapping[int, str]) -> Iterator[Mapping[str, str]]:
    """The rows that say something, heads repeated on a new page left out; a further column's merged cell in each."""
    anchor = "goal" if kind is TableKind.TASKS else "method"
    known = {column.field for column in sheet_spec(kind.value).columns}
    heads = table.rows[head_row]
    above: dict[str, str] = {}
    for number, cells in enumerate(table.rows[head_row + 1 :], head_row + 1):
        if [fold(cell) for cell in cells if cell] == [fold(cell) for cell in heads if cell]:
            continue
        row = {name: cells[place] for place, name in columns.items() if place < len(cells)}
        for place, name in columns.items():
            if name not in known and (number, place) in table.continued:
                row[name] = above.get(name, "")
        above = row
        if row.get(anchor):
            yield row
