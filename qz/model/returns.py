"""What was received: cells exactly as a file has them, the verdict on each file, and each unit's return."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from enum import StrEnum
from typing import Final, NamedTuple

from qz.model.finding import Finding
from qz.model.scores import Answers
from qz.model.trust import Decision, Doubt, Seal
from qz.records import dataclass


class CellState(StrEnum):
    """What a cell of a received workbook holds. Blank, error and unreadable are three states."""

    BLANK = "blank"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    DATE = "date"
    UNCOMPUTED = "uncomputed"
    UNREADABLE = "unreadable"


class RawCell(NamedTuple):
    """One cell as the file has it. ``text``: the raw number or the string. ``formula``: whether it is computed.

    It is a tuple because a large batch creates, hashes and compares millions of cells.
    """

    state: CellState
    text: str = ""
    number_format: str = ""
    formula: bool = False


BLANK_CELL = RawCell(CellState.BLANK)
PICTURE_CELL = RawCell(CellState.UNREADABLE, "这一格里放的是图片")
"""A cell that shows a picture placed in it."""
MAX_TEXT: Final = 32_767
"""Characters that the text of a cell may have."""
LONG_TEXT_CELL = RawCell(CellState.UNREADABLE, f"文字超过{MAX_TEXT}字")
"""A cell with a longer text, which is not read."""


Area = tuple[int, int, int, int]
"""First row and column, last row and column, zero-based."""
MOST_MERGED: Final = 20_000
"""Areas of a sheet that are kept: a form has a hundred."""


class PlacedPicture(NamedTuple):
    """A picture in a received workbook: its sheet, the cells it is in or covers, and the file's part with its bytes."""

    sheet: str
    area: Area
    part: str
    in_cell: bool


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet. ``cells`` has only cells with content, by zero-based (row, column).

    ``merged``: areas shown as one cell. ``hidden_rows``: rows that are not shown.
    """

    name: str
    cells: Mapping[tuple[int, int], RawCell]
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> RawCell:
        """The cell at that place; a blank one where the file has none."""
        return self.cells.get((row, column), BLANK_CELL)


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A received workbook, the same for all file formats.

    ``names``: the (sheet, row, column) to which each defined name of a single cell points. Times are naive UTC as
    stored. ``notes``: what the file has that was not read (macros, external links). ``date1904``: day numbers count
    from 1904.
    """

    sheets: tuple[RawSheet, ...]
    names: Mapping[str, tuple[str, int, int]]
    saved_at: dt.datetime | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    date1904: bool = False
    saved_locally: bool = False
    pictures: tuple[PlacedPicture, ...] = ()

    def sheet(self, name: str) -> RawSheet | None:
        """The sheet of that name, or ``None``."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


class Verdict(StrEnum):
    """The verdict on a received file; each file gets exactly one."""

    COUNTED = "采用"
    DUPLICATE = "重复"
    SUPERSEDED = "被替代"
    REFUSED = "拒收"
    SKIPPED = "跳过"
    HELD = "待确认"
    EVIDENCE = "佐证"


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A received file. ``path``: in the returns folder, ``a.zip/b.xlsx`` for a file inside an archive.

    ``mailed_at`` and ``saved_at``: naive local time of the office. ``doubt``: why it does not count by itself.
    ``decision``: what a person decided about it. ``seal``: the result of checking its seal.
    """

    path: str
    sha256: str
    size: int
    verdict: Verdict
    reason: str
    kind: str = ""
    unit_code: str = ""
    saved_at: dt.datetime | None = None
    mailed_at: dt.datetime | None = None
    sender: str = ""
    doubt: Doubt | None = None
    decision: Decision | None = None
    seal: Seal = Seal.UNKNOWN


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that is evidence of a unit. ``keys`` and ``labels``: the clauses and tasks it proves.

    Keys are those of ``qz.evidence.evidence_subjects``; ``()`` where its name does not show any. A signed copy proves
    the whole return. ``is_on_form``: it is a picture in the form itself. ``number``: its number among all evidence,
    from 1; ``place``: its path from a folder in the year's output; both are set when the evidence is put in order.
    """

    file: ReceivedFile
    what: str
    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    is_signed_copy: bool = False
    is_on_form: bool = False
    number: int = 0
    place: str = ""

    @property
    def unit_code(self) -> str:
        """The unit that sent it."""
        return self.file.unit_code


@dataclass(frozen=True, slots=True)
class Return:
    """The return of a unit that counts: its file, and the total shown in the form itself (as text).

    ``noticed``: the code and the input's key of everything noticed about it, also of what is not worth telling.
    """

    unit_code: str
    file: ReceivedFile
    noticed: tuple[tuple[str, str], ...] = ()
    self_total: str = ""


class UnitState(StrEnum):
    """A unit's state in 收件登记."""

    IN_ORDER = "合格"
    TO_CORRECT = "待补正"
    NOT_RECEIVED = "未报送"
    HELD = "待确认"


@dataclass(frozen=True, slots=True)
class Intake:
    """The result of reading the returns folder: the verdict on every file, each unit's return, and all findings.

    ``answers``, by unit code: the self-reports in the returns that count; packed for many units, so read them one by
    one. ``workbooks``, by path: those of other kinds (核定表, 台账), for other stages. ``held``, by path: the answers
    in returns that wait for a person's decision; ``waiting``: their number by unit code. ``evidence``: in roster order.
    """

    received: tuple[ReceivedFile, ...]
    returns: Mapping[str, Return]
    answers: Mapping[str, Answers]
    findings: Sequence[Finding]
    workbooks: Mapping[str, RawWorkbook] = field(default_factory=dict)
    held: Mapping[str, Answers] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def held_units(self) -> AbstractSet[str]:
        """The codes of units with a return that waits for a person's decision."""
        return self.waiting.keys()
