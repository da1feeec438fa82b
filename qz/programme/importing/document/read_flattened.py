"""A text file as Word leaves a document saved as plain text: cells after tabs, a row a line, or a cell a line."""

from collections.abc import Iterator

from qz.programme.importing.document.blocks import Block, TableBlock, TextBlock
from qz.programme.importing.document.cells_by_line import read_cells_by_line


def read_flattened(content: bytes) -> Iterator[Block]:
    """The blocks of a text file in UTF-8 or GB 18030.

    Raises:
        ValueError: the text is in neither encoding.
    """
    lines = _decode(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(line.startswith("\t") and "\t" not in line.strip() for line in lines):
        yield from _cells_after_tabs(lines)
    elif any("\t" in line.strip() for line in lines):
        yield from _rows_by_line(lines)
    else:
        yield from read_cells_by_line(lines)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _cells_after_tabs(lines: list[str]) -> Iterator[Block]:
    """Each cell is a line with a tab before it, followed by the cell's further paragraphs without one.

    A row begins with the first such line after a blank line. Two blank lines and a line without a tab end the table.
    """
    rows: list[list[str]] = []
    blank = 0
    for line in lines:
        if not line.strip() and not line.startswith("\t"):
            blank += 1
            continue
        if line.startswith("\t"):
            if blank or not rows:
                rows.append([])
            rows[-1].append(line.strip())
        elif rows and blank < 2:
            rows[-1][-1] = f"{rows[-1][-1]}\n{line.strip()}".strip()
        else:
            if rows:
                yield _table(rows)
                rows = []
            yield TextBlock(line.strip())
        blank = 0
    if rows:
        yield _table(rows)


def _rows_by_line(lines: list[str]) -> Iterator[Block]:
    """Each row is a line with tabs between its cells; a cell's further paragraphs are lines of their own.

    A line without a tab is a paragraph of the last cell while the row has fewer cells than the first, or while the
    table goes on below.
    """
    rows: list[list[str]] = []
    last = max(place for place, line in enumerate(lines) if "\t" in line.strip())
    for place, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("\t")] if "\t" in line else [line.strip()]
        missing = len(rows[0]) - len(rows[-1]) if rows else 0
        if "\t" in line and (not rows or len(cells) - 1 > missing or not missing):
            rows.append(cells)
        elif rows and (missing or place < last or _is_numbered(cells[0])):
            rows[-1][-1] = f"{rows[-1][-1]}\n{cells[0]}".strip()
            rows[-1] += cells[1:]
        elif cells[0]:
            if rows:
                yield _table(rows)
                rows = []
            yield TextBlock(cells[0])
    if rows:
        yield _table(rows)


def _is_numbered(text: str) -> bool:
    return bool(text) and (
        text[0] in "（(①②③④⑤⑥⑦⑧⑨" or (text[0].isdigit() and text[1:2] in {"、", "．", ".", ")", "）"})
    )


def _table(rows: list[list[str]]) -> TableBlock:
    return TableBlock(tuple(tuple(row) for row in rows))
