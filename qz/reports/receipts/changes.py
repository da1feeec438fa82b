"""The sheet 变化: what changed since the last collect: files, states, values that count, totals and ranks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.programme import Programme
from qz.reports.receipts.item_lines import Items, Key, SnapshotItem
from qz.reports.receipts.packed_log import read_log, write_log
from qz.reports.receipts.snapshot import (
    DATA,
    FILES,
    KINDS,
    RULES,
    Change,
    ChangeLog,
    labels_of,
    show_moment,
    take_items,
)
from qz.reports.report_page import Listing, write_listing
from qz.workbook.write.book import Book
from qz.workbook.write.table import Cell, Content, TableColumn

CHANGE_SHEET: Final = "变化"
_COLUMNS: Final = (
    TableColumn("收表时间", 17, "body box center"),
    TableColumn("类别", 8, "body box center"),
    TableColumn("单位", 13, "body box center black"),
    TableColumn("内容", 46),
    TableColumn("原来", 34),
    TableColumn("现在", 34),
)
_GONE: Final = "已不在收件文件夹"
_NEW: Final = "新收到："


def since_last_run(register: Path, assessment: Assessment, moment: dt.datetime, *, same: bool = False) -> ChangeLog:
    """Compare this collect with the one that wrote ``register``; its changes come first, then the earlier ones.

    ``same``: whether that one is known to have come to the same assessment, so that there is nothing to compare.
    """
    before, when = read_log(register, assessment.programme), show_moment(moment)
    if same and before is not None:
        return replace(before, when=when, since=before.when)
    items, labels = take_items(assessment), labels_of(assessment.programme)
    if before is None:
        return ChangeLog(when, items, labels)
    log = ChangeLog(when, items, {**before.labels, **labels}, number=before.number)
    found, counts = _changes(before, log, assessment)
    changes = (*found, *before.changes)[: many_units.POLICY.changes]
    number = before.number + bool(counts)
    return replace(log, changes=changes, fresh=counts, since=before.when, number=number)


def had_returns(register: Path, programme: Programme) -> bool:
    """Whether the collect that wrote ``register`` had any return that counted."""
    log = read_log(register, programme)
    return log is not None and any(kind == DATA for items in log.items.values() for kind, _ in items)


def _changes(before: ChangeLog, after: ChangeLog, assessment: Assessment) -> tuple[list[Change], Mapping[str, int]]:
    """The changes by kind and in roster order, of each kind at most as many as are listed; and each kind's count."""
    names = {unit.code: unit.name for unit in assessment.programme.units}
    found: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    counts: Counter[str] = Counter()
    for code in dict.fromkeys((*names, *after.items, *before.items)):
        if before.items.packed.get(code) == after.items.packed.get(code):
            continue
        old, new = before.items.get(code, {}), after.items.get(code, {})
        for kind, key in _differing(old, new):
            counts[kind] += 1
            if counts[kind] <= many_units.POLICY.changes:
                one, other = old.get((kind, key)), new.get((kind, key))
                label = (other or one or SnapshotItem("")).label or after.labels.get(key or kind, key)
                found[kind].append(Change(after.when, kind, names.get(code, code), label, *_words(kind, one, other)))
    return [change for kind in KINDS for change in found[kind]], counts


def _differing(old: Items, new: Items) -> Iterator[Key]:
    """The keys whose items changed. Data of a unit and rules are compared only where both collects have some."""
    in_both = {kind for kind in (DATA, RULES) if all(any(each == kind for each, _ in items) for items in (old, new))}
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        listed = key[0] in in_both or key[0] not in {DATA, RULES}
        if listed and (before and before.compared) != (after and after.compared):
            yield key


def _words(kind: str, before: SnapshotItem | None, after: SnapshotItem | None) -> tuple[str, str]:
    one, other = (each.words if each else "" for each in (before, after))
    if kind != FILES:
        return one, other
    if after is None:
        return one, _GONE
    return one, other if before else _NEW + other


def summary_words(log: ChangeLog) -> str:
    """What changed, in one sentence: ``与上次收表（2011-12-05 10:00）相比：收件2处，名次1处。``."""
    if not log.since:
        return "这是第一次收表，没有可以比较的上一次。"
    counts = "，".join(f"{kind}{log.fresh[kind]}处" for kind in KINDS if log.fresh.get(kind))
    return f"与上次收表（{log.since}）相比：{counts}。" if counts else f"与上次收表（{log.since}）相比没有变化。"


def write_changes(book: Book, assessment: Assessment, log: ChangeLog) -> None:
    """Write the sheet 变化, and the hidden sheet that the next collect reads."""
    fresh = sum(log.fresh.values())
    how = "新的在前，这一次的标了颜色；以前各次的保留在下面。单位第一次报来时不逐项列出数据。"
    most = f"只列最近的{many_units.POLICY.changes}处。" if len(log.changes) == many_units.POLICY.changes else ""
    lines = (summary_words(log), how + most)
    listing = Listing("收表变化", lines, _COLUMNS, frozen=3, numbered=False, when_empty="没有。")
    rows = (_row(change, fresh=place < fresh) for place, change in enumerate(log.changes))
    write_listing(book.sheet(CHANGE_SHEET), assessment, listing, rows)
    write_log(book, log, assessment.programme)


def _row(change: Change, *, fresh: bool) -> list[Content]:
    return [
        change.when,
        Cell(change.kind, "warn" if fresh else ""),
        change.unit,
        change.label,
        change.before or "—",
        Cell(change.after or "—", "bold" if fresh else ""),
    ]
