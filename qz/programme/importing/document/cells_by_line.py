"""A table saved as plain text with a cell a line: found by its heads, its rows by their numbers or points."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from qz.programme.importing.document.blocks import Block, TableBlock, TextBlock
from qz.programme.importing.document.heads import TableHeads, is_head, read_heads

_LEAST_HEADS: Final = 3
_POINTS: Final = re.compile(r"\d+(?:\.\d+)?分?")
_ENDS: Final = re.compile(r"附\s*[件表].{0,4}[:：]?|[备]?注[:：].*")
"""Lines that no cell is: the next annex, a note below the table."""
_TEXTS: Final = ("method", "goal")
"""The columns that a row's further paragraphs belong to."""


def read_cells_by_line(lines: Sequence[str]) -> Iterator[Block]:
    """The blocks of a text: lines of heads in a row begin a table, which the next annex or a note ends."""
    place = 0
    while place < len(lines):
        heads = _heads_at(lines, place)
        if heads is None:
            if text := lines[place].strip():
                yield TextBlock(text)
            place += 1
            continue
        end = next((at for at in range(place, len(lines)) if _ENDS.fullmatch(lines[at].strip())), len(lines))
        cells = [line.strip() for line in lines[place + len(heads.cells) : end]]
        yield TableBlock((heads.cells, *_rows(cells, heads)))
        place = end


def _heads_at(lines: Sequence[str], place: int) -> TableHeads | None:
    """The heads that begin at a line, each on a line of its own."""
    end = place
    while end < len(lines) and is_head(lines[end].strip()):
        end += 1
    return read_heads((tuple(line.strip() for line in lines[place:end]),)) if end - place >= _LEAST_HEADS else None


def _rows(cells: Sequence[str], heads: TableHeads) -> Iterator[tuple[str, ...]]:
    fields = {field: place for place, field in heads.fields.items()}
    split = _by_number if fields.get("number") == 0 else _by_points if "standard" in fields else None
    width = len(heads.cells)
    if split is None:
        yield from (tuple(cells[at : at + width]) for at in range(0, len(cells), width))
        return
    for row in split(cells, width - 1 - fields.get("standard", 0)):
        yield tuple(row) if len(row) == width else _spread(row, heads)


def _by_number(cells: Sequence[str], _after: int) -> Iterator[list[str]]:
    """Rows begin with 1, 2, 3 … on lines of their own."""
    row: list[str] = []
    number = 1
    for cell in cells:
        if cell.rstrip(".．、") == str(number):
            if row:
                yield row
            row, number = [], number + 1
        row.append(cell)
    if row:
        yield row


def _by_points(cells: Sequence[str], after: int) -> Iterator[list[str]]:
    """Rows end with the cells after their points: so many lines, blank ones too."""
    row: list[str] = []
    left = -1
    for cell in cells:
        row.append(cell)
        left = after if _POINTS.fullmatch(cell) and left < 0 else left - 1
        if left == 0:
            yield row
            row, left = [], -1
    if any(row):
        yield row


def _spread(row: Sequence[str], heads: TableHeads) -> tuple[str, ...]:
    """A row of more or fewer lines than columns: the number first, the points by their look, texts between."""
    lines = [cell for cell in row if cell]
    columns = list(range(len(heads.cells)))
    at = {field: place for place, field in heads.fields.items()}
    placed = dict.fromkeys(columns, "")
    if at.get("number") == 0 and lines:
        placed[0], lines, columns = lines[0], lines[1:], columns[1:]
    points = next((place for place in range(len(lines) - 1, -1, -1) if _POINTS.fullmatch(lines[place])), None)
    if (column := at.get("standard")) is None or points is None:
        placed |= _share_out(lines, columns, heads)
    else:
        placed |= _share_out(lines[:points], [each for each in columns if each < column], heads)
        placed[column] = lines[points]
        placed |= _share_out(lines[points + 1 :], [each for each in columns if each > column], heads)
    return tuple(placed[place] for place in range(len(heads.cells)))


def _share_out(lines: Sequence[str], columns: Sequence[int], heads: TableHeads) -> dict[int, str]:
    """Lines to columns, one each; more than that are paragraphs of the longest text, fewer leave the first empty."""
    if not columns:
        return {}
    spare = len(lines) - len(columns)
    if spare <= 0:
        return dict(zip(columns[-len(lines) :], lines, strict=True)) if lines else {}
    long = next((place for place in columns if heads.fields.get(place) in _TEXTS), columns[-1])
    before = columns.index(long)
    shares = [[line] for line in lines[:before]]
    shares += [list(lines[before : before + spare + 1])] + [[line] for line in lines[before + spare + 1 :]]
    return {column: "\n".join(share) for column, share in zip(columns, shares, strict=True)}
