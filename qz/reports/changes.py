"""What changed since the last collect: new returns, states, values that count, totals and ranks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from qz.model.assessment import Assessment
from qz.reports.grid import (
    put_merged,
    write_title,
)
from qz.reports.snapshot import (
    DATA,
    FILES,
    KINDS,
    MAX_CHANGES,
    Change,
    Item,
    Key,
    Log,
    read_log,
    show_moment,
    take_items,
    write_log,
)
from qz.reports.words import report_title
from qz.workbook.rows import (
    Cell,
    Column,
    Content,
    write_table,
)
from qz.workbook.writer import Book, Sheet

CHANGE_SHEET: Final = "变化"
_COLUMNS: Final = (
    Column("收表时间", 17, "body box center"),
    Column("类别", 8, "body box center"),
    Column("单位", 13, "body box center black"),
    Column("内容", 46),
    Column("原来", 34),
    Column("现在", 34),
)
_GONE: Final = "已不在收件文件夹"
_NEW: Final = "新收到："


def since_last_run(register: Path, assessment: Assessment, moment: dt.datetime) -> Log:
    """This collect held against the one that wrote ``register``; what earlier ones saw stays, newest first."""
    before, items, when = read_log(register, assessment.programme), take_items(assessment), show_moment(moment)
    if before is None:
        return Log(when, items)
    fresh = tuple(_changes(before.items, items, assessment, when))
    return Log(when, items, (*fresh, *before.changes)[:MAX_CHANGES], len(fresh), before.when)


def _changes(old: Mapping[Key, Item], new: Mapping[Key, Item], assessment: Assessment, when: str) -> Iterator[Change]:
    units = {unit.code: unit.name for unit in assessment.programme.units}
    order = {code: place for place, code in enumerate(units)}
    heard = [{code for kind, code, _ in items if kind == DATA} for items in (old, new)]
    keys = [key for key in dict.fromkeys((*new, *old)) if old.get(key) != new.get(key)]
    places = {key: place for place, key in enumerate(keys)}
    for key in sorted(keys, key=lambda one: (KINDS.index(one[0]), order.get(one[1], len(order)), places[one])):
        kind, code, _ = key
        before, after = old.get(key), new.get(key)
        if kind == DATA and not all(code in codes for codes in heard):
            continue
        if before and after and before.compared == after.compared:
            continue
        label = (after or before or Item("", "")).label
        words = [each.words if each else "" for each in (before, after)]
        if kind == FILES:
            words = [words[0], words[1] if before else _NEW + words[1]] if after else [words[0], _GONE]
        yield Change(when, kind, units.get(code, code), label, *words)


def summary_words(log: Log) -> str:
    """What changed, in one sentence: ``与上次收表（2011-12-05 10:00）相比：收件2处，名次1处。``."""
    if not log.since:
        return "这是第一次收表，没有可以比较的上一次。"
    counts = Counter(change.kind for change in log.changes[: log.fresh])
    told = "，".join(f"{kind}{counts[kind]}处" for kind in KINDS if counts[kind])
    return f"与上次收表（{log.since}）相比：{told}。" if told else f"与上次收表（{log.since}）相比没有变化。"


def write_changes(book: Book, assessment: Assessment, log: Log) -> None:
    """Write the sheet 变化, and the hidden one the next collect reads."""
    sheet = book.sheet(CHANGE_SHEET)
    widths = [column.width for column in _COLUMNS]
    lines = (summary_words(log), "新的在前，这一次的标了颜色；以前各次的保留在下面。单位第一次报来时不逐项列出数据。")
    top = write_title(sheet, report_title(assessment.programme, "收表变化"), lines, widths)
    rows = [_row(change, fresh=place < log.fresh) for place, change in enumerate(log.changes)]
    end = write_table(sheet, top, _COLUMNS, rows)
    if not rows:
        put_merged(sheet, (end, 0), (end, len(_COLUMNS) - 1), "没有。", "body box center quiet")
    _finish(sheet, top, widths)
    write_log(book, log, assessment.programme)


def _finish(sheet: Sheet, top: int, widths: list[float]) -> None:
    sheet.widths(widths)
    sheet.raw.freeze_panes(top + 1, 3)
    sheet.page(landscape=True, repeat=(top, top))


def _row(change: Change, *, fresh: bool) -> list[Content]:
    return [
        change.when,
        Cell(change.kind, "warn" if fresh else ""),
        change.unit,
        change.label,
        change.before or "—",
        Cell(change.after or "—", "bold" if fresh else ""),
    ]
