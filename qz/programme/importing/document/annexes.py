"""The parts of an official document: its body, its responsibility table, its scorecards."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from qz.programme.importing.document.blocks import Block, TableBlock, TextBlock
from qz.programme.importing.document.heads import TableKind, read_heads
from qz.programme.importing.document.table_rows import TableRows, read_rows
from qz.records import dataclass
from qz.values.numerals import ORDINAL

__all__ = ["Annex", "DocumentParts", "TableKind", "split_document"]

_ANNEX: Final = re.compile(rf"附\s*[件表]\s*(?:[0-9０-９]|{ORDINAL})*\s*[:：]?")
_TITLE: Final = re.compile(r"(?:表|细则|标准|办法|方案|附件\S{0,3})[)）]?$")


@dataclass(frozen=True, slots=True)
class Annex:
    """One table with what is printed around it.

    ``label`` is 附件1：, ``heads`` the column heads as printed, ``rows`` the body by field of the programme sheet the
    table becomes (责任分解表 or 考核内容), a scorecard's further columns by their heads (``own``), ``ending`` the words
    of the line below it. ``lost``: what of the table has no place in the sheet.
    """

    kind: TableKind
    label: str
    title: str
    paragraphs: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    ending: tuple[str, ...]
    own: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


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
        if in_body:
            before = [body.pop()] if body else []
        last = place == len(blocks) - 2 and isinstance(blocks[-1], TextBlock)
        ending = _split_ending(blocks[-1].text) if last and isinstance(blocks[-1], TextBlock) else ()
        if annexes and _goes_on(annexes[-1], found, before):
            one = annexes[-1]
            annexes[-1] = replace(one, rows=one.rows + found.rows, ending=ending, lost=one.lost + tuple(before))
        else:
            label, title, paragraphs = _split_lead(before)
            annexes.append(
                Annex(found.kind, label, title, paragraphs, found.heads, found.rows, ending, found.own, found.lost)
            )
        before, in_body = [], False
    return DocumentParts(tuple(body), tuple(annexes), tuple(unknown))


def _read_table(block: TableBlock) -> TableRows | None:
    heads = read_heads(block.rows)
    return None if heads is None else read_rows(block, heads)


def _goes_on(one: Annex, found: TableRows, before: Sequence[str]) -> bool:
    """Whether a table with the heads of the one before goes on with it: no title stands between."""
    same = (one.kind, one.heads, one.own) == (found.kind, found.heads, found.own)
    return same and not any(_ANNEX.fullmatch(text) or _TITLE.search(text) for text in before)


def _split_lead(texts: Sequence[str]) -> tuple[str, str, tuple[str, ...]]:
    """The annex's label, its title (of one line or two), and the paragraphs before its table."""
    labels = [place for place, text in enumerate(texts) if _ANNEX.fullmatch(text)]
    label = texts[labels[-1]] if labels else ""
    rest = list(texts[labels[-1] + 1 :]) if labels else list(texts)
    return label, rest[0] if rest else "", tuple(rest[1:])


def _split_ending(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[ \u3000]{2,}", text) if part)
