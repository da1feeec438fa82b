"""The layout of a verification workbook (核定表), for its writer and its reader.

Rows and columns are zero-based. As on a form, two hidden rulers move along with rows and columns: column A has the key
of each row (``RowKey``), row 1 the ``VerificationColumn`` of each column.

A fact used by criteria of two verifiers belongs to the verifier of the first criterion. A veto is verified by its fact.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from qz.layout.form import FormKind, form_kind, programme_id
from qz.layout.inputs import fact_spec
from qz.layout.scorecard import ScorecardRow, scorecard_rows
from qz.layout.verification_row import RowKey, VerificationRow, owner_of
from qz.model.choices import FilledBy
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Item, Scorecard
from qz.model.scores import Effect
from qz.model.task_table import Unit
from qz.model.verification import EntryKind
from qz.records import dataclass
from qz.words import OFFICE_WORDS

GUIDE_SHEET: Final = "核定说明"
MARKER_ROW: Final = 0
KEY_COLUMN: Final = 0
HEAD_ROW: Final = 3
FIRST_ROW: Final = 4
PERSON_NAME: Final = "verifier_person"
"""The defined name of the cell for the person who answers for every row without a 核定人 of its own."""


@dataclass(frozen=True, slots=True)
class VerificationSheet:
    """The sheet of one scorecard. Its rows are sorted by item, then unit, then clause."""

    name: str
    scorecard: Scorecard
    units: tuple[Unit, ...]
    rows: tuple[VerificationRow, ...]

    @property
    def last_row(self) -> int:
        """The last row of the table; the row of the heads where it is empty."""
        return HEAD_ROW + len(self.rows)


@dataclass(frozen=True, slots=True)
class VerificationLayout:
    """The layout of one verifier's workbook. ``verifier``: a unit's code; ``""`` for the office.

    ``units``: those to be verified. ``effects``: the effect of each kind of rule on its item. ``volume``: the span of
    the roster that this workbook covers; ``""`` for all of it.
    """

    programme: Programme
    verifier: str
    verifier_name: str
    units: tuple[Unit, ...]
    effects: Mapping[str, Effect]
    volume: str = ""

    @property
    def sheets(self) -> tuple[VerificationSheet, ...]:
        """One sheet for each scorecard with rows. Not cached, as the rows of many workbooks need much memory."""
        sheets = (_sheet(self, card) for card in self.programme.scorecards)
        return tuple(sheet for sheet in sheets if sheet is not None)

    @property
    def has_rows(self) -> bool:
        """Whether there is anything to verify."""
        return any(True for card in self.programme.scorecards for _ in _rows(self, card))

    @property
    def digest(self) -> str:
        """SHA-256 over the subjects and what they accept: workbooks with the same digest are read alike."""
        parts = [
            [card.scorecard_id, *(_describe(line, self.verifier) for line in scorecard_rows(card))]
            for card in self.programme.scorecards
        ]
        edition = self.programme.particulars.edition
        text = json.dumps([programme_id(self.programme), edition, self.verifier, parts], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def manifest(self) -> Mapping[str, str]:
        """The manifest of the workbook."""
        particulars = self.programme.particulars
        entries: dict[str, str] = {
            Key.FORMAT: MANIFEST_FORMAT,
            Key.KIND: WorkbookKind.VERIFICATION,
            Key.YEAR: str(particulars.year),
            Key.PROGRAMME: programme_id(self.programme),
            Key.VERIFIER: self.verifier,
            Key.EDITION: particulars.edition,
            Key.DIGEST: self.digest,
            Key.UNITS: " ".join(unit.code for unit in self.units),
        }
        return entries | ({Key.VOLUME: self.volume} if self.volume else {})

    @property
    def file_name(self) -> str:
        """The file name: ``核定表-质监分局.xlsx``, ``核定表-质监分局-0051-0100.xlsx``."""
        safe = re.sub(r'[\\/:*?"<>|]', "_", self.verifier_name)
        return f"核定表-{safe}{'-' if self.volume else ''}{self.volume}.xlsx"


def _describe(line: ScorecardRow, verifier: str) -> list[str] | None:
    criterion, fact = line.criterion, line.fact
    if owner_of(criterion, fact) != verifier:
        return None
    described = [criterion.criterion_id, criterion.kind, str(criterion.points)] if criterion else []
    if criterion and criterion.most is not None:
        described += [str(criterion.least), str(criterion.most)]
    if fact and line.asks:
        spec = fact_spec(fact, criterion)
        described += [fact.fact_id, spec.value_type, str(spec.minimum), str(spec.maximum), str(spec.step)]
    return described


def verifiers_of(programme: Programme) -> tuple[str, ...]:
    """The codes of all verifiers of the programme: the office (``""``) first, then units in roster order."""
    used = {criterion.verifier for card in programme.scorecards for criterion in card.criteria}
    used |= {"" for card in programme.scorecards for fact in card.facts.values() if fact.filled_by is FilledBy.OFFICE}
    return tuple(code for code in ("", *(unit.code for unit in programme.units)) if code in used)


def verifier_name(programme: Programme, verifier: str) -> str:
    """The name of the verifier; for a code that is not in the roster, the code."""
    if not verifier:
        return OFFICE_WORDS[0]
    unit = programme.find_unit(verifier)
    return unit.name if unit else verifier


class _Card:
    """The rows of one scorecard for one verifier, unit by unit. Those of a kind of unit are made once."""

    def __init__(self, programme: Programme, card: Scorecard, verifier: str, effects: Mapping[str, Effect]) -> None:
        self._programme = programme
        self._verifier = verifier
        self._effects = effects
        self._lines: dict[str, list[ScorecardRow]] = {}
        self._asked: dict[str, str] = {}
        self._made: dict[tuple[FormKind, str], Sequence[VerificationRow]] = {}
        for line in scorecard_rows(card):
            criterion_id = line.criterion.criterion_id if line.criterion else ""
            self._lines.setdefault(criterion_id, []).append(line)
            if line.fact and line.asks:
                self._asked[line.fact.fact_id] = criterion_id

    def item(self, kind: FormKind, unit: Unit, item: Item) -> Sequence[VerificationRow]:
        """The rows of an item for units of a kind, as the first of them has them."""
        if (kind, item.number) not in self._made:
            rows = (row for criterion in item.criteria for row in self._criterion(unit, item, criterion))
            self._made[kind, item.number] = tuple(rows)
        return self._made[kind, item.number]

    def rest(self, unit: Unit) -> Iterator[VerificationRow]:
        """The rows of facts that no criterion uses."""
        if not self._verifier:
            for line in (each for each in self._lines.get("", ()) if each.fact and not each.fact.is_derived):
                yield self._fact_row(unit, None, None, line)

    def _criterion(self, unit: Unit, item: Item, criterion: Criterion) -> Iterator[VerificationRow]:
        lines = [line for line in self._lines[criterion.criterion_id] if line.fact]
        given = [line for line in lines if line.asks and line.fact and not line.fact.is_derived]
        own = [line for line in given if owner_of(criterion, line.fact) == self._verifier]
        is_mine = criterion.verifier == self._verifier
        tasks = self._programme.scored_tasks(unit, criterion) if is_mine and not lines else ()
        scorable = is_mine and self._effects[criterion.kind] is not Effect.VETO
        alone = scorable and len(own) == len(lines) == 1
        for line in own:
            yield self._fact_row(unit, item, criterion, line, scores=alone)
        for task in tasks:
            key = RowKey(unit.code, EntryKind.TASK, task.task_id)
            yield VerificationRow(0, key, unit, item, criterion, task=task)
        if scorable and not alone:
            others = (line for line in lines if line not in own and line.fact and not line.fact.is_derived)
            shared = dict.fromkeys(self._asked[line.fact.fact_id] for line in others if line.fact)
            key = RowKey(unit.code, criterion_id=criterion.criterion_id)
            yield VerificationRow(0, key, unit, item, criterion, shared=tuple(shared))

    @staticmethod
    def _fact_row(
        unit: Unit, item: Item | None, criterion: Criterion | None, line: ScorecardRow, *, scores: bool = False
    ) -> VerificationRow:
        fact_id = line.fact.fact_id if line.fact else ""
        scored = criterion.criterion_id if criterion and scores else ""
        key = RowKey(unit.code, EntryKind.FACT, fact_id, scored)
        return VerificationRow(0, key, unit, item, criterion, line.fact, line=line)


def _rows(layout: VerificationLayout, card: Scorecard) -> Iterator[tuple[Unit, VerificationRow]]:
    """A scorecard's rows in order, each with its unit; the row is that of the first unit of the unit's kind."""
    here = [unit for unit in layout.units if unit.scorecard_id == card.scorecard_id]
    kinds = [(form_kind(layout.programme, unit), unit) for unit in here]
    maker = _Card(layout.programme, card, layout.verifier, layout.effects)
    for item in card.items:
        for kind, unit in kinds:
            for row in maker.item(kind, unit, item):
                yield unit, row
    for unit in here:
        for row in maker.rest(unit):
            yield unit, row


def _sheet(layout: VerificationLayout, card: Scorecard) -> VerificationSheet | None:
    placed = tuple(row.of(unit, place) for place, (unit, row) in enumerate(_rows(layout, card), start=FIRST_ROW))
    here = tuple(unit for unit in layout.units if unit.scorecard_id == card.scorecard_id)
    return VerificationSheet(f"{card.label}核定", card, here, placed) if placed else None


def build_verification(
    programme: Programme, verifier: str, units: Sequence[Unit], effects: Mapping[str, Effect], volume: str = ""
) -> VerificationLayout:
    """The layout of one verifier's workbook.

    Args:
        programme: The year's programme.
        verifier: A unit's code; ``""`` for the office.
        units: The units to verify (those with a return), in roster order.
        effects: The effect of each kind of rule on its item, by the kind's English name.
        volume: The span of the roster that ``units`` are, where several workbooks are needed.

    Source: product specification, "Results" (核定表); scoring specification, "Missing, doubtful and verified values".
    """
    name = verifier_name(programme, verifier)
    return VerificationLayout(programme, verifier, name, tuple(units), effects, volume)
