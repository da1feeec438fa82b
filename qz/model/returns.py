"""What came back: raw cells exactly as a file holds them, what each file was, and what each unit answered."""

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from qz.model.finding import Finding
from qz.model.scores import Answers
from qz.model.trust import Decision, Doubt, Seal


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
    """One cell as the file holds it: ``text`` is the raw number or the string; ``formula`` when it is computed.

    A tuple, for a batch of returns makes, hashes and compares millions of them.
    """

    state: CellState
    text: str = ""
    number_format: str = ""
    formula: bool = False


BLANK_CELL = RawCell(CellState.BLANK)
PICTURE_CELL = RawCell(CellState.UNREADABLE, "这一格里放的是图片")
"""A cell that shows a picture placed in it."""


Area = tuple[int, int, int, int]
"""First row and column, last row and column, zero-based."""
MOST_MERGED: Final = 20_000
"""Areas of a sheet that are kept: a form has a hundred."""


class PlacedPicture(NamedTuple):
    """A picture of a received workbook: the cells of a sheet that it is in or over, and the part that holds it."""

    sheet: str
    area: Area
    part: str
    in_cell: bool


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet, sparse: only cells that hold something, by zero-based (row, column).

    ``merged``: areas that are shown as one cell; ``hidden_rows``: rows that are not shown.
    """

    name: str
    cells: Mapping[tuple[int, int], RawCell]
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> RawCell:
        """The cell there, blank where the file holds none."""
        return self.cells.get((row, column), BLANK_CELL)


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A received workbook, neutral of its format.

    ``names`` maps a defined name to (sheet, row, column) of a single cell. Times are naive UTC as stored; ``notes``
    says what was there and not read (macros, external links). ``date1904``: its day numbers count from 1904.
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
    """The one verdict a file received gets."""

    COUNTED = "采用"
    DUPLICATE = "重复"
    SUPERSEDED = "被替代"
    REFUSED = "拒收"
    SKIPPED = "跳过"
    HELD = "待确认"
    EVIDENCE = "佐证"


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One thing received: its path inside the returns folder (``a.zip/b.xlsx`` for a member), digest, verdict and why.

    ``mailed_at`` and ``saved_at`` are naive local time of the office. ``doubt`` speaks against it, ``decision`` is what
    a person decided about it; ``seal`` is what its seal is worth.
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
    """A file that is a unit's evidence: ``what`` it is, and the clauses and tasks it is of by ``keys`` and ``labels``.

    Keys are those of ``qz.evidence.evidence_subjects``; none where its name does not say. A signed copy is of the
    return itself. ``is_on_form``: a picture of the form, which lies in it. ``number``: its number among all, from 1,
    and ``place``: where it lies, seen from a folder of the year's output; both once it is laid out.
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
    """A unit's return that counts: the file it came in, what was found in it, and the total the form itself shows."""

    unit_code: str
    file: ReceivedFile
    findings: tuple[Finding, ...]
    self_total: str = ""


class UnitState(StrEnum):
    """Where a unit stands in the register."""

    IN_ORDER = "合格"
    TO_CORRECT = "待补正"
    NOT_RECEIVED = "未报送"
    HELD = "待确认"


@dataclass(frozen=True, slots=True)
class Intake:
    """All that a collect read: every file with its verdict, the return that counts for each unit, every finding.

    ``answers`` are what each return that counts answers, by unit code: of many units packed, so go through them one by
    one. ``workbooks``: those of other kinds (核定表, 台账) by path, for the stages that read them. ``held``: what the
    returns that wait for a person answer, by path; ``waiting``: how many of each unit wait, by unit code. ``evidence``:
    what units sent besides, in roster order.
    """

    received: tuple[ReceivedFile, ...]
    returns: Mapping[str, Return]
    answers: Mapping[str, Answers]
    findings: tuple[Finding, ...]
    workbooks: Mapping[str, RawWorkbook] = field(default_factory=dict)
    held: Mapping[str, Answers] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def held_units(self) -> AbstractSet[str]:
        """The codes of the units of which a return waits for a person."""
        return self.waiting.keys()
