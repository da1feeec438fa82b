"""What a document is made of: paragraphs, and tables of cells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One paragraph, white space around it gone; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table: rows of cell texts, paragraphs of a cell joined by line breaks.

    A cell merged over rows holds its text in the first of them and is empty in the others; one merged over columns
    stands in the first of them. Rows may be of different lengths.
    """

    rows: tuple[tuple[str, ...], ...]


Block = TextBlock | TableBlock
