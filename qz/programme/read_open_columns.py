"""The document's own columns (一级指标, 责任单位) of items and criteria: those that an annex names are printed."""

from collections.abc import Iterable, Iterator, Sequence

from qz.layout.print_columns import is_group
from qz.model.programme import AnnexFrame
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.typed_records import Record, read_prose
from qz.words import fold

Others = tuple[tuple[str, str], ...]
"""Folded heads with their texts, in the sheet's order."""


def report_unread_columns(tables: Iterable[RawTable | None], frames: Iterable[AnnexFrame], found: Collector) -> None:
    """A column that is not of the schema and that no annex names is not read."""
    named = {fold(head) for frame in frames for head in frame.heads}
    for table in tables:
        if table is None:
            continue
        for name in table.extra_columns:
            if fold(name) not in named:
                found.add("P31", table.head_place(name), head=name)


def item_others(record: Record, frame: AnnexFrame, above: Others) -> Others:
    """An item's own columns; a blank where items stand in groups is as ``above``, unless an earlier group is new."""
    before, fresh = dict(above), False
    texts = []
    for name in _named(record.table, frame):
        key, text = fold(name), read_prose(record[name])
        if is_group(key):
            fresh = fresh or (bool(text) and text != before.get(key))
            text = text if text or fresh else before.get(key, "")
        texts.append((key, text))
    return tuple(texts)


def criterion_others(records: Sequence[Record], frame: AnnexFrame) -> Others:
    """A criterion's own columns; what its rows say apart stands on lines of its own."""
    texts = []
    for name in _named(records[0].table, frame):
        texts_apart = dict.fromkeys(text for record in records if (text := read_prose(record[name])))
        texts.append((fold(name), "\n".join(texts_apart)))
    return tuple(texts)


def _named(table: RawTable, frame: AnnexFrame) -> Iterator[str]:
    """The sheet's own columns that the annex names."""
    heads = {fold(head) for head in frame.heads}
    return (name for name in table.extra_columns if fold(name) in heads)
