"""The parts of which sheets of the programme workbook are defined: columns, kinds of cell, rows of keys and values."""

from enum import StrEnum
from typing import Any, Final

from qz.records import dataclass
from qz.words import Vocabulary

EXAMPLE_YEAR: Final = "2011"
"""The year of every example in a help."""


class CellKind(StrEnum):
    """How the cells of a column are read."""

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
    """One column: its field, its Chinese head, how it is read, and the help for the clerk.

    ``head``: ``""`` for a column that stands to the right of another, under that one's head. ``vocabulary``: the words
    of a choice. ``choices_from``: (sheet key, field) of the column whose values its list offers. ``carries``: a blank
    cell has the value above, and equal neighbours are printed as one merged cell. ``headed``: the column must exist
    although its cells may be blank, as scores would change unnoticed without it. ``words``: words that a column of
    numbers also accepts.
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


def listed_words(vocabulary: Vocabulary[Any]) -> str:
    """The words of a vocabulary as a sentence lists them: ``是否、计数或选项``."""
    *words, last = vocabulary.choices
    return f"{'、'.join(words)}或{last}"


def scorecard_column(note: str = "《评分表》里的名称。", *, width: float = 13, required: bool = True) -> Column:
    """The column 评分表 of a sheet whose rows belong to scorecards; ``note``: its help for the clerk."""
    cards = ("scorecards", "label")
    return Column("scorecard_id", "评分表", CellKind.CODE, width, note, required=required, choices_from=cards)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of a sheet of keys and values (基本信息, 参数): its field, its Chinese key, and what its value may be.

    ``listed``: the value is a list of words, and may include names that are not in the vocabulary. ``sentence``: the
    value is free text.
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
        """The help, with examples of that year."""
        return self.help.replace(EXAMPLE_YEAR, year) if year else self.help


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: its key, its title, the note for the clerk, and its columns.

    ``keys``: the rows of a sheet of keys and values. ``open_columns``: set where columns with other heads are data too
    (unit targets): the manual's words about them; ``open_kind``: how their cells are read. ``required``: without this
    sheet there is no programme. ``anchor``: the field that begins a row in a table pasted from Word; where its cell is
    merged over several rows, they are one row, and their other texts are joined. ``frozen``: how many columns stay
    visible when scrolling sideways.
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
        """The column of that field. Raises ``KeyError`` for an unknown field."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)
