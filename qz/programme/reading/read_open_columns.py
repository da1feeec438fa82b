"""Reads the document's own columns (一级指标, 责任单位) of items and criteria, which an annex prints."""

from collections.abc import Iterable, Iterator, Sequence

from qz.layout.print_columns import is_group
from qz.model.scorecards import AnnexFrame
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.typed_records import Record, read_prose
from qz.words import fold

Others = tuple[tuple[str, str], ...]
"""Folded heads with their texts, in the sheet's order."""


def report_unread_columns(tables: Iterable[RawTable | None], frames: Iterable[AnnexFrame], found: Collector) -> None:
    """Report columns that are neither in the schema nor in an annex: they are not read."""
    named = {fold(head) for frame in frames for head in frame.heads}
    for table in tables:
        if table is None:
            continue
        for name in table.extra_columns:
            if fold(name) not in named:
                found.add("P31", table.head_place(name), head=name)


def item_others(record: Record, frame: AnnexFrame, above: Others) -> Others:
    """An item's texts in the document's own columns.

    ``above``: those of the item before. A blank cell of a group column has the text above, unless a column before it
    begins a new group here.
    """
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
    """A criterion's texts in the document's own columns; different texts of its rows are put on separate lines."""
    texts = []
    for name in _named(records[0].table, frame):
        texts_apart = dict.fromkeys(text for record in records if (text := read_prose(record[name])))
        texts.append((fold(name), "\n".join(texts_apart)))
    return tuple(texts)


def _named(table: RawTable, frame: AnnexFrame) -> Iterator[str]:
    """The document's own columns of the sheet that are also in the annex."""
    heads = {fold(head) for head in frame.heads}
    return (name for name in table.extra_columns if fold(name) in heads)
