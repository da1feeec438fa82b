"""The columns of a printed annex and their contents, in the order and words of the document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from qz.model.scorecards import Criterion, Item, Scorecard
from qz.records import dataclass
from qz.words import fold
from qz.workbook.write.text_room import text_columns


class Shows(StrEnum):
    """What a printed column contains. ``OTHER``: a column of the document's own, with texts from the programme."""

    NUMBER = "序号"
    CONTENT = "考核内容"
    METHOD = "评分方法"
    STANDARD = "标准分"
    DEDUCTIONS = "扣分原因"
    SCORE = "实得分"
    REMARK = "备注"
    OTHER = "另有的列"


USUAL: Final = tuple(each for each in Shows if each is not Shows.OTHER)
"""What an annex usually has, in the usual order."""
WRITTEN: Final = (Shows.DEDUCTIONS, Shows.SCORE, Shows.REMARK)
"""What is written into the printed annex."""
MOST_COLUMNS: Final = 16
"""So many columns a unit's sheet has room for."""

_RULED: Final = ("扣分", "计分", "记分", "评分", "打分", "赋分", "得分", "考核评分", "考评", "考核", "评价")
_WORDS: Final[Mapping[Shows, tuple[str, ...]]] = MappingProxyType(
    {
        Shows.NUMBER: ("序号", "编号"),
        Shows.CONTENT: (
            *("考核内容", "考评内容", "考核要点", "考评要点", "考核指标", "考评指标", "评价指标", "考核要求"),
            *("考评细项", "评分内容", "评价内容", "检查内容", "指标名称", "指标内容", "考核项目", "考评项目"),
            *("评价项目", "指标", "内容", "项目", "工作内容", "目标任务", "工作目标", "工作要求"),
        ),
        Shows.METHOD: tuple(f"{who}{how}" for who in _RULED for how in ("方法", "办法", "标准", "细则", "规则")),
        Shows.STANDARD: ("标准分", "分值", "标准分值", "基本分", "满分", "分数"),
        Shows.DEDUCTIONS: ("扣分原因", "失分原因"),
        Shows.SCORE: ("实得分", "考核得分", "考评得分", "得分", "评分"),
        Shows.REMARK: ("备注",),
    }
)
"""What documents call these columns; where several stand side by side, the word that is named first is it."""
_NAMED: Final[Mapping[str, tuple[Shows, int]]] = MappingProxyType(
    {fold(word): (shows, rank) for shows in USUAL for rank, word in enumerate(_WORDS[shows])}
)
_ASIDE: Final = re.compile(r"\([^()]*\)")
_JOINED: Final = re.compile("以?及|[和与、]")
_HALVES: Final[Mapping[str, str]] = MappingProxyType({"标准": "评分标准", "办法": "评分办法", "方法": "评分方法"})
"""The second half of a head such as 考核内容及标准, which says the first word no second time."""
_POINTS: Final = (Shows.STANDARD, Shows.SCORE)
_GROUP: Final = re.compile(r"[一二三四]级.*|.*(?:类别|大类)")
_ALWAYS_OWN: Final = re.compile(r".*(?:方式|单位|部门|材料|来源|时限|时间|周期|责任人|依据|权重)")
"""Heads that are never another word for a usual column."""


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """A printed column: its head and its contents.

    ``key``: for ``OTHER``, the folded head by which the texts are found in the items (``of_criteria``: in the
    criteria).
    """

    head: str
    shows: Shows
    key: str = ""
    of_criteria: bool = False

    @property
    def is_group(self) -> bool:
        """Whether items are grouped by this column (一级指标): each group is printed as one cell."""
        return self.shows is Shows.OTHER and not self.of_criteria and is_group(self.key)


class HeadFault(StrEnum):
    """Why a head of an annex cannot be used."""

    UNKNOWN = "没有这一栏可印"
    TWICE = "前面已经有同样的一栏"
    TOO_MANY = f"最多印{MOST_COLUMNS}栏"


@dataclass(frozen=True, slots=True)
class PrintTable:
    """An annex's columns. ``faults``: heads that cannot be used, by place from 0. ``unnamed``: usual ones missing."""

    columns: tuple[PrintColumn, ...]
    faults: tuple[tuple[int, HeadFault], ...] = ()
    unnamed: tuple[Shows, ...] = ()


def usual_column(head: str) -> tuple[Shows, int] | None:
    """The usual column that a head (folded) is a word for, and the word's rank, 0 the best; ``None`` for no such word.

    Asides (分值（分）) say nothing; 评分标准及考核办法, 考核内容及标准 are the rules, which the content may be part of.
    """
    words = _ASIDE.sub("", head)
    if (found := _NAMED.get(words)) is not None:
        return found
    halves = [_NAMED.get(_HALVES.get(half, half)) for half in _JOINED.split(words)]
    ranks = [half[1] for half in halves if half is not None and half[0] is Shows.METHOD]
    known = all(half is not None and half[0] in {Shows.CONTENT, Shows.METHOD} for half in halves)
    return (Shows.METHOD, min(ranks)) if known and ranks else None


def _shown(head: str) -> Shows | None:
    found = usual_column(head)
    return found[0] if found else None


def is_group(head: str) -> bool:
    """Whether a folded head is that of a column by which items are grouped."""
    return bool(_GROUP.fullmatch(head))


def print_table(scorecard: Scorecard) -> PrintTable:
    """A scorecard's annex by its heads: each is a usual column, or one of the programme with the same head."""
    of_items = tuple(key for key, _ in scorecard.items[0].others) if scorecard.items else ()
    of_criteria = tuple(key for key, _ in scorecard.criteria[0].others) if scorecard.criteria else ()
    return _read_heads(scorecard.frame.heads, of_items, of_criteria, deductions=scorecard.shows_deductions)


def print_columns(scorecard: Scorecard) -> tuple[PrintColumn, ...]:
    """The columns of a scorecard's annex, in printed order."""
    return print_table(scorecard).columns


def _read_heads(
    heads: tuple[str, ...], of_items: tuple[str, ...], of_criteria: tuple[str, ...], *, deductions: bool
) -> PrintTable:
    usual = tuple(each for each in USUAL if deductions or each not in {Shows.DEDUCTIONS, Shows.REMARK})
    keys = [fold(head) for head in heads]
    own = {*of_items, *of_criteria}
    shown = [Shows.OTHER if key in own else _shown(key) for key in keys]
    columns: list[PrintColumn] = []
    faults: list[tuple[int, HeadFault]] = []
    for place, (head, key) in enumerate(zip(heads, keys, strict=True)):
        shows = shown[place] = shown[place] or _by_place(shown, place, keys, usual)
        column = PrintColumn(head, shows, key, key not in of_items) if shows is Shows.OTHER else None
        if shows is None:
            faults.append((place, HeadFault.UNKNOWN))
        elif (key in keys[:place]) if column else (shows in shown[:place]):
            faults.append((place, HeadFault.TWICE))
        elif place >= MOST_COLUMNS:
            faults.append((place, HeadFault.TOO_MANY))
        else:
            columns.append(column or PrintColumn(head, shows))
    like_usual = {shows for key in keys if key in own and (shows := _shown(key))} - {*_POINTS}
    given = like_usual | {column.shows for column in columns}
    unnamed = tuple(each for each in usual if each not in given)
    for each in unnamed:
        if not heads or each in {Shows.STANDARD, Shows.SCORE, Shows.DEDUCTIONS, Shows.REMARK}:
            _insert(columns, each)
    return PrintTable(tuple(columns), tuple(faults), unnamed)


def _by_place(shown: Sequence[Shows | None], place: int, keys: Sequence[str], usual: Sequence[Shows]) -> Shows | None:
    """The usual column that an unknown head means, judged by its neighbours; ``None`` where they do not show it."""
    if is_group(keys[place]) or _ALWAYS_OWN.fullmatch(keys[place]):
        return None
    before = [each for each in shown[:place] if each is not Shows.OTHER]
    after = [each for each in shown[place + 1 :] if each is not Shows.OTHER]
    if (before and before[-1] not in usual) or (after and after[0] is not None and after[0] not in usual):
        return None
    wanted = usual.index(before[-1]) + 1 if before and before[-1] else 0
    if wanted >= len(usual) or usual[wanted] in shown or (usual[wanted] in _POINTS and "分" not in keys[place]):
        return None
    fits = not after or after[0] is None or usual.index(after[0]) > wanted
    return usual[wanted] if fits else None


def _insert(columns: list[PrintColumn], shows: Shows) -> None:
    """Insert a usual column at its usual place among the others."""
    later = USUAL[USUAL.index(shows) + 1 :]
    place = next((place for place, column in enumerate(columns) if column.shows in later), len(columns))
    columns.insert(place, PrintColumn(shows.value, shows))


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Neighbouring items with one cell in a group column: its words, the first item's index, and the items."""

    words: str
    first: int
    items: tuple[Item, ...]


def item_groups(scorecard: Scorecard, column: PrintColumn) -> Iterator[ItemGroup]:
    """The groups of a group column in printed order; a new group of an earlier group column begins one here as well."""
    columns = print_columns(scorecard)
    keys = [each.key for each in columns[: columns.index(column) + 1] if each.is_group]
    paths = [tuple(dict(item.others).get(key, "") for key in keys) for item in scorecard.items]
    first = 0
    for place in range(1, len(paths) + 1):
        if place == len(paths) or paths[place] != paths[first]:
            yield ItemGroup(paths[first][-1], first, scorecard.items[first:place])
            first = place


def printed_text(column: PrintColumn, item: Item) -> str:
    """The text of an annex's column for an item, before scoring; ``""`` for columns of numbers."""
    if column.shows is Shows.OTHER:
        return other_text(column, item)
    return {Shows.NUMBER: item.number, Shows.CONTENT: item.content, Shows.METHOD: item.method}.get(column.shows, "")


def other_text(column: PrintColumn, item: Item) -> str:
    """An item's text in a column of the document's own; where its criteria have different texts, all with their ids."""
    if not column.of_criteria:
        return dict(item.others).get(column.key, "")
    ids: dict[str, list[str]] = {}
    for criterion in item.criteria:
        ids.setdefault(criterion_text(column, criterion), []).append(criterion.criterion_id)
    if len(ids) == 1:
        return next(iter(ids))
    return "\n".join(f"{text}（{'、'.join(its)}）" for text, its in ids.items() if text)


def criterion_text(column: PrintColumn, criterion: Criterion) -> str:
    """A criterion's text in a column of the document's own."""
    return dict(criterion.others).get(column.key, "")


def item_texts(scorecard: Scorecard, item: Item) -> Iterator[tuple[str, str]]:
    """What stands beside an item in the document's own columns that items have: heads, and texts that are not blank."""
    texts = dict(item.others)
    for column in print_columns(scorecard):
        if column.shows is Shows.OTHER and not column.of_criteria and texts.get(column.key):
            yield column.head, texts[column.key]


def criterion_texts(scorecard: Scorecard, criterion: Criterion) -> Iterator[tuple[str, str]]:
    """The same of a criterion, in the columns that criteria have."""
    for column in print_columns(scorecard):
        if column.of_criteria and (text := criterion_text(column, criterion)):
            yield column.head, text


_GROUP_WIDTH: Final = 9.0
_OTHER_WIDTHS: Final = (9.0, 12.0, 16.0)


def other_width(column: PrintColumn, scorecard: Scorecard) -> float:
    """The width (Excel's unit) of a column of the document's own: one of three, according to its longest text."""
    if column.is_group:
        return _GROUP_WIDTH
    texts = [column.head, *(other_text(column, item) for item in scorecard.items)]
    longest = max(text_columns(line) for text in texts for line in text.split("\n"))
    return _OTHER_WIDTHS[(longest > 16) + (longest > 48)]
