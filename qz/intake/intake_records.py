"""What the steps of the intake hand to one another."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from qz.findings import make_finding
from qz.model.finding import Finding, Severity
from qz.model.layout import InputCell
from qz.model.trust import Seal
from qz.values.reading import Reading


class Format(StrEnum):
    """What a file is, judged by its bytes."""

    OOXML = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    FODS = "fods"
    ZIP = "zip"
    MAIL = "eml"
    MAILBOX = "mbox"
    RAR = "rar"
    SEVEN = "7z"
    TAR = "tar"
    PACKED = "gz"
    TNEF = "tnef"
    MSG = "msg"
    SMIME = "smime"
    EMPTY = "empty"
    CUT = "cut off"
    LOCKED = "locked by a password"
    GUARDED = "encrypted by other software"
    ARCHIVE = "archive of a kind not opened"
    FOREIGN = "spreadsheet of a kind not read"
    MARKUP = "web page or the like"
    DOCUMENT = "document"
    PICTURE = "picture"
    TEXT = "text"
    PROGRAM = "program"
    UNKNOWN = "unknown"


WORKBOOK_FORMATS = frozenset({Format.OOXML, Format.XLS, Format.XLSB, Format.ODS, Format.FODS})


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding in the making: what it is and where in its file, not yet which file's."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    cell: str = ""
    key: str = ""
    severity: Severity | None = None

    def found_in(self, file: str, unit_code: str = "") -> Finding:
        """The finding it is in that file."""
        found = make_finding(
            self.code,
            file=file,
            sheet=self.sheet,
            cell=self.cell,
            unit_code=unit_code,
            key=self.key,
            **self.words,
        )
        return replace(found, severity=self.severity) if self.severity else found


@dataclass(frozen=True, slots=True)
class Envelope:
    """The mail a file came in; times are naive local time of the office.

    ``mailed_at`` is when it came: what the office's server stamped on it, else its place in a mailbox, else the date it
    says itself, which is ``dated_at``. ``spoofed``: what that server found against the sender. ``outer``: the mail that
    this one came in.
    """

    mailed_at: dt.datetime | None = None
    sender: str = ""
    subject: str = ""
    dated_at: dt.datetime | None = None
    spoofed: str = ""
    is_mail: bool = False
    outer: "Envelope | None" = None


NO_ENVELOPE = Envelope()


@dataclass(frozen=True, slots=True)
class OnForm:
    """That a file received is a picture of a form: whose form it is, and what it is evidence of there."""

    unit_code: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file received. A workbook carries its ``data``; anything else the ``issue`` that says why it goes no further.

    ``skipped``: it was never meant as a return; ``quiet``: nor need anybody look at it, so it is listed and no more.
    ``contains`` is the number of files a container held, listed apart; ``told`` is what else is to be known of it.
    ``within``: its name as its container has it, folders included. ``on_form``: it is a picture of a form.
    """

    path: str
    sha256: str
    size: int
    format: Format | None = None
    data: bytes = field(default=b"", repr=False)
    envelope: Envelope = NO_ENVELOPE
    issue: Issue | None = None
    skipped: bool = False
    contains: int = 0
    quiet: bool = False
    told: Issue | None = None
    within: str = ""
    on_form: OnForm | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says it is. ``kind`` as its manifest words it (``return``, ``verification`` …).

    ``seal``: what its seal is worth; ``speaker``: whose word it is, a unit's code, ``""`` for the office.
    """

    kind: str
    unit_code: str
    issues: tuple[Issue, ...] = ()
    seal: Seal = Seal.UNKNOWN
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class FoundInput:
    """One input of a return as it was found: where, and what it says. ``lost``: not found for certain, so not read."""

    input: InputCell
    sheet: str
    cell: str
    reading: Reading
    lost: bool = False


@dataclass(frozen=True, slots=True)
class PictureOnForm:
    """A picture of a form: where it begins, the part of the workbook that holds it, and what it is evidence of there.

    ``keys`` are those of ``qz.evidence.evidence_subjects``; none where that cannot be told.
    """

    sheet: str
    cell: str
    part: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormReading:
    """One workbook read as a unit's return: its entries and what was noted, before it is known whether it counts."""

    unit_code: str
    kind: str
    entries: tuple[FoundInput, ...] = ()
    issues: tuple[Issue, ...] = ()
    saved_at: dt.datetime | None = None
    self_total: str = ""
    pictures: tuple[PictureOnForm, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was filled in."""
        return bool(self.entries) and all(entry.reading.blank for entry in self.entries)


@dataclass(frozen=True, slots=True)
class ComparedNumber:
    """A number that other units' figures are held against. ``issue``: an issue at its cell, its code to be given."""

    value: Decimal
    issue: Issue


@dataclass(frozen=True, slots=True)
class Figures:
    """What of one return is held against others: its indicators by id, and the facts that indicators sum, by id."""

    indicators: Mapping[str, ComparedNumber]
    facts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Reported:
    """One return examined by itself, kept small until it is known whether it counts.

    ``content`` is a digest of all it says, to tell two that say the same. ``answers`` and ``issues``, all that was
    found in it alone, are packed (``qz.engine.parallel.packed.pack``).
    """

    unit_code: str
    saved_at: dt.datetime | None
    self_total: str
    is_blank: bool
    content: str
    answers: bytes
    issues: bytes
    figures: Figures


class Refusal(Exception):
    """A workbook that is no return that can count; ``issue`` says why. ``unit_code`` where it is known."""

    def __init__(self, code: str, unit_code: str = "", **words: str) -> None:
        """Keep the issue."""
        super().__init__(code)
        self.issue = Issue(code, words)
        self.unit_code = unit_code
