"""What a sheet of the programme workbook is made of: columns, their kinds, and the note that explains them."""

from enum import StrEnum
from typing import Any, Final

from qz.records import dataclass
from qz.words import Vocabulary

EXAMPLE_YEAR: Final = "2011"
"""The year of every example in a help."""


class CellKind(StrEnum):
    """How a cell of a column is read."""

    TEXT = "文字"
    PROSE = "多行文字"
    CODE = "代号"
    LIST = "多个，用顿号分开"
    WHOLE = "整数"
    AMOUNT = "数"
    CHOICE = "选一项"
    ANY = "随项目而定"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, Chinese head, how it is read, and what the clerk is told about it.

    ``vocabulary`` fixes the words of a choice; ``choices_from`` names (sheet key, field) whose values a list offers.
    ``carries``: a blank means the same as above, and equal neighbours are printed as one merged cell. A column without
    a head of its own (``head`` empty) lies right of the one before, under the same head. ``headed``: the column must
    be there though its cells may be blank, since without it scores would change unseen. ``words`` are what a column of
    numbers takes besides numbers.
    """

    field: str
    head: str
    kind: CellKind = CellKind.TEXT
    width: float = 12
    help: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    vocabulary: Vocabulary[Any] | None = None
    choices_from: tuple[str, str] | None = None
    carries: bool = False
    headed: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of a sheet of keys and values (基本信息, 参数): its field, Chinese key, and what the value may be.

    ``listed``: several words or names may stand there, and names that the vocabulary does not have. ``sentence``: a
    sentence may.
    """

    field: str
    word: str
    help: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    vocabulary: Vocabulary[Any] | None = None
    default: str = ""
    listed: bool = False
    sentence: bool = False

    def help_in(self, year: str) -> str:
        """The help with examples of that year."""
        return self.help.replace(EXAMPLE_YEAR, year) if year else self.help


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: its key, title, the note to the clerk, and its columns.

    ``keys`` are the rows of a sheet of keys and values. ``open_columns``: heads that are not of the schema are data too
    (the matrix of unit targets), and what the manual says of them; ``open_kind`` is how their cells are read.
    ``required``: without it there is no programme. ``anchor``: the field that makes a row in a table pasted from Word;
    where its cell is merged over rows, these are one row and their other texts are joined.
    ``frozen``: how many columns stay in view when scrolling sideways.
    """

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    required: bool = False
    keys: tuple[KeyRow, ...] = ()
    open_columns: str = ""
    open_kind: CellKind = CellKind.ANY
    anchor: str = ""
    frozen: int = 0

    def column(self, field: str) -> Column:
        """The column of that field; ``KeyError`` if there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)
