"""Subjects, self-reports and self-scores, by which it is decided which verified values count; and the findings."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Final

from qz.findings import make_finding
from qz.layout.row_words import label_words, value_words
from qz.layout.verification_workbook import VerificationRow
from qz.model.finding import Finding
from qz.model.programme import Programme
from qz.model.scores import Answers, UnitScore
from qz.model.values import Answer, Value
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.verification.subjects import Subjects

_BLANK: Final = Answer()
EntryPlace = tuple[str, EntryKind, str, str]
"""What an entry is about (``VerifiedEntry.place``): unit code, kind, key, and the application that it answers."""


@dataclass(slots=True)
class Settler:
    """The self-reports that verified values are compared with. Findings are collected in ``findings``.

    ``reported`` and ``self_scores``: by unit code.
    """

    subjects: Subjects
    reported: Mapping[str, Answers]
    self_scores: Mapping[str, UnitScore]
    findings: list[Finding] = field(default_factory=list)

    @property
    def programme(self) -> Programme:
        """The year's programme."""
        return self.subjects.programme

    def row(self, entry: VerifiedEntry) -> VerificationRow:
        """The row of the 核定表 with what the entry is about."""
        return self.subjects.known_row(entry.subject)

    def words(self, entry: VerifiedEntry, value: Value) -> str:
        """A value of the entry's subject in words."""
        if entry.typed == UPHELD and value is None:
            return UPHELD
        return value_words(self.row(entry), value, points=entry.kind is EntryKind.CRITERION)

    def label(self, entry: VerifiedEntry) -> str:
        """The name of what the entry is about, for a sentence."""
        return label_words(self.row(entry), points=entry.kind is EntryKind.CRITERION)

    def add_finding(self, code: str, entry: VerifiedEntry, **words: str) -> None:
        """Add a finding about an entry, at its cell."""
        at, unit, label = entry.origin, self.row(entry).unit.name, self.label(entry)
        self.findings.append(
            make_finding(code, file=at.file, sheet=at.sheet, cell=at.cell, unit=unit, label=label, **words)
        )

    def currents(self, entries: Iterable[VerifiedEntry]) -> Mapping[tuple[str, EntryKind, str], Value]:
        """What units report now, by subject. It goes unit by unit, so that each unit's answers are unpacked once."""
        return {entry.subject: self._current(entry) for entry in sorted(entries, key=lambda entry: entry.unit_code)}

    def _current(self, entry: VerifiedEntry) -> Value:
        """The unit's self-report now: the fact, the task's status, or the criterion's self-score (分)."""
        if entry.kind is EntryKind.CRITERION:
            lines = (line for item in self.self_scores[entry.unit_code].items for line in item.lines)
            return next((line.points for line in lines if line.criterion_id == entry.key), None)
        answers = self.reported[entry.unit_code]
        return (answers.statuses if entry.kind is EntryKind.TASK else answers.facts).get(entry.key, _BLANK).value
