"""Subjects, self-reports and self-scores, by which it is decided which verified values count; and the findings."""

from collections.abc import Mapping
from dataclasses import field

from qz.findings import make_finding
from qz.layout.row_words import label_words, value_words
from qz.layout.verification_row import VerificationRow
from qz.model.finding import Finding
from qz.model.programme import Programme
from qz.model.scores import Answers, UnitScore
from qz.model.values import Value
from qz.model.verification import UPHELD, EntryKind, VerifiedEntry
from qz.records import dataclass
from qz.verification.subjects import Subjects

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

    def currents_of(self, unit_code: str) -> Mapping[tuple[EntryKind, str], Value]:
        """What the unit reports now: its facts, its tasks' statuses, and the self-score of each criterion (分)."""
        answers, score = self.reported[unit_code], self.self_scores.get(unit_code)
        lines = score.lines if score else ()
        return {
            **{(EntryKind.FACT, key): answer.value for key, answer in answers.facts.items()},
            **{(EntryKind.TASK, key): answer.value for key, answer in answers.statuses.items()},
            **{(EntryKind.CRITERION, line.criterion_id): line.points for line in lines},
        }
