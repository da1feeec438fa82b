"""A table's kind by its heads, and what each of its columns is; heads may take two rows (考核内容 over 一级, 二级)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from qz.layout.print_columns import Shows, is_group, usual_column
from qz.records import dataclass
from qz.words import fold

_HEAD_ROWS: Final = 4
"""So many rows from the top a head is looked for."""
_LONGEST: Final = 14
"""Characters of a head at most."""
_OF_SCORECARD: Final[Mapping[Shows, str]] = {
    Shows.NUMBER: "number",
    Shows.CONTENT: "content",
    Shows.METHOD: "method",
    Shows.STANDARD: "standard",
}
"""The fields of 考核内容 that a scorecard's usual columns become."""
_OF_TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("序号", "编号"),
    "goal": (
        *("工作目标", "目标", "目标任务", "任务目标", "具体任务", "工作任务", "目标要求", "工作要求", "任务内容"),
        *("重点任务", "主要任务", "年度任务", "任务", "工作内容", "主要内容"),
    ),
    "lead": (
        *("牵头部门", "牵头单位", "牵头部门(责任部门)", "牵头责任单位", "牵头(责任)单位", "主办单位", "责任部门"),
        *("责任单位", "主要责任单位", "责任部门(单位)", "责任单位(部门)", "承办单位"),
    ),
    "support": (
        *("配合部门", "配合单位", "配合部门(单位)", "协办单位", "协同单位", "协作单位", "参与单位", "参加单位"),
        *("责任单位", "责任部门"),
    ),
    "category": ("工作内容", "类别", "任务类别", "项目", "工作项目", "重点任务", "重点工作", "主要任务", "任务名称"),
    "subcategory": ("主要任务", "重点任务", "工作项目", "项目", "任务名称"),
}
"""What documents call the columns of a responsibility table, in the order they are looked for; the best word first."""
_POINTS_IN_WORDS: Final = re.compile(r"[（(]\d+(?:\.\d+)?分[)）]")


class TableKind(StrEnum):
    """What a table of a document is, by its heads."""

    TASKS = "tasks"
    SCORECARD = "items"


@dataclass(frozen=True, slots=True)
class TableHeads:
    """A table's kind, its heads as printed, the field of each usual column by place, and the first row below."""

    kind: TableKind
    cells: tuple[str, ...]
    fields: Mapping[int, str]
    body: int


def is_head(text: str) -> bool:
    """Whether a text is a usual column's head, of either kind of table."""
    word = fold(text)
    return bool(usual_column(word)) or is_group(word) or any(word in words for words in _OF_TASKS.values())


def read_heads(rows: Sequence[Sequence[str]]) -> TableHeads | None:
    """The heads among a table's first rows; ``None`` where it is neither kind."""
    for cells, body in _candidates(rows):
        below = ["".join(row) for row in rows[body:]]
        for kind, fields in (
            (TableKind.SCORECARD, _scorecard_fields(cells)),
            (TableKind.TASKS, _task_fields(cells)),
            (TableKind.SCORECARD, _without_rules(cells)),
        ):
            if _is_whole(kind, set(fields.values()), below):
                return TableHeads(kind, cells, fields, body)
    return None


def _is_whole(kind: TableKind, fields: set[str], below: Sequence[str]) -> bool:
    if kind is TableKind.TASKS:
        return {"goal", "lead"} <= fields
    if "method" in fields:
        return "standard" in fields or any(_POINTS_IN_WORDS.search(text) for text in below)
    return False


def _candidates(rows: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Rows that may be heads, two rows as one before each by itself, with the first row below them."""
    for place, cells in enumerate(rows[:_HEAD_ROWS]):
        if place + 1 < len(rows) and (both := _two_rows(cells, rows[place + 1])):
            yield both, place + 2
        yield tuple(cells), place + 1


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Heads of two rows as one: the lower word where there is one; empty where the lower row is no head."""
    words = [cell for cell in lower if cell]
    if not words or not all(len(fold(cell)) <= _LONGEST and is_head(cell) for cell in words):
        return ()
    if len(lower) == len(words) and len(lower) < len(upper) and all(is_group(fold(cell)) for cell in words):
        above = next((place for place, cell in enumerate(upper) if _is_content(cell)), None)
        return () if above is None else (*upper[:above], *lower, *upper[above + 1 :])
    width = max(len(upper), len(lower))
    pairs = zip(_wide(upper, width), _wide(lower, width), strict=True)
    return tuple(below or above for above, below in pairs)


def _wide(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _is_content(cell: str) -> bool:
    found = usual_column(fold(cell))
    return found is not None and found[0] is Shows.CONTENT


def _scorecard_fields(cells: Sequence[str]) -> dict[int, str]:
    """Which field of 考核内容 each column is, by place; of several like it the one of the best word."""
    ranked: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        found = usual_column(fold(cell))
        if found and (field := _OF_SCORECARD.get(found[0])):
            ranked[field] = min(ranked.get(field, (found[1], place)), (found[1], place))
    return {place: field for field, (_, place) in ranked.items()}


def _is_called(head: str, word: str) -> bool:
    """Whether a head is a word, or ends with a long one (年度目标任务)."""
    return head == word or (len(word) > 3 and head.endswith(word))


def _without_rules(cells: Sequence[str]) -> dict[int, str]:
    """The fields of a scorecard that has no column of rules: what its points are for is the rule."""
    fields = _scorecard_fields(cells)
    if "method" in fields.values() or not {"content", "standard"} <= set(fields.values()):
        return {}
    rule = next(place for place, field in fields.items() if field == "content")
    others = _scorecard_fields([cell if place != rule else "" for place, cell in enumerate(cells)])
    return others | {rule: "method"}


def _task_fields(cells: Sequence[str]) -> dict[int, str]:
    """Which field of 责任分解表 each column is, by place; of several like it the one of the best word."""
    heads = [fold(cell) for cell in cells]
    fields: dict[int, str] = {}
    for field, words in _OF_TASKS.items():
        free = [place for place in range(len(heads)) if place not in fields]
        places = [place for word in words for place in free if _is_called(heads[place], word)]
        if places:
            fields[places[0]] = field
    return fields
