"""The records that the steps of the intake pass to one another."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import field, replace
from decimal import Decimal
from enum import StrEnum

from qz.engine.kept.codec import Codec
from qz.engine.kept.packed_text import PackedText
from qz.findings import make_finding
from qz.model.finding import Finding, Severity
from qz.model.layout import InputCell
from qz.model.scores import Answers
from qz.model.trust import Seal
from qz.records import dataclass
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


NOT_LISTED = "（个人信息，不列出）"
"""Stands in a finding for what was typed about a person."""

WORKBOOK_FORMATS = frozenset({Format.OOXML, Format.XLS, Format.XLSB, Format.ODS, Format.FODS})


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding without its file: code, words, sheet, cell and input (``key``).

    ``severity``: in place of the one in the catalogue.
    """

    code: str
    words: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    cell: str = ""
    key: str = ""
    severity: Severity | None = None

    def found_in(self, file: str, unit_code: str = "") -> Finding:
        """The finding for that file."""
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

    ``mailed_at``: when it came, by the office's mail server, else by the mailbox file, else by its own ``Date`` header.
    ``dated_at``: that header. ``spoofed``: why the sender may be forged, in words. ``outer``: the mail that this one
    was attached to.
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
    """Marks a picture taken out of a form: whose form it is, and what it is evidence of.

    ``keys`` are those of ``qz.evidence.evidence_subjects``.
    """

    unit_code: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file received. A workbook has its bytes in ``data``; any other file has an ``issue``: why it is not read.

    ``skipped``: it was never meant as a return. ``quiet``: it is listed in 收件登记 without a finding. ``contains``:
    how many files a container holds, each of which is an arrival of its own; ``notice``: an issue about a container.
    ``within``: the file's name in its container, folders included. ``on_form``: set for a picture taken out of a form.
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
    notice: Issue | None = None
    within: str = ""
    on_form: OnForm | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook is, by its manifest. ``kind``: the manifest's word (``return``, ``verification`` …).

    ``seal``: the result of checking its seal. ``speaker``: the code of the unit that answers for what is filled in,
    ``""`` for the office. ``digest``: that of the layout in a form's manifest, ``""`` where it is lost.
    """

    kind: str
    unit_code: str
    issues: tuple[Issue, ...] = ()
    seal: Seal = Seal.UNKNOWN
    speaker: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FoundInput:
    """One input of a return: where it was found and its value. ``lost``: its place is uncertain, so it was not read."""

    input: InputCell
    sheet: str
    cell: str
    reading: Reading
    lost: bool = False


@dataclass(frozen=True, slots=True)
class PictureOnForm:
    """A picture in a form: its upper left cell, the part of the workbook with its bytes, and what it is evidence of.

    ``keys`` are those of ``qz.evidence.evidence_subjects``; empty where the picture's place shows no single answer.
    """

    sheet: str
    cell: str
    part: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormReading:
    """One workbook read as a unit's return: its inputs and issues, before it is decided whether it counts.

    ``saved_at``: naive local time of the office. ``self_total``: the self-score in the form (分), as text, or ``""``.
    """

    unit_code: str
    kind: str
    entries: tuple[FoundInput, ...] = ()
    issues: tuple[Issue, ...] = ()
    saved_at: dt.datetime | None = None
    self_total: str = ""
    pictures: tuple[PictureOnForm, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether every input was left blank."""
        return bool(self.entries) and all(entry.reading.blank for entry in self.entries)


@dataclass(frozen=True, slots=True)
class ComparedNumber:
    """A number that is compared with other units' numbers. ``issue``: an issue at its cell, still without a code."""

    value: Decimal
    issue: Issue


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one return that are compared with other returns: indicators by id, and facts that are summed."""

    indicators: Mapping[str, ComparedNumber]
    facts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Reported:
    """One return examined by itself, in little memory, until it is decided whether it counts.

    ``content``: a digest of everything filled in, equal for two returns with the same answers. ``answers``
    (``Answers``) and ``issues`` (a tuple of ``Issue``) are packed by ``PackedReading``.
    """

    unit_code: str
    saved_at: dt.datetime | None
    self_total: str
    is_blank: bool
    content: str
    answers: bytes
    issues: bytes
    figures: Figures


class PackedReading(PackedText):
    """What was read from a return, packed: its ``Answers``, or a tuple of ``Issue``."""

    __slots__ = ()
    codec = Codec.of(Answers | Issue)


class Refusal(Exception):
    """Raised for a workbook that cannot count as a return: ``issue`` says why; ``unit_code`` where it is known."""

    def __init__(self, code: str, unit_code: str = "", **words: str) -> None:
        """``code`` and ``words`` are the issue's."""
        super().__init__(code)
        self.issue = Issue(code, words)
        self.unit_code = unit_code
