"""The parts of an official document: its body, its responsibility table, its scorecards."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qz.programme.columns import SheetSpec
from qz.programme.importing.blocks import Block, TableBlock, TextBlock
from qz.programme.programme_sheets import sheet_spec
from qz.values.numerals import ORDINAL
from qz.words import fold

_ANNEX: Final = re.compile(rf"附\s*[件表]\s*(?:[0-9０-９]|{ORDINAL})*\s*[:：]?")
_HEAD_ROWS: Final = 3
_IGNORED_HEADS: Final = frozenset(map(fold, ("实得分", "扣分原因", "得分", "自评分", "备注")))


class TableKind(StrEnum):
    """What a table of a document is, by its heads."""

    TASKS = "tasks"
    SCORECARD = "items"


@dataclass(frozen=True, slots=True)
class Annex:
    """One table with what is printed around it.

    ``label`` is 附件1：, ``heads`` the column heads as printed, ``rows`` the body by field of the programme sheet the
    table becomes (责任分解表 or 考核内容), ``ending`` the words of the line below it.
    """

    kind: TableKind
    label: str
    title: str
    paragraphs: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    ending: tuple[str, ...]


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
        kind, heads, rows = found
        if in_body:
            before = [body.pop()] if body else []
        label, title, paragraphs = _split_lead(before)
        last = place == len(blocks) - 2 and isinstance(blocks[-1], TextBlock)
        ending = _split_ending(blocks[-1].text) if last and isinstance(blocks[-1], TextBlock) else ()
        annexes.append(Annex(kind, label, title, paragraphs, heads, rows, ending))
        before, in_body = [], False
    return DocumentParts(tuple(body), tuple(annexes), tuple(unknown))


def _split_lead(texts: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    """The annex's label, its title (of one line or two), and the paragraphs before its table."""
    label = texts[0] if texts and _ANNEX.fullmatch(texts[0]) else ""
    rest = list(texts[bool(label) :])
    return label, rest[0] if rest else "", tuple(rest[1:])


def _split_ending(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[ \u3000]{2,}", text) if part)


def _fields(spec: SheetSpec, cells: Sequence[str]) -> dict[int, str]:
    """Which field of the sheet each cell is the head of, by place."""
    words = {
        fold(word): column.field for column in spec.columns if column.head for word in (column.head, *column.aliases)
    }
    return {place: words[fold(cell)] for place, cell in enumerate(cells) if fold(cell) in words}


_NEEDED: Final = {
    TableKind.TASKS: {"goal", "lead"},
    TableKind.SCORECARD: {"method", "standard"},
}


def _read_table(table: TableBlock) -> tuple[TableKind, tuple[str, ...], tuple[Mapping[str, str], ...]] | None:
    for head_row, cells in enumerate(table.rows[:_HEAD_ROWS]):
        for kind, needed in _NEEDED.items():
            fields = _fields(sheet_spec(kind.value), cells)
            if needed <= set(fields.values()):
                body = table.rows[head_row + 1 :]
                columns = _columns(kind, cells, fields, max((len(row) for row in body), default=0))
                return kind, tuple(cell for cell in cells if cell), tuple(_rows(kind, body, columns, cells))
    return None


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


def _rows(
    kind: TableKind, body: Sequence[Sequence[str]], columns: Mapping[int, str], heads: Sequence[str]
) -> Iterator[Mapping[str, str]]:
    """The rows that say something, heads repeated on a new page left out."""
    anchor = "goal" if kind is TableKind.TASKS else "method"
    for cells in body:
        if [fold(cell) for cell in cells if cell] == [fold(cell) for cell in heads if cell]:
            continue
        row = {name: cells[place] for place, name in columns.items() if place < len(cells)}
        if row.get(anchor):
            yield row
