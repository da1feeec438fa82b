"""Reads one workbook: what kind it is, whose, and, for a return, its answers. It does not depend on other files."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from qz.intake.arrivals.gate import accident
from qz.intake.intake_records import Arrival, FormReading, Identity, Issue, Refusal
from qz.intake.reading.extract import FormReader, open_workbook
from qz.intake.reading.identity import Checker
from qz.intake.reading.packed_workbooks import pack_workbook
from qz.intake.reading.spellings import Spellings
from qz.layout.form import FormKind, form_kind
from qz.model.layout import FormLayout
from qz.model.manifest import EPOCH, WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import RawWorkbook
from qz.model.task_table import Unit
from qz.model.trust import Seal
from qz.records import dataclass
from qz.values.dates import OFFICE_ZONE
from qz.workbook.read.fault import UnreadableFile

_KINDS: Final = 64
"""For so many kinds of form the readers are kept in memory."""
LayoutOf = Callable[[Unit], FormLayout]
BlankOf = Callable[[Unit], RawWorkbook]


@dataclass(frozen=True, slots=True)
class Content:
    """What was read from one file: an ``issue`` if it is refused, a return's ``reading``, another kind's ``workbook``.

    The ``workbook`` is packed: of very many units its cells take hundreds of megabytes, and are needed once.
    ``saved_at``: naive local time of the office. ``as_made``: nobody saved it since this program wrote it. ``seal``:
    the result of checking its seal. ``speaker``: the code of the unit that answers for what is filled in, ``""`` for
    the office.
    """

    kind: str | WorkbookKind = WorkbookKind.RETURN
    unit_code: str = ""
    issue: Issue | None = None
    reading: FormReading | None = None
    workbook: bytes | None = None
    saved_at: dt.datetime | None = None
    as_made: bool = False
    seal: Seal = Seal.UNKNOWN
    speaker: str = ""


class Reader:
    """Reads workbooks of one programme."""

    def __init__(self, programme: Programme, layout_of: LayoutOf, blank_of: BlankOf | None = None) -> None:
        """``layout_of`` gives the layout of a unit's form, ``blank_of`` the form as it was sent, read back."""
        self.spellings = Spellings(programme)
        self._programme = programme
        self._checker = Checker(programme, self.spellings)
        self._layout_of = lru_cache(maxsize=64)(layout_of)
        self._forms: dict[FormKind, FormReader] = {}
        self._blank_of = lru_cache(maxsize=64)(blank_of) if blank_of else None

    def read(self, arrival: Arrival) -> Content:
        """Read a workbook that ``gate`` opened. Whatever the file holds, this does not raise."""
        try:
            return self._read(arrival)
        except UnreadableFile as fault:
            return Content(issue=Issue(fault.code, fault.words))
        except Refusal as refusal:
            return Content(unit_code=refusal.unit_code, issue=refusal.issue)
        except Exception as fault:  # noqa: BLE001 - no file stops the batch; the finding says which and why
            return Content(issue=accident(fault))

    def _read(self, arrival: Arrival) -> Content:
        assert arrival.format is not None  # noqa: S101 - the gate lets only workbooks through
        book = open_workbook(arrival.data, arrival.format)
        identity = self._checker.identify(book)
        saved_at, as_made = self._saved(book), book.saved_at == EPOCH
        kind, code, seal = identity.kind, identity.unit_code, identity.seal
        if kind != WorkbookKind.RETURN:
            speaker, packed = identity.speaker, pack_workbook(book)
            return Content(kind, code, workbook=packed, saved_at=saved_at, as_made=as_made, seal=seal, speaker=speaker)
        reading = replace(self._read_form(book, identity), saved_at=saved_at)
        return Content(
            WorkbookKind.RETURN, code, reading=reading, saved_at=saved_at, as_made=as_made, seal=seal, speaker=code
        )

    def _read_form(self, book: RawWorkbook, identity: Identity) -> FormReading:
        unit = self._programme.unit(identity.unit_code)
        layout = self._layout_of(unit)
        changed = identity.digest not in {"", layout.digest}
        issues = (*identity.issues, Issue("I13")) if changed else identity.issues
        form = self._form(unit, layout)
        reading = form.read(book, layout, self._blank_of(unit) if self._blank_of else None)
        return replace(reading, issues=(*issues, *reading.issues))

    def _form(self, unit: Unit, layout: FormLayout) -> FormReader:
        """The reader of the unit's kind of form."""
        key = form_kind(self._programme, unit)
        form = self._forms.get(key)
        if form is None:
            if len(self._forms) >= _KINDS:
                self._forms.clear()
            form = self._forms[key] = FormReader(self._programme, layout)
        return form

    def _saved(self, book: RawWorkbook) -> dt.datetime | None:
        """When it was saved, local time of the office; ``None`` for a time before the programme's year.

        Such a time is the fixed one that forms are written with, or comes from a wrong clock.
        """
        saved_at = book.saved_at if book.saved_locally else _local(book.saved_at)
        return saved_at if saved_at and saved_at.year >= self._programme.particulars.year else None


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    """A naive UTC time as naive local time of the office."""
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=dt.UTC).astimezone(OFFICE_ZONE).replace(tzinfo=None)
    except OverflowError:
        return None
