"""A text file as Word leaves it when a document is saved as plain text: a line that begins with a tab is a cell."""

from collections.abc import Iterator

from qz.programme.importing.blocks import Block, TableBlock, TextBlock


def read_flattened(content: bytes) -> Iterator[Block]:
    """The blocks of a text file in UTF-8 or GB 18030.

    In a table each cell is a line with a tab before it, followed by the cell's further paragraphs without one; a row
    begins with the first such line after a blank line. Two blank lines and a line without a tab end the table.

    Raises:
        ValueError: the text is in neither encoding.
    """
    lines = _decode(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
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


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _table(rows: list[list[str]]) -> TableBlock:
    return TableBlock(tuple(tuple(row) for row in rows))
