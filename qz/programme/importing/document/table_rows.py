"""The rows of a responsibility table or scorecard by field: merged cells, repeated heads, rows of one item."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from qz.layout.print_columns import WRITTEN, Shows, usual_column
from qz.programme.importing.document.blocks import TableBlock
from qz.programme.importing.document.heads import TableHeads, TableKind
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.records import dataclass
from qz.values.numerals import ORDINAL
from qz.words import fold

SECTION: Final = "大类"
"""The column of a scorecard for lines across the whole table (一、组织领导20分) under which items stand."""
_OF_ONE_ROW: Final = frozenset(("number", "content", "method", "standard"))
_HEADING: Final = re.compile(rf"(?:[（(]?{ORDINAL}+[)）]?[、．.]?|第{ORDINAL}+[章部])")
_TOTAL: Final = re.compile(r"^(?:合计|总计|总分|小计|共计)")
_POINTS: Final = re.compile(r"[（(](?:共|计)?\s*(\d+(?:\.\d+)?)\s*分[)）]")


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table's kind, its heads as printed, rows by field, a scorecard's own columns, and what has no place."""

    kind: TableKind
    heads: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    own: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def read_rows(table: TableBlock, heads: TableHeads) -> TableRows:
    """The rows below the heads that say something."""
    printed = tuple(cell for cell in heads.cells if cell)
    body = table.rows[heads.body :]
    if heads.kind is TableKind.TASKS:
        columns = _task_columns(heads, max((len(row) for row in body), default=0))
        rows = tuple(_task_rows(row for _, row in _filled(table, heads, columns)))
        return TableRows(heads.kind, _task_heads(heads), rows, lost=tuple(_without_place(heads, body)))
    own = _own_columns(heads, body)
    rows = tuple(_scorecard_rows(table, heads, {**heads.fields, **own}))
    sections = (SECTION,) if any(SECTION in row for row in rows) else ()
    return TableRows(heads.kind, printed, rows, (*sections, *own.values()))


def _task_rows(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The rows with a goal; a line across the table above them is their ``SECTION``."""
    section = ""
    for row in rows:
        if row.get("goal") and (row.get("lead") or row.get("support") or not _is_line(row)):
            yield {**row, **({SECTION: section} if section else {})}
        else:
            section = "".join(row.values())


def _is_line(row: Mapping[str, str]) -> bool:
    return sum(bool(text) for text in row.values()) == 1 and bool(_HEADING.match("".join(row.values())))


def _task_heads(heads: TableHeads) -> tuple[str, ...]:
    """The heads that 《责任分解表》 prints, in its order: the document's words, or the usual one."""
    printed = {field: heads.cells[place] for place, field in heads.fields.items()}
    columns = [column for column in sheet_spec(heads.kind.value).columns if column.head]
    return tuple(printed.get(column.field, column.head) for column in columns)


def _without_place(heads: TableHeads, body: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of a responsibility table that 《责任分解表》 has not, with what is printed in them."""
    for place, head in enumerate(heads.cells):
        printed = [row[place] for row in body if place < len(row) and row[place] and fold(row[place]) != fold(head)]
        shows = usual_column(fold(head)) if head else None
        if head and place not in heads.fields and printed and not (shows and shows[0] in WRITTEN):
            yield f"{head}：{'；'.join(printed)}"


def _task_columns(heads: TableHeads, width: int) -> dict[int, str]:
    """The field of each column of the body, where 工作内容 may have a second one under the same head."""
    cells, spread = heads.cells, "category" in heads.fields.values()
    columns: dict[int, str] = {}
    place = 0
    for index in range(len(cells)):
        name = heads.fields.get(index, "")
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


def _own_columns(heads: TableHeads, body: Sequence[Sequence[str]]) -> dict[int, str]:
    """A scorecard's columns that are none of the usual ones, by place; 备注 where something is printed in it."""
    own: dict[int, str] = {}
    for place, cell in enumerate(heads.cells):
        found = usual_column(fold(cell))
        shows = found[0] if found else None
        printed = any(place < len(row) and row[place] and fold(row[place]) != fold(cell) for row in body)
        written = shows in WRITTEN and not (shows is Shows.REMARK and printed)
        if cell and place not in heads.fields and not written and cell not in own.values():
            own[place] = cell
    return own


def _filled(table: TableBlock, heads: TableHeads, columns: Mapping[int, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by field with their place, heads repeated on a new page left out."""
    repeated = [{fold(cell) for cell in row if cell} for row in table.rows[: heads.body]]
    for number, cells in enumerate(table.rows[heads.body :], heads.body):
        words = {fold(cell) for cell in cells if cell}
        if words and words not in repeated:
            yield number, {name: cells[place] for place, name in columns.items() if place < len(cells)}


def _scorecard_rows(table: TableBlock, heads: TableHeads, columns: Mapping[int, str]) -> Iterator[dict[str, str]]:
    """One row an item: cells merged over rows say the same in each, rows of one merged 分值 are one item."""
    kept: dict[str, str] | None = None
    above: dict[str, str] = {}
    section = ""
    for number, row in _filled(table, heads, columns):
        if not _is_item(row):
            words = "".join(row.values())
            section = section if _TOTAL.match(words) else words
            continue
        goes_on = {name for place, name in columns.items() if (number, place) in table.continued}
        printed, own_points = row.get("content", ""), _own_points(row)
        of_kept = kept is not None and ("standard" in goes_on or not (row.get("standard") or printed))
        row |= {name: above.get(name, "") for name in goes_on - _OF_ONE_ROW}
        row["content"] = printed or above.get("content", "")
        above = row
        if kept is not None and of_kept and not own_points:
            kept["method"] += f"\n{row['method']}"
            kept["content"] = "\n".join(dict.fromkeys(text for text in (kept["content"], printed) if text))
            continue
        if kept is not None:
            if of_kept:
                kept["standard"] = _own_points(kept) or kept.get("standard", "")
            yield kept
        row["standard"] = row.get("standard") or own_points
        kept = {**row, **({SECTION: section} if section else {})}
    if kept is not None:
        yield kept


def _is_item(row: dict[str, str]) -> bool:
    """Whether a row has a rule, or at least says what so many points are for (which is its rule then)."""
    content = row.get("content", "")
    if not row.get("method") and content and row.get("standard") and not _TOTAL.match(content):
        row["method"] = content
    return bool(row.get("method")) and not _TOTAL.match(row["method"])


def _own_points(row: Mapping[str, str]) -> str:
    """The points that a row's own words name once: 召开会议（5分）; empty for none, or several."""
    found = _POINTS.findall(row.get("content", "") + row["method"])
    return found[0] if len(found) == 1 else ""
