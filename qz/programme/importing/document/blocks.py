"""What a document is made of: paragraphs, and tables of cells."""

from dataclasses import field

from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One paragraph, white space around it gone; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table: rows of cell texts, paragraphs of a cell joined by line breaks.

    A cell merged over rows holds its text in the first of them and is empty in the others; one merged over columns
    stands in the first of them. ``continued`` are the others of a cell merged over rows, by row and column from 0.
    Rows may be of different lengths.
    """

    rows: tuple[tuple[str, ...], ...]
    continued: frozenset[tuple[int, int]] = field(default=frozenset(), compare=False)


Block = TextBlock | TableBlock
